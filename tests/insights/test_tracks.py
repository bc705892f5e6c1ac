"""What became of a person's comments."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from civic.core import jobs
from civic.core.accounts.models import Account
from civic.core.notices.models import Notice
from civic.extensions import db
from civic.insights.curation.actions import edit
from civic.insights.curation.models import EditKind
from civic.insights.curation.queries import curated_run
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.insights.summaries.actions import PUBLISHED_JOB, publish_summary
from civic.insights.tracks.queries import RECEIVED, first_sentence, tracks_of
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
    assert f"/consultations/kota/summary/1#t{theme}" in article
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


@pytest.mark.parametrize(("is_answered", "kind"), [(True, "activity.answered"), (False, "activity.summed_up")])
def test_authors_and_followers_hear_once_of_a_summary_and_whether_the_city_has_answered(
    consultation: Consultation, run: AnalysisRun, drafter: Account, is_answered: bool, kind: str
) -> None:
    if is_answered:
        answer(run, drafter, curated_run(run).themes[0].number)
    follower, stranger = make_account(), make_account()
    author = db.session.scalar(db.select(Comment.author_id).where(Comment.activity_id == consultation.id))
    follow(follower, "activity", consultation.id)
    follow(db.session.get_one(Account, author), "activity", consultation.id)
    summary = publish_summary(drafter, run)
    for _ in range(2):
        assert jobs.run_here(PUBLISHED_JOB, {"summary_id": summary.id}).state is jobs.JobState.DONE
    told = list(db.session.scalars(db.select(Notice.account_id).where(Notice.kind == kind)))
    assert len(told) == len(set(told)) == 6
    assert follower.id in told
    assert stranger.id not in told
