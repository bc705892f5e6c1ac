"""The comments behind a theme of an edition: all of them, or those that say certain words, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from civic.core.db.pagination import Page
from civic.errors import NotFound
from civic.insights.curation.queries import quotable
from civic.insights.runs.queries import run_by_id
from civic.insights.summaries.content import Opinions
from civic.insights.summaries.frozen import placements_of, saying
from civic.insights.summaries.models import Summary
from civic.insights.summaries.queries import corrected_since, gone_since
from civic.web.parsing import whole_number

PER_PAGE = 50


@dataclass(frozen=True)
class Voice:
    """A comment behind a theme, without its author: who wants to know opens its page.

    Attributes:
        position: from 1, the most typical of the theme.
        text: what it says; None where it is no longer shown.
        is_corrected: its author has said it otherwise since; then nothing is told of it here.
    """

    id: int
    position: int
    text: str | None
    opinions: Opinions
    is_corrected: bool


@dataclass(frozen=True)
class Choir:
    """Comments with the same words, such as copies of one letter."""

    voices: tuple[Voice, ...]

    @property
    def opinions(self) -> Opinions:
        """What people think of all of them together."""
        return sum((voice.opinions for voice in self.voices), Opinions())


@dataclass(frozen=True)
class Voices:
    """A page of the comments behind a theme, and how many there are on all pages."""

    page: Page[Voice]
    total: int

    @property
    def choirs(self) -> list[Choir]:
        """The page's comments, those that follow one another with the same words together."""
        alike = groupby(self.page.items, lambda voice: voice.text or voice.id)
        return [Choir(tuple(same)) for _text, same in alike]


def voices(summary: Summary, theme: int, words: Sequence[str] = (), cursor: str | None = None) -> Voices:
    """A page of the comments behind a theme, the most typical first; at most four queries.

    Args:
        words: all must stand in a comment's text; what is no longer shown, or was corrected since, is found by none.
        cursor: as the page before told it: the position behind which the page begins, negative for the position before
            which it ends.

    Raises:
        NotFound: the cursor is none.
    """
    run = run_by_id(summary.run_id)
    placements, corrected = placements_of(summary), corrected_since(summary)
    ids = placements.within(theme)
    matching = np.ones(len(ids), bool)
    if words:
        withheld = np.fromiter(gone_since(summary) | corrected, np.int64)
        matching = np.isin(ids, saying(summary, words)) & ~np.isin(ids, withheld)
    page = _page(np.flatnonzero(matching) + 1, _number(cursor))
    shown = quotable(run, [int(ids[position - 1]) for position in page.items])
    found = []
    for position in page.items:
        comment = int(ids[position - 1])
        is_corrected = comment in corrected
        text = shown[comment].text if comment in shown and not is_corrected else None
        opinions = placements.opinions_of(comment) if text is not None else Opinions()
        found.append(Voice(comment, position, text, opinions, is_corrected and comment in shown))
    return Voices(Page(found, page.previous, page.next), int(matching.sum()))


def page_of(summary: Summary, theme: int, comment: int) -> str | None:
    """The cursor of the page on which a comment of the theme stands, None for the first one."""
    rows = np.flatnonzero(placements_of(summary).within(theme) == comment)
    before = int(rows[0]) // PER_PAGE * PER_PAGE if len(rows) else 0
    return str(before) if before else None


def _page(positions: NDArray[np.int64], cursor: int) -> Page[int]:
    """Those behind the cursor, or before it where it is negative."""
    if cursor < 0:
        end = int(np.searchsorted(positions, -cursor))
        start = max(0, end - PER_PAGE)
    else:
        start = int(np.searchsorted(positions, cursor, side="right"))
        end = min(len(positions), start + PER_PAGE)
    items = positions[start:end].tolist()
    return Page(
        items,
        previous=str(-items[0]) if items and start else None,
        next=str(items[-1]) if items and end < len(positions) else None,
    )


def _number(cursor: str | None) -> int:
    try:
        return whole_number(cursor) if cursor else 0
    except ValueError:
        raise NotFound from None
