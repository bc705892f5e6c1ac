"""What a module of the portal is: the one surface by which it joins, and how modules are found and installed.

A module is one folder whose `__init__.py` holds `module = Module(...)`. `parts.py` says what it may bring.
"""

from __future__ import annotations

from civic.modules.failures import Failure, Failures
from civic.modules.finding import BUILT_IN, find_modules
from civic.modules.installing import Registry, find, install, registry
from civic.modules.module import MenuItem, Module, Role
from civic.modules.parts import (
    ActivityKind,
    AdminPage,
    Block,
    Card,
    Document,
    Indicator,
    NoticeKind,
    OpenTable,
    PersonalData,
    Schedule,
    SearchSource,
    Setting,
    Text,
)

__all__ = [
    "BUILT_IN",
    "ActivityKind",
    "AdminPage",
    "Block",
    "Card",
    "Document",
    "Failure",
    "Failures",
    "Indicator",
    "MenuItem",
    "Module",
    "NoticeKind",
    "OpenTable",
    "PersonalData",
    "Registry",
    "Role",
    "Schedule",
    "SearchSource",
    "Setting",
    "Text",
    "find",
    "find_modules",
    "install",
    "registry",
]
