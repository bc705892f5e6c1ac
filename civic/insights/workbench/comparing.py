"""Two analyses of the same comments side by side: what stayed, what moved, and the comments that did."""

from __future__ import annotations

from functools import partial

from flask import render_template, request
from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from civic.core.permissions import require
from civic.errors import NotFound
from civic.insights.corpora.queries import corpus_of
from civic.insights.curation.comparing import Outside, Place, compare, moved
from civic.insights.curation.queries import curated_run
from civic.insights.curation.replay import Curated
from civic.insights.permissions import InsightPermission
from civic.insights.runs.models import AnalysisRun
from civic.insights.runs.queries import runs_of
from civic.insights.workbench import labels
from civic.insights.workbench.blueprint import blueprint, number_in
from civic.modules.corpora import Corpus
from civic.web.filters import long_datetime

SHOWN = 30  # moves; the smaller ones are told as a sum
OUTSIDE: dict[Outside, LazyString] = {
    Outside.REMAINDER: _l("No theme"),
    Outside.ASIDE: _l("Set aside"),
    Outside.ABSENT: _l("Not among the comments"),
}


@blueprint.get("/corpora/<source>/<ref>/compare")
def comparison(source: str, ref: str) -> str:
    """Two runs of the drafter's choice, the newest two unless told otherwise, and what moved between them."""
    corpus, runs = _to_compare(source, ref)
    earlier, later = _pair(runs) if len(runs) > 1 else (None, None)
    found = compare(earlier, later) if earlier and later else None
    return render_template(
        "workbench/compare.html",
        corpus=corpus,
        choices=[(run.id, _called(run)) for run in runs],
        earlier=earlier,
        later=later,
        found=found,
        moves=found.moves[:SHOWN] if found else [],
        smaller=found.moves[SHOWN:] if found else [],
        name_of=partial(_name, found.earlier, found.later) if found else None,
        outside=Outside,
    )


@blueprint.get("/corpora/<source>/<ref>/compare/comments")
def comparison_comments(source: str, ref: str) -> str:
    """The comments behind a number of the comparison."""
    corpus, runs = _to_compare(source, ref)
    if len(runs) < 2:
        raise NotFound
    earlier, later = _pair(runs)
    before, after = _place(request.args.get("from")), _place(request.args.get("to"))
    if before is None and after is None:
        raise NotFound
    page = moved(earlier, later, before, after, request.args.get("after"))
    return render_template(
        "workbench/moved.html",
        corpus=corpus,
        earlier=earlier,
        later=later,
        before=before,
        after=after,
        page=page,
        label_of=partial(_name, curated_run(earlier), curated_run(later)),
        name_of=partial(labels.item_name, later),
    )


def _to_compare(source: str, ref: str) -> tuple[Corpus, list[AnalysisRun]]:
    """What was read, and its finished runs, newest first, for those who may curate them."""
    corpus = corpus_of(source, ref)
    require(current_user, InsightPermission.CURATE, corpus)
    return corpus, [run for run in runs_of(corpus) if run.finished_at is not None]


def _pair(runs: list[AnalysisRun]) -> tuple[AnalysisRun, AnalysisRun]:
    """The two that the address names, the older first; what it leaves open is the newest that is left."""
    by_id = {run.id: run for run in runs}
    named = [by_id.get(number_in(text) or 0) for name in ("earlier", "later") if (text := request.args.get(name))]
    if None in named:
        raise NotFound
    chosen = list(dict.fromkeys(run for run in [*named, *runs] if run is not None))[:2]
    earlier, later = sorted(chosen, key=lambda run: run.id)
    return earlier, later


def _called(run: AnalysisRun) -> str:
    assert run.finished_at is not None
    size = ngettext("%(num)s comment", "%(num)s comments", run.comment_count)
    return f"{long_datetime(run.finished_at)} · {size}"


def _place(text: str | None) -> Place | None:
    """The place that an address names; raises NotFound for a text that names none."""
    if not text:
        return None
    if text in list(Outside):
        return Outside(text)
    number = number_in(text)
    if number is None:
        raise NotFound
    return number


def _name(earlier: Curated, later: Curated, place: Place, *, is_source: bool = False) -> str:
    """What a place is called: a theme by its name in the run that it is looked at in."""
    if isinstance(place, Outside):
        return str(OUTSIDE[place])
    theme = (earlier if is_source else later).theme(place)
    if theme is None:
        raise NotFound
    return theme.label
