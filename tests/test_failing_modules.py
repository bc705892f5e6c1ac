"""A service module that fails: it is told what, and nothing else falls with it."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import civic.services
from civic.config import Config
from civic.core.blocks import cards
from civic.core.db.schema import upgrade
from civic.extensions import db
from civic.modules import registry
from tests.conftest import make_app
from tests.factories import make_process

_number = itertools.count(1)


@pytest.fixture
def broken(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A service module whose code is `request.param`; each test's has a name of its own."""
    name = f"broken_{next(_number)}"
    (tmp_path / "site" / name).mkdir(parents=True)
    head = "from civic.modules import *\nfrom flask import Blueprint\n"
    (tmp_path / "site" / name / "__init__.py").write_text(head + request.param.replace("NAME", name))
    monkeypatch.setattr(civic.services, "__path__", [*civic.services.__path__, str(tmp_path / "site")])
    yield name
    sys.modules.pop(f"civic.services.{name}", None)


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        ("import nothing_of_this_name", "ModuleNotFoundError"),
        ("module = 7", "names 7, which is not a Module"),
        ("module = Module('comments')", "already a module named comments"),
        (
            "from enum import StrEnum\nclass P(StrEnum):\n    A = 'comment.hide'\n"
            "module = Module('NAME', permissions={Role.RESIDENT: frozenset({P.A})})",
            "the permission comment.hide belongs to the module comments",
        ),
        ("def setup(app): raise RuntimeError('no key')\nmodule = Module('NAME', setup=setup)", "RuntimeError: no key"),
        ("module = Module('NAME', blueprints=(Blueprint('home', __name__),))", "ValueError"),
        ("module = Module('NAME', menu=(MenuItem('Rusak', 'nowhere.index'),))", "BuildError"),
        ("from pathlib import Path\nmodule = Module('NAME', translations=Path('/nowhere'))", "FileNotFoundError"),
    ],
    indirect=["broken"],
)
def test_a_module_that_cannot_be_joined_is_told_and_the_portal_goes_on(broken: str, error: str, config: Config) -> None:
    client = make_app(config).test_client()
    page = client.get("/about")
    assert page.status_code == 200
    assert "Rusak" not in page.text
    answer = client.get("/readyz")
    (told,) = answer.json["failing"].items()
    assert answer.status_code == 200
    assert told[0].startswith(broken)
    assert error in told[1]


@pytest.mark.parametrize(
    "broken",
    [
        "def render(thing=None): return 1 / 0",
        "from civic.extensions import db\nfrom sqlalchemy import text\n"
        "def render(thing=None): return db.session.execute(text('SELECT * FROM nothing')).scalar()",
    ],
    indirect=True,
)
def test_a_block_and_a_card_that_fail_say_so_in_place(broken: str, config: Config, tmp_path: Path) -> None:
    source = tmp_path / "site" / broken / "__init__.py"
    parts = "blocks=(Block('process', render),), cards=(Card('bad', render), Card('good', lambda: '<p>Baik</p>'))"
    source.write_text(f"{source.read_text()}\nmodule = Module('{broken}', {parts})\n")
    app = make_app(config)
    with app.app_context():
        process = make_process()
        page = app.test_client().get(f"/processes/{process.slug}")
        assert page.status_code == 200
        assert "tidak dapat ditampilkan" in page.text
        assert process.title in page.text
        with app.test_request_context():
            assert "<p>Baik</p>" in cards()
        assert {failure.part for failure in registry().failures} == {"block process", "card bad"}
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    "broken",
    ["from pathlib import Path\nmodule = Module('NAME', migrations=Path(__file__).parent / 'migrations')"],
    indirect=True,
)
def test_a_migration_that_fails_leaves_the_tables_of_the_portal_alone(
    broken: str, config: Config, tmp_path: Path
) -> None:
    folder = tmp_path / "site" / broken / "migrations"
    folder.mkdir()
    (folder / "0001.py").write_text("revision, down_revision = '0001', None\ndef upgrade(): raise ValueError('no')\n")
    app = make_app(config)
    with app.app_context():
        (failure,) = upgrade()
        assert (failure.module, failure.error) == (broken, "ValueError: no")
        answer = app.test_client().get("/readyz")
        assert answer.json["checks"]["database"] == "ok"
        assert answer.json["failing"][f"{broken}: tables"].startswith("migrations are not applied")
        db.session.remove()
        db.engine.dispose()
