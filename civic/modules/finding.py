"""How modules are found: the built-in ones are listed here, others announce themselves.

An installed package does so by an entry point in the group `civic.modules`.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points

from civic.modules.module import Module

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


def find_modules() -> tuple[Module, ...]:
    """Import and return every module: the built-in ones first, then those of entry points by name."""
    built_in = [import_module(name).module for name in BUILT_IN]
    added = [entry.load() for entry in sorted(entry_points(group="civic.modules"), key=lambda e: e.name)]
    modules = (*built_in, *added)
    for item in modules:
        if not isinstance(item, Module):
            raise TypeError(f"the entry point group civic.modules names {item!r}, which is not a Module")
    return modules
