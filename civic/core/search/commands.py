"""`civic search ...`"""

from __future__ import annotations

import sys

import click

from civic.core.commands import portal_command
from civic.core.search import actions


@click.group(name="search")
def search() -> None:
    """The portal's search."""


@search.command()
@portal_command
def reindex() -> None:
    """Make the search index anew; needed only after rows were changed by other means than the portal.

    \b
    Example: civic search reindex
    """
    with click.progressbar(length=100, label="Indexing", file=sys.stderr) as bar:
        changed = actions.reindex(lambda percent: bar.update(percent - bar.pos))
    click.echo(f"{changed} documents changed")
