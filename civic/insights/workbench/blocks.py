"""What other pages show of the workbench."""

from __future__ import annotations

from flask import render_template
from flask_login import current_user

from civic.core.permissions import can
from civic.insights.corpora.sources import of_activity
from civic.insights.permissions import InsightPermission
from civic.participation.consultations.models import Consultation


def on_imported(consultation: Consultation) -> str | None:
    """The way on from comments that came in: to analyse them."""
    corpus = of_activity(consultation)
    if not can(current_user, InsightPermission.ANALYSE, corpus):
        return None
    return render_template("workbench/go_on.html", corpus=corpus)
