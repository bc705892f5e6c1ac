"""`make bench`: run every measurement and write bench/README.md; `python -m bench themes growth` runs these alone."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from bench.rows import Row
from bench.sections import FOLDER, Section, compose, keep, kept

HEAD = """# Measurements

Written by `make bench`. Each row compares within one run on one machine; read the ratios, not the seconds.
`python -m bench SUITE ...` measures single suites anew and leaves the others as they were last found. The suites:
{suites}.
The peers come with `pip install 'civic[bench]'`; the labelled corpora are looked for in the folder that
`CIVIC_BENCH_DATA` names. Results of peers are kept in `bench/results/cache`; without it they are measured anew.
"""


@dataclass(frozen=True)
class Suite:
    """Measurements that are run together; the module is loaded when they are.

    Attributes:
        title: its heading in the README.
        entry: `module:function`, where the function gives a Section or the rows alone.
    """

    title: str
    entry: str

    def run(self) -> Section:
        module, _, name = self.entry.partition(":")
        work: Callable[[], Section | list[Row]] = getattr(import_module(module), name)
        found = work()
        return found if isinstance(found, Section) else Section(found)


SUITES = {
    "pages": Suite("Pages and posts", "bench.web:rows"),
    "search": Suite("Search", "bench.search:section"),
    "command": Suite("One consultation, whole command", "bench.command:rows"),
    "themes": Suite("Themes against peers", "bench.themes.quality:section"),
    "leaving-out": Suite("Stability when comments are left out", "bench.themes.leaving_out:section"),
    "short": Suite("English short text with a sentence encoder", "bench.themes.short:section"),
    "counts": Suite("Number of themes", "bench.themes.counts:section"),
    "labels": Suite("Labels", "bench.themes.labels:section"),
    "minority": Suite("A small theme among many comments", "bench.themes.minority:section"),
    "learning": Suite("Themes that learn", "bench.learning.section:section"),
    "duplicates": Suite("Campaigns and copies", "bench.duplicates:rows"),
    "growth": Suite("Growth", "bench.themes.growth:section"),
    "million": Suite("A million comments", "bench.themes.growth:million"),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the suites; 1 when a limit does not hold, 2 when something they need is missing."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("suite", nargs="*", metavar="SUITE", help=f"all unless named: {', '.join(SUITES)}")
    parser.add_argument("--write", action="store_true", help="measure nothing, compose README.md from what is kept")
    asked = parser.parse_args(arguments)
    unknown = sorted(set(asked.suite) - set(SUITES))
    if unknown:
        parser.error(f"no suite is called {', '.join(unknown)}; there are {', '.join(SUITES)}")
    names = [] if asked.write else [name for name in SUITES if not asked.suite or name in asked.suite]
    failed = [name for name in names if not _measured(name)]
    _write()
    missed = [what for name in SUITES if (section := kept(name)) for what in section.missed]
    print(f"Not within its limit: {', '.join(missed)}" if missed else "Every limit holds.")
    return 2 if failed else int(bool(missed))


def _measured(name: str) -> bool:
    """Run and keep one suite; what went wrong is said in one line, and the former figures stay."""
    from bench.themes.corpora import MissingCorpus
    from bench.themes.runs import RunFailed

    print(f"== {SUITES[name].title}", flush=True)
    try:
        section = SUITES[name].run()
    except (MissingCorpus, RunFailed) as error:
        print(f"{name}: {error}", file=sys.stderr, flush=True)
        return False
    keep(name, section)
    for row in section.rows:
        met = "" if row.met is None else ("yes  " if row.met else "NO   ")
        print(f"{met:5}{row.what}: {row.measured}  {row.ratio}  {row.limit}", flush=True)
    return True


def _write() -> None:
    from bench.themes.picture import draw, markdown
    from bench.themes.vectors import MissingPackage

    try:
        draw()
    except MissingPackage as error:
        print(f"The pictures stay as they are: {error}", file=sys.stderr)
    head = HEAD.format(suites=", ".join(f"`{name}`" for name in SUITES))
    titles = {name: suite.title for name, suite in SUITES.items()}
    (FOLDER / "README.md").write_text(compose(titles, head, markdown()), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
