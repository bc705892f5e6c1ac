"""The kinds of activity that the installed modules bring."""

from __future__ import annotations

from typing import Protocol

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


def is_known() -> ColumnElement[bool]:
    """The condition for activities whose module is installed; others rest until it comes back."""
    return Activity.kind.in_([kind.name for kind in registry().activities])
