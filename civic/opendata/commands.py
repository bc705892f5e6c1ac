"""`civic dataset import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic.core.commands import fail, portal_command

if TYPE_CHECKING:
    from civic.core.agencies.models import Agency


@click.group()
def dataset() -> None:
    """The data catalogue."""


@dataset.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--slug", required=True, help="Last part of the dataset's address.")
@click.option("--title", required=True, help="Title of the dataset, or of the table that --table names.")
@click.option("--agency", "agency_code", help="Code of the agency that owns it; needed when there are several.")
@click.option("--licence", default="cc-by-4.0", show_default=True)
@click.option("--source", default="")
@click.option("--description", default="")
@click.option("--table", "table_slug", default="data", show_default=True, help="Which of the dataset's tables.")
@click.option("--sheet", metavar="S", help="Sheet of a workbook; the only one with rows unless named.")
@portal_command
def import_file(
    file: Path,
    slug: str,
    title: str,
    agency_code: str | None,
    licence: str,
    source: str,
    description: str,
    table_slug: str,
    sheet: str | None,
) -> None:
    """Publish a file (CSV, XLSX, JSON) as a table of a dataset, or as a new version of it.

    \b
    Example: civic dataset import luas.csv --slug luas-kecamatan --title "Luas kecamatan" --agency kominfo
    """
    from civic.errors import Invalid
    from civic.opendata.actions import DatasetText, Place, publish_table, text_of
    from civic.opendata.models import FIRST_TABLE
    from civic.opendata.queries import dataset_by_slug

    agency = _agency(agency_code)
    try:
        stream = file.open("rb")
    except OSError as error:
        raise fail(f"{file}: {error.strerror}") from None
    text, place = DatasetText(title, description, licence, source), Place(slug)
    if table_slug != FIRST_TABLE:
        text, place = text_of(dataset_by_slug(slug)), Place(slug, table_slug, title)
    with stream:
        try:
            resource = publish_table(None, agency, place, text, stream, file.name, sheet=sheet)
        except Invalid as error:
            raise fail(f"{file}: {error.message}" if error.field == "file" else error.message) from None
    click.echo(f"{slug}: {resource.row_count} rows published, version {resource.newest.number}.")


def _agency(code: str | None) -> Agency:
    from civic.core.agencies.queries import agency_by_code, all_agencies
    from civic.errors import NotFound

    if code:
        try:
            return agency_by_code(code)
        except NotFound:
            raise fail(f"there is no agency with the code {code!r}") from None
    agencies = all_agencies()
    if len(agencies) != 1:
        raise fail(f"there are {len(agencies)} agencies; name one with --agency")
    return agencies[0]
