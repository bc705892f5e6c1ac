"""Pages and files of the look travel compressed, and the caches on the way are told the truth."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import sign_in
from tests.factories import make_account

OPENERS = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize("encoding", ["br", "gzip"])
@pytest.mark.parametrize("path", ["/", "/about", "/nowhere", "/account/sign-in", "/static/civic.css"])
def test_what_comes_compressed_says_the_same(app: Flask, path: str, encoding: str) -> None:
    plain, packed = app.test_client().get(path), app.test_client().get(path, headers={"Accept-Encoding": encoding})
    assert packed.headers["Content-Encoding"] == encoding
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
    if path != "/account/sign-in":  # which holds a new token each time
        assert OPENERS[encoding](packed.data).split() == plain.data.split() or path == "/nowhere"
    assert "Accept-Encoding" in plain.vary
    assert "Accept-Encoding" in packed.vary


def test_one_etag_stands_for_every_encoding(client: FlaskClient) -> None:
    for path in ("/", "/static/civic.css"):
        tags = {client.get(path, headers={"Accept-Encoding": name}).headers["ETag"] for name in ("br", "gzip", "")}
        assert len(tags) == 1
        (tag,) = tags
        assert tag.startswith("W/")
        again = client.get(path, headers={"Accept-Encoding": "br", "If-None-Match": tag})
        assert again.status_code == 304
        assert "Content-Encoding" not in again.headers


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("br;q=0, gzip", "gzip"), ("gzip, br", "br"), ("identity", ""), ("", ""), ("gzip;q=0", ""), ("deflate", "")],
)
def test_the_browser_decides(client: FlaskClient, accepted: str, expected: str) -> None:
    answer = client.get("/about", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding", "") == expected


def test_what_another_site_asks_for_with_somebodys_session_is_not_compressed(app: Flask) -> None:
    client = sign_in(app.test_client(), make_account())
    for site, expected in (("cross-site", None), ("same-site", None), ("same-origin", "br"), ("none", "br")):
        answer = client.get("/about", headers={"Accept-Encoding": "br", "Sec-Fetch-Site": site})
        assert answer.headers.get("Content-Encoding") == expected, site


def test_little_and_pictures_stay_as_they_are(client: FlaskClient) -> None:
    for path in ("/healthz", "/static/public-sans.woff2"):
        assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "br, gzip"}).headers


def test_a_named_version_is_kept_for_ever_and_any_other_is_not(client: FlaskClient) -> None:
    page = client.get("/").text
    addresses = {part.split('"')[0] for part in page.split('"/static/')[1:]}
    assert any("public-sans" in address for address in addresses)
    for address in addresses:
        answer = client.get(f"/static/{address.replace('&amp;', '&')}")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", address
    for address in ("civic.css", "civic.css?v=0123456789ab"):
        assert client.get(f"/static/{address}").headers["Cache-Control"] == "public, no-cache"


def test_the_style_sheet_asks_for_the_font_that_the_page_has_asked_for(client: FlaskClient) -> None:
    page, sheet = client.get("/").text, client.get("/static/civic.css").text
    (asked,) = {part.split(")")[0].strip('"') for part in sheet.split("url(")[1:] if "public-sans" in part}
    assert f"/static/{asked}" in page


@pytest.mark.parametrize("path", ["../config.py", "..%2fconfig.py", "nothing.css", "", "etc/passwd"])
def test_only_files_of_the_look_are_sent(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404
