"""Text that is gone is readable nowhere; the numbers of an edition stand."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.core.db.types import utcnow
from civic.extensions import db
from civic.insights.curation.actions import edit
from civic.insights.curation.models import EditKind
from civic.insights.curation.queries import curated_run
from civic.insights.runs.models import AnalysisRun, RunAssignment, RunDuplicate
from civic.insights.summaries.actions import publish_summary
from civic.insights.summaries.exports import code
from civic.modules import Role
from civic.participation.comments.actions import edit_comment, hide_comment, withdraw_comment
from civic.participation.comments.models import Comment
from tests.conftest import sign_in
from tests.factories import make_account, make_comment

WORDS = "kata yang dirahasiakan"
KINDS = ("csv", "json")


def quoted(run: AnalysisRun) -> Comment:
    return db.session.get_one(Comment, curated_run(run).themes[0].quotes[0])


@pytest.fixture
def spoken(run: AnalysisRun) -> Comment:
    """A quoted comment with words and an author that nobody else has."""
    comment = quoted(run)
    comment.body, comment.author = f"Trotoar {WORDS}", make_account(name="Nama Yang Hilang")
    db.session.commit()
    return comment


@pytest.mark.parametrize("how", ["withdrawn", "hidden"])
def test_drafters_read_nothing_of_a_comment_that_is_gone(
    client: FlaskClient, run: AnalysisRun, drafter: Account, spoken: Comment, how: str
) -> None:
    theme = curated_run(run).themes[0].number
    db.session.add(
        RunDuplicate(run_id=run.id, representative=spoken.id, members=[spoken.id], size=1, differences=[f"{WORDS} / –"])
    )
    db.session.commit()
    sign_in(client, drafter)
    pages = [
        f"/workbench/runs/{run.id}",
        f"/workbench/runs/{run.id}/preview",
        f"/workbench/runs/{run.id}/themes/{theme}",
    ]
    assert all(WORDS in client.get(page).text for page in pages)
    assert "Nama Yang Hilang" in client.get(pages[2]).text
    go(spoken, how)
    edit(drafter, run, EditKind.MOVE, {"comment": quoted(run).id, "theme": "none"})
    for page in [*pages, f"/workbench/runs/{run.id}/remainder"]:
        text = client.get(page).text
        assert WORDS not in text, page
        assert "Nama Yang Hilang" not in text, page
    assert "tidak lagi ditampilkan" in client.get(f"/workbench/runs/{run.id}/remainder").text


def go(comment: Comment, how: str) -> None:
    if how == "withdrawn":
        withdraw_comment(comment.author, comment)
    else:
        hide_comment(make_account(Role.MODERATOR, comment.activity.agency), comment, "kasar")


def test_what_an_author_corrected_is_told_nowhere_in_its_former_words(
    client: FlaskClient, run: AnalysisRun, drafter: Account, spoken: Comment
) -> None:
    spoken.created_at = utcnow()  # so that it may be corrected still
    assignment = db.session.get_one(RunAssignment, (run.id, spoken.id, "comment"))
    assignment.terms = [WORDS]
    db.session.add(
        RunDuplicate(run_id=run.id, representative=spoken.id, members=[spoken.id], size=1, differences=[f"{WORDS} / –"])
    )
    db.session.commit()
    publish_summary(drafter, run)
    theme = curated_run(run).themes[0].number
    sign_in(client, drafter)
    places = ("/consultations/kota/summary", "/consultations/kota/summary/1")
    tables = tuple(f"/consultations/kota/summary/1/comments.{kind}" for kind in KINDS)
    pages = (*places, *tables, f"/workbench/runs/{run.id}", f"/workbench/runs/{run.id}/themes/{theme}")
    before = {page: client.get(page) for page in pages}
    assert all(WORDS in answer.text for answer in before.values())
    edit_comment(spoken.author, spoken, "Trotoar saja")
    for page, answer in before.items():
        after = client.get(page, headers={"If-None-Match": answer.headers.get("ETag", "")})
        assert after.status_code == 200, page
        assert WORDS not in after.text, page
    for page in places:
        assert "sudah diubah penulisnya" in client.get(page).text
        assert f'href="/comments/{spoken.id}"' in client.get(page).text
    assert len(client.get(tables[1]).json) == 24
    publish_summary(drafter, run)
    assert "Trotoar saja" in client.get("/consultations/kota/summary").text
    assert "Trotoar saja" in client.get("/consultations/kota/summary/2/comments.json").text


def test_a_campaign_is_shown_by_a_copy_that_still_stands(
    client: FlaskClient, run: AnalysisRun, drafter: Account, spoken: Comment
) -> None:
    other = db.session.query(Comment).filter(Comment.id != spoken.id).first()
    db.session.add(
        RunDuplicate(
            run_id=run.id, representative=spoken.id, members=[spoken.id, other.id], size=2, differences=[f"{WORDS} / –"]
        )
    )
    db.session.commit()
    go(spoken, "withdrawn")
    page = sign_in(client, drafter).get(f"/workbench/runs/{run.id}").text
    assert WORDS not in page
    assert f'href="/comments/{other.id}"' in page


@pytest.mark.parametrize("how", ["withdrawn", "hidden"])
def test_an_edition_keeps_its_numbers_and_loses_the_text(
    client: FlaskClient, run: AnalysisRun, drafter: Account, spoken: Comment, how: str
) -> None:
    publish_summary(drafter, run)
    page = client.get("/consultations/kota/summary")
    assert WORDS in page.text
    tables = {kind: client.get(f"/consultations/kota/summary/1/comments.{kind}") for kind in KINDS}
    assert all(WORDS in table.text for table in tables.values())
    go(spoken, how)
    again = client.get("/consultations/kota/summary", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 200
    assert WORDS not in again.text
    assert "tidak lagi ditampilkan" in again.text
    assert again.text.count("24") == page.text.count("24")
    for kind in KINDS:
        table = client.get(
            f"/consultations/kota/summary/1/comments.{kind}", headers={"If-None-Match": tables[kind].headers["ETag"]}
        )
        assert table.status_code == 200
        assert WORDS not in table.text
    rows = client.get("/consultations/kota/summary/1/comments.json").json
    assert len(rows) == 24
    assert [row["text"] for row in rows if row["id"] == code(run.activity_id, spoken.id)] == [None]


def test_an_edition_published_after_a_comment_went_says_nothing_of_it(
    client: FlaskClient, run: AnalysisRun, drafter: Account, spoken: Comment
) -> None:
    go(spoken, "hidden")
    publish_summary(drafter, run)
    assert WORDS not in client.get("/consultations/kota/summary").text
    assert WORDS not in client.get("/consultations/kota/summary/1/comments.json").text


def test_downloads_lead_from_no_row_to_a_name(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    publish_summary(drafter, run)
    numbers = {str(number) for number in db.session.scalars(db.select(Comment.id))}
    comments = client.get("/consultations/kota/summary/1/comments.json").json
    assignments = client.get("/consultations/kota/summary/1/assignments.json").json
    codes = {row["id"] for row in comments}
    assert codes == {row["comment"] for row in assignments}
    assert len(codes) == len(numbers)
    assert not codes & numbers
    for one in sorted(codes)[:3]:
        assert client.get(f"/comments/{one}").status_code == 404


def test_a_reply_in_a_download_points_to_a_row_of_it(
    client: FlaskClient, run: AnalysisRun, drafter: Account, spoken: Comment
) -> None:
    reply = db.session.query(Comment).filter(Comment.id != spoken.id).first()
    reply.reply_to_id = reply.root_id = spoken.id
    db.session.commit()
    publish_summary(drafter, run)
    rows = {row["id"]: row["reply_to"] for row in client.get("/consultations/kota/summary/1/comments.json").json}
    assert {code(run.activity_id, reply.id): code(run.activity_id, spoken.id)}.items() <= rows.items()
    assert list(rows.values()).count(None) == 23


def test_a_comments_page_tells_the_published_edition_and_not_the_work_since(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    first, second, _ = curated_run(run).themes
    comment = first.quotes[0]
    edit(drafter, run, EditKind.RENAME, {"theme": first.number, "label": "Yang terbit"})
    publish_summary(drafter, run)
    edit(drafter, run, EditKind.MOVE, {"comment": comment, "theme": second.number})
    assert "Yang terbit" in client.get(f"/comments/{comment}").text
    edit(drafter, run, EditKind.MERGE, {"theme": first.number, "into": second.number})
    assert "Yang terbit" in client.get(f"/comments/{comment}").text
    publish_summary(drafter, run)
    assert "Yang terbit" not in client.get(f"/comments/{comment}").text
    assert second.label in client.get(f"/comments/{comment}").text


def test_a_comment_that_the_analysis_has_not_read_is_not_said_to_be_in_the_downloads(
    client: FlaskClient, run: AnalysisRun, drafter: Account, spoken: Comment
) -> None:
    later = make_comment(run.activity)
    edit(drafter, run, EditKind.MOVE, {"comment": spoken.id, "theme": "none"})
    publish_summary(drafter, run)
    assert "ada dalam unduhan" in client.get(f"/comments/{spoken.id}").text
    assert "ada dalam unduhan" not in client.get(f"/comments/{later.id}").text
