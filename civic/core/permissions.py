"""Who may do what: one question, `can`, asked by actions and templates alike.

Each module declares its permissions and a table role -> permissions. Whatever no table grants is
denied; an administrator holds every permission; agency roles hold theirs only over things of that agency.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from flask import Flask
from flask_login import current_user
from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import InstrumentedAttribute

from civic.errors import NotPermitted, SignInNeeded
from civic.modules import Role, registry

__all__ = ["Actor", "Grant", "Role", "Scope", "can", "require", "require_account", "scope"]


class Grant(Protocol):
    """A role that a person holds, within an agency or (None) in the whole city."""

    @property
    def role(self) -> Role: ...
    @property
    def agency_id(self) -> int | None: ...


class Actor(Protocol):
    """Whoever acts: an account, or the anonymous visitor."""

    @property
    def is_authenticated(self) -> bool: ...
    @property
    def grants(self) -> Iterable[Grant]: ...


def init_app(app: Flask) -> None:
    """Hand `can` to the templates."""
    app.context_processor(lambda: {"can": lambda permission, thing=None: can(current_user, permission, thing)})


def can(actor: Any, permission: StrEnum, thing: object | None = None) -> bool:
    """Whether `actor` (an account, the anonymous visitor or None) may do this to `thing`.

    `thing.agency_id`, where there is one, limits roles held within an agency to that agency's things;
    without a thing the answer is whether the actor may do it anywhere.
    """
    if actor is None or not actor.is_authenticated:
        return False
    roles = registry().roles.get(permission, frozenset())
    if Role.RESIDENT in roles:
        return True
    agency_id = getattr(thing, "agency_id", None)
    for grant in actor.grants:
        if grant.role is Role.ADMINISTRATOR:
            return True
        if grant.role in roles and (thing is None or grant.agency_id is None or grant.agency_id == agency_id):
            return True
    return False


@dataclass(frozen=True)
class Scope:
    """Over which agencies' things somebody may do something: all of them, or those of these ids."""

    is_everywhere: bool
    agency_ids: frozenset[int] = frozenset()

    def covers(self, agency_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
        """The condition for rows whose agency stands in this column."""
        return true() if self.is_everywhere else agency_id.in_(self.agency_ids)


def scope(actor: Any, permission: StrEnum) -> Scope:
    """What `can` would allow `actor`, for queries: they keep to it before they limit, so that a page is full."""
    if actor is None or not actor.is_authenticated:
        return Scope(is_everywhere=False)
    roles = registry().roles.get(permission, frozenset())
    held = [grant for grant in actor.grants if grant.role in roles or grant.role is Role.ADMINISTRATOR]
    if Role.RESIDENT in roles or any(g.agency_id is None or g.role is Role.ADMINISTRATOR for g in held):
        return Scope(is_everywhere=True)
    return Scope(is_everywhere=False, agency_ids=frozenset(g.agency_id for g in held if g.agency_id is not None))


def require(actor: Any, permission: StrEnum, thing: object | None = None) -> None:
    """Raise SignInNeeded or NotPermitted unless `can`."""
    if can(actor, permission, thing):
        return
    require_account(actor)
    raise NotPermitted


def require_account(actor: Any) -> None:
    """Raise SignInNeeded unless somebody is signed in: for what is their own."""
    if actor is None or not actor.is_authenticated:
        raise SignInNeeded
