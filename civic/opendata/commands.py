"""`civic dataset import`."""

from __future__ import annotations

from pathlib import Path

import click

from civic.core.commands import fail, portal_command


@click.group()
def dataset() -> None:
    """The data catalogue."""


@dataset.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--slug", required=True, help="Last part of the dataset's address.")
@click.option("--title", required=True)
@click.option("--agency", "agency_code", help="Code of the agency that owns it; needed when there are several.")
@click.option("--licence", default="cc-by-4.0", show_default=True)
@click.option("--source", default="")
@click.option("--description", default="")
@portal_command
def import_file(
    file: Path, slug: str, title: str, agency_code: str | None, licence: str, source: str, description: str
) -> None:
    """Publish a CSV file, or a new version of it.

    \b
    Example: civic dataset import luas.csv --slug luas-kecamatan --title "Luas kecamatan" --agency kominfo
    """
    from civic.core.agencies.queries import agency_by_code, all_agencies
    from civic.errors import NotFound
    from civic.opendata.actions import DatasetText, import_csv

    try:
        if agency_code:
            agency = agency_by_code(agency_code)
        else:
            agencies = all_agencies()
            if len(agencies) != 1:
                raise fail(f"there are {len(agencies)} agencies; name one with --agency")
            agency = agencies[0]
    except NotFound:
        raise fail(f"there is no agency with the code {agency_code!r}") from None
    try:
        stream = file.open("rb")
    except OSError as error:
        raise fail(f"{file}: {error.strerror}") from None
    with stream:
        text = DatasetText(title, description, licence, source)
        published = import_csv(None, agency, slug, text, stream, file.name)
    click.echo(f"{slug}: {published.resource.row_count} rows published.")
