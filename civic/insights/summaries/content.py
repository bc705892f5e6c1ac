"""What an edition says, as values; here alone is known how they are kept as JSON.

An edition never changes, so those of years ago are read too: what they did not keep yet has a default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from sqlalchemy import JSON, Dialect
from sqlalchemy.types import TypeDecorator

from civic.opendata.evidence import Evidence


@dataclass(frozen=True)
class Opinions:
    """How many people agree with a comment, or with all of a theme, and how many do not."""

    agrees: int = 0
    disagrees: int = 0
    skips: int = 0

    def __add__(self, other: Opinions) -> Opinions:
        return Opinions(self.agrees + other.agrees, self.disagrees + other.disagrees, self.skips + other.skips)


@dataclass(frozen=True)
class Quote:
    """A comment that speaks for its theme; `text` stands letter for letter in it, " …" where it is shortened."""

    id: int
    text: str
    opinions: Opinions = Opinions()


@dataclass(frozen=True)
class EditionTheme:
    """A theme as it was published.

    Attributes:
        size, people: comments in it, and different people who wrote them.
        status: what the city does with it (`ResponseStatus`), None while it has not answered.
        is_minority: few hold it, and the drafters thought that it must be heard.
        evidence: city data beside its answer.
    """

    number: int
    label: str
    size: int = 0
    people: int = 0
    terms: tuple[str, ...] = ()
    opinions: Opinions = Opinions()
    quotes: tuple[Quote, ...] = ()
    status: str | None = None
    answer: str = ""
    note: str = ""
    is_minority: bool = False
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Counts:
    """The edition in numbers: all comments are in themes, in the remainder, or set aside with a reason."""

    comments: int = 0
    people: int = 0
    in_themes: int = 0
    remainder: int = 0
    set_aside: int = 0


@dataclass(frozen=True)
class Audit:
    """How many of the comments checked at random stand where readers would put them, and the share's interval."""

    checked: int
    right: int
    low: float
    high: float


@dataclass(frozen=True)
class Method:
    """How the themes came about: the engine and its figures, copies, and how long the drafters' log was."""

    engine: Mapping[str, Any] = field(default_factory=dict)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    duplicate_groups: int = 0
    duplicate_comments: int = 0
    edits: int = 0
    audit: Audit | None = None


@dataclass(frozen=True)
class Content:
    """All that the page of an edition shows; themes the largest first.

    `answer_by`: the day until which the city answers what is not answered yet, if it has named one.
    """

    counts: Counts = Counts()
    themes: tuple[EditionTheme, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    method: Method = Method()
    answer_by: date | None = None

    @property
    def answered(self) -> tuple[EditionTheme, ...]:
        """Those that the city has answered."""
        return tuple(theme for theme in self.themes if theme.status)

    @property
    def unanswered(self) -> tuple[EditionTheme, ...]:
        """Those that wait."""
        return tuple(theme for theme in self.themes if not theme.status)

    def theme(self, number: int) -> EditionTheme | None:
        """The theme of this number, if it was published."""
        return next((theme for theme in self.themes if theme.number == number), None)

    def as_json(self) -> dict[str, Any]:
        """What is stored."""
        return asdict(self) | {"answer_by": self.answer_by.isoformat() if self.answer_by else None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Content:
        """What was stored, whenever that was."""
        day = data.get("answer_by")
        return cls(
            Counts(**_known(Counts, data.get("counts"))),
            tuple(_theme(theme) for theme in data.get("themes", ())),
            tuple(_evidence(item) for item in data.get("evidence", ())),
            _method(data.get("method") or {}),
            date.fromisoformat(day) if day else None,
        )


class ContentColumn(TypeDecorator[Content]):
    """A `Content` in a column of JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Content | None, dialect: Dialect) -> dict[str, Any] | None:
        """To be stored."""
        return value.as_json() if value is not None else None

    def process_result_value(self, value: Mapping[str, Any] | None, dialect: Dialect) -> Content | None:
        """As it was stored."""
        return Content.from_json(value) if value is not None else None


def _theme(data: Mapping[str, Any]) -> EditionTheme:
    given = _known(EditionTheme, data) | {
        "terms": tuple(data.get("terms", ())),
        "opinions": _opinions(data),
        "quotes": tuple(Quote(quote["id"], quote["text"], _opinions(quote)) for quote in data.get("quotes", ())),
        "evidence": tuple(_evidence(item) for item in data.get("evidence", ())),
    }
    return EditionTheme(**given)


def _evidence(data: Mapping[str, Any]) -> Evidence:
    points = [(label, value) for label, value in data.get("points", ())]
    return Evidence(**_known(Evidence, data) | {"points": points})


def _opinions(data: Mapping[str, Any]) -> Opinions:
    return Opinions(**_known(Opinions, data.get("opinions")))


def _method(data: Mapping[str, Any]) -> Method:
    audit = data.get("audit")
    return Method(**_known(Method, data) | {"audit": Audit(**_known(Audit, audit)) if audit else None})


def _known(kind: type[Any], data: Mapping[str, Any] | None) -> dict[str, Any]:
    """What of the data the value has a field for: an edition may hold more than is known today."""
    names = {one.name for one in fields(kind)}
    return {name: value for name, value in (data or {}).items() if name in names}
