"""What is told of a group of copies: how many people, from when to when, and where their letters differ."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from rapidfuzz.distance import Indel, Levenshtein
from rapidfuzz.process import cdist

from civic.analysis.text import MASK, MAX_CHARACTERS, mask
from civic.analysis.types import Comment

SAMPLE = 100  # copies that are compared word by word, evenly from first to last; bounds the work for a crowd
DIFFERENCES = 5
VARIANTS = 3  # of one part, the most frequent ones
SPAN_WORDS = 8  # of a differing part that are shown
NOTHING = "–"
_NO_WORD = re.compile(r"\W+")
_EDGES = " .,;:!?\"'“”‘’()"


@dataclass(frozen=True)
class Campaign:
    """Comments that are (near) copies of one another.

    Attributes:
        ids: of the comments, in the order of the corpus.
        representative: id of the most typical copy: the one that the others have most in common with.
        size: how many comments.
        people: how many different authors; a comment without an author counts as one person.
        first, last: earliest and latest `created_at` as it was given (ISO 8601, UTC unless it says otherwise);
            None where no comment has a time that can be read.
        differences: up to 5 parts in which most copies differ from the representative, its own words first:
            `"Bapak" / "Ibu"`, – for nothing; personal numbers masked.
    """

    ids: tuple[str, ...]
    representative: str
    size: int
    people: int
    first: str | None
    last: str | None
    differences: tuple[str, ...]


def describe(group: Sequence[int], comment_of: Callable[[int], Comment]) -> Campaign:
    """Sum up one group that `duplicates.groups` found.

    Args:
        group: positions of at least one comment, in order.
        comment_of: the comment at a position; each is asked for once or twice and not kept.
    """
    ids: list[str] = []
    authors: set[str] = set()
    unsigned = 0
    times: list[tuple[datetime, str]] = []
    for position in group:
        comment = comment_of(position)
        ids.append(comment.id)
        if comment.author:
            authors.add(comment.author)
        else:
            unsigned += 1
        if comment.created_at and (moment := _moment(comment.created_at)):
            times.append((moment, comment.created_at))
    count = min(SAMPLE, len(group))
    places = [place * len(group) // count for place in range(count)]
    alphabet: dict[str, str] = {}
    letters = [_Letter(comment_of(group[place]).text, alphabet) for place in places]
    typical = _most_typical(letters)
    return Campaign(
        ids=tuple(ids),
        representative=ids[places[typical]],
        size=len(ids),
        people=len(authors) + unsigned,
        first=min(times)[1] if times else None,
        last=max(times)[1] if times else None,
        differences=_differences(letters[typical], letters),
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class _Letter:
    """The words of a copy as people read them, and as a string of one character for each word."""

    def __init__(self, text: str, alphabet: dict[str, str]) -> None:
        self.words: list[str] = []
        characters: list[str] = []
        for word in mask(text[:MAX_CHARACTERS]).split():
            plain = _NO_WORD.sub("", word).lower() or (MASK if MASK in word else "")
            if plain:
                self.words.append(word)
                characters.append(alphabet.setdefault(plain, chr(len(alphabet))))
        self.code = "".join(characters)

    def part(self, start: int, end: int) -> str:
        """The words from start to before end, quoted and shortened."""
        shown = " ".join(word.strip(_EDGES) for word in self.words[start : min(end, start + SPAN_WORDS)])
        return f'"{shown}{" …" if end - start > SPAN_WORDS else ""}"' if shown else NOTHING


def _most_typical(letters: Sequence[_Letter]) -> int:
    """The medoid, the first of equals.

    The longest copy would be the one with most added, the first one a draft; what most copies agree with is what the
    campaign says.
    """
    counts = Counter(letter.code for letter in letters)
    codes = list(counts)
    agreement = cdist(codes, codes, scorer=Indel.normalized_similarity) @ np.array(list(counts.values()), np.float32)
    best = codes[int(np.argmax(agreement))]
    return next(place for place, letter in enumerate(letters) if letter.code == best)


def _differences(typical: _Letter, letters: Sequence[_Letter]) -> tuple[str, ...]:
    """Where most copies differ first; each part with its most frequent variants."""
    variants: defaultdict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for letter in letters:
        for start, end, other_start, other_end in _spans(typical.code, letter.code):
            variants[start, end][letter.part(other_start, other_end)] += 1
    parts = sorted(variants, key=lambda part: (-variants[part].total(), part))
    return tuple(
        " / ".join([typical.part(*part), *(variant for variant, _ in variants[part].most_common(VARIANTS))])
        for part in parts[:DIFFERENCES]
    )


def _spans(ours: str, theirs: str) -> Iterator[tuple[int, int, int, int]]:
    """Start and end in each of the parts that differ, neighbouring edits as one."""
    start = end = other_start = other_end = 0
    for edit in Levenshtein.opcodes(ours, theirs):
        if edit.tag != "equal":
            end, other_end = edit.src_end, edit.dest_end
            continue
        if (start, other_start) != (end, other_end):
            yield start, end, other_start, other_end
        start = end = edit.src_end
        other_start = other_end = edit.dest_end
    if (start, other_start) != (end, other_end):
        yield start, end, other_start, other_end
