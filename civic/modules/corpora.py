"""Texts that drafters can analyse together: what a module brings so that people's words in it are read like comments.

Comments of an activity and of a whole process are such texts, and so may be the free answers of a survey.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import ColumnElement, Engine, Select
from sqlalchemy.orm import InstrumentedAttribute

from civic.modules.parts import Text

Covers = Callable[[InstrumentedAttribute[int]], ColumnElement[bool]]


@dataclass(frozen=True)
class Corpus:
    """What one analysis reads, as people know it.

    Attributes:
        kind, ref: the source's kind and its reference, at most 200 characters; together they find the corpus again.
        title, language: of what it comes from.
        agency_id, agency: whose drafters may read it.
        size, people: how many items there are now, and different people behind them, None where nobody counts.
        is_open: whether more may come.
        endpoint, values: its public page, as for `url_for`.
        parts: what it consists of, where that is more than one thing.
    """

    kind: str
    ref: str
    title: str
    language: str
    agency_id: int
    agency: str
    size: int
    endpoint: str
    values: Mapping[str, Any]
    people: int | None = None
    is_open: bool = False
    parts: tuple[Corpus, ...] = ()


@dataclass(frozen=True)
class Item:
    """One text of a corpus.

    Attributes:
        id: its number among the items of its kind.
        person: tells people apart within the corpus; never shown.
        author: the name it is shown under, `outside` the one it had where it was imported from; empty for none.
        place: the part of the corpus that it stands in, empty where there is but one.
        agrees, disagrees, skips: how many people think so of it.
        endpoint, values: the page where it can be read, as for `url_for`.
    """

    id: int
    text: str
    person: str
    created_at: datetime
    author: str = ""
    outside: str = ""
    language: str = ""
    place: str = ""
    agrees: int = 0
    disagrees: int = 0
    skips: int = 0
    endpoint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Tally:
    """Items summed up: different people behind them, and what others think of them."""

    people: int = 0
    agrees: int = 0
    disagrees: int = 0
    skips: int = 0


class Reception(StrEnum):
    """What others think of an item, as a drafter may ask for it."""

    AGREED = "agreed"
    REJECTED = "rejected"
    UNJUDGED = "unjudged"


@dataclass(frozen=True)
class Wanted:
    """Which items of many somebody wants to see.

    Attributes:
        words: each of them stands in the text, whatever its capitals.
        part: key of the part that it stands in, as in `Searchable.parts_of`.
        since, until: said from then on, and before then.
    """

    words: str = ""
    part: str = ""
    since: datetime | None = None
    until: datetime | None = None
    reception: Reception | None = None


class CorpusSource(Protocol):
    """A kind of thing whose texts can be analysed.

    What nobody may read any more (hidden, withdrawn) is never among `items` and `shown`: pages tell of an item that
    was read once only what `shown` gives today.

    Attributes:
        kind: short name, stored with each analysis ("process").
        label: what people call such things ("Processes").
        item_kind: what its items are ("comment"), stored with each.
        item_label: what people call one of them ("Comment no. %(id)s").
    """

    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> Text: ...
    @property
    def item_kind(self) -> str: ...
    @property
    def item_label(self) -> Text: ...

    def corpus(self, ref: str) -> Corpus:
        """What a reference names; raises NotFound, also for a text that is no reference."""

    def offered(self, covers: Covers, limit: int) -> Sequence[Corpus]:
        """The newest corpora of those agencies: `covers(column)` is the condition for rows with their agency there."""

    def items(self, ref: str, engine: Engine) -> Iterator[Item]:
        """Every item that may be read, once; of each what an analysis needs: id, text, person, time.

        The next one is asked for from whatever thread, outside of the application, over hours: hold neither all of
        them nor a transaction meanwhile (`civic.core.db.pagination.chunked`).
        """

    def shown(self, ids: Collection[int]) -> Mapping[int, Item]:
        """Those of a few items that may still be read."""

    def gone(self, ids: Select[int]) -> frozenset[int]:
        """Those of the items that may no longer be read; `ids` is a query for one column."""

    def corrected(self, ids: Select[int], since: datetime) -> frozenset[int]:
        """Those of the items that say something else since that moment; `ids` is a query for one column."""

    def tally(self, ids: Select[int]) -> Tally:
        """All these items together, with those that are gone: numbers stand."""


@runtime_checkable
class Searchable(Protocol):
    """A source whose items drafters can look through by what is said, where, when, and what others think of it."""

    def matching(self, number: ColumnElement[int], wanted: Wanted) -> ColumnElement[bool]:
        """The condition for an item, whose number stands in that column, to be wanted and still be readable."""

    def parts_of(self, ref: str) -> Mapping[str, str]:
        """What the items of a corpus are parts of (the questions of a consultation), by key; empty for one piece."""

    def tallies(self, groups: Select[int, int]) -> Mapping[int, Tally]:
        """As `CorpusSource.tally`, of each group; `groups` is a query for an item's number and its group's."""

    def days(self, groups: Select[int, int]) -> Mapping[int, Mapping[str, int]]:
        """How many items of each group were said on which day (2026-11-30, in UTC)."""
