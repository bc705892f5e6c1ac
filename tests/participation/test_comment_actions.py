"""The verbs of comments, called as views, jobs and programs call them."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import AnonymousUserMixin
from sqlalchemy.exc import IntegrityError

from civic.core.db.types import utcnow
from civic.errors import Invalid, NotFound, NotPermitted, SignInNeeded, TooMany
from civic.extensions import db
from civic.modules import Role
from civic.participation.comments import actions, drafts, reactions
from civic.participation.comments.drafts import Act
from civic.participation.comments.models import Comment, CommentDraft, CommentState
from civic.participation.comments.queries import comment_view, comments_of
from civic.participation.processes.models import NOWHERE, Anchor
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_comment, make_consultation, make_process
from tests.helpers import count_queries


def test_nobody_withdraws_or_fetches_another_persons_comment(app: Flask) -> None:
    author, other = make_account(), make_account()
    comment = make_comment(make_consultation(), author)
    with pytest.raises(NotPermitted):
        actions.withdraw_comment(other, comment)
    with pytest.raises(NotFound):
        actions.own_comment(other, comment.id)
    with pytest.raises(NotFound):
        actions.own_comment(author, 10**6)
    assert actions.own_comment(author, comment.id) is comment
    assert comment.state is CommentState.PUBLISHED


@pytest.mark.parametrize("role", [None, Role.DRAFTER, Role.OFFICER, Role.DATA_STEWARD])
def test_only_moderators_show_a_hidden_comment_again(app: Flask, role: Role | None) -> None:
    agency = make_agency()
    comment = make_comment(make_consultation(make_process(agency)), state=CommentState.HIDDEN)
    with pytest.raises(NotPermitted):
        actions.unhide_comment(make_account(role, agency if role else None), comment)
    with pytest.raises(NotPermitted):
        actions.unhide_comment(make_account(Role.MODERATOR, make_agency()), comment)
    assert comment.state is CommentState.HIDDEN


def test_a_withdrawn_comment_is_not_shown_again_by_a_moderator(app: Flask) -> None:
    agency = make_agency()
    comment = make_comment(make_consultation(make_process(agency)), state=CommentState.WITHDRAWN)
    with pytest.raises(actions.Gone):
        actions.unhide_comment(make_account(Role.MODERATOR, agency), comment)


@pytest.mark.parametrize("state", [CommentState.HIDDEN, CommentState.WITHDRAWN, CommentState.HELD])
def test_what_is_not_shown_takes_no_reply(app: Flask, state: CommentState) -> None:
    comment = make_comment(make_consultation(), state=state)
    with pytest.raises(Invalid):
        actions.post_comment(make_account(), comment.activity, "Balasan", reply_to=comment)
    assert db.session.query(Comment).count() == 1


def test_a_reply_stays_within_its_activity(app: Flask) -> None:
    elsewhere = make_comment(make_consultation())
    with pytest.raises(Invalid):
        actions.post_comment(make_account(), make_consultation(), "Balasan", reply_to=elsewhere)


def test_a_comment_keeps_its_question_and_no_foreign_one(app: Flask) -> None:
    author, activity, other = make_account(), make_consultation(), make_consultation()
    own, foreign = activity.questions[0].anchor, other.questions[0].anchor
    kept = actions.post_comment(author, activity, "Satu", anchor=own)
    lost = actions.post_comment(author, activity, "Dua", anchor=foreign)
    reply = actions.post_comment(author, activity, "Tiga", anchor=foreign, reply_to=kept)
    assert (kept.anchor, lost.anchor, reply.anchor) == (own, NOWHERE, own)
    assert actions.post_comment(author, activity, "Empat", anchor=Anchor("question", "x")).anchor == NOWHERE


def test_a_correction_is_rendered_and_cleaned_as_the_first_text_was(app: Flask) -> None:
    author = make_account()
    comment = actions.post_comment(author, make_consultation(), "Lama")
    db.session.expire_all()
    version = comment.activity.version
    assert not comment_view(comment.id).is_edited
    actions.edit_comment(author, comment, "*Baru* <script>x</script> a\u202eb")
    assert comment_view(comment.id).is_edited
    assert comment.body == "*Baru* <script>x</script> ab"
    assert comment.body_html == "<p><em>Baru</em> &lt;script&gt;x&lt;/script&gt; ab</p>\n"
    db.session.expire_all()
    assert comment.activity.version == version + 1
    edited_at = comment.edited_at
    actions.edit_comment(author, comment, "*Baru* <script>x</script> ab")
    assert comment.edited_at == edited_at


def test_a_correction_leads_to_the_comment_and_says_that_it_is_saved(client: FlaskClient) -> None:
    author = make_account()
    comment = make_comment(make_consultation(), author, body="Lama")
    sign_in(client, author)
    page = client.post(f"/comments/{comment.id}/edit", data={"body": "Kata baru"}, follow_redirects=True)
    assert page.request.path == f"/comments/{comment.id}"
    assert "Tersimpan" in page.text
    assert "Kata baru" in page.text


@pytest.mark.parametrize("body", ["", " \u200b", "x" * 5_001])
def test_a_correction_that_cannot_be_accepted_changes_nothing(app: Flask, body: str) -> None:
    author = make_account()
    comment = actions.post_comment(author, make_consultation(), "Lama")
    with pytest.raises(Invalid):
        actions.edit_comment(author, comment, body)
    db.session.refresh(comment)
    assert (comment.body, comment.edited_at) == ("Lama", None)


def test_hiding_and_showing_again_keep_the_counters(app: Flask) -> None:
    agency, one, two = make_agency(), make_account(), make_account()
    activity = make_consultation(make_process(agency))
    moderator = make_account(Role.MODERATOR, agency)
    comments = [actions.post_comment(person, activity, f"Kata {person.id}") for person in (one, two, two)]

    def counters() -> tuple[int, int, int]:
        db.session.expire_all()
        return activity.comment_count, activity.people_count, activity.version

    _, _, version = counters()
    for step, (act, comment, expected) in enumerate(
        [
            (actions.hide_comment, comments[0], (2, 1)),
            (actions.hide_comment, comments[1], (1, 1)),
            (actions.unhide_comment, comments[0], (2, 2)),
            (actions.unhide_comment, comments[1], (3, 2)),
        ],
        1,
    ):
        act(moderator, comment, *(["Alasan"] if act is actions.hide_comment else []))  # type: ignore[operator]
        assert counters() == (*expected, version + step)


def test_nobody_posts_or_reacts_without_signing_in(app: Flask) -> None:
    visitor, comment = AnonymousUserMixin(), make_comment(make_consultation())
    with pytest.raises(SignInNeeded):
        actions.post_comment(visitor, comment.activity, "Halo")
    with pytest.raises(SignInNeeded):
        reactions.react(visitor, comment, reactions.AGREE)


def test_a_persons_own_comments_are_listed_newest_first(app: Flask) -> None:
    author, activity = make_account(), make_consultation()
    first, _, second = (make_comment(activity, person) for person in (author, None, author))
    assert comments_of(author.id, None).items == [second, first]


def test_a_draft_belongs_to_its_token_and_lapses(app: Flask) -> None:
    activity = make_consultation()
    token = drafts.keep(Act.COMMENT, activity, "10.0.0.1", body="  Satu \r\n\x00dua ")
    other = drafts.keep(Act.COMMENT, activity, "10.0.0.1", body="Lain")
    assert drafts.find(token).body == "Satu \ndua"
    assert token != other
    with pytest.raises(NotFound):
        drafts.find(token[:-1])
    drafts.drop(other)
    with pytest.raises(NotFound):
        drafts.find(other)
    db.session.query(CommentDraft).update({"created_at": utcnow() - timedelta(days=2, seconds=1)})
    db.session.commit()
    with pytest.raises(NotFound):
        drafts.find(token)
    drafts.keep(Act.COMMENT, activity, "10.0.0.1", body="Baru")
    assert db.session.query(CommentDraft).count() == 1  # what has lapsed is swept away


def test_drafts_are_bounded_in_number_and_length(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    activity = make_consultation()
    with pytest.raises(Invalid):
        drafts.keep(Act.COMMENT, activity, "10.0.0.1", body="x" * 20_001)
    monkeypatch.setattr(drafts, "PER_HOUR", 2)
    for _ in range(2):
        drafts.keep(Act.COMMENT, activity, "10.0.0.2", body="x")
    with pytest.raises(TooMany):
        drafts.keep(Act.COMMENT, activity, "10.0.0.2", body="x")
    drafts.keep(Act.COMMENT, activity, "10.0.0.3", body="x")


def test_the_same_key_twice_is_refused_by_the_database_too(app: Flask) -> None:
    comment = make_comment(make_consultation(), submission_key="k")
    with pytest.raises(IntegrityError):
        make_comment(comment.activity, submission_key="k")
    db.session.rollback()


def test_posting_takes_few_statements_and_reads_no_text_but_its_own(app: Flask) -> None:
    consultation, author = make_consultation(), make_account()
    actions.post_comment(author, consultation, "Yang pertama")
    with count_queries() as statements:
        actions.post_comment(author, consultation, "Trotoar rusak", submission_key="k")
    assert len(statements) <= 18, statements
    assert sum("FROM search_document" in statement for statement in statements) == 1


def test_a_page_of_a_busy_consultation_stays_quick(client: FlaskClient) -> None:
    activity, author = make_consultation(slug="taman"), make_account()
    db.session.add_all(
        Comment(activity_id=activity.id, author_id=author.id, body="x", body_html="<p>x</p>") for _ in range(600)
    )
    db.session.commit()
    sign_in(client, author)
    client.get("/consultations/taman")
    began = time.process_time()
    with count_queries() as statements:
        assert client.get("/consultations/taman").status_code == 200
    assert time.process_time() - began < 1
    assert len(statements) <= 5, statements
