"""What moderators see and decide."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.audit.models import AuditEvent
from civic.core.db.transactions import transaction
from civic.errors import NotPermitted
from civic.extensions import db
from civic.modules import Role, registry
from civic.participation.comments import actions, personal, screening
from civic.participation.comments.errors import Gone
from civic.participation.comments.models import Comment, CommentFlag, CommentReport, CommentState
from civic.participation.comments.permissions import CommentPermission
from civic.participation.comments.reports import Reason, flag
from civic.participation.moderation.queries import queue, waiting
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_comment, make_consultation, make_process
from tests.helpers import count_queries


@pytest.fixture
def listed(app: Flask) -> None:
    """A city with a word list."""
    app.config["CIVIC"] = replace(app.config["CIVIC"], moderation_words="kasar, tolol sekali")


def flagged(comment: Comment, note: str = "") -> Comment:
    flag(comment, Reason.SPAM, note, make_account().id)
    db.session.commit()
    return comment


def test_the_queue_shows_ones_own_agencys_comments_newest_first(client: FlaskClient) -> None:
    agency = make_agency()
    mine, other = make_consultation(make_process(agency)), make_consultation()
    first, second = flagged(make_comment(mine, body="PERTAMA"), "iklan"), flagged(make_comment(mine, body="KEDUA"))
    flagged(make_comment(other, body="LAIN"))
    moderator = make_account(Role.MODERATOR, agency)
    page = sign_in(client, moderator).get("/moderation").text
    assert page.index("KEDUA") < page.index("PERTAMA")
    assert "iklan" in page
    assert "LAIN" not in page
    assert waiting(moderator) == 2
    assert waiting(make_account(Role.ADMINISTRATOR)) == 3
    assert [item.comment.id for item in queue(moderator, None).items] == [second.id, first.id]


@pytest.mark.parametrize("role", [None, Role.DRAFTER, Role.DATA_STEWARD, Role.OFFICER])
def test_the_queue_is_for_moderators(client: FlaskClient, role: Role | None) -> None:
    agency = make_agency()
    comment = flagged(make_comment(make_consultation(make_process(agency))))
    sign_in(client, make_account(role, agency if role else None))
    assert client.get("/moderation").status_code == 403
    assert client.post(f"/moderation/{comment.id}", data={"decision": "keep"}).status_code == 403
    assert client.post(f"/moderation/{comment.id}", data={"decision": "hide", "reason": "x"}).status_code == 403
    db.session.refresh(comment)
    assert comment.state is CommentState.PUBLISHED


def test_a_moderator_hides_with_a_reason_or_keeps(client: FlaskClient) -> None:
    agency = make_agency()
    activity = make_consultation(make_process(agency))
    hidden, kept = flagged(make_comment(activity)), flagged(make_comment(activity))
    sign_in(client, make_account(Role.MODERATOR, agency))
    refused = client.post(f"/moderation/{hidden.id}", data={"decision": "hide", "reason": " "})
    assert refused.status_code == 422
    assert f'id="reason-{hidden.id}-error"' in refused.text
    client.post(f"/moderation/{hidden.id}", data={"decision": "hide", "reason": "Iklan"})
    client.post(f"/moderation/{kept.id}", data={"decision": "keep"})
    db.session.expire_all()
    assert (hidden.state, hidden.state_reason) == (CommentState.HIDDEN, "Iklan")
    assert kept.state is CommentState.PUBLISHED
    assert all(item.closed_at for item in db.session.query(CommentFlag))
    assert "Tidak ada yang menunggu" in client.get("/moderation").text
    assert db.session.query(AuditEvent).filter_by(action="comment.kept").count() == 1
    flagged(kept)
    assert f'id="c{kept.id}"' in client.get("/moderation").text


def test_a_comment_with_a_listed_word_waits_for_a_moderator(client: FlaskClient, listed: None) -> None:
    agency, author = make_agency(), make_account()
    activity = make_consultation(make_process(agency), slug="taman")
    sign_in(client, author)
    sent = client.post("/consultations/taman/comments", data={"body": "Ini KASAR"})
    comment = db.session.query(Comment).one()
    assert comment.state is CommentState.HELD
    assert sent.location.startswith(f"/comments/{comment.id}?posted=")
    assert "Moderator membaca tanggapan Anda" in client.get(sent.location).text
    db.session.refresh(activity)
    assert (activity.comment_count, activity.people_count) == (0, 0)
    client.post("/account/sign-out")
    assert "Ini KASAR" not in client.get("/consultations/taman").text
    assert client.get(f"/comments/{comment.id}").status_code == 404
    sign_in(client, make_account(Role.MODERATOR, agency))
    assert "Ini KASAR" in client.get("/moderation").text
    client.post(f"/moderation/{comment.id}", data={"decision": "keep"})
    assert "Ini KASAR" in client.get("/consultations/taman").text
    db.session.refresh(activity)
    assert (activity.comment_count, activity.people_count) == (1, 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [("sangat kasar!", True), ("Tolol  SEKALI", True), ("kasaran", False), ("tolol", False), ("", False)],
)
def test_words_are_found_whole_and_in_any_case(app: Flask, listed: None, text: str, found: bool) -> None:
    assert screening.has_listed_word(text) is found


def test_an_empty_word_list_holds_nothing(app: Flask) -> None:
    assert not screening.has_listed_word("apa saja, kasar")


def test_a_held_comment_that_is_hidden_or_withdrawn_is_not_counted_down(app: Flask, listed: None) -> None:
    agency, author = make_agency(), make_account()
    activity = make_consultation(make_process(agency))
    one, two = (actions.post_comment(author, activity, f"kasar {n}") for n in range(2))
    actions.hide_comment(make_account(Role.MODERATOR, agency), one, "Kasar")
    actions.withdraw_comment(author, two)
    db.session.refresh(activity)
    assert activity.comment_count == 0


@pytest.mark.parametrize("state", [CommentState.HELD, CommentState.HIDDEN, CommentState.PUBLISHED])
def test_what_was_said_by_somebody_who_left_is_nobodys_to_decide(client: FlaskClient, state: CommentState) -> None:
    comment = make_comment(make_consultation(make_process(make_agency())), state=state)
    flagged(comment, "iklan")
    moderator = make_account(Role.MODERATOR, comment.activity.agency)
    with transaction():
        personal.erase(comment.author_id)
    assert waiting(moderator) == 0
    assert "iklan" not in sign_in(client, moderator).get("/moderation").text
    for decide in (actions.keep_comment, actions.unhide_comment):
        with pytest.raises(Gone):
            decide(moderator, comment)
    db.session.refresh(comment)
    assert (comment.state, comment.body) == (CommentState.WITHDRAWN, "")


def test_a_corrected_comment_that_waits_is_not_called_withdrawn(client: FlaskClient, listed: None) -> None:
    comment = make_comment(make_consultation(slug="taman"))
    make_comment(comment.activity, reply_to=comment, body="Saya juga")
    actions.edit_comment(comment.author, comment, "Ini kasar")
    for reader in (None, make_account(), make_account(Role.MODERATOR, comment.activity.agency)):
        if reader:
            sign_in(client, reader)
        page = client.get("/consultations/taman").text
        assert "Saya juga" in page
        assert "kasar" not in page
        assert "Dicabut" not in page
        assert "Menunggu moderator" in page


def test_a_reply_that_is_held_is_in_no_thread(client: FlaskClient, listed: None) -> None:
    comment = make_comment(make_consultation(slug="taman"))
    actions.post_comment(make_account(), comment.activity, "kasar sekali", reply_to=comment)
    for page in ("/consultations/taman", f"/comments/{comment.id}"):
        assert "kasar sekali" not in client.get(page).text
        assert "Dicabut" not in client.get(page).text


def test_personal_data_is_flagged_without_a_persons_report(app: Flask) -> None:
    comment = actions.post_comment(make_account(), make_consultation(), "Telepon 0812-3456-7890")
    assert comment.state is CommentState.PUBLISHED
    report = db.session.query(CommentReport).one()
    assert (report.account_id, report.reason) == (None, "personal")


def test_a_visitors_report_counts_once_for_each_note(app: Flask) -> None:
    comment = make_comment(make_consultation())
    counts = [flag(comment, Reason.SPAM, note) for note in ("iklan", "iklan", "iklan obat", "")]
    assert counts == [True, False, True, False]


def test_only_a_moderator_of_the_agency_keeps(app: Flask) -> None:
    comment = flagged(make_comment(make_consultation()))
    with pytest.raises(NotPermitted):
        actions.keep_comment(make_account(Role.MODERATOR, make_agency()), comment)


def test_a_page_of_the_queue_takes_few_queries_and_pages_join(app: Flask) -> None:
    agency = make_agency()
    activity = make_consultation(make_process(agency))
    ids = [flagged(make_comment(activity)).id for _ in range(25)]
    moderator = make_account(Role.MODERATOR, agency)
    list(moderator.grants)
    with count_queries() as statements:
        page = queue(moderator, None)
    assert len(statements) <= 3, statements
    rest = queue(moderator, page.next)
    assert [item.comment.id for item in (*page.items, *rest.items)] == ids[::-1]


def test_the_queue_follows_the_permission_to_hide(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    comment = flagged(make_comment(make_consultation()))
    officer = make_account(Role.OFFICER, comment.activity.agency)
    assert waiting(officer) == 0
    monkeypatch.setitem(vars(registry()), "roles", {**registry().roles, CommentPermission.HIDE: {Role.OFFICER}})
    assert waiting(officer) == 1
    assert waiting(make_account(Role.MODERATOR, comment.activity.agency)) == 0
