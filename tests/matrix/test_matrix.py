"""Who gets which answer at which address: every route, every method, everybody. A new route needs a reviewed line.

`make matrix` writes answers.txt anew; what it changes is read before it is committed.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from civic.config import Config
from civic.extensions import db
from tests.conftest import make_app
from tests.matrix.ask import ANSWERS, ask_all, written
from tests.matrix.world import make_world


@pytest.fixture
def app(config: Config, request: pytest.FixtureRequest) -> Flask:
    """An application without limits on requests."""
    if not config.is_sqlite:
        pytest.skip("the answers are those of the application, whatever the database")
    return make_app(replace(config, request_limit="1000000/minute"))


def test_everybody_gets_the_reviewed_answer_everywhere(app: Flask, config: Config) -> None:
    with app.app_context():
        world = make_world()
        found = written(ask_all(app, world, Path(config.database.removeprefix("sqlite:///"))))
        db.engine.dispose()
    if os.environ.get("CIVIC_WRITE_MATRIX"):
        ANSWERS.write_text(found)
    assert found.splitlines() == ANSWERS.read_text().splitlines()


def test_no_answer_is_a_crash() -> None:
    assert [line for line in ANSWERS.read_text().splitlines() if "500" in line] == []
