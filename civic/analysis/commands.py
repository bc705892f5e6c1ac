"""`civic analyse`: themes of one file, without portal or database."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic.analysis.errors import AnalysisError

if TYPE_CHECKING:
    from civic.analysis.types import Result


class _Themes(click.ParamType[object]):
    name = "N|auto"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        if value == "auto":
            return value
        try:
            number = int(str(value))
        except ValueError:
            number = 0
        if not 1 <= number <= 500:
            self.fail("give a whole number from 1 to 500, or auto", param, ctx)
        return number


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--text-column", metavar="C", help="Column that holds the text; recognised unless named.")
@click.option("--id-column", metavar="C", help="Column that holds the id; the line number unless there is one.")
@click.option("--themes", type=_Themes(), default="auto", show_default=True, help="How many themes.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same result.")
@click.option("--json", "out", type=click.Path(path_type=Path), metavar="OUT", help="Write the result to this file.")
def analyse(
    file: Path, text_column: str | None, id_column: str | None, themes: int | str, seed: int, out: Path | None
) -> None:
    """Find the themes of a file of comments (CSV, JSON Lines, XLSX).

    \b
    Example: civic analyse comments.csv --text-column comment-body --json themes.json
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        result = _run(file, text_column, id_column, themes, seed)
        if out is not None:
            _write(out, result.to_json())
    except AnalysisError as error:
        raise click.UsageError(str(error)) from None
    if out is None:
        _show(result)
    else:
        click.echo(f"{len(result.themes)} themes of {len(result.assignments)} comments in {out}")


def _run(file: Path, text_column: str | None, id_column: str | None, themes: int | str, seed: int) -> Result:
    from civic.analysis.engine import analyse as run
    from civic.analysis.io import read_comments
    from civic.analysis.types import Settings

    comments = read_comments(file, text_column, id_column)
    settings = Settings(n_themes=themes, seed=seed)  # type: ignore[arg-type]
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=100, label="Analysing", file=sys.stderr, hidden=hidden) as bar:
        return run(comments, settings, lambda percent, _code: bar.update(percent - bar.pos))


def _write(out: Path, text: str) -> None:
    """Whole or not at all."""
    try:
        with tempfile.NamedTemporaryFile("w", dir=out.parent, delete=False, encoding="utf-8") as file:
            file.write(text)
        Path(file.name).chmod(0o644)
        Path(file.name).replace(out)
    except OSError as error:
        raise AnalysisError(f"{out}: cannot be written ({error.strerror})") from None


def _show(result: Result) -> None:
    for theme in result.themes:
        click.echo(f"{theme.size:6}  {theme.label}")
        click.echo(f"        {', '.join(theme.terms)}")
    left = sum(theme is None for theme in result.assignments.values())
    click.echo(f"{left:6}  in no theme")
    figures = result.metrics
    click.echo(
        f"coherence {figures.coherence_npmi}, diversity {figures.diversity}, "
        f"coverage {figures.coverage}, stability {figures.stability}"
    )
