"""Fixtures for every test: an application on a fresh database, on SQLite or PostgreSQL.

pytest                          SQLite
pytest --database postgresql    the server of CIVIC_TEST_POSTGRES_URL
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextvars import Context
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import create_engine, make_url, text

from civic import create_app
from civic.config import Config
from civic.core.accounts.models import Account
from civic.core.accounts.sessions import open_session
from civic.core.db.schema import MIGRATIONS, upgrade
from civic.core.db.transactions import transaction
from civic.extensions import db

ROOT = Path(__file__).parents[1]
CIVIC = str(Path(sys.executable).parent / "civic")
PROCESSES = {"start", "portal"}  # fixtures that start whole processes


SECRET_KEY = "a key that is long enough for a portal"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="what to run on")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run only what touches a database: the rest has been told by the SQLite run."""
    for item in items:
        if PROCESSES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.processes)
    if config.getoption("--database") == "sqlite":
        return
    ours = [item for item in items if "worker_database" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in ours])
    items[:] = ours


@pytest.fixture(scope="session")
def worker_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a migrated, empty database: on SQLite each test copies it, on PostgreSQL it is emptied after each."""
    home = tmp_path_factory.mktemp("database")
    if request.config.getoption("--database") == "sqlite":
        config = Config(home=home, testing=True)
        _migrate(config)
        yield config.database
        return
    url = make_url(os.environ.get("CIVIC_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres"))
    name = f"civic_test_{uuid.uuid4().hex[:12]}"
    _on_server(url.render_as_string(False), f'CREATE DATABASE "{name}"')
    address = url.set(database=name).render_as_string(False)
    _migrate(Config(home=home, testing=True, database_url=address))
    # Nobody's data are at stake here: a commit need not wait for the disk.
    _on_server(address, f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    yield address
    _on_server(url.render_as_string(False), f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database_url(worker_database: str, tmp_path: Path) -> Iterator[str]:
    """Address of a database with all tables and no rows, this test's alone while it runs."""
    if worker_database.startswith("sqlite"):
        target = tmp_path / "civic.db"
        shutil.copy(worker_database.removeprefix("sqlite:///"), target)
        yield f"sqlite:///{target}"
        return
    yield worker_database
    _empty(worker_database)


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    """Settings of the test's portal; override with dataclasses.replace."""
    return Config(home=tmp_path, database_url=database_url, testing=True, secret_key=SECRET_KEY)


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The application, with its context pushed."""
    app = make_app(config)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


class Browser(FlaskClient):
    """A client whose requests share nothing with the test: contexts, `g` and database session are their own.

    The test's own session then reads anew, as another person's would.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if has_app_context():
            assert not (db.session.new or db.session.dirty), "commit what the test stored before the request"
            db.session.rollback()
        # Not a copy of this context: with the test's application context in sight the request would reuse it.
        return Context().run(super().open, *args, **kwargs)


class Compiled(BytecodeCache):
    """Templates as they were compiled for an earlier application of this process: it takes longer than most tests."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


def make_app(config: Config) -> Flask:
    """An application for tests; forms need no CSRF token (tests of CSRF switch it on)."""
    app = create_app(config)
    app.jinja_env.bytecode_cache = COMPILED
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a session."""
    return app.test_client()


def _migrate(config: Config) -> None:
    app = create_app(config)
    with app.app_context():
        upgrade()
        db.engine.dispose()


def _on_server(url: str, *statements: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _head() -> str:
    return str(ScriptDirectory(str(MIGRATIONS)).get_current_head())


def _empty(url: str) -> None:
    """Delete every row and start every number anew; a killed worker's connections go first."""
    _on_server(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        # A replica checks no foreign keys and runs no triggers, so the order of the tables does not matter.
        """DO $$ DECLARE it record; BEGIN
            SET LOCAL session_replication_role = replica;
            FOR it IN SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
                      WHERE schemaname IN ('public', 'dbos')
                      AND tablename NOT LIKE 'alembic_version%' AND tablename <> 'dbos_migrations'
            LOOP EXECUTE 'DELETE FROM ' || it.name; END LOOP;
            FOR it IN SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences
                      WHERE last_value IS NOT NULL
            LOOP EXECUTE format('ALTER SEQUENCE %s RESTART', it.name); END LOOP;
          END $$""",
        # A test may have told the portal that its tables are old.
        "DELETE FROM alembic_version",
        f"INSERT INTO alembic_version VALUES ('{_head()}')",
    )


def sign_in(client: FlaskClient, account: Account) -> FlaskClient:
    """Give the browser a session of this account, as signing in does."""
    with transaction():
        token = open_session(account)
    with client.session_transaction() as session:
        session["sid"] = token
    return client


Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(config: Config) -> Iterator[Start]:
    """Start workers; whatever still runs at the end is killed."""
    running: list[subprocess.Popen[bytes]] = []

    def one(slot: int = 0, **environ: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [CIVIC, "worker", "--slot", str(slot)],
            env=os.environ
            | {
                "CIVIC_HOME": str(config.home),
                "CIVIC_DATABASE_URL": config.database_url,
                "CIVIC_JOB_POLL_S": "0.1",
                "CIVIC_WORKER_BEAT_S": "0.3",
                "CIVIC_WORKER_DEAD_S": "2",
                "CIVIC_EXECUTOR": "test",
            }
            | environ,
            stderr=subprocess.DEVNULL,
        )
        running.append(process)
        return process

    yield one
    for process in running:
        process.kill()
        process.wait()
