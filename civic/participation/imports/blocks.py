"""What the page of a consultation's drafters shows of imports."""

from __future__ import annotations

from flask import render_template

from civic.participation.consultations.models import Consultation


def on_consultation(consultation: Consultation) -> str:
    """A link to where comments are uploaded."""
    return render_template("imports/link.html", consultation=consultation)
