"""What a theme is called: the best of what it could be called, and others to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from civic.analysis.naming.options import Option, bare
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
    used: set[frozenset[str]] = set()
    result = []
    for own, words in zip(options, terms, strict=True):
        chosen = _differing([option for option in own if option.said not in used])
        first = chosen[0].words if chosen else _fallback(words, used)
        used.add(bare(first))
        result.append(tuple(dict.fromkeys(spelling.show(words) for words in (first, *(o.words for o in chosen[1:])))))
    return result


def _differing(options: Sequence[Option]) -> list[Option]:
    """The best, and then those that are good and say something else."""
    chosen: list[Option] = []
    left = list(options)
    while left and len(chosen) < LABELS:
        best = max(left, key=lambda option: round(option.score * (1 - ALIKE * _alike(option, chosen)), 9))
        chosen.append(best)
        left = [option for option in left if option.said != best.said]
    return chosen


def _alike(option: Option, chosen: Sequence[Option]) -> float:
    """Share of its words that the likest of the chosen has said."""
    return max((len(option.stems & other.stems) / len(option.stems) for other in chosen), default=0.0)


def _fallback(terms: Sequence[str], used: set[frozenset[str]]) -> tuple[str, ...]:
    """For themes of which only names can be said: the first term that is not taken, all of them where each is."""
    return next(((term,) for term in terms if bare([term]) not in used), tuple(terms))
