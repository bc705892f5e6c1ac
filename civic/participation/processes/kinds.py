"""The kinds of activity that the installed modules bring."""

from __future__ import annotations

from typing import Protocol

from flask import current_app
from sqlalchemy import ColumnElement

from civic.errors import NotFound
from civic.modules import ActivityKind, registry
from civic.participation.processes.models import Activity


class Addressed(Protocol):
    """An activity, or a row with what its address is made of."""

    @property
    def kind(self) -> str: ...
    @property
    def slug(self) -> str: ...


def kind_of(activity: Addressed) -> ActivityKind:
    """The kind of an activity; NotFound when the module that brought it is no longer installed."""
    for kind in registry().activities:
        if kind.name == activity.kind:
            return kind
    raise NotFound


def place_of(kind: ActivityKind) -> str:
    """The first part of the addresses of this kind ("consultations")."""
    rule = next(current_app.url_map.iter_rules(kind.endpoint))
    return rule.rule.split("/")[1]


def address_of(activity: Addressed) -> dict[str, str]:
    """What the addresses of an activity, and of what lies below it, are made of."""
    return {"place": place_of(kind_of(activity)), "slug": activity.slug}


def kind_at(place: str) -> ActivityKind:
    """The kind whose addresses begin so; raises NotFound."""
    for kind in registry().activities:
        if place_of(kind) == place:
            return kind
    raise NotFound


def is_known() -> ColumnElement[bool]:
    """The condition for activities whose module is installed; others rest until it comes back."""
    return Activity.kind.in_([kind.name for kind in registry().activities])
