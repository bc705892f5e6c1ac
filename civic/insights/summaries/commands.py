"""`civic summary publish`."""

from __future__ import annotations

from datetime import datetime

import click

from civic.core.commands import fail, portal_command


@click.group()
def summary() -> None:
    """Published summaries."""


@summary.command()
@click.argument("slug")
@click.option(
    "--answer-by", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Until when the city answers the rest."
)
@portal_command
def publish(slug: str, answer_by: datetime | None) -> None:
    """Publish the newest analysis of a consultation, or of another activity, with its edits, as the next edition.

    \b
    Example: civic summary publish taman-kota --answer-by 2027-01-31
             civic summary publish drafts/sampah
    """
    from civic.errors import Invalid, NotFound
    from civic.insights.corpora.sources import ACTIVITY
    from civic.insights.runs.queries import latest_run
    from civic.insights.summaries.actions import publish_summary
    from civic.participation.processes.queries import activity_at

    try:
        activity = activity_at(slug)
    except NotFound:
        raise fail(f"there is no consultation {slug!r}") from None
    run = latest_run(ACTIVITY, str(activity.id), finished=True)
    if run is None:
        raise fail(f"{slug} has not been analysed yet; run: civic consultation analyse {slug} --wait")
    try:
        edition = publish_summary(None, run, answer_by=answer_by.date() if answer_by else None)
    except Invalid as error:
        raise fail(str(error.message)) from None
    click.echo(f"Edition {edition.number} of {slug}: {len(edition.content.themes)} themes.")
