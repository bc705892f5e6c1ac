"""/healthz: this process answers. /readyz: everything a request needs is there."""

from __future__ import annotations

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from civic.config import ConfigError, settings
from civic.core.db.modules import PART, behind, with_tables
from civic.core.db.schema import MIGRATIONS
from civic.core.search.queries import debts
from civic.extensions import db
from civic.modules import registry

NOT_APPLIED = "migrations are not applied; run civic db upgrade"
blueprint = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Alive; asks nothing of the database."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Ready: database, its migrations, the state folder; with what is missing where it is not.

    A service module that fails is told, but the rest of the portal stays ready.
    """
    checks = {"database": database_problem(), "home": home_problem()}
    ready = not any(checks.values())
    if ready:
        look_at_tables()
    failing = {f"{failure.module}: {failure.part}": failure.error for failure in registry().failures}
    if ready:
        failing |= {f"search: {kind}": owed(count) for kind, count in debts().items()}
    told = {name: problem or "ok" for name, problem in checks.items()}
    body = jsonify(status="ok" if ready else "unavailable", checks=told, failing=failing)
    return body, 200 if ready else 503


def owed(count: int) -> str:
    """What is told of rows that the search could not read."""
    return f"{count} rows could not be indexed and are in no result; they are tried again every quarter of an hour"


def database_problem() -> str:
    """What is wrong with the database, or an empty string."""
    try:
        with db.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_heads()
    except SQLAlchemyError:
        return "does not answer"
    heads = ScriptDirectory(str(MIGRATIONS)).get_heads()
    return "" if set(current) == set(heads) else NOT_APPLIED


def look_at_tables() -> None:
    """Note the modules whose tables are not up to date among what fails, and those that are no longer behind."""
    with db.engine.connect() as connection:
        names = behind(connection, MIGRATIONS)
    failures = registry().failures
    for module in with_tables():
        if module.name in names:
            failures.note(module.name, PART, NOT_APPLIED)
        else:
            failures.clear(module.name, PART)


def home_problem() -> str:
    """What is wrong with CIVIC_HOME, or an empty string."""
    try:
        settings().prepare_home()
    except ConfigError as error:
        return str(error)
    return ""
