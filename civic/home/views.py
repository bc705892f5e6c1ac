"""The front page: what is open now, what became of earlier input, which data there is."""

from __future__ import annotations

from flask import Blueprint, render_template

from civic.core.caching import shared
from civic.insights.summaries.queries import latest_summaries
from civic.opendata.queries import latest_datasets
from civic.participation.processes.queries import open_activities

blueprint = Blueprint("home", __name__, template_folder="templates")


@blueprint.get("/")
@shared
def index() -> str:
    """The front page."""
    return render_template(
        "home.html",
        open_activities=open_activities(limit=6),
        latest_summaries=latest_summaries(limit=3),
        latest_datasets=latest_datasets(limit=3),
    )


@blueprint.get("/about")
@shared
def about() -> str:
    """What the portal is and how a comment travels."""
    return render_template("home/about.html")


@blueprint.get("/accessibility")
@shared
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("home/accessibility.html")


@blueprint.get("/privacy")
@shared
def privacy() -> str:
    """What is kept about people, why, for how long, and their rights (UU 27/2022)."""
    return render_template("home/privacy.html")
