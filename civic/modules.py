"""What a module of the portal is, and how modules are found.

A module is one folder whose `__init__.py` holds `module = Module(...)`. Built-in modules are listed
here; others announce themselves by an entry point in the group `civic.modules`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

import click
from flask import Blueprint, Flask
from flask_babel import LazyString

BUILT_IN = (
    "civic.core.jobs",
    "civic.core.agencies",
    "civic.core.accounts",
    "civic.core.audit",
    "civic.core.search",
    "civic.core.mail",
    "civic.participation.processes",
    "civic.participation.comments",
    "civic.participation.consultations",
    "civic.opendata",
    "civic.insights.runs",
    "civic.insights.curation",
    "civic.insights.summaries",
    "civic.services",
    "civic.demo",
    "civic.home",
)


class Role(StrEnum):
    """What a person may be. All but resident and administrator are held within an agency."""

    RESIDENT = "resident"
    MODERATOR = "moderator"
    DRAFTER = "drafter"
    DATA_STEWARD = "data_steward"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class MenuItem:
    """An entry of the main navigation; shown to everybody unless it names a permission."""

    label: str | LazyString
    endpoint: str
    permission: StrEnum | None = None
    order: int = 50


@dataclass(frozen=True)
class Module:
    """A self-contained part of the portal.

    Attributes:
        permissions: role -> the permissions (members of the module's own StrEnum) it brings.
        commands: click commands or groups, added to `civic`.
        jobs: background jobs, made with `civic.core.jobs.job`.
        setup: called once with the application, for what none of the others covers.
    """

    name: str
    blueprints: tuple[Blueprint, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    permissions: Mapping[Role, frozenset[StrEnum]] = field(default_factory=dict)
    commands: tuple[click.Command, ...] = ()
    jobs: tuple[Any, ...] = ()
    setup: Callable[[Flask], None] | None = None


def find_modules() -> tuple[Module, ...]:
    """Import and return every module: the built-in ones first, then those of entry points by name."""
    built_in = [import_module(name).module for name in BUILT_IN]
    added = [entry.load() for entry in sorted(entry_points(group="civic.modules"), key=lambda e: e.name)]
    modules = (*built_in, *added)
    for item in modules:
        if not isinstance(item, Module):
            raise TypeError(f"the entry point group civic.modules names {item!r}, which is not a Module")
    return modules


def install(app: Flask, modules: tuple[Module, ...]) -> None:
    """Register the modules' pages with the application and remember the modules for menu and jobs."""
    app.extensions["civic_modules"] = modules
    for module in modules:
        for blueprint in module.blueprints:
            app.register_blueprint(blueprint)
        if module.setup:
            module.setup(app)


def installed(app: Flask) -> tuple[Module, ...]:
    """The modules of an application."""
    modules: tuple[Module, ...] = app.extensions["civic_modules"]
    return modules
