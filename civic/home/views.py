"""The front page: what is open now, what became of earlier input, which data there is."""

from __future__ import annotations

from flask import Blueprint, render_template

from civic.core.blocks import cards
from civic.core.caching import shared
from civic.core.markdown import render
from civic.core.places import city_map
from civic.home import texts
from civic.home.queries import figures, latest_answers
from civic.insights.summaries.labels import STATUS_LABELS, STATUS_TONES
from civic.opendata.queries import latest_datasets
from civic.participation.processes.pictures import picture_of
from civic.participation.processes.queries import count_by_region, open_activities

blueprint = Blueprint("home", __name__, template_folder="templates")


@blueprint.get("/")
@shared
def index() -> str:
    """The front page."""
    answers = latest_answers(limit=6)
    city = city_map()
    return render_template(
        "home/index.html",
        headline=texts.headline(),
        lead=texts.lead(),
        open_activities=open_activities(limit=6),
        answers=answers[:2],
        figures=figures(answers),
        labels=STATUS_LABELS,
        tones=STATUS_TONES,
        picture_of=picture_of,
        city=city,
        counts=count_by_region() if city.places else {},
        latest_datasets=latest_datasets(limit=3),
        module_cards=cards(),
    )


@blueprint.get("/about")
@shared
def about() -> str:
    """What the portal is and how a comment travels, or what the city says of it."""
    return render_template("home/about.html", text=render(texts.about(), headings=True, below=1))


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
