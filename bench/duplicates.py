"""Campaigns and copies: how many of the injected ones are found, how many strangers are among them, and the time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from bench.rows import Row
from bench.themes.corpora import load
from bench.themes.growth import exponent
from bench.themes.samples import Sampler
from civic.analysis.campaigns import groups, signatures
from tests.analysis.campaigns.injected import Comments, Injected, Score, inject, real_comments, score

RATES = (0.0, 0.05, 0.1, 0.15)
LEAST = 0.98
LENGTHS = ((12, 20), (20, 150))
CAMPAIGNS = {2: 40, 5: 20, 50: 6, 500: 2, 5_000: 1}  # size: how many at a time
NAMES = ("precision", "recall", "pair_precision", "pair_recall")
SEEDS = (1, 2)
GROWTH = (1_000, 10_000, 100_000, 300_000)
CROWD = 100_000
MOST_US = 40.0
MOST_EXPONENT = 1.2  # near-linear: sorting, and tables that outgrow the processor's cache


@dataclass(frozen=True)
class Cost:
    """Seconds of the processor; other work on the machine does not count."""

    signatures_s: float
    groups_s: float

    @property
    def total_s(self) -> float:
        return self.signatures_s + self.groups_s


def rows() -> list[Row]:
    """Campaigns by size, length and rate of change; the same among a crowd; growth."""
    comments = _comments()
    found = [_by_rate(size, words, comments) for words in LENGTHS for size in CAMPAIGNS]
    return [*found, _strangers(comments), _in_a_crowd(comments), *_growth()]


def _comments() -> Comments:
    real = real_comments()
    return {
        "en": [*real["en"], *load("housing").texts],
        "id": [*real["id"], *load("hoasa").texts],
    }


def _by_rate(size: int, words: tuple[int, int], comments: Comments) -> Row:
    sizes = [size] * CAMPAIGNS[size]
    scores = [[_scored(inject(sizes, rate, seed, words, comments)) for seed in SEEDS] for rate in RATES]
    return Row(
        f"{len(sizes)} × {size:,} copies of {words[0]} to {words[1]} words, "
        f"{', '.join(f'{rate:.0%}' for rate in RATES)} changed",
        f"precision {_each('precision', scores)}; recall {_each('recall', scores)}; "
        f"of pairs {_each('pair_precision', scores)}; {_each('pair_recall', scores)}",
        limit=f"each ≥ {LEAST}",
        met=all(fmean(getattr(s, name) for s in at_rate) >= LEAST for at_rate in scores for name in NAMES),
    )


def _scored(injected: Injected) -> Score:
    return score(injected, groups(signatures(injected.texts), injected.texts.__getitem__))


def _each(name: str, scores: Sequence[Sequence[Score]]) -> str:
    return " ".join(f"{fmean(getattr(one, name) for one in at_rate):.3f}" for at_rate in scores)


def _strangers(comments: Comments) -> Row:
    texts = [text for pool in comments.values() for text in pool]
    copies = groups(signatures(texts), texts.__getitem__)
    return Row(
        f"groups among {len(texts):,} real comments as they are",
        f"{len(copies)}, of {sum(map(len, copies))} comments, the largest of {max(map(len, copies))}",
    )


def _in_a_crowd(comments: Comments) -> Row:
    """Small campaigns among so many comments that every band is crowded."""
    crowd = Sampler(seed=3, campaigns=False).draw(CROWD)
    injected = inject([2] * 20 + [5] * 10, RATES[-1], 3, (12, 40), comments, crowd)
    found = _scored(injected)
    return Row(
        f"20 × 2 and 10 × 5 copies, {RATES[-1]:.0%} changed, among {len(injected.texts):,} comments",
        f"precision {found.precision:.3f}; recall {found.recall:.3f}; "
        f"of pairs {found.pair_precision:.3f}; {found.pair_recall:.3f}",
    )


def _growth() -> list[Row]:
    costs = {size: _cost(list(Sampler().draw(size))) for size in GROWTH}
    found = [
        Row(
            f"{size:,} sampled comments",
            f"{cost.total_s:.2f} s CPU: signatures {cost.signatures_s:.2f} s, groups {cost.groups_s:.2f} s",
        )
        for size, cost in costs.items()
    ]
    each_us = costs[CROWD].signatures_s / CROWD * 1e6
    # Below ten thousand, starting costs flatten the line.
    grown = {size: cost.total_s for size, cost in costs.items() if size >= 10_000}
    slope = exponent(list(grown), list(grown.values()))
    sizes = ", ".join(f"{size:,}" for size in grown)
    return [
        *found,
        Row("signature of a comment", f"{each_us:.0f} µs CPU", "", f"≤ {MOST_US:.0f} µs", each_us <= MOST_US),
        Row(f"exponent over {sizes}", f"{slope:.2f}", limit=f"≤ {MOST_EXPONENT}", met=slope <= MOST_EXPONENT),
    ]


def _cost(texts: Sequence[str]) -> Cost:
    started = time.process_time()
    keys = signatures(texts)
    signed = time.process_time()
    groups(keys, texts.__getitem__)
    return Cost(signed - started, time.process_time() - signed)
