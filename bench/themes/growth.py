"""Seconds and memory from a thousand comments to a million, through the whole command `civic analyse`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import log
from pathlib import Path
from statistics import fmean

from bench.rows import Row
from bench.sections import Section, kept
from bench.themes import samples
from bench.themes.corpora import Corpus
from bench.themes.process import Cost, measure
from bench.themes.runs import run

SIZES = (1_000, 10_000, 100_000)
MILLION = 1_000_000
CORES = min(2, os.cpu_count() or 1)
MOST_MIB = 4096
MOST_S = {100_000: 60.0, MILLION: 720.0}
MOST_EXPONENT = 1.1
AHEAD = 50
BERTOPIC_SIZE = 10_000
BERTOPIC_THEMES = 20


def section() -> Section:
    """1,000 to 100,000 comments, and BERTopic at 10,000."""
    costs = {size: cost(size) for size in SIZES}
    figures = {str(size): asdict(found) for size, found in costs.items()}
    rows = [row for size, found in costs.items() for row in cost_rows(size, found)]
    return Section([*rows, against_bertopic()], _text(), figures)


def million() -> Section:
    """1,000,000 comments, and how the seconds grow with the size."""
    found = cost(MILLION)
    figures = {str(MILLION): asdict(found)}
    smaller = kept("growth")
    points = ({} if smaller is None else seconds_by_size(smaller.figures)) | {MILLION: found.seconds}
    rows = cost_rows(MILLION, found)
    # Loading the libraries is half of the time at 1,000 comments and would flatten the line.
    grown = {size: seconds for size, seconds in points.items() if size >= 10_000}
    if len(grown) > 1:
        slope = exponent(list(grown), list(grown.values()))
        rows.append(
            Row(
                "exponent of the seconds, fitted over " + ", ".join(f"{size:,}" for size in grown),
                f"{slope:.2f}",
                limit=f"≤ {MOST_EXPONENT}",
                met=slope <= MOST_EXPONENT,
            )
        )
    return Section(rows, "Drawn as above.", figures)


def cost(size: int) -> Cost:
    """What the command costs on so many comments, with the number of themes left to it, on two cores."""
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder) / "comments.csv", Path(folder) / "themes.json"
        samples.write(file, size)
        command = [sys.executable, "-m", "civic.analysis", str(file), "--json", str(out), "--jobs", str(CORES)]
        return measure(command)


def cost_rows(size: int, found: Cost) -> list[Row]:
    """Seconds and memory, with their limits where there are any."""
    limit = MOST_S.get(size)
    bounded = limit is not None
    return [
        Row(
            f"{size:,} comments, whole command, {CORES} cores",
            f"{found.seconds:.1f} s ({found.cpu_seconds:.1f} s CPU)",
            limit=f"< {limit:.0f} s" if limit else "",
            met=found.seconds < limit if limit else None,
        ),
        Row(
            f"{size:,} comments, peak memory of all processes",
            f"{found.peak_mib:,.0f} MiB",
            limit=f"< {MOST_MIB:,} MiB" if bounded else "",
            met=found.peak_mib < MOST_MIB if bounded else None,
        ),
    ]


def against_bertopic() -> Row:
    """Both at 10,000 of the same comments, the same number of themes, one thread each."""
    texts = tuple(samples.Sampler().draw(BERTOPIC_SIZE))
    corpus = Corpus("sampled10k", "10,000 sampled comments", "mixed", BERTOPIC_THEMES, texts)
    # Seconds of the processor: on one thread those of the clock, without what else the machine is doing.
    ours, theirs = run(corpus, "civic").cpu_seconds, run(corpus, "bertopic").cpu_seconds
    return Row(
        f"BERTopic at {BERTOPIC_SIZE:,} comments and {BERTOPIC_THEMES} themes, one thread",
        f"{theirs:.0f} s against {ours:.1f} s CPU",
        f"{theirs / ours:.0f} × ours",
        f"≥ {AHEAD} ×",
        theirs >= AHEAD * ours,
    )


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """Slope of the least-squares line through (log size, log seconds); 1 means that twice the size takes twice."""
    x, y = [log(size) for size in sizes], [log(second) for second in seconds]
    middle, height = fmean(x), fmean(y)
    above = sum((a - middle) * (b - height) for a, b in zip(x, y, strict=True))
    return above / sum((a - middle) ** 2 for a in x)


def seconds_by_size(figures: Mapping[str, Mapping[str, float]]) -> dict[int, float]:
    """Sizes and seconds of a section's figures."""
    return {int(size): found["seconds"] for size, found in figures.items()}


def _text() -> str:
    drawn = (samples.__doc__ or "").strip().split("\n\n", 1)[1].replace("\n", " ")
    return (
        f"{drawn}\n\nThe whole command from start to end: reading the file, near-duplicates, themes (their number left "
        "to the engine), labels, quotes, writing the result. Memory is that of all its processes together."
    )
