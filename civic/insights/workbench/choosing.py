"""Looking through the comments of a theme: the fields above the list, and what they say of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from civic.insights.curation.members import Choice, Standing
from civic.modules.corpora import CorpusSource, Reception, Searchable, Wanted
from civic.web.days import FIRST_YEAR, LAST_YEAR, end_of, start_of

NAMES = ("q", "part", "since", "until", "received", "standing", "campaign", "after")
RECEPTIONS = {
    Reception.AGREED: _l("More agree than disagree"),
    Reception.REJECTED: _l("More disagree than agree"),
    Reception.UNJUDGED: _l("Nobody has voted"),
}
STANDINGS = {
    Standing.UNSURE: _l("Unsure"),
    Standing.FOUND: _l("Placed by the program"),
    Standing.PLACED: _l("Placed or confirmed by a person"),
}


class Choosing:
    """The values above a list, and what can be chosen; parts only where the corpus has several."""

    def __init__(self, values: Mapping[str, str], source: CorpusSource, ref: str) -> None:
        self.values = {name: values.get(name, "")[:200] for name in NAMES if name != "after"}
        self.is_searchable = isinstance(source, Searchable)
        parts = source.parts_of(ref) if isinstance(source, Searchable) else {}
        self.parts = list(parts.items()) if len(parts) > 1 else []
        self.receptions = list(RECEPTIONS.items())
        self.standings = list(STANDINGS.items())

    @property
    def given(self) -> dict[str, str]:
        """Those values that say something, for an address."""
        return {name: value for name, value in self.values.items() if value}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words narrows the list."""
        return any(name != "q" for name in self.given)


def choice_in(values: Mapping[str, str]) -> Choice:
    """The choice that an address speaks of; what no field would say is no choice."""
    since, until = _day(values.get("since", "")), _day(values.get("until", ""))
    return Choice(
        Wanted(
            words=" ".join(values.get("q", "")[:200].replace("\0", " ").split()),
            part=values.get("part", "")[:60].replace("\0", ""),
            since=start_of(since) if since else None,
            until=end_of(until) if until else None,
            reception=_one_of(Reception, values.get("received", "")),
        ),
        standing=_one_of(Standing, values.get("standing", "")),
        is_campaign=bool(values.get("campaign")),
    )


def query_of(view: str) -> MultiDict[str, str]:
    """The part of an address behind its question mark, as a form has carried it: only what these lists know."""
    return MultiDict((name, value) for name, value in parse_qsl(view[:2_000]) if name in NAMES)


def _one_of(kind: Any, value: str) -> Any:
    return kind(value) if value in list(kind) else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
