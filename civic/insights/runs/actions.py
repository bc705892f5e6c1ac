"""Starting an analysis, and storing what it found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import insert

from civic.analysis import GRAINS
from civic.core.accounts.models import Account
from civic.core.agencies.models import Agency
from civic.core.audit import record
from civic.core.db.transactions import locked, transaction
from civic.core.db.types import utcnow
from civic.core.jobs import enqueue, progress
from civic.core.permissions import require
from civic.errors import Conflict, Invalid
from civic.extensions import Model, db
from civic.insights.corpora.sources import ACTIVITY
from civic.insights.frames.queries import frames_in
from civic.insights.permissions import InsightPermission
from civic.insights.runs.models import AnalysisRun, RunAssignment, RunDuplicate, RunTheme
from civic.insights.runs.notices import on_finished
from civic.insights.runs.queries import latest_run
from civic.modules.corpora import Corpus

if TYPE_CHECKING:  # web pages start analyses; only the job needs the engine
    from civic.analysis.campaigns import Campaign
    from civic.analysis.result import Membership, Result, Theme

BATCH = 2_000
MAX_THEMES = 60
JOB = "insights.analyse"
_FOLDER = re.compile(r"[^+@]*[/\\]")


class AnalysisUnderWay(Conflict):
    """The comments are being read already."""

    default = _l("These comments are being analysed already. Wait until it has finished.")


def start_analysis(
    actor: Account, corpus: Corpus, n_themes: int | str = "auto", frame_id: int | None = None
) -> AnalysisRun:
    """Ask for a run; row and job are stored together.

    Args:
        n_themes: a number, or one of `GRAINS`.
        frame_id: the code frame whose themes are there from the start.

    Raises:
        Invalid, AnalysisUnderWay, NotPermitted.
    """
    with transaction():
        # Of several who ask at once one is first, and the others see its run.
        locked(db.session.get_one(Agency, corpus.agency_id))
        run = _new_run(actor, corpus, n_themes, frame_id)
        last = latest_run(corpus.kind, corpus.ref, before=run.id)
        if last is not None and last.finished_at is None and is_under_way(last):
            raise AnalysisUnderWay
        run.job_id = enqueue(db.session.connection(), JOB, {"run_id": run.id})
        return run


def prepare_here(actor: Account | None, corpus: Corpus, n_themes: int | str = "auto") -> AnalysisRun:
    """A run that the caller will carry out in its own process, as the command line does."""
    with transaction():
        return _new_run(actor, corpus, n_themes)


def is_under_way(run: AnalysisRun) -> bool:
    """Whether the run's job may still finish."""
    state = progress(run.job_id)
    return run.finished_at is None and state is not None and not state.is_over


def store_result(run_id: int, result: Result, people_count: int) -> bool:
    """Keep what the engine found, once: a second call for the same run changes nothing and returns False."""
    with transaction():
        run = db.session.get_one(AnalysisRun, run_id, with_for_update=True)
        if run.finished_at is not None:
            return False
        _insert(RunTheme, (_theme(run_id, theme) for theme in result.themes))
        _insert(RunDuplicate, (_campaign(run_id, campaign) for campaign in result.campaigns))
        kind = run.source.item_kind
        campaign_of = {i: int(c.representative) for c in result.campaigns for i in c.ids}
        entries = result.memberships.items()
        _insert(RunAssignment, (_assignment(run_id, kind, *entry, campaign_of.get(entry[0])) for entry in entries))
        run.engine, run.metrics = _public(result.engine), vars(result.metrics)
        run.cautions = [asdict(caution) for caution in result.cautions]
        run.languages, run.map = dict(result.languages), dict(result.map)
        run.comment_count, run.people_count = len(result.memberships), people_count
        run.unassigned_count = run.comment_count - sum(theme.size for theme in result.themes)
        run.finished_at = utcnow()
        record(None, "analysis.finished", run, themes=len(result.themes))
        on_finished(run)
        return True


def _new_run(actor: Account | None, corpus: Corpus, n_themes: int | str, frame_id: int | None = None) -> AnalysisRun:
    if actor is not None:
        require(actor, InsightPermission.ANALYSE, corpus)
    if n_themes not in GRAINS and not (isinstance(n_themes, int) and 2 <= n_themes <= MAX_THEMES):
        raise Invalid("n_themes", _("Give a number from 2 to %(max)s, or leave it to the program.", max=MAX_THEMES))
    if not corpus.size:
        raise Invalid("n_themes", _("There are no comments to read yet."))
    wanted = {"n_themes": n_themes, "seed": 0}
    if frame_id is not None:
        if frame_id not in {frame.id for frame in frames_in(corpus.agency_id)}:
            raise Invalid("frame", _("Choose a code frame of this agency."))
        wanted["frame"] = frame_id
    run = AnalysisRun(
        source_kind=corpus.kind,
        source_ref=corpus.ref,
        activity_id=int(corpus.ref) if corpus.kind == ACTIVITY else None,
        settings=wanted,
        created_by=actor.id if actor else None,
    )
    db.session.add(run)
    db.session.flush()
    record(actor, "analysis.started", run, **{corpus.kind: corpus.ref}, themes=n_themes)
    return run


def _theme(run_id: int, theme: Theme) -> dict[str, Any]:
    parts = sorted(theme.subthemes, key=lambda part: -part.size)
    return {
        "run_id": run_id,
        "number": theme.id,
        "label": theme.label[:200],
        "labels": [label[:200] for label in theme.labels],
        "terms": list(theme.terms),
        "size": theme.size,
        "quotes": [int(number) for number in theme.quotes],
        "stability": theme.stability,
        "subthemes": [
            {"number": part.id, "label": part.label, "size": part.size, "labels": list(part.labels)} for part in parts
        ],
    }


def _campaign(run_id: int, campaign: Campaign) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "representative": int(campaign.representative),
        "members": [int(number) for number in campaign.ids],
        "size": campaign.size,
        "people": campaign.people,
        "first": datetime.fromisoformat(campaign.first) if campaign.first else None,
        "last": datetime.fromisoformat(campaign.last) if campaign.last else None,
        "differences": list(campaign.differences),
    }


def _assignment(
    run_id: int, item_kind: str, item_id: str, membership: Membership, campaign: int | None
) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "item_id": int(item_id),
        "item_kind": item_kind,
        "theme": membership.theme,
        "weight": membership.weight,
        "terms": list(membership.terms),
        "second": membership.second,
        "part": membership.subtheme,
        "campaign": campaign,
        "home": membership.theme,
    }


def _insert(table: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows in batches, made as they go in: a large corpus has a million."""
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        db.session.execute(insert(table), batch)


def _public(engine: dict[str, Any]) -> dict[str, Any]:
    """The engine's settings without the folder in which this machine keeps an encoder: they are published."""
    encoder = _FOLDER.sub("", engine["settings"]["encoder"])
    return engine | {"settings": engine["settings"] | {"encoder": encoder}}
