"""A portal with half a million comments in it, for the search to look through."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert, text

from bench.themes.samples import Sampler
from civic.core.db.types import utcnow
from civic.core.search.actions import reindex
from civic.extensions import db
from civic.opendata.models import Dataset
from civic.participation.comments.models import Comment
from tests.factories import make_agency, make_consultation, make_process

AGENCIES, CONSULTATIONS, DATASETS = 20, 60, 300
BATCH = 20_000


def fill(comments: int) -> None:
    """Store agencies, processes, consultations, datasets and so many sampled comments, and index them all.

    The comments go in as one statement for many, past the sessions that would index each: what is measured is the
    search, and `civic search reindex` is the way that the portal has for it.
    """
    sampler = Sampler(campaigns=True)
    titles = [" ".join(line.split()[:7]) for line in sampler.draw(CONSULTATIONS * 2 + DATASETS)]
    agencies = [make_agency() for _ in range(AGENCIES)]
    activities = []
    for number in range(CONSULTATIONS):
        process = make_process(agencies[number % AGENCIES], title=titles.pop())
        activities.append(make_consultation(process, title=titles.pop()).id)
    for number, title in enumerate(titles):
        db.session.add(Dataset(slug=f"data-{number}", title=title, licence="CC-BY-4.0", agency=agencies[number % 20]))
    db.session.commit()
    rows = _rows(sampler.draw(comments), activities)
    while batch := list(islice(rows, BATCH)):
        db.session.connection().execute(insert(Comment), batch)
        db.session.commit()
    reindex()
    db.session.remove()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if db.engine.dialect.name == "sqlite" else "VACUUM ANALYZE"))


def _rows(texts: Iterator[str], activities: list[int]) -> Iterator[dict[str, Any]]:
    now, chance = utcnow(), random.Random(0)
    for number, body in enumerate(texts):
        yield {
            # The first consultations have most of the comments, as in life.
            "activity_id": activities[int(len(activities) * chance.random() ** 3)],
            "body": body,
            "body_html": f"<p>{body}</p>",
            "created_at": now - timedelta(days=400) + timedelta(minutes=number),
        }
