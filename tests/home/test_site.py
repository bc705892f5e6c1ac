"""What programs find: robots.txt, the map of the site, the feed, icons, and what shared addresses show."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from flask.testing import FlaskClient

from civic.web import site_name
from tests.factories import make_consultation, make_process

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_map_of_the_site_names_public_pages_by_their_whole_address(client: FlaskClient) -> None:
    consultation = make_consultation(make_process(slug="taman"), slug="taman-mana")
    tree = ElementTree.fromstring(client.get("/sitemap.xml").data)
    found = [loc.text or "" for loc in tree.iter(f"{MAP}loc")]
    assert "http://localhost/processes/taman" in found
    assert f"http://localhost/consultations/{consultation.slug}" in found
    for address in found:
        assert client.get(address.removeprefix("http://localhost")).status_code == 200, address


def test_robots_may_read_what_is_public_and_learn_where_the_map_is(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert "Sitemap: http://localhost/sitemap.xml" in text
    assert "Disallow: /workbench" in text


def test_the_feed_stays_well_formed_whatever_a_title_holds(client: FlaskClient) -> None:
    make_process(slug="aneh", title='Taman <b>& "kota"</b> ]]>')
    tree = ElementTree.fromstring(client.get("/feed.atom").data)
    assert [entry.findtext(f"{ATOM}title") for entry in tree.iter(f"{ATOM}entry")] == ['Taman <b>& "kota"</b> ]]>']
    assert tree.findtext(f"{ATOM}updated")


def test_an_empty_portal_has_a_valid_feed(client: FlaskClient) -> None:
    tree = ElementTree.fromstring(client.get("/feed.atom").data)
    assert list(tree.iter(f"{ATOM}entry")) == []
    assert tree.findtext(f"{ATOM}updated")


def test_icons_are_where_browsers_and_phones_look_for_them(client: FlaskClient) -> None:
    assert client.get("/favicon.ico").data.startswith(b"\0\0\1\0")
    assert client.get("/apple-touch-icon.png").data.startswith(b"\x89PNG")


def test_a_shared_page_shows_its_own_title_words_and_a_picture(client: FlaskClient) -> None:
    make_process(slug="taman", title="Taman & kota", summary="Di mana taman dibangun")
    html = client.get("/processes/taman?x=1").text
    assert '<meta property="og:title" content="Taman &amp; kota">' in html
    assert '<meta property="og:description" content="Di mana taman dibangun">' in html
    assert '<link rel="canonical" href="http://localhost/processes/taman">' in html
    picture = re.search(r'property="og:image"\s+content="http://localhost(.*?)"', html)
    assert picture
    assert client.get(picture.group(1)).mimetype == "image/png"


def test_a_name_that_portal_and_city_share_is_said_once(client: FlaskClient) -> None:
    assert site_name("Suara Kota", "Kota Tangerang") == "Suara Kota Tangerang"
    assert site_name("Suara Warga", "Kota Tangerang") == "Suara Warga Kota Tangerang"
    assert site_name("Suara Kota", "Tangerang") == "Suara Kota Tangerang"
    assert "Kota Kota" not in client.get("/").text


def test_the_title_of_a_refused_form_begins_with_error(client: FlaskClient) -> None:
    assert "<title>Kesalahan:" not in client.get("/account/sign-in").text
    client.post("/account/sign-in", data={"contact": "", "password": ""})
    html = client.post("/account/sign-in", data={"contact": "", "password": ""}).text
    assert "<title>Kesalahan: " in html
