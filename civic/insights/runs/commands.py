"""`civic consultation analyse` and `civic process analyse`."""

from __future__ import annotations

import sys

import click

from civic.core.commands import fail, portal_command
from civic.modules.corpora import Corpus

THEMES = click.option("--themes", default="auto", show_default=True, metavar="N|auto", help="How many themes.")
WAIT = click.option("--wait", is_flag=True, help="Do it in this process and wait for the result.")


@click.group()
def consultation() -> None:
    """Consultations: import, analyse."""


@click.group()
def process() -> None:
    """Processes: analyse all that was said in one."""


@consultation.command("analyse")
@click.argument("slug")
@THEMES
@WAIT
@portal_command
def analyse_consultation(slug: str, themes: str, wait: bool) -> None:
    """Find the themes of what was said in a consultation, or in another activity; without --wait the worker does it.

    \b
    Example: civic consultation analyse taman-kota --wait
             civic consultation analyse drafts/sampah --wait
    """
    from civic.errors import NotFound
    from civic.insights.corpora.sources import of_activity
    from civic.participation.processes.queries import activity_at

    try:
        activity = activity_at(slug)
    except NotFound:
        raise fail(f"there is no consultation {slug!r}") from None
    _analyse(of_activity(activity), themes, wait)


@process.command("analyse")
@click.argument("slug")
@THEMES
@WAIT
@portal_command
def analyse_process(slug: str, themes: str, wait: bool) -> None:
    """Find the themes of all comments in a process; without --wait the worker does it.

    \b
    Example: civic process analyse ruang-terbuka-hijau --wait
    """
    from civic.errors import NotFound
    from civic.insights.corpora.sources import of_process
    from civic.participation.processes.queries import process_by_slug

    try:
        found = process_by_slug(slug)
    except NotFound:
        raise fail(f"there is no process {slug!r}") from None
    _analyse(of_process(found), themes, wait)


def _analyse(corpus: Corpus, themes: str, wait: bool) -> None:
    from civic.core.db.transactions import transaction
    from civic.core.jobs import enqueue
    from civic.extensions import db
    from civic.insights.runs.actions import JOB, prepare_here

    if themes != "auto" and not themes.isdigit():
        raise fail(f"--themes is {themes!r}; give a number or auto")
    with transaction():
        run = prepare_here(None, corpus, int(themes) if themes != "auto" else "auto")
        if not wait:
            run.job_id = enqueue(db.session.connection(), JOB, {"run_id": run.id})
    if not wait:
        click.echo(f"Run {run.id} is queued.")
        return
    _wait(run.id)


def _wait(run_id: int) -> None:
    from civic.core.jobs import JobState, run_here
    from civic.extensions import db
    from civic.insights.runs.actions import JOB
    from civic.insights.runs.models import AnalysisRun

    with click.progressbar(length=100, label="Analysing", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        result = run_here(JOB, {"run_id": run_id}, lambda percent: bar.update(percent - bar.pos))
    if result.state is not JobState.DONE:
        raise fail(result.error or "the analysis failed; the log says why")
    run = db.session.get_one(AnalysisRun, run_id)
    click.echo(f"Run {run.id}: {len(run.themes)} themes of {run.comment_count} comments.")
