"""The tables behind an edition: times with their zone, what people think, and no code without a key."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.extensions import db
from civic.insights.curation.actions import edit
from civic.insights.curation.models import EditKind
from civic.insights.curation.queries import curated_run
from civic.insights.summaries import exports
from civic.insights.summaries.actions import publish_summary
from civic.insights.summaries.exports import code, pseudonym
from civic.participation.comments.models import Comment
from civic.participation.consultations.models import QUESTION, Consultation
from tests.factories import make_comment, make_consultation
from tests.insights.conftest import analysed


def test_comments_go_out_with_the_citys_time_and_what_people_think(
    client: FlaskClient, consultation: Consultation, drafter: Account
) -> None:
    comment = make_comment(consultation, body="Trotoar licin saat hujan", agrees=40, disagrees=None)
    comment.created_at = datetime(2026, 11, 23, 6, 45, 10, 5, tzinfo=UTC)
    comment.agree_count, comment.disagree_count, comment.skip_count = 2, 1, 3
    db.session.commit()
    publish_summary(drafter, analysed(consultation, drafter, 3))
    rows = client.get("/consultations/kota/summary/1/comments.json").json
    row = next(row for row in rows if row["text"] == "Trotoar licin saat hujan")
    assert row["created_at"] == "2026-11-23T13:45:10+07:00"
    assert (row["agrees"], row["disagrees"], row["skips"]) == (42, 1, 3)
    assert b"2026-11-23T13:45:10+07:00" in client.get("/consultations/kota/summary/1/comments.csv").data


def test_every_comment_goes_out_once_however_many_are_read_at_a_time(
    client: FlaskClient, consultation: Consultation, drafter: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = analysed(consultation, drafter, 3)
    elsewhere = make_comment(make_consultation(), body="Tanggapan di tempat lain")
    monkeypatch.setattr(exports, "CHUNK", 6)  # of 24
    publish_summary(drafter, run)
    rows = client.get("/consultations/kota/summary/1/comments.json").json
    assert len({row["id"] for row in rows}) == len(rows) == 24
    assert elsewhere.body not in [row["text"] for row in rows]


def test_a_comment_goes_out_with_the_question_that_it_answers(
    client: FlaskClient, consultation: Consultation, drafter: Account
) -> None:
    make_comment(consultation, body="Trotoar gelap", anchor_kind=QUESTION, anchor_ref="7")
    publish_summary(drafter, analysed(consultation, drafter, 3))
    rows = client.get("/consultations/kota/summary/1/comments.json").json
    assert {row["text"]: row["question"] for row in rows if row["question"] is not None} == {"Trotoar gelap": 7}


def test_an_edition_goes_out_with_its_own_assignments_alone(
    client: FlaskClient, consultation: Consultation, drafter: Account
) -> None:
    first = analysed(consultation, drafter, 3)
    make_comment(consultation, body="Trotoar gelap")
    analysed(consultation, drafter, 3)
    hidden = curated_run(first).themes[-1]
    edit(drafter, first, EditKind.HIDE, {"theme": hidden.number})
    publish_summary(drafter, first)
    rows = client.get("/consultations/kota/summary/1/assignments.json").json
    assert len(rows) == 24
    without = [row for row in rows if row["theme"] is None]
    assert hidden.size <= len(without) < 24
    assert all((row["theme"] is None) == (row["weight"] is None) for row in rows)


def test_people_from_elsewhere_keep_one_pseudonym_within_a_consultation(
    client: FlaskClient, consultation: Consultation, drafter: Account
) -> None:
    for body in ("Trotoar gelap", "Trotoar sempit sekali"):
        make_comment(consultation, body=body)
    db.session.query(Comment).filter(Comment.body.in_(("Trotoar gelap", "Trotoar sempit sekali"))).update(
        {"author_id": None, "external_author": "77"}
    )
    db.session.commit()
    publish_summary(drafter, analysed(consultation, drafter, 3))
    rows = client.get("/consultations/kota/summary/1/comments.json").json
    same = [row["author"] for row in rows if row["text"] in ("Trotoar gelap", "Trotoar sempit sekali")]
    assert same == [pseudonym(consultation.id, "x77")] * 2


@pytest.mark.parametrize("key", ["", None])
def test_without_a_key_nothing_is_coded(app: Flask, key: str | None) -> None:
    app.config["SECRET_KEY"] = key
    for give in (lambda: pseudonym(1, "a7"), lambda: code(1, 7)):
        with pytest.raises(RuntimeError):
            give()
