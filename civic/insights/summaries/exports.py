"""The tables behind an edition, frozen as Parquet when it is published.

People's names are replaced by pseudonyms: a keyed hash that is the same for one person within a
consultation and another in the next. Personal numbers in the text are masked.
"""

from __future__ import annotations

import hashlib
import hmac
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
from flask import current_app
from sqlalchemy import select

from civic.analysis import mask
from civic.core.files import path_of, store
from civic.extensions import db
from civic.insights.curation.queries import comment_ids
from civic.insights.curation.replay import Curated
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.insights.summaries.models import Summary
from civic.opendata import tables
from civic.participation.comments.models import Comment, CommentState
from civic.participation.consultations.models import QUESTION

CHUNK = 1_000
TABLES = {
    "comments": (
        ("id", "author", "created_at", "reply_to", "question", "text", "agrees", "disagrees"),
        ("BIGINT", "VARCHAR", "TIMESTAMP", "BIGINT", "BIGINT", "VARCHAR", "BIGINT", "BIGINT"),
    ),
    "themes": (
        ("theme", "label", "terms", "size", "people", "status", "answer"),
        ("BIGINT", "VARCHAR", "VARCHAR", "BIGINT", "BIGINT", "VARCHAR", "VARCHAR"),
    ),
    "assignments": (("comment", "theme", "weight"), ("BIGINT", "BIGINT", "DOUBLE")),
}


def pseudonym(activity_id: int, person: str) -> str:
    """Twelve letters and digits for one person in one consultation; nobody without the key can go back."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"pseudonym:{activity_id}:{person}".encode(), hashlib.sha256).hexdigest()[:12]


def freeze(run: AnalysisRun, curated: Curated, themes: list[dict[str, Any]]) -> dict[str, str]:
    """Write the three tables into the file store; returns the key of each."""
    rows = {
        "comments": _comments(run),
        "themes": _themes(themes),
        "assignments": _assignments(run, curated),
    }
    return {name: _keep(name, rows[name]) for name in TABLES}


def read_table(summary: Summary, name: str, kind: str) -> bytes:
    """One of an edition's tables as csv, json, xlsx or parquet.

    What its author has withdrawn since, or a moderator hidden, is blank: an edition does not change, but
    nobody's text is handed out against their will.
    """
    path = path_of(summary.files[name])
    gone = _gone(summary) if name == "comments" else []
    if not gone:
        return tables.export(path, kind, disarm=True)
    with tempfile.TemporaryDirectory() as folder:
        blanked = Path(folder) / "table.parquet"
        with duckdb.connect(":memory:", config={"threads": 1}) as connection:
            ids = ", ".join(str(int(number)) for number in gone)
            connection.execute(
                f"COPY (SELECT * REPLACE (CASE WHEN id IN ({ids}) THEN NULL ELSE text END AS text) "  # noqa: S608
                f"FROM read_parquet({tables.literal(str(path))})) TO {tables.literal(str(blanked))} (FORMAT parquet)"
            )
        return tables.export(blanked, kind, disarm=True)


def gone_since(summary: Summary) -> frozenset[int]:
    """Comments of the edition that are no longer shown."""
    return frozenset(_gone(summary))


def _gone(summary: Summary) -> Sequence[int]:
    return db.session.scalars(
        select(Comment.id)
        .join(RunAssignment, RunAssignment.comment_id == Comment.id)
        .where(
            Comment.activity_id == summary.activity_id,
            Comment.state != CommentState.PUBLISHED,
            RunAssignment.run_id == summary.run_id,
        )
        .order_by(Comment.id)
    ).all()


def _keep(name: str, rows: Iterator[Sequence[Any]]) -> str:
    names, kinds = TABLES[name]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.parquet"
        tables.write_parquet(names, kinds, rows, path)
        with path.open("rb") as file:
            return store(file).key


def _comments(run: AnalysisRun) -> Iterator[Sequence[Any]]:
    last = 0
    while True:
        rows = db.session.execute(
            select(Comment)
            .join(RunAssignment, RunAssignment.comment_id == Comment.id)
            .where(RunAssignment.run_id == run.id, Comment.id > last)
            .order_by(Comment.id)
            .limit(CHUNK)
        ).scalars()
        batch = list(rows)
        for c in batch:
            person = f"a{c.author_id}" if c.author_id else f"x{c.external_author or c.id}"
            when = c.created_at.replace(tzinfo=None, microsecond=0).isoformat(" ")
            yield (
                c.id, pseudonym(run.activity_id, person), when, c.reply_to_id, _question(c), mask(c.body),
                c.agrees, c.disagrees,
            )  # fmt: skip
        if len(batch) < CHUNK:
            return
        last = batch[-1].id


def _question(comment: Comment) -> int | None:
    return int(comment.anchor_ref) if comment.anchor_kind == QUESTION else None


def _themes(themes: list[dict[str, Any]]) -> Iterator[Sequence[Any]]:
    for t in themes:
        yield t["number"], t["label"], "; ".join(t["terms"]), t["size"], t["people"], t["status"], t["answer"]


def _assignments(run: AnalysisRun, curated: Curated) -> Iterator[Sequence[Any]]:
    """Every comment of the run with the theme it was published in; hidden themes count as none."""
    weights = dict(
        db.session.execute(select(RunAssignment.comment_id, RunAssignment.weight).where(RunAssignment.run_id == run.id))
        .tuples()
        .all()
    )
    theme_of: dict[int, int] = {}
    for theme in curated.shown:
        theme_of.update(dict.fromkeys(db.session.scalars(comment_ids(run, curated, theme)), theme.number))
    for comment in sorted(weights):
        yield comment, theme_of.get(comment), weights[comment] if comment in theme_of else None
