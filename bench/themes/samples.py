"""Any number of comments out of a few thousand real ones.

Each is drawn from the real short comments (Bowling Green, affordable housing, HoASA: English and Indonesian). Half are
joined from parts of two comments of the same corpus. Then of the words about a fifth are replaced by other words of
that corpus (frequent ones more often), a tenth are dropped, and one in fifty gets a slip of the finger, so that the
vocabulary grows with the corpus as it does in life. Two children of one comment share few runs of words: they are no
near-copies. One in twenty comments is a campaign letter: a copy of one of a few texts under another greeting.
"""

from __future__ import annotations

import csv
import random
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from bench.themes.corpora import Corpus, load

SOURCES = ("bowling", "housing", "hoasa")
JOINED = 0.5
REPLACED = 0.2
DROPPED = 0.1
SLIPPED = 0.02
CAMPAIGN = 0.05
CAMPAIGNS = 20
GREETINGS = ("Dear council,", "Hello,", "To whom it may concern:", "Yth. Bapak/Ibu,", "Selamat pagi,", "Good day,")


class Sampler:
    """Draws perturbed comments; the same seed gives the same comments.

    Args:
        sources: names of the corpora to draw from, each in proportion to its size.
        campaigns: whether campaign letters are among them.
    """

    def __init__(self, seed: int = 0, sources: tuple[str, ...] = SOURCES, *, campaigns: bool = True) -> None:
        self._random = random.Random(seed)
        self._sources = [_Source(load(name)) for name in sources]
        self._sizes = [len(source.texts) for source in self._sources]
        self._letters = [self._child() for _ in range(CAMPAIGNS)] if campaigns else []

    def draw(self, count: int) -> Iterator[str]:
        """`count` comments, one at a time."""
        for _ in range(count):
            if self._letters and self._random.random() < CAMPAIGN:
                yield f"{self._random.choice(GREETINGS)} {self._random.choice(self._letters)}"
            else:
                yield self._child()

    def _child(self) -> str:
        source = self._random.choices(self._sources, self._sizes)[0]
        words = self._random.choice(source.texts)
        if self._random.random() < JOINED:
            words = self._part(words) + self._part(self._random.choice(source.texts))
        return " ".join(self._perturbed(words, source)) or words[0]

    def _part(self, words: list[str]) -> list[str]:
        """About half of a text, from its beginning, middle or end."""
        length = max(1, (len(words) + 1) // 2)
        start = self._random.randrange(len(words) - length + 1)
        return words[start : start + length]

    def _perturbed(self, words: list[str], source: _Source) -> Iterator[str]:
        for word in words:
            chance = self._random.random()
            if chance < DROPPED:
                continue
            if chance < DROPPED + REPLACED:
                yield source.word(self._random.random())
            elif chance < DROPPED + REPLACED + SLIPPED and len(word) > 3:
                yield self._slip(word)
            else:
                yield word

    def _slip(self, word: str) -> str:
        place = self._random.randrange(1, len(word) - 1)
        return self._random.choice(
            (
                word[:place] + word[place + 1 :],
                word[:place] + word[place] + word[place:],
                word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            )
        )


class _Source:
    def __init__(self, corpus: Corpus) -> None:
        self.texts = [words for text in corpus.texts if (words := text.split())]
        counts: dict[str, int] = {}
        for words in self.texts:
            for word in words:
                counts[word] = counts.get(word, 0) + 1
        self._words = list(counts)
        self._heights = list(accumulate(counts.values()))

    def word(self, chance: float) -> str:
        """A word by its frequency; `chance` from 0 to under 1."""
        return self._words[bisect(self._heights, chance * self._heights[-1])]


def write(path: Path, count: int, seed: int = 0) -> None:
    """A CSV of `count` sampled comments, columns id and text."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "text"])
        rows.writerows(enumerate(Sampler(seed).draw(count)))
