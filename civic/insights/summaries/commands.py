"""`civic summary publish`."""

from __future__ import annotations

import click

from civic.core.commands import fail, portal_command


@click.group()
def summary() -> None:
    """Published summaries."""


@summary.command()
@click.argument("slug")
@portal_command
def publish(slug: str) -> None:
    """Publish the newest analysis of a consultation, with its edits, as the next edition.

    \b
    Example: civic summary publish taman-kota
    """
    from civic.errors import NotFound
    from civic.insights.corpora.sources import ACTIVITY
    from civic.insights.runs.queries import latest_run
    from civic.insights.summaries.actions import publish_summary
    from civic.participation.consultations.queries import consultation_by_slug

    try:
        activity = consultation_by_slug(slug)
    except NotFound:
        raise fail(f"there is no consultation {slug!r}") from None
    run = latest_run(ACTIVITY, str(activity.id), finished=True)
    if run is None:
        raise fail(f"{slug} has not been analysed yet; run: civic consultation analyse {slug} --wait")
    edition = publish_summary(None, run)
    click.echo(f"Edition {edition.number} of {slug}: {len(edition.content.themes)} themes.")
