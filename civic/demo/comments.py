"""What invented residents write and think, spread over the time a consultation was open."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from civic.core.accounts.models import Account, Identity
from civic.core.db.types import utcnow
from civic.core.markdown import render
from civic.demo.content import Line, comment_lines
from civic.extensions import db
from civic.participation.comments.models import Comment, CommentReaction
from civic.participation.consultations.models import Consultation

RESIDENT = "warga@contoh.tangerang.example"  # who can sign in, and finds a few comments of theirs


def write_comments(
    consultation: Consultation, plan: Mapping[str, Any], topics: Mapping[str, list[Any]] | None
) -> dict[int, str]:
    """Store the comments of a plan; returns the topic of each where its lines name topics instead of questions."""
    name = plan.get("topics") or plan.get("comments")
    if name is None:
        return {}
    chance = random.Random(consultation.slug)  # noqa: S311 - the same demonstration every time
    anchors = {str(question.position): question.anchor for question in consultation.questions}
    people, told = _residents(chance), {}
    lines = list(_each(comment_lines(name)))
    chance_of_time = sorted(chance.random() for _line in lines)
    authors, root, topic = set(), None, ""
    for number, (line, share) in enumerate(zip(lines, chance_of_time, strict=True)):
        if line.about is not None:
            root, topic = None, line.about
        question = str(topics[topic][0]) if topics else topic
        author = people[number % len(people)]
        authors.add(author)
        values = {
            "activity_id": consultation.id,
            "anchor_kind": anchors[question].kind,
            "anchor_ref": anchors[question].ref,
            "author_id": author,
            "body": line.text,
            "body_html": str(render(line.text)),
            "created_at": _moment(consultation, share),
            "reply_to_id": root,
            "root_id": root,
        }
        comment = db.session.scalar(insert(Comment).returning(Comment.id), values)
        assert comment is not None
        root = comment if line.about is not None else root
        told[comment] = topic
    consultation.comment_count, consultation.people_count = len(lines), len(authors)
    consultation.version += 1
    _react(list(told), people, chance)
    return told


def _each(lines: Iterator[Line]) -> Iterator[Line]:
    """Every comment on its own: what many sent comes as often."""
    for line in lines:
        for _copy in range(line.people):
            yield line


def _residents(chance: random.Random) -> list[int]:
    """Ids of those who write, in a mixed order; the one who can sign in is among the first."""
    found = list(db.session.scalars(select(Account.id).where(Account.is_demo, ~Account.credentials.any())))
    chance.shuffle(found)
    resident = db.session.scalar(select(Identity.account_id).where(Identity.value == RESIDENT))
    return [*found[:3], *([resident] if resident else []), *found[3:]]


def _moment(consultation: Consultation, share: float) -> datetime:
    start, end = consultation.opens_at, min(utcnow(), consultation.closes_at or utcnow())
    return (start + (end - start) * share).replace(microsecond=0) + timedelta(seconds=1)


def _react(comments: list[int], people: list[int], chance: random.Random) -> None:
    """A few agree or disagree with every third comment, and the counters say so."""
    rows = []
    for comment in comments[::3]:
        values = [chance.choice((1, 1, 1, 1, -1, 0)) for _person in range(chance.randint(1, 12))]
        rows += [
            {"comment_id": comment, "account_id": person, "value": value}
            for person, value in zip(chance.sample(people, len(values)), values, strict=True)
        ]
        counted = update(Comment).where(Comment.id == comment)
        db.session.execute(counted.values(agree_count=values.count(1), disagree_count=values.count(-1)))
    if rows:
        db.session.execute(insert(CommentReaction), rows)
