"""A published summary for the page that is measured."""

from __future__ import annotations

from typing import Any

from civic.core.jobs import run_here
from civic.demo.content import comment_lines
from civic.extensions import db
from civic.insights.runs.actions import JOB, prepare_here
from civic.insights.runs.models import AnalysisRun
from civic.insights.summaries.actions import publish_summary
from tests.factories import make_comment


def publish_summary_of(activity: Any) -> None:
    """Add comments that have themes, analyse them and publish the edition."""
    for name in ("trotoar.txt", "taman.txt"):
        for line in comment_lines(name):
            make_comment(activity, body=line.text)
    run = prepare_here(None, activity, 6)
    run_here(JOB, {"run_id": run.id})
    publish_summary(None, db.session.get_one(AnalysisRun, run.id))
