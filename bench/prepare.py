"""A published summary for the page that is measured."""

from __future__ import annotations

from typing import Any

from civic.core.jobs import run_here
from civic.extensions import db
from civic.insights.runs.actions import JOB, prepare_here
from civic.insights.runs.models import AnalysisRun
from civic.insights.summaries.actions import publish_summary
from tests.factories import make_comment

SUBJECTS = (
    "lampu jalan padam dan gelap",
    "sampah menumpuk di pasar",
    "taman bermain anak rusak",
    "parkir liar di trotoar",
)
PLACES = ("Cikokol", "Benda", "Pinang", "Periuk", "Neglasari", "Cibodas", "Larangan", "Ciledug")


def publish_summary_of(activity: Any) -> None:
    """Add comments that have themes, analyse them and publish the edition."""
    for number in range(120):
        place, subject, mark = PLACES[number % 8], SUBJECTS[number % 4], "abcdefgh"[number // 15] * 4
        make_comment(activity, body=f"Di {place} {subject}, mohon perhatian petugas {mark}")
    run = prepare_here(None, activity, 4)
    run_here(JOB, {"run_id": run.id})
    publish_summary(None, db.session.get_one(AnalysisRun, run.id))
