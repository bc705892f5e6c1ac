"""The tables behind an edition: frozen as Parquet when it is published, released as they may be read today.

People's names are replaced by pseudonyms: a keyed hash that is the same for one person within a
consultation and another in the next. Personal numbers in the text are masked.
"""

from __future__ import annotations

import hashlib
import hmac
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from civic.analysis import mask
from civic.config import settings
from civic.core.files import path_of, store
from civic.extensions import db
from civic.insights.curation.queries import items_in
from civic.insights.curation.replay import Curated
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.insights.summaries.content import EditionTheme
from civic.insights.summaries.models import Summary
from civic.insights.summaries.queries import corrected_since, gone_since
from civic.opendata import tables
from civic.opendata.exports import write
from civic.participation.comments.models import Comment
from civic.participation.comments.people import person_key
from civic.participation.consultations.models import QUESTION

CHUNK = 1_000
TABLES = {
    "comments": (
        ("id", "author", "created_at", "reply_to", "question", "text", "agrees", "disagrees", "skips", "part"),
        ("BIGINT", "VARCHAR", "VARCHAR", "BIGINT", "BIGINT", "VARCHAR", "BIGINT", "BIGINT", "BIGINT", "VARCHAR"),
    ),
    "themes": (
        ("theme", "label", "terms", "size", "people", "status", "answer"),
        ("BIGINT", "VARCHAR", "VARCHAR", "BIGINT", "BIGINT", "VARCHAR", "VARCHAR"),
    ),
    "assignments": (("comment", "theme", "weight"), ("BIGINT", "BIGINT", "DOUBLE")),
}
NUMBERS: dict[str, tuple[str, ...]] = {"comments": ("id", "reply_to"), "themes": (), "assignments": ("comment",)}


def pseudonym(activity_id: int, person: str) -> str:
    """Twelve letters and digits for one person in one consultation; nobody without the key can go back."""
    return _keyed(f"pseudonym:{activity_id}:{person}")[:12]


def code(activity_id: int, comment_id: int) -> str:
    """What stands for a comment in the downloads: the same in all tables and editions of one consultation."""
    return _keyed(f"comment:{activity_id}:{comment_id}")[:16]


def _keyed(text: str) -> str:
    key = str(current_app.config["SECRET_KEY"] or "").encode()
    if not key:
        raise RuntimeError("without a secret key anybody could compute whose pseudonym is whose")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def freeze(run: AnalysisRun, activity_id: int, curated: Curated, themes: Iterable[EditionTheme]) -> dict[str, str]:
    """Write the three tables into the file store; returns the key of each."""
    rows = {
        "comments": _comments(run, activity_id),
        "themes": _themes(themes),
        "assignments": _assignments(run, curated),
    }
    return {name: _keep(name, rows[name]) for name in TABLES}


def write_table(summary: Summary, name: str, kind: str, target: Path) -> None:
    """One of an edition's tables as csv, json, xlsx or parquet, as it may be handed out today."""
    with tempfile.TemporaryDirectory() as folder:
        released = Path(folder) / "table.parquet"
        _release(summary, name, released)
        write(released, kind, target)


def _release(summary: Summary, name: str, target: Path) -> None:
    """Write a table as it may leave the portal (docs/privacy.md).

    The numbers of comments become codes: a number is the address of a page that bears the author's name. The text of
    comments that are no longer shown, or that were corrected since, is blank: an edition does not change, but nobody's
    text is handed out against their will.
    """
    source = f"read_parquet({tables.literal(str(path_of(summary.files[name])))})"
    codes = ", ".join(f"code({column}) AS {column}" for column in NUMBERS[name])
    if name == "comments":
        gone = ", ".join(str(number) for number in sorted(gone_since(summary) | corrected_since(summary)))
        codes += f", CASE WHEN id IN ({gone or 'NULL'}) THEN NULL ELSE text END AS text"
    columns = f"* REPLACE ({codes})" if codes else "*"
    import duckdb  # late: most of what starts here needs no files

    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.create_function("code", partial(code, summary.activity_id), ["BIGINT"], "VARCHAR")
        connection.execute(
            f"COPY (SELECT {columns} FROM {source}) TO {tables.literal(str(target))} (FORMAT parquet)"  # noqa: S608
        )


def _keep(name: str, rows: Iterator[Sequence[Any]]) -> str:
    names, kinds = TABLES[name]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.parquet"
        tables.write_parquet(names, kinds, rows, path)
        with path.open("rb") as file:
            return store(file).key


def _comments(run: AnalysisRun, activity_id: int) -> Iterator[Sequence[Any]]:
    """The run's comments with what people think of them, here and where they came from; times in the city's zone."""
    last, zone = 0, ZoneInfo(settings().time_zone)
    while True:
        rows = db.session.execute(
            select(Comment, person_key())
            .join(RunAssignment, RunAssignment.item_id == Comment.id)
            .where(RunAssignment.run_id == run.id, Comment.id > last)
            .order_by(Comment.id)
            .limit(CHUNK)
        )
        batch = rows.all()
        for c, person in batch:
            when = c.created_at.astimezone(zone).replace(microsecond=0).isoformat()
            yield (
                c.id, pseudonym(activity_id, person), when, c.reply_to_id, _question(c), mask(c.body),
                (c.agrees or 0) + c.agree_count, (c.disagrees or 0) + c.disagree_count, c.skip_count,
                None if c.anchor_kind == QUESTION else c.anchor_ref or None,
            )  # fmt: skip
        if len(batch) < CHUNK:
            return
        last = batch[-1][0].id


def _question(comment: Comment) -> int | None:
    return int(comment.anchor_ref) if comment.anchor_kind == QUESTION else None


def _themes(themes: Iterable[EditionTheme]) -> Iterator[Sequence[Any]]:
    for t in themes:
        yield t.number, t.label, "; ".join(t.terms), t.size, t.people, t.status, t.answer


def _assignments(run: AnalysisRun, curated: Curated) -> Iterator[Sequence[Any]]:
    """Every comment of the run with the theme it was published in; hidden themes count as none."""
    weights = dict(
        db.session.execute(select(RunAssignment.item_id, RunAssignment.weight).where(RunAssignment.run_id == run.id))
        .tuples()
        .all()
    )
    theme_of: dict[int, int] = {}
    for theme in curated.shown:
        theme_of.update(dict.fromkeys(db.session.scalars(items_in(run, theme)), theme.number))
    for comment in sorted(weights):
        yield comment, theme_of.get(comment), weights[comment] if comment in theme_of else None
