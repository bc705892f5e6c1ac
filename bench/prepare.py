"""A published summary and a dataset for the pages that are measured."""

from __future__ import annotations

import io
import tempfile
from typing import Any

from bench.downloads import write_long_table
from civic.core.jobs import run_here
from civic.demo.content import comment_lines
from civic.extensions import db
from civic.insights.corpora.sources import of_activity
from civic.insights.runs.actions import JOB, prepare_here
from civic.insights.runs.models import AnalysisRun
from civic.insights.summaries.actions import publish_summary
from civic.opendata.actions import DatasetText, Place, publish_table
from tests.factories import make_agency, make_comment


def publish_summary_of(activity: Any, size: int) -> None:
    """Add so many comments that have themes, analyse them and publish the edition."""
    texts = [line.text for name in ("trotoar.txt", "taman.txt") for line in comment_lines(name)]
    for number in range(size):
        make_comment(activity, body=f"{texts[number % len(texts)]} (RT {number:03})")
    run = prepare_here(None, of_activity(activity), 6)
    run_here(JOB, {"run_id": run.id})
    publish_summary(None, db.session.get_one(AnalysisRun, run.id))


def publish_dataset(slug: str) -> None:
    """A small table of thirteen rows, as a city's districts are."""
    rows = "".join(f"36.71.{n:02},Kecamatan {n},{15110 + n},{n * 1.5},{80_000 + n * 1000}\n" for n in range(1, 14))
    file = io.BytesIO(f"kode,kecamatan,kodepos,luas_km2,penduduk\n{rows}".encode())
    publish_table(None, make_agency(), Place(slug), DatasetText("Kecamatan"), file, "kecamatan.csv")


def publish_long_dataset(slug: str) -> None:
    """A table of a million rows."""
    with tempfile.TemporaryFile() as file:
        write_long_table(file)
        file.seek(0)
        publish_table(None, make_agency(), Place(slug), DatasetText("Catatan"), file, "catatan.csv")
