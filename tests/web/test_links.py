"""Addresses that leave the portal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from civic.config import Config
from tests.conftest import make_app
from tests.factories import make_comment, make_consultation


@pytest.fixture
def client(config: Config) -> FlaskClient:
    """A browser of a portal that knows its address."""
    app = make_app(replace(config, base_url="https://suara.tangerang.example"))
    with app.app_context():
        return app.test_client()


def test_addresses_to_keep_are_the_citys_whatever_host_was_asked(client: FlaskClient) -> None:
    with client.application.app_context():
        path = f"/comments/{make_comment(make_consultation()).id}"
    elsewhere = {"Host": "10.0.0.7:8000"}
    assert f"https://suara.tangerang.example{path}" in client.get(f"{path}/share", headers=elsewhere).text
    assert "Sitemap: https://suara.tangerang.example/sitemap.xml" in client.get("/robots.txt", headers=elsewhere).text
    assert "10.0.0.7" not in client.get("/sitemap.xml", headers=elsewhere).text
