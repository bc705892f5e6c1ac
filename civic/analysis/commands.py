"""`civic analyse`: themes of one file, without portal or database."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from civic.analysis.errors import AnalysisError

if TYPE_CHECKING:
    from civic.analysis.result import Result
    from civic.analysis.types import Wanted

MOST_THEMES = 500


class _Themes(click.ParamType[object]):
    name = "N|A-B|auto|coarser|finer"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Wanted:
        if value in ("auto", "coarser", "finer"):
            return cast("Wanted", value)
        parts = str(value).split("-")
        if len(parts) > 2 or not all(part.isdecimal() and 1 <= int(part) <= MOST_THEMES for part in parts):
            self.fail(
                f"give a whole number from 1 to {MOST_THEMES}, a range such as 5-15, or auto, coarser, finer",
                param,
                ctx,
            )
        numbers = [int(part) for part in parts]
        if numbers[0] > numbers[-1]:
            self.fail(f"the range {value} ends before it begins", param, ctx)
        return numbers[0] if len(numbers) == 1 else (numbers[0], numbers[1])


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--text-column", metavar="C", help="Column that holds the text; recognised unless named.")
@click.option("--id-column", metavar="C", help="Column that holds the id; the line number unless there is one.")
@click.option("--sheet", metavar="S", help="Sheet of a workbook; the only one with rows unless named.")
@click.option("--themes", type=_Themes(), default="auto", show_default=True, help="How many themes.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    help="The same seed gives the same result.",
)
@click.option("--json", "out", type=click.Path(path_type=Path), metavar="OUT", help="Write the result to this file.")
@click.option(
    "--former", type=click.Path(path_type=Path), metavar="JSON", help="An earlier result: themes keep ids and labels."
)
@click.option(
    "--frame",
    type=click.Path(path_type=Path),
    metavar="JSON",
    help="A code frame: themes that are there from the start.",
)
@click.option(
    "--encoder", default="learned", metavar="E", help="Sentence encoder: a folder or package, as in folder@id."
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=lambda: os.cpu_count() or 1,
    metavar="N",
    help="Processes; all cores unless given.",
)
@click.option("--cluster", metavar="ADDRESS", help="Dask scheduler that the heavy steps run on.")
def analyse(
    file: Path,
    text_column: str | None,
    id_column: str | None,
    sheet: str | None,
    themes: Wanted,
    seed: int,
    out: Path | None,
    former: Path | None,
    frame: Path | None,
    encoder: str,
    jobs: int,
    cluster: str | None,
) -> None:
    """Find the themes of a file of comments (CSV, JSON Lines, XLSX).

    \b
    Example: civic analyse comments.csv --text-column comment-body --json themes.json
    """
    from civic.analysis.corpus import read_comments, read_former
    from civic.analysis.engine import analyse as run
    from civic.analysis.learning import read_frame
    from civic.analysis.types import Resources, Settings

    hidden = not sys.stderr.isatty()
    try:
        before, labels = read_former(former) if former else (None, None)
        kept = read_frame(frame) if frame else None
        with click.progressbar(length=100, label="Analysing", file=sys.stderr, hidden=hidden) as bar:
            result = run(
                read_comments(file, text_column, id_column, sheet),
                Settings(n_themes=themes, seed=seed, encoder=encoder),
                lambda percent, _code: bar.update(percent - bar.pos),
                resources=Resources(n_jobs=jobs, cluster=cluster),
                former=before,
                former_labels=labels,
                frame=kept,
            )
        if out is not None:
            _write(out, result)
    except AnalysisError as error:
        raise click.UsageError(str(error)) from None
    if out is None:
        _show(result)
    else:
        click.echo(f"{len(result.themes)} themes of {len(result.memberships)} comments in {out}")


def _write(out: Path, result: Result) -> None:
    """Whole or not at all."""
    try:
        with tempfile.NamedTemporaryFile("w", dir=out.parent, delete=False, encoding="utf-8") as file:
            file.writelines(result.json_pieces())
        Path(file.name).chmod(0o644)
        Path(file.name).replace(out)
    except OSError as error:
        raise AnalysisError(f"{out}: cannot be written ({error.strerror})") from None


def _show(result: Result) -> None:
    from civic.analysis.cautions import firmness

    for theme in result.themes:
        click.echo(f"{theme.size:6}  {theme.label} ({firmness(theme.stability)})")
        click.echo(f"        {', '.join(theme.terms)}")
        for part in theme.subthemes:
            click.echo(f"        {part.size:6}  {part.label}")
    left = sum(theme is None for theme in result.assignments.values())
    click.echo(f"{left:6}  in no theme")
    for campaign in result.campaigns[:5]:
        click.echo(f"{campaign.size:6}  copies of {campaign.representative}")
    figures = result.metrics
    click.echo(
        f"coherence {figures.coherence_npmi}, diversity {figures.diversity}, "
        f"coverage {figures.coverage}, stability {figures.stability}"
    )
    for caution in result.cautions:
        click.echo(f"Note: {caution}")
