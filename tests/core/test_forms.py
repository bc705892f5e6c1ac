"""Every form of the portal, sent with something wrong: the field says it, what was typed stays, nothing changes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from wtforms import StringField

from civic.core.accounts import actions as accounts
from civic.core.forms import Form
from civic.errors import Conflict, Invalid, NotPermitted, SignInNeeded, TooMany
from civic.extensions import db
from civic.modules import Role
from civic.opendata.actions import DatasetText, Place, publish_table, start_upload
from civic.opendata.models import FIRST_TABLE
from civic.participation.comments.drafts import Act, keep
from civic.participation.comments.models import CommentDraft, CommentFlag
from civic.participation.imports import actions as imports
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_comment, make_consultation, make_process, store

PASSWORD = "tiga kata rahasia"
LONG = "Teks yang panjang sekali. " * 400
CSV = b"kecamatan,luas\nBenda,7\nCibodas,9\n"
# What the portal counts and notes of every attempt, whatever becomes of it.
NOTES = {"throttle", "audit_event", "table_version", "verification_code"}


@dataclass(frozen=True)
class Wrong:
    """A form sent with something wrong.

    Attributes:
        at: the ids of the fields at which something is told; none where it is told above the form.
        kept: values that must still stand in their fields.
    """

    who: str
    body: Mapping[str, Any]
    at: tuple[str, ...]
    kept: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)


FORMS = {
    "accounts.sign_in": Wrong("", {"contact": "bukan", "password": "x"}, ("contact",), ("bukan",)),
    "accounts.register": Wrong(
        "", {"name": "", "contact": "bukan", "password": "x"}, ("name", "contact", "password"), ("bukan",)
    ),
    "accounts.reset": Wrong("", {"contact": "bukan"}, ("contact",), ("bukan",)),
    "accounts.verify": Wrong("asked", {"code": "12"}, ("code",), ("12",)),
    "accounts.profile": Wrong("resident", {"name": "", "locale": "en"}, ("name",), ("en",)),
    "accounts.password": Wrong("resident", {"current": "salah", "password": "kata sandi baru"}, ("current",)),
    "privacy.erase": Wrong("resident", {"proof": "salah", "keep-comments": "keep"}, ("proof",)),
    "agencies.new": Wrong("administrator", {"name": "", "code": "A B", "short_name": "L"}, ("name", "code"), ("A B",)),
    "agencies.edit": Wrong(
        "administrator", {"name": "Lain", "code": "A B", "short_name": ""}, ("code", "short_name"), ("Lain", "A B")
    ),
    "people.invite": Wrong(
        "administrator",
        {"name": "Staf", "contact": "bukan", "role": "drafter", "agency": ""},
        ("contact",),
        ("Staf", "bukan", "drafter"),
    ),
    "people.grant": Wrong("administrator", {"role": "officer", "agency": ""}, ("agency-{account_id}",), ("officer",)),
    "settings.change": Wrong(
        "administrator",
        {"city_name": "", "portal_name": "Lain", "band_colour": "merah"},
        ("city_name", "band_colour"),
        ("Lain", "merah"),
        {"name": "settings"},
    ),
    "processes.new": Wrong(
        "drafter",
        {
            "title": "",
            "slug": "",
            "summary": "Kenapa?",
            "language": "id",
            "open_first": "kemarin",
            "agency": "{agency_id}",
        },
        ("title", "slug", "open_first"),
        ("Kenapa?", "kemarin"),
    ),
    "processes.edit": Wrong(
        "drafter",
        {
            "title": "Taman",
            "slug": "taman",
            "language": "id",
            "agency": "{agency_id}",
            "open_first": "",
            "picture_alt": "Pohon",
        },
        ("open_first",),
        ("Taman", "Pohon"),
    ),
    "consultations.new": Wrong(
        "drafter",
        {"title": "", "slug": "", "questions": "Apa?", "first_day": ""},
        ("title", "slug", "first_day"),
        ("Apa?",),
        {"process_slug": "taman"},
    ),
    "consultations.edit": Wrong(
        "drafter",
        {"title": "Taman", "slug": "taman", "questions": "Apa?\nApa?", "first_day": "2026-11-01"},
        ("questions",),
        ("Apa?\nApa?", "2026-11-01"),
    ),
    "consultations.comment": Wrong("resident", {"body": LONG}, ("body",), (LONG.strip(),)),
    "comments.reply": Wrong("resident", {"body": LONG}, ("body",), (LONG.strip(),)),
    "comments.edit": Wrong("resident", {"body": LONG}, ("body",), (LONG.strip(),)),
    "comments.hide": Wrong("moderator", {"intent": "hide", "reason": ""}, ("reason",)),
    "taking_part.report": Wrong("", {"reason": "", "note": "Lihat"}, ("reason",), ("Lihat",)),
    "sending.contact": Wrong("", {"contact": "bukan"}, ("contact-{draft}",), ("bukan",)),
    "sending.code": Wrong("sending", {"code": "12", "name": "Siti"}, ("code-{draft}",), ("12", "Siti")),
    "moderation.decide": Wrong("moderator", {"decision": "hide", "reason": " "}, ("reason-{comment_id}",)),
    "opendata.new": Wrong(
        "steward",
        {"title": "", "slug": "", "source": "BPS", "agency": "{agency_id}", "licence": "mit", "language": "id"},
        ("file", "title", "slug"),
        ("BPS", "mit"),
    ),
    "opendata.new_table": Wrong("steward", {"table_title": "Luas"}, ("file", "table_slug"), ("Luas",)),
    "opendata.new_version": Wrong("steward", {}, ("file",), (), {"table": FIRST_TABLE}),
    "opendata.edit": Wrong(
        "steward", {"title": "", "source": "BPS", "licence": "mit", "language": "id"}, ("title",), ("BPS", "mit")
    ),
    "opendata.upload": Wrong("steward", {"publish": "1"}, ()),  # the address went to another agency meanwhile
    "imports.new": Wrong("drafter", {}, ("file",)),
    "imports.upload": Wrong("drafter", {"import": "1", "text": "isi", "author": "isi"}, ("author",), ("isi",)),
}
# Nothing is typed into these: a button, or choices that a page cannot send wrong.
BUTTONS = {
    *("accounts.send_again", "accounts.sign_out", "accounts.end_session", "privacy.send_code"),
    *("notices.open_one", "notices.read_all", "notices.choose", "notices.unsubscribe"),
    *("agencies.retire", "agencies.restore", "settings.revert", "admin.retry", "admin.drop"),
    *("people.revoke", "people.disable", "people.enable", "people.end_sessions"),
    *("taking_part.react", "taking_part.follow", "taking_part.follow_thread", "comments.withdraw"),
    *("sending.send", "sending.again", "sending.other"),
    *(
        "workbench.analyse",
        "workbench.decide",
        "workbench.edit",
        "workbench.publish",
        "workbench.theme",
    ),  # tests/insights
    *("workbench.keep_as_frame", "frames.remove", "frames.show", "frames.index"),  # tests/insights
    *("learning.read_next", "learning.moves", "learning.learn", "learning.audit", "learning.draw"),
}


class _Page(HTMLParser):
    """What a page says is wrong, and what stands in its fields."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.linked: set[str] = set()
        self.ids: set[str] = set()
        self.typed: list[str] = []
        self._open = ""
        self._in_summary = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        self.ids.add(about.get("id", ""))
        self._open = tag
        if "govuk-error-summary__list" in about.get("class", ""):
            self._in_summary = True
        if tag == "a" and self._in_summary:
            self.linked.add(about["href"].removeprefix("#"))
        if tag == "textarea":
            self.typed.append("")
        if tag == "input" or (tag == "option" and "selected" in about):
            self.typed.append(about.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._open == "textarea":
            self.typed[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._open = ""
        if tag == "ul":
            self._in_summary = False


@pytest.fixture
def city(app: Flask) -> dict[str, Any]:
    """Who sends the forms, each in a browser of their own, and what stands in the addresses."""
    agency = make_agency(code="dlh")
    resident = accounts.create_account("Siti", "siti@contoh.example", PASSWORD)
    process = make_process(agency, slug="taman")
    activity = make_consultation(process, slug="taman")
    comment = make_comment(activity, resident)
    store(CommentFlag(comment_id=comment.id))
    steward = make_account(Role.DATA_STEWARD, agency)
    dataset = publish_table(None, agency, Place("luas"), DatasetText("Luas"), io.BytesIO(CSV), "a.csv").dataset
    upload = start_upload(steward, agency, Place("baru"), DatasetText("Baru"), io.BytesIO(CSV), "a.csv")
    publish_table(None, make_agency(), Place("baru"), DatasetText("Baru"), io.BytesIO(CSV), "a.csv")
    staff = {name: make_account(Role(name), agency) for name in ("moderator", "drafter")}
    staff |= {"resident": resident, "steward": steward, "administrator": make_account(Role.ADMINISTRATOR)}
    clients = {name: sign_in(app.test_client(), account) for name, account in staff.items()}
    clients |= {name: app.test_client() for name in ("", "asked", "sending")}
    letters = imports.start_upload(staff["drafter"], activity, io.BytesIO(b"isi,nama\nLampu,Ani\n"), "a.csv")
    assert letters.id == upload.id  # one `upload_id` for both
    token = keep(Act.COMMENT, activity, "", body="Saya setuju")
    clients["asked"].post("/account/sign-in", data={"contact": "baru@contoh.example", "send_code": "1"})
    clients["sending"].post(f"/sending/{token}/contact", data={"contact": "lagi@contoh.example"})
    return {
        "clients": clients,
        "account_id": resident.id,
        "agency_id": agency.id,
        "comment_id": comment.id,
        "slug": {"opendata": dataset.slug},
        "upload_id": upload.id,
        "token": token,
        "draft": db.session.scalars(select(CommentDraft.id)).one(),
    }


def _everything() -> dict[str, list[Any]]:
    """Every row of every table but the notes."""
    db.session.rollback()
    tables = [table for table in db.metadata.sorted_tables if table.name not in NOTES]
    return {table.name: sorted(map(repr, db.session.execute(select(table)))) for table in tables}


def _sent(app: Flask, city: dict[str, Any], endpoint: str) -> list[str]:
    """What is not as it should be when a form is sent with something wrong."""
    wrong = FORMS[endpoint]
    about = {name: value for name, value in city.items() if name not in ("clients", "slug")}
    module = endpoint.split(".", maxsplit=1)[0]
    with app.test_request_context():
        rule = next(r for r in app.url_map.iter_rules(endpoint) if "POST" in (r.methods or ()))
        known = about | {"slug": "luas" if module == "opendata" else "taman"} | wrong.values
        path = app.url_for(endpoint, **{name: known[name] for name in rule.arguments})
    body = {name: text.format(**about) if text == "{agency_id}" else text for name, text in wrong.body.items()}
    answer = city["clients"][wrong.who].post(path, data=body, content_type="multipart/form-data")
    page = _Page(answer.text)
    at = {name.format(**about) for name in wrong.at}
    found = {
        f"answers {answer.status_code}": answer.status_code == 422,
        "has no summary": "govuk-error-summary__list" in answer.text,
        f"tells of {sorted(page.linked)}": page.linked == at,
        "leads to a field that is not there": page.linked <= page.ids,
        "says nothing at the field": {f"{name}-error" for name in at} <= page.ids,
        f"lost something typed: {page.typed}": {*wrong.kept} <= {text.strip() for text in page.typed},
        "has a title like any other page": "<title>Kesalahan: " in answer.text,
    }
    return [f"{endpoint} {problem}" for problem, is_good in found.items() if not is_good]


def test_what_is_wrong_is_told_at_its_field_what_was_typed_stays_and_nothing_is_stored(
    app: Flask, city: dict[str, Any]
) -> None:
    before, problems = _everything(), []
    for endpoint in FORMS:
        problems += _sent(app, city, endpoint)
        now = _everything()
        problems += [f"{endpoint} changed {name}" for name, rows in now.items() if rows != before[name]]
        before = now
    assert not problems, "\n".join(problems)


ODD_BODIES: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "files": lambda body: {
        "data": {name: (io.BytesIO(b"\x89PNG\r\n"), "a.png") for name in body},
        "content_type": "multipart/form-data",
    },
    "numbers": lambda body: {"json": dict.fromkeys(body, 1)},
    "list": lambda _body: {"json": [1, None]},
    "broken": lambda _body: {"data": b"{", "content_type": "application/json"},
    "nothing": lambda _body: {},
}


@pytest.mark.parametrize("odd", ODD_BODIES)
def test_what_no_page_sends_is_refused_like_anything_wrong(app: Flask, city: dict[str, Any], odd: str) -> None:
    about = {name: value for name, value in city.items() if name not in ("clients", "slug")}
    failed = []
    for endpoint, wrong in FORMS.items():
        known = about | {"slug": "luas" if endpoint.startswith("opendata") else "taman"} | wrong.values
        with app.test_request_context():
            rule = next(r for r in app.url_map.iter_rules(endpoint) if "POST" in (r.methods or ()))
            path = app.url_for(endpoint, **{name: known[name] for name in rule.arguments})
        answer = city["clients"][wrong.who].post(path, **ODD_BODIES[odd](wrong.body))
        if answer.status_code >= 500:
            failed.append(endpoint)
    assert not failed


def test_every_form_is_in_the_list(app: Flask) -> None:
    taking = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert sorted(FORMS.keys() | BUTTONS) == sorted(taking)


class _Letter(Form):
    to = StringField()


@pytest.fixture
def letter(app: Flask) -> Iterator[_Letter]:
    with app.test_request_context(method="POST", data={"to": "Siti"}):
        yield _Letter()


def test_each_error_stands_at_its_field_or_above_the_form(letter: _Letter) -> None:
    with letter.refusals():
        raise Invalid("to", "whom?", (Invalid("to", "where?"), Invalid("stamp", "none")))
    assert letter.errors == {"to": ["whom?", "where?"], "": ["none"]}
    assert (letter.to.data, letter.refused_with) == ("Siti", 422)


def test_other_refusals_are_kept_only_where_the_form_says_so(letter: _Letter) -> None:
    with pytest.raises(Conflict), letter.refusals():
        raise Conflict
    with letter.refusals(at="to"):
        raise TooMany("later")
    assert (letter.errors, letter.refused_with) == ({"to": ["later"]}, 429)
    for error in (NotPermitted, SignInNeeded):
        with pytest.raises(error), letter.refusals(at=""):
            raise error


def test_what_was_half_done_is_forgotten(letter: _Letter) -> None:
    agency = make_agency(name="Dinas")
    with letter.refusals():
        agency.name = "Other"
        raise Invalid("to")
    assert agency.name == "Dinas"
