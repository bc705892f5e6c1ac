"""Who may do what: one question, `can`, asked by actions and templates alike.

Each module declares its permissions and a table role -> permissions. Whatever no table grants is
denied; an administrator holds every permission; agency roles hold theirs only over things of that agency.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Protocol

from flask import Flask, current_app
from flask_login import current_user

from civic.errors import NotPermitted, SignInNeeded
from civic.modules import Role, registry

__all__ = ["Actor", "Grant", "Role", "can", "require"]


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
    """Read the modules' tables and hand `can` to the templates."""
    roles: defaultdict[StrEnum, set[Role]] = defaultdict(set)
    with app.app_context():
        modules = registry().modules
    for module in modules:
        for role, permissions in module.permissions.items():
            for permission in permissions:
                roles[permission].add(role)
    app.extensions["civic_permissions"] = dict(roles)
    app.context_processor(lambda: {"can": lambda permission, thing=None: can(current_user, permission, thing)})


def can(actor: Any, permission: StrEnum, thing: object | None = None) -> bool:
    """Whether `actor` (an account, the anonymous visitor or None) may do this to `thing`.

    `thing.agency_id`, where there is one, limits roles held within an agency to that agency's things;
    without a thing the answer is whether the actor may do it anywhere.
    """
    if actor is None or not actor.is_authenticated:
        return False
    roles = current_app.extensions["civic_permissions"].get(permission, set())
    if Role.RESIDENT in roles:
        return True
    agency_id = getattr(thing, "agency_id", None)
    for grant in actor.grants:
        if grant.role is Role.ADMINISTRATOR:
            return True
        if grant.role in roles and (thing is None or grant.agency_id is None or grant.agency_id == agency_id):
            return True
    return False


def require(actor: Any, permission: StrEnum, thing: object | None = None) -> None:
    """Raise SignInNeeded or NotPermitted unless `can`."""
    if can(actor, permission, thing):
        return
    if actor is None or not actor.is_authenticated:
        raise SignInNeeded
    raise NotPermitted
