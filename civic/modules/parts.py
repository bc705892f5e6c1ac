"""What a module may bring to the portal: one small frozen value for each kind of part.

They only describe. The room that shows or runs a part reads it from the registry: `registry().blocks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from flask_babel import LazyString
from sqlalchemy import ColumnElement

Text: TypeAlias = str | LazyString


@dataclass(frozen=True)
class ActivityKind:
    """Something that residents can do, with or without a process around it.

    Attributes:
        name: what stands in `activity.kind`.
        label: what people call one of them ("Consultation").
        endpoint: its page, reached with `slug`. The first part of its address (`/consultations/...`) is the kind's own.
        new: where one is set up, reached with `process_slug`, and what that is called ("Add a consultation").
        parts: what its comments may be about, in order, of the activity of this id: what stands in their anchor, and
            its words (the questions of a consultation).
    """

    name: str
    label: Text
    endpoint: str
    new: tuple[str, Text] | None = None
    parts: Callable[[int], Mapping[str, str]] | None = None


@dataclass(frozen=True)
class Document:
    """What the search knows of a row (or of a part of it), and how a result shows it.

    Attributes:
        title, text: what it is found by, and shown with. One without a title is headed by its `heading`.
        endpoint, values: the page it is found on, as for `url_for`.
        part: tells the documents of one row apart.
        language: of its texts; empty when unknown.
        stamp: when it was made or last mattered; shown.
        opens_at, closes_at: the time in which residents can take part, if they can.
    """

    title: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    heading: Text = ""
    part: str = ""
    language: str = ""
    agency_id: int | None = None
    stamp: datetime | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class SearchSource:
    """Rows of a table that the portal's search finds.

    Attributes:
        kind: short name in addresses and in the index ("comment").
        label: what people call them ("Comments").
        model: the mapped class. Whatever is stored, changed or deleted in a session is indexed in the same transaction.
        documents: what is found of a row; nothing for one that nobody may find (hidden, withdrawn, a draft). Asked when
            the row changes and again when a result is shown, so that what has changed meanwhile is never shown.
        options: loader options, so that `documents` needs no query for each row.
        follows: other tables on which the documents depend -> their column that names the row ("process_id").
        weight: how much more than others such a result counts.
        only: a condition on the rows, for those whose page may be gone with another module (called at each use).
    """

    kind: str
    label: Text
    model: type[Any]
    documents: Callable[[Any], Iterable[Document]]
    options: Sequence[Any] = ()
    follows: Mapping[type[Any], str] = field(default_factory=dict)
    weight: float = 1.0
    only: Callable[[], ColumnElement[bool]] | None = None


@dataclass(frozen=True)
class Block:
    """Something shown on a page of another module.

    Attributes:
        place: where: "process", "consultation", "comment" ... (the page's module names its places).
        render: safe HTML for the thing whose page it is, or None for nothing.
    """

    place: str
    render: Callable[[Any], str | None]
    order: int = 50


@dataclass(frozen=True)
class Card:
    """Something on the front page: safe HTML, or None when there is nothing to show."""

    name: str
    render: Callable[[], str | None]
    order: int = 50


@dataclass(frozen=True)
class AdminPage:
    """An entry of the administration; shown to those who hold the permission."""

    label: Text
    endpoint: str
    permission: StrEnum
    hint: Text = ""
    order: int = 50


@dataclass(frozen=True)
class Setting:
    """Something a city changes in the browser while the portal runs.

    Attributes:
        kind: text, paragraph, number, yes_no, colour, choice, lines (a list of words) or file.
        choices: value -> label, for a choice.
        max_length: how many characters fit, where it is not what is usual for its kind.
        placeholder: what holds while a text is empty, shown in its field.
        language: of what is typed, where it is not the reader's.
        check: raises `Invalid` (or ValueError) for a value that cannot be accepted.
    """

    name: str
    label: Text
    default: Any
    kind: str = "text"
    hint: Text = ""
    section: Text = ""
    choices: Mapping[str, Text] = field(default_factory=dict)
    check: Callable[[Any], None] | None = None
    max_length: int | None = None
    placeholder: Text = ""
    language: str = ""


@dataclass(frozen=True)
class PersonalData:
    """What a module keeps about a person: how they get it, and how it goes when they leave.

    Attributes:
        name: file or key in the person's download ("comments").
        export: rows about the account of this id, ready for JSON.
        erase: takes the person out of the module's tables, within the caller's transaction.
        keep: where what they made may stay without their name if they choose so: what is then to be done.
    """

    name: str
    label: Text
    export: Callable[[int], Iterable[Mapping[str, Any]]]
    erase: Callable[[int], None]
    keep: Callable[[int], None] | None = None


@dataclass(frozen=True)
class Schedule:
    """A job that is asked for by the clock: the job's name, how often, and its arguments."""

    job: str
    every: timedelta
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NoticeKind:
    """A sort of notice to a person.

    Attributes:
        name: "comment.reply": stored with each notice.
        label: what people choose by in their preferences.
        title: one line; %(name)s stands for a value given to `notify`.
        text: what follows, likewise.
        endpoint, arguments: the page it leads to; the address takes the values of these names.
        anchor: the place on that page, likewise ("c%(comment_id)s").
        mailing: what holds until a person chooses: "now", "daily" or "none".
        like: the kind that this one was part of before: what a person has chosen there holds here until they choose.
    """

    name: str
    label: Text
    title: Text = ""
    text: Text = ""
    endpoint: str = ""
    arguments: tuple[str, ...] = ()
    anchor: str = ""
    mailing: str = "now"
    like: str = ""


@dataclass(frozen=True)
class Indicator:
    """One figure of the portal, beside the catalogue of data and in its open table `indicators`.

    Attributes:
        value: what it is now; None while there is none.
        unit: of what ("days"); empty where the label says it.
        period: the time that it is about ("now", "the last 12 months").
        source: what it is counted from, in words.
    """

    name: str
    label: Text
    value: Callable[[], int | Decimal | None]
    unit: Text = ""
    period: Text = ""
    source: Text = ""


@dataclass(frozen=True)
class OpenTable:
    """A table that the module offers as open data, read anew for whoever asks: a page, CSV and JSON.

    Attributes:
        slug: last part of its address, `/data/live/<slug>`.
        text: what it holds, in a sentence or two.
        columns: name in the files -> what stands in it, in the order of the cells.
        rows: cells are None, text, numbers, dates and aware times. Nothing about a person ever: no name, no contact,
            no number of an account or a comment. Read in pieces (`yield_per`), for a million rows never fit.
    """

    slug: str
    title: Text
    columns: Mapping[str, Text]
    rows: Callable[[], Iterable[Sequence[Any]]]
    text: Text = ""
