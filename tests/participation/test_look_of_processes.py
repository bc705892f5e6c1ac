"""Pictures, places and translations of processes: what a drafter chooses, what residents see."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from civic.core.places import city_map
from civic.errors import Invalid
from civic.extensions import db
from civic.modules import Role
from civic.participation.processes.models import Process, ProcessPlace
from civic.participation.processes.pictures import ILLUSTRATIONS, keep_picture, picture_of
from civic.web.statics import FOLDER as STATIC
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_process

FORM = {"title": "Taman", "slug": "taman", "open_first": "2026-11-01", "language": "id"}


def photograph(size: tuple[int, int] = (1600, 900), kind: str = "JPEG") -> io.BytesIO:
    """A picture as a phone makes it: turned, and with the place where it was taken."""
    image, exif = Image.new("RGB", size, "green"), Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[1] = "S"
    exif.get_ifd(0x8825)[2] = (6.0, 10.0, 0.0)
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    out.seek(0)
    return out


@pytest.fixture
def drafter(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_account(Role.DRAFTER, make_agency()))


def agency_of(client: FlaskClient) -> str:
    found = re.search(r'<option[^>]*value="(\d+)"', client.get("/workbench/processes/new").text)
    assert found
    return found.group(1)


@pytest.mark.parametrize("size", [(12_000, 12_000), (20_000, 20_000)])
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_too_large_to_draw_is_refused_before_it_is_drawn(app: Flask, size: tuple[int, int]) -> None:
    out = io.BytesIO()
    Image.new("1", size).save(out, "PNG")
    out.seek(0)
    with app.test_request_context(), pytest.raises(Invalid) as refused:
        keep_picture(out, "Taman")
    assert refused.value.field == "picture"


@pytest.mark.parametrize("name", ILLUSTRATIONS)
def test_every_drawing_is_there_small_and_can_be_shared(name: str) -> None:
    assert (STATIC / "pictures" / f"{name}.svg").stat().st_size < 4_000
    with Image.open(STATIC / "pictures" / "share" / f"{name}.png") as shared:
        assert shared.size == (1200, 630)


def test_a_photograph_is_kept_upright_small_and_without_its_place(drafter: FlaskClient) -> None:
    form = FORM | {
        "agency": agency_of(drafter),
        "picture": (photograph(), "IMG_1.jpg"),
        "picture_alt": "Anak bermain di taman",
    }
    assert drafter.post("/workbench/processes/new", data=form).status_code == 303
    page = drafter.get("/processes/taman").text
    found = re.search(r'src="(/pictures/[0-9a-f]{64}\.jpg)"\s+alt="Anak bermain di taman"', page)
    assert found
    assert f'content="http://localhost{found.group(1)}"' in page
    answer = drafter.get(found.group(1))
    assert answer.mimetype == "image/jpeg"
    assert "immutable" in answer.headers["Cache-Control"]
    with Image.open(io.BytesIO(answer.data)) as kept:
        assert kept.size == (675, 1200)
        assert dict(kept.getexif()) == {}
    assert b"Exif" not in answer.data


@pytest.mark.parametrize(
    ("content", "alt", "field"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "Taman", "picture"),
        (b"\xff\xd8\xff\xe0 this only begins like a JPEG", "Taman", "picture"),
        (b"", "Taman", "picture"),
        (None, " ", "picture_alt"),
    ],
)
def test_what_is_no_picture_or_has_no_words_is_refused_at_its_field(
    drafter: FlaskClient, content: bytes | None, alt: str, field: str
) -> None:
    file = photograph() if content is None else io.BytesIO(content)
    form = FORM | {"agency": agency_of(drafter), "picture": (file, "taman.jpg"), "picture_alt": alt}
    page = drafter.post("/workbench/processes/new", data=form)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert db.session.query(Process).count() == 0


def test_only_pictures_that_a_process_shows_are_served(drafter: FlaskClient) -> None:
    kept = keep_picture(photograph(), "Taman")
    assert drafter.get(f"/pictures/{kept.key}.jpg").status_code == 404
    make_process(picture_key=kept.key, picture_alt="Taman")
    assert drafter.get(f"/pictures/{kept.key}.jpg").status_code == 200
    assert drafter.get("/pictures/../../civic.db.jpg").status_code == 404


def test_a_process_without_any_has_the_plain_drawing(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        picture = picture_of(make_process())
    assert client.get(picture.url).mimetype == "image/svg+xml"
    assert client.get(picture.share).mimetype == "image/png"


def test_the_map_has_every_district_with_a_shape_and_its_villages(app: Flask) -> None:
    city = city_map()
    assert [place.code for place in city.places] == [f"36.71.{n:02}" for n in range(1, 14)]
    assert sum(len(place.villages) for place in city.places) == 104
    assert all(re.fullmatch(r"M\d+ \d+(l-?\d+ -?\d+)+z", place.path) for place in city.places)
    assert all(0 < place.x < city.width and 0 < place.y < city.height for place in city.places)


def test_processes_are_found_by_district(client: FlaskClient) -> None:
    make_process(title="Banjir di Periuk", places=[ProcessPlace(region_code="36.71.08")])
    make_process(title="Pasar di Ciledug", places=[ProcessPlace(region_code="36.71.06")])
    make_process(title="Semua bus kota")
    page = client.get("/processes?region=36.71.08").text
    assert "Banjir di Periuk" in page
    assert "Pasar di Ciledug" not in page
    assert page.index("Banjir di Periuk") < page.index("Semua bus kota")  # for all, but after what is about the place
    assert '<a href="/processes?region=36.71.08"\n           aria-label="Periuk" aria-current="true">' in page
    everything = client.get("/processes?region=99.99.99").text
    assert "Banjir di Periuk" in everything
    assert "Pasar di Ciledug" in everything


def test_a_drafter_chooses_drawing_and_districts_and_changes_them(drafter: FlaskClient) -> None:
    form = FORM | {"agency": agency_of(drafter), "illustration": "flood", "places": ["36.71.08", "36.71.12"]}
    assert drafter.post("/workbench/processes/new", data=form).status_code == 303
    page = drafter.get("/processes/taman").text
    assert "pictures/flood.svg" in page
    assert "Karang Tengah" in page
    form |= {"places": ["36.71.01"], "illustration": "park"}
    assert drafter.post("/workbench/processes/taman/edit", data=form).status_code == 303
    page = drafter.get("/processes/taman").text
    assert "pictures/park.svg" in page
    assert "Karang Tengah" not in page
    for wrong in ({"places": ["36.71.99"]}, {"illustration": "../../secret"}):
        assert drafter.post("/workbench/processes/taman/edit", data=form | wrong).status_code == 422


def test_texts_are_shown_in_the_readers_language_where_somebody_translated_them(drafter: FlaskClient) -> None:
    form = FORM | {"agency": agency_of(drafter), "summary": "Di mana taman dibangun?", "other_title": "Parks"}
    drafter.post("/workbench/processes/new", data=form)
    drafter.set_cookie("civic_language", "en")
    page = drafter.get("/processes/taman").text
    assert re.search(r'<h1 class="govuk-heading-xl" lang="en">Parks</h1>', page)
    assert re.search(r'<p class="lede" lang="id">Di mana taman dibangun\?</p>', page)
    assert "Parks" in drafter.get("/processes").text
    drafter.set_cookie("civic_language", "id")
    assert re.search(r'<h1 class="govuk-heading-xl" lang="id">Taman</h1>', drafter.get("/processes/taman").text)
