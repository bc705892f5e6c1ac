"""Service modules: found in a folder or as a package, and joined with all their parts."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect

import civic.services
from civic.core.blocks import cards
from civic.core.db.schema import upgrade
from civic.core.jobs import run_here
from civic.core.search.queries import find
from civic.extensions import Model, db
from civic.modules import registry
from tests.conftest import sign_in
from tests.factories import make_account

TOY = Path(__file__).parent / "toy" / "umbrella"
ENTRY_POINT = "[civic.modules]\numbrella = umbrella:module\n"


@pytest.fixture(scope="module", params=["services", "package"])
def placed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The toy module as a folder beside the portal's service modules, or as an installed package."""
    site = tmp_path_factory.mktemp("site")
    shutil.copytree(TOY, site / "umbrella")
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "services":
            patch.setattr(civic.services, "__path__", [*civic.services.__path__, str(site)])
        else:
            install_package(site, patch)
        yield request.param
    forget_toy()


def install_package(site: Path, patch: pytest.MonkeyPatch) -> None:
    """What `pip install` leaves behind: a package and its metadata with the entry point."""
    metadata = site / "umbrella-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: umbrella\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(ENTRY_POINT)
    patch.syspath_prepend(str(site))


def forget_toy() -> None:
    for name in ("umbrella", "civic.services.umbrella"):
        sys.modules.pop(name, None)
    if "umbrella" in Model.metadata.tables:
        Model.metadata.remove(Model.metadata.tables["umbrella"])


@pytest.fixture
def toy(placed: str, app: Flask) -> Flask:
    """A portal with the toy module, its tables made."""
    assert upgrade() == []
    assert list(registry().failures) == []
    return app


def test_its_page_stands_in_the_menu_in_the_language_of_the_visitor(toy: Flask) -> None:
    client = toy.test_client()
    assert "Payung kota</h1>" in client.get("/services/umbrella/").text
    assert 'href="/services/umbrella/"' in client.get("/about").text
    client.set_cookie("civic_language", "en")
    assert "Umbrellas</h1>" in client.get("/services/umbrella/").text


def test_its_table_is_made_and_the_portal_is_ready(toy: Flask) -> None:
    assert "umbrella" in inspect(db.engine).get_table_names()
    answer = toy.test_client().get("/readyz")
    assert (answer.status_code, answer.json["failing"]) == (200, {})


def test_its_permission_lets_residents_in_and_nobody_else(toy: Flask) -> None:
    assert toy.test_client().post("/services/umbrella/", data={"place": "Stasiun"}).status_code in (302, 303, 401)
    resident = sign_in(toy.test_client(), make_account())
    assert resident.post("/services/umbrella/", data={"place": "Stasiun"}).status_code == 303
    assert "Stasiun" in resident.get("/services/umbrella/").text


def test_its_job_runs(toy: Flask) -> None:
    account = make_account()
    umbrella = toy_module().borrow(account, "Alun-alun")
    run_here("umbrella.count", {"umbrella_id": umbrella.id})
    db.session.refresh(umbrella)
    assert umbrella.is_counted


def test_its_card_counts(toy: Flask) -> None:
    with toy.test_request_context():
        assert "0 payung dipinjam" in cards()


def test_it_gives_and_forgets_what_it_keeps_about_a_person(toy: Flask) -> None:
    account = make_account()
    toy_module().borrow(account, "Terminal")
    (data,) = [part for part in registry().personal_data if part.name == "umbrellas"]
    assert [row["place"] for row in data.export(account.id)] == ["Terminal"]
    data.erase(account.id)
    assert list(data.export(account.id)) == []


def toy_module() -> object:
    return sys.modules.get("umbrella") or sys.modules["civic.services.umbrella"]


def test_it_is_one_folder_of_under_120_lines() -> None:
    files = [path for path in TOY.rglob("*") if path.suffix in {".py", ".po", ".html"}]
    assert sum(len(path.read_text().splitlines()) for path in files) < 120


def test_its_rows_are_found_by_the_search(toy: Flask) -> None:
    toy_module().borrow(make_account(), "Stasiun Tanah Tinggi")
    (hit,) = find("stasiun").hits
    assert (hit.endpoint, "".join(piece.text for piece in hit.title)) == ("umbrella.index", "Stasiun Tanah Tinggi")
