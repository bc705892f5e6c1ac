"""Joining the modules to an application: their pages, and one registry of all their parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from flask import Flask, current_app

from civic.modules.corpora import CorpusSource
from civic.modules.failures import Failures
from civic.modules.finding import find_modules, is_built_in
from civic.modules.module import MenuItem, Module, Role
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
API = "/api/v1"


@dataclass(frozen=True)
class Registry:
    """The parts of all installed modules, in their own order or else in that of the modules."""

    modules: tuple[Module, ...]
    failures: Failures = field(default_factory=Failures)

    def attempt(self, part: object, name: str, work: Callable[[], T], otherwise: T) -> T:
        """What a part gives, or `otherwise` when it fails; `name` is how the failure is told."""
        return self.failures.attempt(self._owners.get(id(part), "civic"), name, work, otherwise)

    def failed(self, part: object, name: str, error: Exception) -> None:
        """Tell of a part that failed."""
        self.failures.add(self._owners.get(id(part), "civic"), name, error)

    def works(self, part: object, name: str) -> None:
        """The part works (again)."""
        self.failures.clear(self._owners.get(id(part), "civic"), name)

    @cached_property
    def _owners(self) -> dict[int, str]:
        """Which module a part belongs to."""
        kinds = ("menu", "corpora", "search", "blocks", "cards", "admin", "personal_data", "indicators", "tables")
        return {id(part): module.name for module in self.modules for kind in kinds for part in getattr(module, kind)}

    def _all(self, parts: Callable[[Module], Iterable[T]]) -> tuple[T, ...]:
        return tuple(part for module in self.modules for part in parts(module))

    @cached_property
    def roles(self) -> Mapping[StrEnum, frozenset[Role]]:
        """Which roles hold each permission."""
        pairs = [(p, role) for module in self.modules for role, held in module.permissions.items() for p in held]
        return {permission: frozenset(role for p, role in pairs if p == permission) for permission, _role in pairs}

    @cached_property
    def menu(self) -> tuple[MenuItem, ...]:
        return tuple(sorted(self._all(lambda m: m.menu), key=lambda item: item.order))

    @cached_property
    def jobs(self) -> Mapping[str, Any]:
        """The jobs by their names; `civic.core.jobs` says what one is."""
        return {job.name: job for job in self._all(lambda m: m.jobs)}

    @cached_property
    def activities(self) -> tuple[ActivityKind, ...]:
        return self._all(lambda m: m.activities)

    @cached_property
    def corpora(self) -> tuple[CorpusSource, ...]:
        return self._all(lambda m: m.corpora)

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


def find(app: Flask) -> Registry:
    """Find the modules and remember them with the application; done before the look, which needs their texts."""
    failures = Failures(app.config["CIVIC"].home / "failing")
    app.extensions[EXTENSION] = found = Registry(find_modules(failures), failures)
    return found


def install(app: Flask) -> None:
    """Register the modules' pages and run their `setup`.

    An added module that cannot be joined leaves the registry, so that nothing else of it is shown.
    """
    found: Registry = app.extensions[EXTENSION]
    joined = []
    for module in found.modules:
        try:
            _join(app, module)
        except Exception as error:
            if is_built_in(module):
                raise
            found.failures.add(module.name, "setup", error)
        else:
            found.failures.clear(module.name, "setup")
            joined.append(module)
    app.extensions[EXTENSION] = Registry(tuple(joined), found.failures)


def _join(app: Flask, module: Module) -> None:
    for blueprint in module.blueprints:
        app.register_blueprint(blueprint)
    for blueprint in module.api:
        app.register_blueprint(blueprint, url_prefix=API + (blueprint.url_prefix or f"/{module.name}"))
    if module.setup:
        module.setup(app)


def registry() -> Registry:
    """The parts that the current application's modules bring."""
    found: Registry = current_app.extensions[EXTENSION]
    return found
