"""Agreeing, following, sharing and reporting."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.db.types import utcnow
from civic.errors import TooMany
from civic.extensions import db
from civic.participation.comments import reactions, reports
from civic.participation.comments.models import Comment, CommentFlag, CommentReaction, CommentReport, CommentState
from civic.participation.follows.models import Follow
from civic.participation.imports.actions import import_comments
from tests.conftest import sign_in
from tests.factories import make_account, make_comment, make_consultation


def counts(comment: Comment) -> tuple[int, int, int]:
    db.session.refresh(comment)
    return comment.agree_count, comment.disagree_count, comment.skip_count


def test_an_opinion_is_counted_once_and_may_be_changed_and_taken_back(client: FlaskClient) -> None:
    comment = make_comment(make_consultation(slug="taman"), agrees=7, disagrees=2)
    sign_in(client, make_account())
    address = f"/comments/{comment.id}/reaction"
    for value, expected in (
        ("agree", (1, 0, 0)),
        ("agree", (1, 0, 0)),
        ("disagree", (0, 1, 0)),
        ("skip", (0, 0, 1)),
        ("none", (0, 0, 0)),
        ("none", (0, 0, 0)),
        ("agree", (1, 0, 0)),
    ):
        assert client.post(address, data={"value": value}).status_code == 303
        assert counts(comment) == expected
    sign_in(client, make_account())
    client.post(address, data={"value": "agree"})
    page = client.get("/consultations/taman").text
    assert "Setuju <b>9</b>" in page
    assert "Tidak setuju <b>2</b>" in page
    assert re.search(r'value="none"\s+aria-pressed="true">Setuju', page)
    assert db.session.query(CommentReaction).count() == 2


def test_opening_a_page_counts_nothing(client: FlaskClient) -> None:
    comment = make_comment(make_consultation())
    sign_in(client, make_account())
    assert client.get(f"/comments/{comment.id}/reaction?value=agree").status_code == 405
    assert client.get(f"/activities/{comment.activity_id}/follow").status_code == 405
    assert counts(comment) == (0, 0, 0)


def test_the_page_that_others_keep_shows_the_new_count(client: FlaskClient) -> None:
    comment = make_comment(make_consultation(slug="taman"))
    before = client.get("/consultations/taman")
    reactions.react(make_account(), comment, reactions.AGREE)
    after = client.get("/consultations/taman", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Setuju <b>1</b>" in after.text


def test_one_persons_page_is_not_shown_to_another(client: FlaskClient) -> None:
    activity = make_consultation(slug="taman")
    author = make_account()
    comment = make_comment(activity, author)
    reactions.react(reader := make_account(), comment, reactions.AGREE)
    for person, own, pressed in ((reader, False, True), (author, True, False), (make_account(), False, False)):
        sign_in(client, person)
        answer = client.get("/consultations/taman")
        assert "ETag" not in answer.headers
        assert (f"/comments/{comment.id}/withdraw" in answer.text) is own
        assert ('aria-pressed="true"' in answer.text) is pressed
    client.post("/account/sign-out")
    visitor = client.get("/consultations/taman").text
    assert "/withdraw" not in visitor
    assert 'aria-pressed="true"' not in visitor
    assert "csrf_token" not in visitor[visitor.index('id="comments"') :]


@pytest.mark.parametrize("state", [CommentState.HIDDEN, CommentState.WITHDRAWN])
def test_what_is_gone_takes_no_opinion_and_no_report(client: FlaskClient, state: CommentState) -> None:
    comment = make_comment(make_consultation(), state=state)
    sign_in(client, make_account())
    for page, data in (("reaction", {"value": "agree"}), ("report", {"reason": "spam"}), ("follow", {})):
        assert client.post(f"/comments/{comment.id}/{page}", data=data).status_code == 409
    assert client.get(f"/comments/{comment.id}/share").status_code == 409
    assert counts(comment) == (0, 0, 0)


def test_a_closed_consultation_shows_opinions_and_takes_none(client: FlaskClient) -> None:
    activity = make_consultation(slug="taman", closes_at=utcnow())
    comment = make_comment(activity, agrees=3, disagrees=1)
    assert "3 setuju · 1 tidak setuju" in client.get("/consultations/taman").text
    assert client.post(f"/comments/{comment.id}/reaction", data={"value": "agree"}).status_code == 409
    sign_in(client, make_account())
    assert client.post(f"/comments/{comment.id}/reaction", data={"value": "agree"}).status_code == 409


def test_opinions_are_slowed_down(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reactions, "PER_COMMENT", 0)
    with pytest.raises(TooMany):
        reactions.react(make_account(), make_comment(make_consultation()), reactions.AGREE)


def test_a_browser_with_scripts_gets_the_buttons_alone(client: FlaskClient) -> None:
    comment = make_comment(make_consultation())
    sign_in(client, make_account())
    answer = client.post(f"/comments/{comment.id}/reaction", data={"value": "agree"}, headers={"HX-Request": "true"})
    assert answer.text.strip().startswith("<form")
    assert 'aria-pressed="true">Setuju <b>1</b>' in answer.text


def test_following_and_no_longer(client: FlaskClient) -> None:
    activity = make_consultation(slug="taman")
    sign_in(client, make_account())
    for intent, kept in (("follow", 1), ("follow", 1), ("unfollow", 0), ("unfollow", 0)):
        client.post(f"/activities/{activity.id}/follow", data={"intent": intent})
        assert db.session.query(Follow).count() == kept
        assert ("Berhenti mengikuti" in client.get("/consultations/taman").text) is bool(kept)
    comment = make_comment(activity)
    assert "Berhenti mengikuti" not in client.get(f"/comments/{comment.id}").text
    client.post(f"/comments/{comment.id}/follow")
    assert "Berhenti mengikuti" in client.get(f"/comments/{comment.id}").text
    assert db.session.query(Follow).one().subject_kind == "thread"


def test_a_form_of_another_site_neither_follows_nor_counts(app: Flask, client: FlaskClient) -> None:
    comment = make_comment(make_consultation())
    sign_in(client, make_account())
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(f"/activities/{comment.activity_id}/follow", data={"intent": "follow"}).status_code == 422
    assert client.post(f"/comments/{comment.id}/reaction", data={"value": "agree"}).status_code == 422
    assert db.session.query(Follow).count() == db.session.query(CommentReaction).count() == 0


def test_what_is_not_there_cannot_be_followed(client: FlaskClient) -> None:
    assert client.post("/activities/1000/follow").status_code == 404
    sign_in(client, make_account())
    assert client.post("/activities/1000/follow", data={"intent": "follow"}).status_code == 404


def test_sharing_gives_the_address_that_stays(client: FlaskClient) -> None:
    comment = make_comment(make_consultation())
    page = client.get(f"/comments/{comment.id}/share").text
    assert f'value="http://localhost/comments/{comment.id}"' in page


def test_anybody_reports_once_with_a_reason(client: FlaskClient) -> None:
    comment = make_comment(make_consultation())
    address = f"/comments/{comment.id}/report"
    refused = client.post(address, data={"reason": "", "note": "tanpa alasan"})
    assert refused.status_code == 422
    assert "tanpa alasan" in refused.text
    assert client.post(address, data={"reason": "nonsense"}).status_code == 422
    assert client.post(address, data={"reason": "spam", "note": "x" * 501}).status_code == 422
    assert db.session.query(CommentReport).count() == 0
    client.post(address, data={"reason": "spam", "note": "iklan obat"})
    sign_in(client, make_account())
    for _ in range(2):
        assert client.post(address, data={"reason": "hateful"}).status_code == 303
    assert db.session.query(CommentReport).count() == 2
    assert db.session.query(CommentFlag).one().closed_at is None


def test_who_reports_much_slows_nobody_else_down(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "PER_HOUR", 1)
    address = f"/comments/{make_comment(make_consultation()).id}/report"

    def report(place: str, note: str) -> int:
        sent = {"reason": "spam", "note": note}
        return client.post(address, data=sent, environ_overrides={"REMOTE_ADDR": place}).status_code

    assert [report("10.0.0.1", "satu"), report("10.0.0.1", "dua"), report("10.0.0.2", "tiga")] == [303, 429, 303]


@pytest.mark.parametrize("closed", [False, True])
def test_opinions_imported_without_a_column_are_none_and_not_the_word(
    client: FlaskClient, tmp_path: Path, closed: bool
) -> None:
    activity = make_consultation(slug="taman", closes_at=utcnow() if closed else None)
    (tmp_path / "a.csv").write_text("id,text,agrees\n1,Trotoar rusak,48\n")
    import_comments(None, activity, tmp_path / "a.csv")
    page = client.get("/consultations/taman").text
    assert ("48 setuju · 0 tidak setuju" if closed else "Setuju <b>48</b>") in page
    assert "None" not in page[page.index("Trotoar rusak") :]


def test_text_from_the_right_runs_from_the_right(client: FlaskClient) -> None:
    make_comment(make_consultation(slug="taman"), body="الرصيف مكسور")
    page = client.get("/consultations/taman").text
    assert re.search(r'<div class="comment__body"[^>]* dir="auto"><p>الرصيف', page)


def test_two_opinions_wait_on_one_page_with_ids_of_their_own(client: FlaskClient) -> None:
    activity = make_consultation(slug="taman")
    steps = []
    for comment in (make_comment(activity), make_comment(activity)):
        answer = client.post(f"/comments/{comment.id}/reaction", data={"value": "agree"}, follow_redirects=True)
        step = answer.text[answer.text.index("ask ask--step") : answer.text.index("</section>")]
        steps.append(re.findall(r'\bid="([^"]+)"', step))
    assert steps[0]
    assert set(steps[0]).isdisjoint(steps[1])
