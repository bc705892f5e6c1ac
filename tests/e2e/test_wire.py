"""What a first view costs on a slow connection: counted on the wire, from a running portal."""

from __future__ import annotations

import http.client
import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest

from tests.e2e.conftest import Portal

LIMIT_BYTES = 60_000


def fetch(portal: Portal, path: str) -> tuple[http.client.HTTPResponse, bytes]:
    """An answer as a phone's browser gets it: the bytes that travelled, still compressed."""
    connection = http.client.HTTPConnection(urlsplit(portal.url).netloc, timeout=60)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip, deflate, br", "Accept": "text/html"})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    assert response.status == 200, path
    assert int(response.headers["Content-Length"]) == len(body)
    return response, body


def text(response: http.client.HTTPResponse, body: bytes) -> str:
    import brotli

    return (brotli.decompress(body) if response.headers["Content-Encoding"] == "br" else body).decode()


def resources(html: str, path: str) -> set[str]:
    """The files that a browser fetches to show the page: style sheets, scripts, font, icon, pictures in view."""
    tags = re.findall(r"<(?:link|script|img)\b[^>]*>", html)
    found = set()
    for tag in tags:
        address = re.search(r'(?:href|src)="([^"]+)"', tag)
        wanted = "<link" not in tag or re.search(r'rel="(?:stylesheet|preload|icon)"', tag)
        if address and wanted and 'loading="lazy"' not in tag:
            found.add(urljoin(path, unescape(address[1])))
    return found


@pytest.mark.parametrize("page", ["home", "consultation", "data", "summary"])
def test_a_first_view_is_under_sixty_kilobytes(portal: Portal, page: str) -> None:
    path = address_of(portal, page)
    response, body = fetch(portal, path)
    assert response.headers["Content-Encoding"] == "br"
    sizes = {path: len(body)}
    for address in resources(text(response, body), path):
        answer, content = fetch(portal, address)
        sizes[address] = len(content)
        if address.startswith("/static/"):
            assert "immutable" in answer.headers["Cache-Control"], address
    assert sum(sizes.values()) < LIMIT_BYTES, sizes


def address_of(portal: Portal, page: str) -> str:
    """The page, found from the front page as a visitor would."""
    if page in ("home", "data"):
        return {"home": "/", "data": "/data"}[page]
    html = text(*fetch(portal, "/"))
    pattern = {"consultation": r'href="(/consultations/[\w-]+)"', "summary": r'href="(/consultations/[\w-]+/summary)'}
    found = re.search(pattern[page], html)
    assert found, f"the front page leads to no {page}"
    return found[1]
