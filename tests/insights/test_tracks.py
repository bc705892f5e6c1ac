"""What became of a person's comments."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core import jobs
from civic.core.accounts.actions import create_account
from civic.core.accounts.models import Account
from civic.core.db.transactions import transaction
from civic.core.notices import notify
from civic.core.notices.actions import choose
from civic.core.notices.kinds import kinds, say
from civic.core.notices.letters import letter
from civic.core.notices.models import Notice
from civic.core.notices.queries import choices_of
from civic.extensions import db
from civic.insights.curation.actions import edit
from civic.insights.curation.models import EditKind
from civic.insights.curation.queries import curated_run
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.insights.summaries.actions import PUBLISHED_JOB, publish_summary
from civic.insights.summaries.labels import first_sentence
from civic.insights.tracks.queries import RECEIVED, tracks_of
from civic.participation.comments.models import Comment
from civic.participation.consultations.models import Consultation
from civic.participation.follows.actions import follow
from tests.conftest import sign_in
from tests.factories import make_account, make_comment
from tests.helpers import count_queries

ANSWER = "Kami perbaiki **tahun ini**. Anggarannya menyusul."


def comment_in(run: AnalysisRun, theme: int) -> Comment:
    number = db.session.scalar(
        db.select(RunAssignment.item_id).where(RunAssignment.run_id == run.id, RunAssignment.theme == theme)
    )
    return db.session.get_one(Comment, number)


def answer(run: AnalysisRun, drafter: Account, theme: int) -> None:
    edit(drafter, run, EditKind.RESPOND, {"theme": theme, "status": "accepted", "answer": ANSWER})


def test_a_comment_is_received_until_an_edition_is_published(run: AnalysisRun, drafter: Account) -> None:
    comment = comment_in(run, run.themes[0].number)
    answer(run, drafter, run.themes[0].number)
    assert tracks_of([comment]) == {comment.id: RECEIVED}
    publish_summary(drafter, run)
    assert tracks_of([comment])[comment.id].stage == 4


def test_the_edition_decides_and_not_what_drafters_do_after(run: AnalysisRun, drafter: Account) -> None:
    theme = run.themes[0].number
    comment, later = comment_in(run, theme), make_comment(run.activity)
    publish_summary(drafter, run)
    label, other = run.themes[0].label, run.themes[1].number
    edit(drafter, run, EditKind.RENAME, {"theme": theme, "label": "Nama baru"})
    answer(run, drafter, theme)
    edit(drafter, run, EditKind.MOVE, {"comment": comment.id, "theme": other})
    edit(drafter, run, EditKind.MERGE, {"theme": theme, "into": other})
    tracks = tracks_of([comment, later])
    assert (tracks[comment.id].stage, tracks[comment.id].label) == (3, label)
    assert tracks[later.id] == RECEIVED


def test_a_moved_comment_and_one_without_a_theme(run: AnalysisRun, drafter: Account) -> None:
    first, second = run.themes[0].number, run.themes[1].number
    moved, taken_out = comment_in(run, first), comment_in(run, second)
    edit(drafter, run, EditKind.MOVE, {"comment": moved.id, "theme": second})
    edit(drafter, run, EditKind.MOVE, {"comment": taken_out.id, "theme": ""})
    publish_summary(drafter, run)
    tracks = tracks_of([moved, taken_out])
    assert tracks[moved.id].theme == second
    assert tracks[taken_out.id].stage == 2


def test_a_person_sees_the_citys_first_sentence_at_each_comment(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    theme = run.themes[0].number
    comment = comment_in(run, theme)
    answer(run, drafter, theme)
    publish_summary(drafter, run)
    assert comment.author is not None
    page = sign_in(client, comment.author).get("/account/comments").text
    article = page[page.index(f'id="c{comment.id}"') :]
    article = article[: article.index("</article>")]
    assert "Kami perbaiki tahun ini." in article
    assert "Anggarannya" not in article
    assert f"/consultations/kota/summary/1/themes/{theme}?comment={comment.id}#c{comment.id}" in article
    assert article.count("is-done") == 4


def test_a_page_of_tracks_takes_few_queries(run: AnalysisRun, drafter: Account) -> None:
    publish_summary(drafter, run)
    comments = list(db.session.scalars(db.select(Comment).limit(20)))
    with count_queries() as statements:
        tracks_of(comments)
    assert len(statements) <= 8, statements


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Ya. Besok.", "Ya."),
        ("Rp 1.500.000 sudah dianggarkan! Lalu", "Rp 1.500.000 sudah dianggarkan!"),
        ("tanpa titik", "tanpa titik"),
        ("", ""),
        ("kata " * 100, "kata " * 47 + "kata …"),
    ],
)
def test_the_first_sentence(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


@pytest.mark.parametrize("is_answered", [True, False])
def test_authors_and_followers_hear_once_of_a_summary_and_whether_the_city_has_answered(
    consultation: Consultation, run: AnalysisRun, drafter: Account, is_answered: bool
) -> None:
    if is_answered:
        for theme in curated_run(run).themes:
            answer(run, drafter, theme.number)
    follower, stranger = make_account(), make_account()
    author = db.session.scalar(db.select(Comment.author_id).where(Comment.activity_id == consultation.id))
    follow(follower, "activity", consultation.id)
    follow(db.session.get_one(Account, author), "activity", consultation.id)
    later = make_comment(consultation, make_account())  # in no theme: the analysis has not read it
    summary = publish_summary(drafter, run)
    for _ in range(2):
        assert jobs.run_here(PUBLISHED_JOB, {"summary_id": summary.id}).state is jobs.JobState.DONE
    own, general = (
        ("comment.answered", "activity.answered") if is_answered else ("comment.placed", "activity.summed_up")
    )
    told = db.session.execute(db.select(Notice.account_id, Notice.kind).where(Notice.key.endswith("/1"))).tuples().all()
    assert len(told) == len({person for person, _kind in told}) == 7
    assert {kind for person, kind in told if person in (follower.id, later.author_id)} == {general}
    assert {kind for person, kind in told if person not in (follower.id, later.author_id)} == {own}
    assert stranger.id not in {person for person, _kind in told}


def test_a_notice_leads_to_ones_own_comment_and_the_answered_one_comes_first(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    first, second = run.themes[0], run.themes[1]
    early, late = sorted((comment_in(run, first.number), comment_in(run, second.number)), key=lambda c: c.id)
    person = make_account()
    early.author = late.author = person
    db.session.commit()
    theme = second if late.id == comment_in(run, second.number).id else first
    answer(run, drafter, theme.number)
    summary = publish_summary(drafter, run)
    jobs.run_here(PUBLISHED_JOB, {"summary_id": summary.id})
    notice = db.session.scalars(db.select(Notice).where(Notice.account_id == person.id)).one()
    said = say(kinds()[notice.kind], notice.values)
    assert f"no. {late.id}" in said.text
    assert theme.label in said.text
    assert said.url == f"/consultations/kota/summary/1/themes/{theme.number}?comment={late.id}#c{late.id}"
    assert f'id="c{late.id}"' in client.get(said.url).text
    body = letter(notice).body
    assert f"themes/{theme.number}?comment={late.id}#c{late.id}" in body


@pytest.mark.parametrize(
    ("choices", "mailing"),
    [
        ({}, "now"),
        ({"activity.answered": "none"}, "none"),
        ({"activity.answered": "none", "comment.answered": "daily"}, "daily"),
        ({"comment.answered": "none"}, "none"),
    ],
)
def test_who_wanted_no_mail_of_answers_gets_none_of_the_answer_to_their_own_comment(
    app: Flask, choices: dict[str, str], mailing: str
) -> None:
    person = create_account("Siti", "siti@contoh.example", "tiga kata rahasia")
    choose(person, choices)
    assert choices_of(person.id)["comment.answered"] == mailing
    with transaction():
        notify(person.id, "comment.answered", "1/1", title="Taman")
    assert db.session.scalars(db.select(Notice.due)).one() == mailing
