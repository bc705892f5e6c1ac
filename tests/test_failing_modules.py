"""A service module that fails: it is told what, and nothing else falls with it."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import civic.services
from civic import create_app
from civic.config import Config
from civic.core.blocks import cards
from civic.core.db.schema import upgrade
from civic.core.db.types import utcnow
from civic.core.doctor import Finding, Level, examine
from civic.extensions import db
from civic.modules import Failures, Role, registry
from civic.modules.installing import EXTENSION
from civic.web.filters import long_datetime
from tests.conftest import make_app, sign_in
from tests.factories import make_account, make_process

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


def write_migration(tmp_path: Path, module: str, what: str) -> None:
    """The module's first migration, which does this."""
    folder = tmp_path / "site" / module / "migrations"
    folder.mkdir()
    (folder / "0001.py").write_text(f"revision, down_revision = '0001', None\ndef upgrade(): {what}\n")


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
        (
            "from civic.core.jobs import job\nmodule = Module('NAME', jobs=(job('mail.send')(print),))",
            "mail.send is already among the jobs of the module mail",
        ),
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
        "def export(account_id): yield 1 / 0\ndef erase(account_id): pass\n"
        "module = Module('NAME', personal_data=(PersonalData('umbrellas', 'Umbrellas', export, erase),))"
    ],
    indirect=True,
)
def test_ones_own_data_name_what_a_module_could_not_give(broken: str, config: Config) -> None:
    app = make_app(config)
    with app.app_context():
        account = make_account(Role.ADMINISTRATOR)
        client = sign_in(app.test_client(), account)
        data = client.get("/account/data").json
        assert data["missing"] == ["umbrellas"]
        assert data["account"]["name"] == account.name
        assert "umbrellas" not in data
        assert "tidak ikut ketika mereka mengunduh data dirinya (umbrellas)" in client.get("/admin").text
        db.session.remove()
        db.engine.dispose()


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
    write_migration(tmp_path, broken, "raise ValueError('no')")
    app = make_app(config)
    with app.app_context():
        (failure,) = upgrade()
        assert (failure.module, failure.error) == (broken, "ValueError: no")
        answer = app.test_client().get("/readyz")
        assert answer.json["checks"]["database"] == "ok"
        assert answer.json["failing"][f"{broken}: tables"].startswith("migrations are not applied")
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("broken", ["import nothing_of_this_name"], ids=["import"], indirect=True)
def test_the_administration_says_in_words_what_fails_and_since_when(broken: str, config: Config) -> None:
    app = make_app(config)
    with app.app_context():
        client = sign_in(app.test_client(), make_account(Role.ADMINISTRATOR))
        page = client.get("/admin").text
        assert "Bagian yang sedang gagal" in page
        assert f"<strong>{broken}</strong>: Modul ini tidak dapat dimuat" in page
        assert f"Sejak {long_datetime(utcnow())[:8]}" in page
        assert "ModuleNotFoundError" in page
        assert sign_in(app.test_client(), make_account()).get("/admin").status_code == 403
        close()


@pytest.mark.parametrize(
    "broken",
    ["from pathlib import Path\nmodule = Module('NAME', migrations=Path(__file__).parent / 'migrations')"],
    ids=["migrations"],
    indirect=True,
)
def test_tables_that_are_behind_are_told_everywhere_until_they_are_made(
    broken: str, config: Config, tmp_path: Path
) -> None:
    write_migration(tmp_path, broken, "pass")
    app = make_app(config)
    with app.app_context():
        client = sign_in(app.test_client(), make_account(Role.ADMINISTRATOR))
        assert f"<strong>{broken}</strong>: Tabelnya belum mutakhir" in client.get("/admin").text
        assert client.get("/readyz").json["failing"].keys() == {f"{broken}: tables"}
        (told,) = [finding for finding in doctored(config) if broken in finding.what]
        assert (told.level, told.mend) == (Level.WRONG, "Run: civic db upgrade")
        assert upgrade() == []
        assert broken not in client.get("/admin").text
        assert client.get("/readyz").json["failing"] == {}
        assert [finding for finding in doctored(config) if broken in finding.what] == []
        close()


def doctored(config: Config) -> list[Finding]:
    return list(examine(create_app, lambda: config))


def test_processes_tell_each_other_what_fails_and_since_when(app: Flask, config: Config) -> None:
    here, other = (make_app(config).extensions[EXTENSION].failures for _ in range(2))
    assert here.attempt("umbrella", "card rain", lambda: 1 / 0, 7) == 7
    (first,) = here
    assert list(make_app(config).extensions[EXTENSION].failures) == []  # no module of this name is installed
    assert here.attempt("home", "card rain", lambda: 1 / 0, 7) == 7
    (known,) = [failure for failure in here if failure.module == "home"]
    assert known in list(other)
    assert other.attempt("home", "card rain", lambda: 1 / 0, 7) == 7
    assert [failure.since for failure in other if failure.module == "home"] == [known.since]
    assert (first.since <= known.since, len(here)) == (True, 2)
    for each in (here, other):
        assert each.attempt("home", "card rain", lambda: 8, 7) == 8
    assert [failure.module for failure in [*here, *other]] == ["umbrella"]
    assert list((config.home / "failing").iterdir()) == []


def test_what_is_told_goes_on_being_told_and_is_forgotten_in_the_end(config: Config, tmp_path: Path) -> None:
    folder = tmp_path / "failing"
    here, other = Failures(folder), Failures(folder)
    here.note("home", "card rain", "no rain")
    (path,) = folder.iterdir()
    other.clear("home", "card rain")
    assert list(folder.iterdir()) == []
    here.note("home", "card rain", "no rain")
    assert len(other) == 1
    os.utime(path, (0, 0))
    assert list(other) == []  # long ago, and not tried since
    here.note("home", "card rain", "no rain")
    assert [failure.since for failure in other] == [failure.since for failure in here]
    path.write_text("not JSON")
    assert list(other) == []


def test_a_folder_that_cannot_be_written_keeps_nobody_from_reading(tmp_path: Path) -> None:
    (tmp_path / "failing").write_text("a file in the place of the folder")
    failures = Failures(tmp_path / "failing")
    assert failures.attempt("home", "card rain", lambda: 1 / 0, "otherwise") == "otherwise"
    assert [failure.part for failure in failures] == ["card rain"]


def close() -> None:
    db.session.remove()
    db.engine.dispose()
