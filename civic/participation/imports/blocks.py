"""What the page of a consultation's drafters shows of imports."""

from __future__ import annotations

from flask import render_template

from civic.participation.consultations.models import Consultation
from civic.participation.processes.models import Activity


def on_activity(activity: Activity) -> str | None:
    """A link to where comments are uploaded, for a consultation."""
    if not isinstance(activity, Consultation):
        return None
    return render_template("imports/link.html", consultation=activity)
