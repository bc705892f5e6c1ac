"""Whether the database answers, whether it has our tables, and how they are brought up to date."""

from __future__ import annotations

from pathlib import Path

from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy.exc import OperationalError

from civic.config import ConfigError, settings
from civic.core.db.modules import upgrade_modules
from civic.extensions import db
from civic.modules import Failure

MIGRATIONS = Path(__file__).parents[3] / "migrations"


def check_reachable(app: Flask) -> None:
    """Raise ConfigError with one line when the database does not answer."""
    with app.app_context():
        try:
            with db.engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
        except OperationalError as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise ConfigError(f"The database does not answer ({reason}); check CIVIC_DATABASE_URL.") from None


def is_new() -> bool:
    """Whether no migration has ever run on this database."""
    with db.engine.connect() as connection:
        return not MigrationContext.configure(connection).get_current_heads()


def upgrade() -> list[Failure]:
    """Bring the application's tables, the job engine's and the modules' up to date; returns the modules that failed."""
    import flask_migrate

    from civic.core.jobs import prepare_database

    flask_migrate.upgrade()
    prepare_database(settings().database)
    return upgrade_modules(MIGRATIONS)
