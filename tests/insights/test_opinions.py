"""What people think of comments: shown to drafters, frozen in an edition, and handed out with it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.core.notices.kinds import kinds, say
from civic.core.notices.models import Notice
from civic.extensions import db
from civic.insights.corpora.sources import of_activity
from civic.insights.curation.members import members
from civic.insights.curation.queries import curated_run
from civic.insights.runs.actions import prepare_here, store_result
from civic.insights.runs.models import AnalysisRun
from civic.insights.summaries.actions import publish_summary
from civic.insights.summaries.content import Content, Opinions
from civic.participation.comments.actions import withdraw_comment
from civic.participation.comments.models import Comment
from civic.participation.consultations.models import Consultation
from tests.conftest import sign_in
from tests.helpers import count_queries
from tests.insights.conftest import planted

SAID = "1.048 setuju · 8 tidak setuju · 3 lewati"


@pytest.fixture
def weighed(run: AnalysisRun) -> Comment:
    """A quoted comment that people here and elsewhere have an opinion on."""
    comment = db.session.get_one(Comment, curated_run(run).themes[0].quotes[0])
    comment.agrees, comment.agree_count, comment.disagree_count, comment.skip_count = 1000, 48, 8, 3
    db.session.commit()
    return comment


def test_the_workbench_tells_opinions_of_each_comment_and_of_the_theme(
    client: FlaskClient, run: AnalysisRun, drafter: Account, weighed: Comment
) -> None:
    theme = curated_run(run).themes[0]
    other = next(q for q in theme.quotes if q != weighed.id)
    db.session.get_one(Comment, other).agree_count = 2
    db.session.commit()
    page = sign_in(client, drafter).get(f"/workbench/runs/{run.id}/themes/{theme.number}").text
    head, listed = page.split('id="members"')
    assert "1.050 setuju · 8 tidak setuju · 3 lewati" in head
    assert listed.count(SAID) == 1
    assert "2 setuju · 0 tidak setuju<" in listed  # nobody skipped: then of that nothing is said
    assert "None" not in listed
    curated, found = curated_run(run), db.session.get_one(AnalysisRun, run.id)
    with count_queries() as statements:
        members(found, curated, curated.themes[0], None)
    assert len(statements) == 4, statements


def test_opinions_on_a_comment_that_is_gone_are_not_told(
    client: FlaskClient, run: AnalysisRun, drafter: Account, weighed: Comment
) -> None:
    assert weighed.author is not None
    withdraw_comment(weighed.author, weighed)
    theme = curated_run(run).themes[0].number
    page = sign_in(client, drafter).get(f"/workbench/runs/{run.id}/themes/{theme}").text
    assert SAID not in page.split('id="members"')[1]


def test_a_comment_that_its_voters_reject_is_not_the_first_to_speak(
    run: AnalysisRun, drafter: Account, weighed: Comment
) -> None:
    weighed.agrees, weighed.disagree_count = 0, 49  # 48 agree
    db.session.commit()
    first, *others = curated_run(run).themes[0].quotes
    assert [quote.id for quote in publish_summary(drafter, run).content.themes[0].quotes] == [*others, first]


def test_an_edition_keeps_the_opinions_of_its_day(
    client: FlaskClient, run: AnalysisRun, drafter: Account, weighed: Comment
) -> None:
    theme = publish_summary(drafter, run).content.themes[0]
    assert theme.opinions == Opinions(1048, 8, 3)
    assert [quote.opinions for quote in theme.quotes if quote.id == weighed.id] == [theme.opinions]
    weighed.agree_count = 99
    db.session.commit()
    assert client.get("/consultations/kota/summary/1").text.count(SAID) == 3  # in the list, of the theme, of the quote


def test_an_edition_from_before_opinions_were_kept_still_shows(
    client: FlaskClient, run: AnalysisRun, drafter: Account, weighed: Comment
) -> None:
    summary = publish_summary(drafter, run)
    content = summary.content.as_json()
    for theme in content["themes"]:
        del theme["opinions"]
        theme["quotes"] = [{"id": q["id"], "text": q["text"]} for q in theme["quotes"]]
    summary.content = Content.from_json(content)
    db.session.commit()
    page = client.get("/consultations/kota/summary/1")
    assert page.status_code == 200
    assert weighed.body in page.text
    assert not re.search(r"\d setuju", page.text)


def test_whoever_asked_for_an_analysis_is_told_once_that_it_has_finished(
    client: FlaskClient, consultation: Consultation, drafter: Account
) -> None:
    run = prepare_here(drafter, of_activity(consultation))
    comments = [row.id for row in db.session.query(Comment).filter_by(activity_id=consultation.id)]
    result = planted({0: comments})
    assert store_result(run.id, result, 5)
    assert not store_result(run.id, result, 5)
    told = db.session.query(Notice).filter_by(kind="analysis.finished").all()
    assert [(notice.account_id, notice.key) for notice in told] == [(drafter.id, str(run.id))]
    page = sign_in(client, drafter).get("/account/notices").text
    assert f"Analisis selesai: {consultation.title}" in page
    notice = told[0]
    assert say(kinds()[notice.kind], notice.values).url == f"/workbench/runs/{run.id}"


def test_an_analysis_from_the_command_line_tells_nobody(consultation: Consultation) -> None:
    run = prepare_here(None, of_activity(consultation))
    comment = db.session.query(Comment).filter_by(activity_id=consultation.id).first()
    assert comment is not None
    assert store_result(run.id, planted({0: [comment.id]}), 1)
    assert not db.session.query(Notice).filter_by(kind="analysis.finished").count()
