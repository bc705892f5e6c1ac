"""Copies and near copies: campaign letters and copy-paste with a changed greeting, found in near-linear time.

MinHash over word shingles (Broder 1997) with locality-sensitive banding; each candidate is checked by its
real similarity, so that a group never rests on a hash alone.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence

from rensa import RMinHash

_WORD = re.compile(r"\w+")
PERMUTATIONS = 128
BANDS = 42  # bands of three: pairs of similarity 0.5 are missed less than once in a hundred
SEED = 7
SHORT = 4  # texts of fewer words must be equal, word for word


def groups(texts: Sequence[str], similarity: float) -> list[list[int]]:
    """Positions of texts that belong together, groups of two and more, each in order.

    Args:
        texts: n texts.
        similarity: Jaccard similarity of word shingles from which two texts are the same.
    """
    parent = list(range(len(texts)))
    shingles = [_shingles(text) for text in texts]
    _join_equal(shingles, parent)
    _join_similar(shingles, parent, similarity)
    members: defaultdict[int, list[int]] = defaultdict(list)
    for position in range(len(texts)):
        if shingles[position]:
            members[_root(parent, position)].append(position)
    return [group for group in members.values() if len(group) > 1]


def _shingles(text: str) -> frozenset[str]:
    words = _WORD.findall(text.lower())
    if len(words) < SHORT:
        return frozenset([" ".join(words)]) if words else frozenset()
    return frozenset([*words, *(f"{a} {b}" for a, b in itertools.pairwise(words))])


def _join_equal(shingles: list[frozenset[str]], parent: list[int]) -> None:
    first: dict[frozenset[str], int] = {}
    for position, words in enumerate(shingles):
        if words and first.setdefault(words, position) != position:
            parent[position] = first[words]


def _join_similar(shingles: list[frozenset[str]], parent: list[int], similarity: float) -> None:
    rows = PERMUTATIONS // BANDS
    buckets: list[dict[tuple[int, ...], list[int]]] = [{} for _ in range(BANDS)]
    for position, words in enumerate(shingles):
        if len(words) < SHORT or parent[position] != position:
            continue
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
        sketch.update(sorted(words))
        digest = sketch.digest()
        for band, bucket in enumerate(buckets):
            mates = bucket.setdefault(tuple(digest[band * rows : (band + 1) * rows]), [])
            # One mate of each group that is met is enough; a crowded bucket is not walked whole.
            for mate in mates[:8]:
                if _root(parent, mate) != _root(parent, position) and _similar(shingles[mate], words, similarity):
                    a, b = sorted((_root(parent, mate), _root(parent, position)))
                    parent[b] = a
            if len(mates) < 64:
                mates.append(position)


def _similar(a: frozenset[str], b: frozenset[str], similarity: float) -> bool:
    return len(a & b) >= similarity * len(a | b)


def _root(parent: list[int], position: int) -> int:
    while parent[position] != position:
        parent[position] = parent[parent[position]]
        position = parent[position]
    return position
