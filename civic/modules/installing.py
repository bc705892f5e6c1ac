"""Joining the modules to an application: their pages, and one registry of all their parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from flask import Flask, current_app

from civic.modules.module import MenuItem, Module
from civic.modules.parts import (
    ActivityKind,
    AdminPage,
    Block,
    Card,
    Indicator,
    NoticeKind,
    OpenTable,
    PersonalData,
    Schedule,
    SearchSource,
    Setting,
)

T = TypeVar("T")
EXTENSION = "civic_registry"


@dataclass(frozen=True)
class Registry:
    """The parts of all installed modules, in their own order or else in that of the modules."""

    modules: tuple[Module, ...]

    def _all(self, parts: Callable[[Module], Iterable[T]]) -> tuple[T, ...]:
        return tuple(part for module in self.modules for part in parts(module))

    @cached_property
    def menu(self) -> tuple[MenuItem, ...]:
        return tuple(sorted(self._all(lambda m: m.menu), key=lambda item: item.order))

    @cached_property
    def jobs(self) -> tuple[Any, ...]:
        return self._all(lambda m: m.jobs)

    @cached_property
    def activities(self) -> tuple[ActivityKind, ...]:
        return self._all(lambda m: m.activities)

    @cached_property
    def search(self) -> tuple[SearchSource, ...]:
        return self._all(lambda m: m.search)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(sorted(self._all(lambda m: m.blocks), key=lambda block: block.order))

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        return tuple(sorted(self._all(lambda m: m.cards), key=lambda card: card.order))

    @cached_property
    def admin(self) -> tuple[AdminPage, ...]:
        return tuple(sorted(self._all(lambda m: m.admin), key=lambda page: page.order))

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        return self._all(lambda m: m.settings)

    @cached_property
    def personal_data(self) -> tuple[PersonalData, ...]:
        return self._all(lambda m: m.personal_data)

    @cached_property
    def schedules(self) -> tuple[Schedule, ...]:
        return self._all(lambda m: m.schedules)

    @cached_property
    def notices(self) -> tuple[NoticeKind, ...]:
        return self._all(lambda m: m.notices)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        return self._all(lambda m: m.indicators)

    @cached_property
    def tables(self) -> tuple[OpenTable, ...]:
        return self._all(lambda m: m.tables)


def install(app: Flask, modules: tuple[Module, ...]) -> None:
    """Register the modules' pages with the application and remember their parts."""
    app.extensions[EXTENSION] = Registry(modules)
    for module in modules:
        for blueprint in module.blueprints:
            app.register_blueprint(blueprint)
        if module.setup:
            module.setup(app)


def registry() -> Registry:
    """The parts that the current application's modules bring."""
    found: Registry = current_app.extensions[EXTENSION]
    return found


def installed(app: Flask) -> tuple[Module, ...]:
    """The modules of an application."""
    found: Registry = app.extensions[EXTENSION]
    return found.modules
