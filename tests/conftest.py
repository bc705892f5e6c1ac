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
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import create_engine, make_url, text

from civic import create_app
from civic.config import Config
from civic.core.accounts.models import Account
from civic.core.accounts.sessions import open_session
from civic.core.db.schema import upgrade
from civic.core.db.transactions import transaction
from civic.extensions import db

ROOT = Path(__file__).parents[1]
CIVIC = str(Path(sys.executable).parent / "civic")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="what to run on")


@pytest.fixture(scope="session")
def template_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a migrated, empty database that each test gets a copy of."""
    home = tmp_path_factory.mktemp("template")
    if request.config.getoption("--database") == "sqlite":
        config = Config(home=home, testing=True)
        _migrate(config)
        yield config.database
        return
    url = make_url(os.environ.get("CIVIC_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres"))
    name = f"civic_template_{uuid.uuid4().hex[:12]}"
    _on_server(url.render_as_string(False), f'CREATE DATABASE "{name}"')
    address = url.set(database=name).render_as_string(False)
    _migrate(Config(home=home, testing=True, database_url=address))
    yield address
    _on_server(url.render_as_string(False), f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database_url(template_database: str, tmp_path: Path) -> Iterator[str]:
    """Address of this test's own database, with all tables and no rows."""
    if template_database.startswith("sqlite"):
        target = tmp_path / "civic.db"
        shutil.copy(template_database.removeprefix("sqlite:///"), target)
        yield f"sqlite:///{target}"
        return
    url = make_url(template_database)
    name = f"civic_test_{uuid.uuid4().hex[:12]}"
    server = url.set(database="postgres").render_as_string(False)
    _on_server(server, f'CREATE DATABASE "{name}" TEMPLATE "{url.database}"')
    yield url.set(database=name).render_as_string(False)
    _on_server(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    """Settings of the test's portal; override with dataclasses.replace."""
    return Config(home=tmp_path, database_url=database_url, testing=True, secret_key="test-key")


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The application, with its context pushed."""
    app = make_app(config)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def make_app(config: Config) -> Flask:
    """An application for tests; forms need no CSRF token (tests of CSRF switch it on)."""
    app = create_app(config)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        # The test's own application context outlives its requests; what they kept in `g` must not.
        g.__dict__.clear()

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


def _on_server(url: str, statement: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


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
