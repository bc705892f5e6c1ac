"""How modules are found: built-in ones are listed, service modules are folders, others announce themselves.

A service module is a folder under `civic/services`; an installed package names its module by an entry point in the
group `civic.modules`. The portal cannot do without what is built in; one of the others that cannot be read is left
out, and told.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from civic.extensions import Model
from civic.modules.failures import Failures
from civic.modules.module import Module

SERVICES = "civic.services"
# Parts that are looked up by a name, and what holds it: of two with the same, one would never be found.
_NAMED = {
    "jobs": "name",
    "activities": "name",
    "search": "kind",
    "settings": "name",
    "personal_data": "name",
    "notices": "name",
    "indicators": "name",
    "tables": "slug",
}
BUILT_IN = (
    "civic.core.jobs",
    "civic.core.agencies",
    "civic.core.accounts",
    "civic.core.settings",
    "civic.core.admin",
    "civic.core.people",
    "civic.core.privacy",
    "civic.core.audit",
    "civic.core.attachments",
    "civic.core.search",
    "civic.core.mail",
    "civic.core.notices",
    "civic.participation.processes",
    "civic.participation.follows",
    "civic.participation.comments",
    "civic.participation.moderation",
    "civic.participation.consultations",
    "civic.participation.imports",
    "civic.opendata",
    "civic.insights.corpora",
    "civic.insights.frames",
    "civic.insights.runs",
    "civic.insights.curation",
    "civic.insights.learning",
    "civic.insights.summaries",
    "civic.insights.approval",
    "civic.insights.workbench",
    "civic.insights.tracks",
    SERVICES,
    "civic.demo",
    "civic.home",
)


def find_modules(failures: Failures | None = None) -> tuple[Module, ...]:
    """Import and return every module: the built-in ones, service modules by folder, installed ones by entry point.

    `failures` takes those that cannot be read or that clash with an earlier one.
    """
    failures = Failures() if failures is None else failures
    modules = [_module_of(name) for name in BUILT_IN]
    added = list(_added())
    failures.forget_others(("civic", *(name for name, _load in added), *(module.name for module in modules)))
    for name, load in added:
        tables = set(Model.metadata.tables)
        try:
            module = load()
            if not isinstance(module, Module):
                raise TypeError(f"{name} names {module!r}, which is not a Module")
            _check_clash(module, modules)
        except Exception as error:
            failures.add(name, "import", error)
            for table in set(Model.metadata.tables) - tables:
                Model.metadata.remove(Model.metadata.tables[table])
        else:
            failures.clear(name, "import")
            modules.append(module)
    return tuple(modules)


def is_built_in(module: Module) -> bool:
    """Whether the portal cannot do without this module."""
    return any(_module_of(name) is module for name in BUILT_IN)


def _module_of(name: str) -> Any:
    return import_module(name).module


def _added() -> Iterator[tuple[str, Callable[[], Any]]]:
    services = import_module(SERVICES)
    for info in sorted(pkgutil.iter_modules(services.__path__), key=lambda i: i.name):
        if info.ispkg:
            yield info.name, partial(_module_of, f"{SERVICES}.{info.name}")
    for entry in sorted(entry_points(group="civic.modules"), key=lambda e: e.name):
        yield entry.name, entry.load


def _check_clash(module: Module, present: list[Module]) -> None:
    """Refuse a second module or part of one name, and permissions that equal another module's (members are texts)."""
    if module.name in {other.name for other in present}:
        raise ValueError(f"there is already a module named {module.name}")
    for kind, attribute in _NAMED.items():
        names = {getattr(part, attribute) for part in getattr(module, kind)}
        for other in present:
            for part in getattr(other, kind):
                if (name := getattr(part, attribute)) in names:
                    raise ValueError(f"{name} is already among the {kind} of the module {other.name}")
    ours = {p for permissions in module.permissions.values() for p in permissions}
    for other in present:
        for permission in (p for permissions in other.permissions.values() for p in permissions):
            if permission in ours:
                raise ValueError(f"the permission {permission} belongs to the module {other.name}")
