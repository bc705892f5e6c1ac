"""The tables behind an edition: times with their zone, what people think, and no code without a key."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.extensions import db
from civic.insights.summaries.actions import publish_summary
from civic.insights.summaries.exports import code, pseudonym
from civic.participation.comments.models import Comment
from civic.participation.consultations.models import Consultation
from tests.factories import make_comment
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
