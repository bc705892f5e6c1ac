"""The tables that service modules bring: each has migrations of its own, and a version table of its own.

So a module that is removed, or whose migration fails, never stands in the way of the portal's own tables.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from civic.modules import Failure, Module, registry

PART = "tables"


def upgrade_modules(scripts: Path) -> list[Failure]:
    """Bring every module's tables up to date; returns what failed, each of them alone."""
    found = registry()
    for module in with_tables():
        try:
            command.upgrade(_config(module, scripts), "heads")
        except Exception as error:
            found.failures.add(module.name, PART, error)
        else:
            found.failures.clear(module.name, PART)
    return [failure for failure in found.failures if failure.part == PART]


def behind(connection: Connection, scripts: Path) -> list[str]:
    """Names of the modules whose migrations are not applied."""
    names = []
    for module in with_tables():
        context = MigrationContext.configure(connection, opts={"version_table": _version_table(module)})
        heads = ScriptDirectory.from_config(_config(module, scripts)).get_heads()
        if set(context.get_current_heads()) != set(heads):
            names.append(module.name)
    return names


def with_tables() -> list[Module]:
    """The modules that have tables of their own."""
    return [module for module in registry().modules if module.migrations]


def _version_table(module: Module) -> str:
    return f"alembic_version_{module.name}"


def _config(module: Module, scripts: Path) -> Config:
    """Alembic's settings for one module: our env.py, its versions."""
    config = Config()
    for name, value in (
        ("script_location", scripts),
        ("version_locations", module.migrations),
        ("path_separator", "os"),
    ):
        config.set_main_option(name, str(value).replace("%", "%%"))
    config.attributes["version_table"] = _version_table(module)
    return config
