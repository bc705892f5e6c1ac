"""A module from outside the package: installed as a package of its own, found, and shown in the menu."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from civic.config import Config
from tests.conftest import make_app

SOURCE = '''
from flask import Blueprint, render_template_string
from civic.modules import MenuItem, Module

blueprint = Blueprint("umbrella", __name__, url_prefix="/services/umbrella")


PAGE = """{% extends "layout.html" %}{% block content %}<h1>Payung</h1>{% endblock %}"""


@blueprint.get("/")
def index():
    return render_template_string(PAGE)


module = Module("umbrella", blueprints=(blueprint,), menu=(MenuItem("Payung kota", "umbrella.index"),))
'''


@pytest.fixture
def installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What `pip install` leaves behind: a package and its metadata with the entry point."""
    site = tmp_path / "site"
    (site / "umbrella").mkdir(parents=True)
    (site / "umbrella" / "__init__.py").write_text(SOURCE)
    metadata = site / "umbrella-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: umbrella\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[civic.modules]\numbrella = umbrella:module\n")
    monkeypatch.syspath_prepend(str(site))
    yield
    sys.modules.pop("umbrella", None)


def test_a_module_of_another_package_has_its_page_and_its_place_in_the_menu(
    installed_package: None, config: Config
) -> None:
    client = make_app(config).test_client()
    page = client.get("/services/umbrella/")
    assert page.status_code == 200
    assert "<h1>Payung</h1>" in page.text
    assert 'href="/services/umbrella/"' in client.get("/about").text
    assert "Payung kota" in client.get("/about").text


def test_an_entry_point_that_is_no_module_is_refused_by_name(
    installed_package: None, config: Config, tmp_path: Path
) -> None:
    (tmp_path / "site" / "umbrella" / "__init__.py").write_text("module = 7\n")
    with pytest.raises(TypeError, match=r"civic\.modules names 7"):
        make_app(config)
