"""What a theme is called: the best of what it could be called, and others to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from civic.analysis.naming.options import Option
from civic.analysis.naming.spelling import Spelling

LABELS = 3
ALIKE = 0.35  # what a label loses by words that one before it has said


def choose_labels(
    options: Sequence[Sequence[Option]], terms: Sequence[Sequence[str]], spelling: Spelling
) -> list[tuple[str, ...]]:
    """Up to three labels for each theme, the best first; no two themes are called the same, the first choose first.

    Args:
        options: of each theme, best first.
        terms: of each theme, for one of which there are no options.
    """
    used: set[str | frozenset[int]] = set()
    result = []
    for own, words in zip(options, terms, strict=True):
        free = [option for option in own if used.isdisjoint((option.stems, spelling.show(option.words)))]
        chosen = _differing(free)
        labels = [spelling.show(option.words) for option in chosen] or [_fallback(words, spelling, used)]
        used.update([labels[0], *(option.stems for option in chosen[:1])])
        result.append(tuple(dict.fromkeys(labels)))
    return result


def _differing(options: Sequence[Option]) -> list[Option]:
    """The best, and then those that are good and say something else."""
    chosen: list[Option] = []
    left = list(options)
    while left and len(chosen) < LABELS:
        best = max(left, key=lambda option: round(option.score * (1 - ALIKE * _alike(option, chosen)), 9))
        chosen.append(best)
        left.remove(best)
    return chosen


def _alike(option: Option, chosen: Sequence[Option]) -> float:
    """Share of its words that the likest of the chosen has said."""
    return max((len(option.stems & other.stems) / len(option.stems) for other in chosen), default=0.0)


def _fallback(terms: Sequence[str], spelling: Spelling, used: set[str | frozenset[int]]) -> str:
    """For themes of which nothing can be said but names: the first term that is not taken, none where all are."""
    shown = [spelling.show([term]) for term in terms]
    return next((label for label in shown if label not in used), " · ".join(shown))
