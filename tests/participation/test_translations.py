"""A consultation in the portal's other language: what a drafter types, what readers of that language see and find."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.core.audit.models import AuditEvent
from civic.errors import Invalid
from civic.extensions import db
from civic.modules import Role
from civic.participation.comments.actions import post_comment
from civic.participation.consultations.models import Consultation
from civic.participation.consultations.wording import paired
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_comment, make_consultation, make_process

LAMPS, PAVEMENTS, MARKET = "Apakah lampu jalan cukup?", "Apakah trotoar aman?", "Bila pasar dipindah?"
FORM = {
    "title": "Jalan kota",
    "slug": "jalan",
    "summary": "Apa yang perlu diperbaiki?",
    "introduction": "Ada **dua** rencana.",
    "questions": f"{LAMPS}\n{PAVEMENTS}",
    "first_day": "2026-11-01",
    "last_day": "2030-11-30",
}
ENGLISH = {
    "other_title": "City streets",
    "other_summary": "What needs mending?",
    "other_introduction": "There are **two** blueprints.",
    "other_questions": "Are there enough street lamps?\nAre pavements safe?",
}
EDIT, PAGE = "/workbench/consultations/jalan/edit", "/consultations/jalan"


@pytest.fixture
def account(app: Flask) -> Account:
    return make_account(Role.DRAFTER, make_agency())


@pytest.fixture
def drafter(client: FlaskClient, account: Account) -> FlaskClient:
    make_process(
        account.grants[0].agency, slug="jalan-kota", title="Jalan kita", translations={"en": {"title": "Ours"}}
    )
    return sign_in(client, account)


def create(drafter: FlaskClient, **changed: str) -> None:
    answer = drafter.post("/workbench/processes/jalan-kota/consultations/new", data=FORM | ENGLISH | changed)
    assert answer.status_code == 303, answer.text


def english(app: Flask) -> FlaskClient:
    """A reader of English who is not signed in."""
    reader = app.test_client()
    reader.set_cookie("civic_language", "en")
    return reader


def prompts(reader: FlaskClient) -> list[str]:
    """The questions that the page asks, with the language each is marked with."""
    labels = re.findall(r'<label[^>]*lang="(\w\w)"[^>]*>\s*(.*?)\s*</label>', reader.get(PAGE).text, re.DOTALL)
    return [f"{language}: {text}" for language, text in labels]


def in_english(app: Flask, drafter: FlaskClient, **changed: str) -> list[str]:
    """What the page asks in English when the consultation is saved so."""
    answer = drafter.post(EDIT, data=FORM | ENGLISH | changed)
    assert answer.status_code == 303, answer.text
    return prompts(english(app))


def test_readers_of_the_other_language_read_what_was_typed_for_them(app: Flask, drafter: FlaskClient) -> None:
    create(drafter)
    page = english(app).get(PAGE).text
    assert '<h1 class="govuk-heading-xl" lang="en">City streets</h1>' in page
    assert '<p class="lede" lang="en">What needs mending?</p>' in page
    assert "<strong>two</strong> blueprints" in page
    assert prompts(english(app)) == ["en: Are there enough street lamps?", "en: Are pavements safe?"]
    assert "City streets" in english(app).get("/").text
    assert "City streets" in english(app).get("/processes/jalan-kota").text
    original = app.test_client()
    assert prompts(original) == [f"id: {LAMPS}", f"id: {PAVEMENTS}"]
    assert "City streets" not in original.get(PAGE).text


def test_what_is_left_out_is_shown_as_it_was_written(app: Flask, drafter: FlaskClient) -> None:
    create(drafter, other_summary="", other_introduction="", other_questions="-\nAre pavements safe?")
    page = english(app).get(PAGE).text
    assert '<p class="lede" lang="id">Apa yang perlu diperbaiki?</p>' in page
    assert "Ada <strong>dua</strong> rencana" in page
    assert prompts(english(app)) == [f"id: {LAMPS}", "en: Are pavements safe?"]


def test_the_form_shows_what_is_stored_and_saving_it_changes_nothing(app: Flask, drafter: FlaskClient) -> None:
    create(drafter, other_questions="–\nAre pavements safe?")
    form = drafter.get(EDIT).text
    assert '<details class="govuk-details" open>' in form
    assert 'value="City streets"' in form
    assert re.search(r"<textarea[^>]*other_questions[^>]*>\s*-\r?\nAre pavements safe\?</textarea>", form)
    assert in_english(app, drafter, other_questions="-\r\nAre pavements safe?")[1] == "en: Are pavements safe?"
    assert db.session.query(AuditEvent).filter_by(action="consultation.updated").count() == 1


def test_the_filter_of_comments_asks_in_the_readers_language(app: Flask, drafter: FlaskClient) -> None:
    create(drafter)
    make_comment(db.session.query(Consultation).one())
    assert re.search(r'<option value="\d+" lang="en">Are pavements safe\?</option>', english(app).get(PAGE).text)


def test_pages_about_a_comment_name_its_consultation_in_the_readers_language(app: Flask, drafter: FlaskClient) -> None:
    create(drafter)
    comment, reader = make_comment(db.session.query(Consultation).one()), english(app)
    for page in ("", "/reply", "/report", "/share"):
        text = reader.get(f"/comments/{comment.id}{page}").text
        assert "Jalan kota" not in text, page
        assert re.search(r'class="govuk-breadcrumbs__link"\s+href="/consultations/jalan" lang="en">City streets<', text)
    new = reader.get("/workbench/processes/jalan-kota/consultations/new")
    assert new.status_code == 302, "who is not signed in sets up nothing"
    drafter.set_cookie("civic_language", "en")
    assert ">Ours</a>" in drafter.get("/workbench/processes/jalan-kota/consultations/new").text


def test_a_translation_is_found(app: Flask, drafter: FlaskClient) -> None:
    create(drafter)
    for word in ("streets", "mending", "blueprints", "pavements"):
        assert "/consultations/jalan" in english(app).get(f"/search?q={word}").text, word
    drafter.post(EDIT, data=FORM | ENGLISH | {"other_questions": ""})
    assert "/consultations/jalan" not in english(app).get("/search?q=pavements").text


@pytest.mark.parametrize("changed", [{"other_title": "Streets"}, {"other_questions": "Lamps?\nPavements?"}])
def test_a_reader_gets_the_page_anew_when_a_translation_changed(
    app: Flask, drafter: FlaskClient, changed: dict[str, str]
) -> None:
    create(drafter)
    reader = english(app)
    have = {"If-None-Match": reader.get(PAGE).headers["ETag"]}
    assert reader.get(PAGE, headers=have).status_code == 304
    drafter.post(EDIT, data=FORM | ENGLISH | changed)
    assert reader.get(PAGE, headers=have).status_code == 200


@pytest.mark.parametrize(
    ("changed", "at"),
    [
        ({"other_title": "x" * 201}, "other_title"),
        ({"other_summary": "x" * 501}, "other_summary"),
        ({"other_questions": "Only one?"}, "other_questions"),
        ({"other_questions": "One?\nTwo?\nThree?"}, "other_questions"),
        ({"other_questions": f"One?\n{'x' * 501}"}, "other_questions"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_lost_or_stored(
    app: Flask, drafter: FlaskClient, changed: dict[str, str], at: str
) -> None:
    create(drafter)
    answer = drafter.post(EDIT, data=FORM | ENGLISH | {"other_introduction": "A draft."} | changed)
    assert answer.status_code == 422
    assert f'id="{at}-error"' in answer.text
    assert f'href="#{at}"' in answer.text
    assert '<details class="govuk-details" open>' in answer.text
    assert "A draft.</textarea>" in answer.text
    assert "two</strong> blueprints" in english(app).get(PAGE).text


def test_translations_carry_no_script_and_turn_no_text(app: Flask, drafter: FlaskClient) -> None:
    script = "<script>alert(1)</script>"
    create(
        drafter,
        other_title=f"{script} \u202eevil",
        other_summary="مرحبا بكم",
        other_introduction=f"{script}\n\n[x](javascript:alert(1))",
        other_questions=f"{script}\n<b>bold</b>",
    )
    page = english(app).get(PAGE).text
    assert script not in page
    assert 'href="javascript:' not in page
    assert "\u202e" not in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "مرحبا بكم" in page


def test_a_question_that_moves_keeps_its_translation(app: Flask, drafter: FlaskClient) -> None:
    create(drafter)
    moved = in_english(app, drafter, questions=f"{PAVEMENTS}\n{LAMPS}")
    assert moved == ["en: Are pavements safe?", "en: Are there enough street lamps?"]


def test_a_question_left_out_takes_its_translation_with_it(app: Flask, drafter: FlaskClient) -> None:
    create(drafter)
    assert in_english(app, drafter, questions=PAVEMENTS)[0] == "en: Are pavements safe?"


def test_an_answered_question_that_is_asked_again_is_asked_in_both_languages(
    app: Flask, drafter: FlaskClient, account: Account
) -> None:
    create(drafter)
    consultation = db.session.query(Consultation).one()
    post_comment(account, consultation, "Ya", anchor=consultation.questions[0].anchor)
    in_english(app, drafter, questions=PAVEMENTS)
    again = in_english(app, drafter)
    assert again == ["en: Are there enough street lamps?", "en: Are pavements safe?"]


def test_a_consultation_written_in_english_is_translated_into_indonesian(app: Flask, account: Account) -> None:
    agency = account.grants[0].agency
    consultation = make_consultation(make_process(agency, language="en"), slug="jalan")
    client = sign_in(app.test_client(), account)
    assert "Bahasa Indonesia</span></summary>" in client.get(EDIT).text
    client.post(EDIT, data=FORM | ENGLISH)
    db.session.refresh(consultation)
    assert consultation.translations["id"]["title"] == "City streets"
    assert '<h1 class="govuk-heading-xl" lang="id">City streets</h1>' in app.test_client().get(PAGE).text


BEFORE = {LAMPS: "Lamps?", PAVEMENTS: "Pavements?"}


@pytest.mark.parametrize(
    ("asked", "typed", "found"),
    [
        ([LAMPS, PAVEMENTS], ["Lamps?", "Pavements?"], BEFORE),
        ([PAVEMENTS, LAMPS], ["Lamps?", "Pavements?"], BEFORE),
        ([PAVEMENTS, LAMPS], ["Pavements?", "Lamps, say?"], {PAVEMENTS: "Pavements?", LAMPS: "Lamps, say?"}),
        ([PAVEMENTS], ["Lamps?", "Pavements?"], {PAVEMENTS: "Pavements?"}),
        ([MARKET, PAVEMENTS], ["Lamps?", "Pavements?"], {MARKET: "Lamps?", PAVEMENTS: "Pavements?"}),
        ([PAVEMENTS, MARKET], ["Lamps?", "Pavements?"], {MARKET: "Lamps?", PAVEMENTS: "Pavements?"}),
        ([MARKET, LAMPS], ["Market?", "", " - "], {MARKET: "Market?"}),
        ([LAMPS, PAVEMENTS], ["", "  "], {}),
        ([], [], {}),
    ],
    ids=["as before", "moved", "both changed", "left out", "reworded", "reworded and moved", "dash", "none", "nothing"],
)
def test_lines_belong_to_the_questions_that_a_drafter_means(
    asked: list[str], typed: list[str], found: Mapping[str, str]
) -> None:
    assert paired(asked, typed, BEFORE, "other_questions") == found


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        ([MARKET, LAMPS, PAVEMENTS], ["Lamps?", "Pavements?"]),
        ([LAMPS, PAVEMENTS], ["Lamps?"]),
        ([LAMPS], ["Lamps, say?", "Pavements?"]),
        ([], ["Market?"]),
    ],
    ids=["one more asked", "one line less", "one line more", "nothing asked"],
)
def test_lines_that_may_belong_to_another_question_are_refused(app: Flask, asked: list[str], typed: list[str]) -> None:
    with app.test_request_context(), pytest.raises(Invalid) as refused:
        paired(asked, typed, BEFORE, "other_questions")
    assert refused.value.field == "other_questions"
    assert f"Pertanyaan: {len(asked)}, baris di sini: {len(typed)}" in refused.value.message
