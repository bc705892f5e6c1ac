"""Campaigns injected among real comments: letters of real sentences, each copy changed on its own."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

DATA = Path(__file__).parents[3] / "civic" / "demo" / "data"
FORUMS = ("taman.txt", "trotoar.txt")
Comments = Mapping[str, Sequence[str]]  # by language, "en" and "id"
_LONG_WORD = re.compile(r"\w{4,}")
GREETINGS = {
    "en": ("Dear mayor,", "To the council,", "Hello,", "Dear Ms Green,", "Madam,"),
    "id": ("Pak Wali,", "Yth. Ibu Sari,", "Assalamualaikum,", "Kepada DPRD,", "Halo,"),
}


@dataclass(frozen=True)
class Injected:
    """Real comments and campaigns, shuffled; `campaigns` has each text's campaign, None for a real comment."""

    texts: list[str]
    campaigns: list[int | None]


@dataclass(frozen=True)
class Score:
    """How well groups match injected campaigns, each 0 to 1.

    Attributes:
        pair_precision, pair_recall: of pairs of copies.
        precision: share of texts in groups with an injected copy that belong to the campaign which fills their group.
        recall: share of injected copies that are in the group which holds most of their campaign.
    """

    pair_precision: float
    pair_recall: float
    precision: float
    recall: float

    @property
    def worst(self) -> float:
        return min(self.pair_precision, self.pair_recall, self.precision, self.recall)


@lru_cache(maxsize=1)
def real_comments() -> Comments:
    """The comments of the demonstration city, English (CC BY 4.0, see its README) and Indonesian."""
    with (DATA / "bowling-green" / "comments.csv").open(encoding="utf-8", newline="") as file:
        english = [row["comment-body"] for row in csv.DictReader(file)]
    lines = chain.from_iterable((DATA / name).read_text(encoding="utf-8").splitlines() for name in FORUMS)
    indonesian = [line.lstrip(">").split("|")[-1] for line in lines if line and not line.startswith("#")]
    return {"en": english, "id": indonesian}


def inject(
    sizes: Sequence[int],
    rate: float,
    seed: int,
    words: tuple[int, int],
    comments: Comments | None = None,
    strangers: Iterable[str] = (),
) -> Injected:
    """Campaigns of these sizes, every other one Indonesian, among comments that do not echo them.

    Args:
        rate: share of the words of each copy that is changed, on its own, in kind and place.
        words: shortest and longest letter.
        comments: what letters and strangers are taken from, `real_comments` by default; there must be enough for all
            letters, as no comment is used twice.
        strangers: further texts that no letter is taken from.
    """
    rng = random.Random(seed)
    comments = comments or real_comments()
    pools = {language: rng.sample(texts, len(texts)) for language, texts in comments.items()}
    vocabulary = {language: " ".join(texts).split() for language, texts in comments.items()}
    pairs: list[tuple[str, int | None]] = []
    said: list[set[str]] = []
    for number, size in enumerate(sizes):
        language = ("id", "en")[number % 2]
        letter = _letter(pools[language], rng.randint(*words), rng.choice(GREETINGS[language]), said)
        said.append(_long_words(letter))
        pairs += [(changed(letter, rate, rng, vocabulary[language], language), number) for _ in range(size)]
    others = chain(strangers, *pools.values())
    pairs += [(text, None) for text in others if not _echoes(text, said)]
    rng.shuffle(pairs)
    return Injected([text for text, _ in pairs], [number for _, number in pairs])


def changed(letter: str, rate: float, rng: random.Random, vocabulary: Sequence[str], language: str) -> str:
    """A copy with round(rate x words) words substituted, deleted, inserted or greeted with; parts may change places."""
    words = letter.split()
    budget = round(rate * len(words))
    greeting = rng.choice(GREETINGS[language]).split()
    if len(greeting) > budget or rng.random() < 0.7:
        greeting = []
    for place in rng.sample(range(len(words)), budget - len(greeting)):
        words[place] = rng.choice(_CHANGES)(words[place], rng.choice(vocabulary))
    if rate and rng.random() < 0.2:
        cut = rng.randrange(len(words))
        words = words[cut:] + words[:cut]
    return " ".join(word for word in (*greeting, *words) if word)


_CHANGES: tuple[Callable[[str, str], str], ...] = (
    lambda _old, new: new,
    lambda _old, new: new,
    lambda _old, _new: "",
    lambda old, new: f"{old} {new}",
)


def score(injected: Injected, groups: Sequence[Sequence[int]]) -> Score:
    """Compare groups with what was injected; pairs of two real comments are no mistake of the injection's."""
    sizes = Counter(number for number in injected.campaigns if number is not None)
    best: Counter[int] = Counter()
    right_pairs = wrong_pairs = right = wrong = 0
    for group in groups:
        numbers = [injected.campaigns[position] for position in group]
        members = Counter(number for number in numbers if number is not None)
        if not members:
            continue
        same = sum(_pairs(size) for size in members.values())
        right_pairs += same
        wrong_pairs += _pairs(len(group)) - same - _pairs(numbers.count(None))
        number, most = members.most_common(1)[0]
        right += most
        wrong += len(group) - most
        best[number] = max(best[number], most)
    return Score(
        right_pairs / max(1, right_pairs + wrong_pairs),
        right_pairs / max(1, sum(_pairs(size) for size in sizes.values())),
        right / max(1, right + wrong),
        best.total() / max(1, sizes.total()),
    )


def _long_words(text: str) -> set[str]:
    return set(_LONG_WORD.findall(text.lower()))


def _echoes(text: str, letters: Sequence[set[str]]) -> bool:
    # People do post a sentence twice; who shares half of the long words with a letter is no stranger to it.
    words = _long_words(text)
    return any(2 * len(words & letter) > min(len(words), len(letter)) for letter in letters)


def _pairs(size: int) -> int:
    return size * (size - 1) // 2


def _letter(pool: list[str], n_words: int, greeting: str, said: Sequence[set[str]]) -> str:
    words = greeting.split()
    while len(words) < n_words:
        sentence = pool.pop()
        if not _echoes(sentence, said):
            words += sentence.split()
    return " ".join(words[:n_words])
