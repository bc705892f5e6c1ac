"""`civic consultation import`."""

from __future__ import annotations

import math
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic.core.commands import CommandError, fail, portal_command

if TYPE_CHECKING:
    from civic.participation.consultations.models import Consultation
    from civic.participation.imports.columns import Questions


@click.group()
def consultation() -> None:
    """Consultations: import, analyse."""


@consultation.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--title", help="Title of the consultation, when it is to be made.")
@click.option("--agency", "agency_code", help="Code of the agency that owns it, when it is to be made.")
@click.option("--text-column", metavar="C", help="Column that holds the text; recognised unless named.")
@click.option("--sheet", metavar="S", help="Sheet of a workbook; the only one with rows unless named.")
@click.option("--skip-bad", is_flag=True, help="Leave out rows that are wrong instead of refusing the file.")
@portal_command
def import_file(
    slug: str,
    file: Path,
    title: str | None,
    agency_code: str | None,
    text_column: str | None,
    sheet: str | None,
    skip_bad: bool,
) -> None:
    """Add the comments of a file (CSV, JSON, XLSX, Polis' comments.csv). Those that are there stay as they are.

    \b
    Example: civic consultation import taman-kota comments.csv --title "Taman kota" --agency dlh
    """
    from civic.core.db.transactions import transaction
    from civic.participation.imports.actions import add_comments, read_file
    from civic.participation.imports.errors import BadFile

    try:
        incoming = read_file(file, _questions(slug, title), text_column=text_column, sheet=sheet)
        hidden = not sys.stderr.isatty()
        with click.progressbar(length=incoming.count, label="Importing", file=sys.stderr, hidden=hidden) as bar:
            drawn = incoming.drawn(lambda _rows: bar.update(1))
        with transaction():  # a consultation that is made for a bad file is not kept
            consultation = _consultation(slug, title, agency_code)
            report = add_comments(None, consultation, drawn, leave_out=math.inf if skip_bad else 0)
    except BadFile as error:
        raise fail(f"{file}: {error.message}") from None
    left_out = f", {report.problem_count} left out ({report.summary_of_problems()})" if report.problems else ""
    for note in report.notes:
        click.echo(f"{file}: {note}", err=True)
    click.echo(f"{slug}: {report.added} comments added, {report.known} known already{left_out}.")


def _questions(slug: str, title: str | None) -> Questions:
    """What the consultation asks, before the file is read at length; one that is still to be made asks nothing."""
    from civic.errors import NotFound
    from civic.participation.consultations.queries import consultation_by_slug
    from civic.participation.imports.queries import questions_of

    try:
        return questions_of(consultation_by_slug(slug))
    except NotFound:
        if title is None:
            raise _missing(slug) from None
        return {}


def _missing(slug: str) -> CommandError:
    return fail(f"there is no consultation {slug!r}; give a --title to make one")


def _consultation(slug: str, title: str | None, agency_code: str | None) -> Consultation:
    from civic.errors import NotFound
    from civic.participation.consultations.queries import consultation_by_slug

    try:
        return consultation_by_slug(slug)
    except NotFound:
        if title is None:
            raise _missing(slug) from None
    return _make(slug, title, agency_code)


def _make(slug: str, title: str, agency_code: str | None) -> Consultation:
    """A closed consultation in a process of its own, to hold what was gathered elsewhere."""
    from sqlalchemy import select

    from civic.core.agencies.queries import agency_by_code, all_agencies
    from civic.core.db.types import utcnow
    from civic.core.text import check_slug
    from civic.errors import NotFound
    from civic.extensions import db
    from civic.participation.consultations.models import Consultation
    from civic.participation.processes.models import Phase, PhaseKind, Process

    try:
        agencies = [agency_by_code(agency_code)] if agency_code else all_agencies()
    except NotFound:
        raise fail(f"there is no agency with the code {agency_code!r}") from None
    if len(agencies) != 1:
        raise fail(f"there are {len(agencies)} agencies; name one with --agency")
    check_slug(slug)
    if db.session.scalar(select(Process.id).where(Process.slug == slug)):
        raise fail(f"a process has the address {slug!r} already; choose another for the consultation")
    now = utcnow()
    process = Process(slug=slug, title=title, agency=agencies[0])
    process.phases.append(Phase(kind=PhaseKind.ANALYSIS, starts_at=now))
    made = Consultation(slug=slug, title=title, process=process, opens_at=now - timedelta(seconds=1), closes_at=now)
    db.session.add(made)
    db.session.flush()
    return made
