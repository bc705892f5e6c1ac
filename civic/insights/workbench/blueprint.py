"""The addresses of the workbench, and what its pages have in common."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint
from flask_login import current_user

from civic.core.permissions import require
from civic.insights.permissions import InsightPermission
from civic.insights.runs.models import AnalysisRun
from civic.insights.runs.queries import finished_run
from civic.insights.workbench import labels
from civic.modules.corpora import Corpus
from civic.participation.comments.labels import author_label
from civic.web.parsing import whole_number

blueprint = Blueprint("workbench", __name__, template_folder="templates", url_prefix="/workbench")


def curated_by_me(run_id: int) -> tuple[AnalysisRun, Corpus]:
    """A finished run and what it has read, for those who may curate it."""
    found = finished_run(run_id)
    corpus = found.corpus
    require(current_user, InsightPermission.CURATE, corpus)
    return found, corpus


def about(found: AnalysisRun, corpus: Corpus) -> dict[str, Any]:
    """What every page of a run needs to tell what it is about."""
    return {"run": found, "corpus": corpus, "name_of": partial(labels.item_name, found), "author_label": author_label}


def number_in(text: str) -> int | None:
    """The number that was typed or stands in a hidden field, None where there is none."""
    try:
        number = whole_number(text)
    except ValueError:
        return None
    return number if number >= 0 else None
