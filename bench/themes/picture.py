"""The pictures of bench/README.md: quality against seconds, and growth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import exp, log
from pathlib import Path
from statistics import fmean
from typing import Any

from bench.sections import FOLDER, kept
from bench.themes.peers import TITLES
from bench.themes.vectors import MissingPackage, advice

PICTURES = FOLDER / "pictures"
OURS, GRID = "#b3261e", "#d9d9d9"
# Form as well as colour, for those who tell colours apart badly (palette: Okabe and Ito 2008).
MARKS = {
    "civic": ("o", OURS),
    "nmf": ("s", "#0072b2"),
    "lsa": ("^", "#009e73"),
    "lda": ("v", "#7f7f7f"),
    "bertopic": ("D", "#e69f00"),
    "minilm": ("P", "#56b4e9"),
}


ALT = {
    "quality": "Three scatter plots: NPMI, diversity and NMI of each engine over its seconds on a logarithmic scale, "
    "means over the corpora; the tables below hold the figures",
    "growth": "Two line plots on logarithmic scales: seconds and peak memory of civic analyse by number of comments; "
    "the tables below hold the figures",
}


def markdown() -> list[str]:
    """The pictures that are there, each with its text for those who do not see it."""
    there = [name for name in ALT if (PICTURES / f"{name}.svg").is_file()]
    return [f"![{ALT[name]}](pictures/{name}.svg)" for name in there]


def draw() -> None:
    """Draw what the kept results allow. Raises MissingPackage."""
    try:
        import matplotlib as mpl
    except ImportError:
        raise MissingPackage(advice("matplotlib")) from None
    mpl.use("svg")
    # Texts stay texts and nothing depends on chance or the day: the same figures give the same bytes.
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "civic", "font.family": "sans-serif", "font.size": 10})
    PICTURES.mkdir(exist_ok=True)
    themes, growth, million = kept("themes"), kept("growth"), kept("million")
    if themes is not None:
        _quality(themes.figures)
    if growth is not None:
        _growth(growth.figures | ({} if million is None else million.figures))


def _quality(figures: Mapping[str, list[dict[str, Any]]]) -> None:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 3, figsize=(9.6, 3.5), sharex=True, layout="constrained")
    panels = {"NPMI@10": "npmi", "diversity@10": "diversity", "NMI": "nmi"}
    for axis, (title, name) in zip(axes, panels.items(), strict=True):
        for engine, (seconds, value) in _means(figures.values(), name).items():
            marker, colour = MARKS[engine]
            size = 90 if engine == "civic" else 50
            axis.scatter(seconds, value, s=size, marker=marker, color=colour, label=TITLES[engine], zorder=3)
        axis.set(xscale="log", xlabel="seconds, one thread", title=title)
        axis.margins(0.15)
        _plain(axis)
    handles, names = axes[-1].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=len(names), frameon=False, fontsize=9)
    _save(figure, PICTURES / "quality.svg", "Quality and seconds of each engine")


def _growth(figures: Mapping[str, Mapping[str, float]]) -> None:
    from matplotlib import pyplot

    sizes = sorted(int(size) for size in figures)
    figure, axes = pyplot.subplots(1, 2, figsize=(7.2, 3), layout="constrained")
    for axis, (title, name) in zip(axes, {"seconds": "seconds", "peak memory, MiB": "peak_mib"}.items(), strict=True):
        values = [figures[str(size)][name] for size in sizes]
        axis.plot(sizes, values, color=OURS, marker="o")
        for size, value in zip(sizes, values, strict=True):
            axis.annotate(f"{value:,.0f}", (size, value), xytext=(0, 7), textcoords="offset points", ha="center")
        axis.set(xscale="log", yscale="log", xlabel="comments", title=title)
        axis.margins(0.15)
        _plain(axis)
    _save(figure, PICTURES / "growth.svg", "Seconds and memory by number of comments")


def _means(corpora: Iterable[list[dict[str, Any]]], name: str) -> dict[str, tuple[float, float]]:
    """Geometric mean of the seconds and mean of a score for each engine, over the corpora that have the score."""
    found: dict[str, list[tuple[float, float]]] = {}
    for lines in corpora:
        for line in lines:
            if line[name] is not None:
                found.setdefault(line["engine"], []).append((log(line["seconds"]), line[name]))
    return {engine: (exp(fmean(s for s, _ in pairs)), fmean(v for _, v in pairs)) for engine, pairs in found.items()}


def _plain(axis: Any) -> None:
    axis.grid(color=GRID, linewidth=0.6)
    axis.set_axisbelow(True)
    axis.minorticks_off()
    axis.xaxis.set_major_formatter("{x:,.7g}")
    axis.yaxis.set_major_formatter("{x:,.7g}")
    axis.spines[["top", "right"]].set_visible(False)


def _save(figure: Any, path: Path, title: str) -> None:
    from matplotlib import pyplot

    figure.savefig(path, metadata={"Date": None, "Creator": None, "Title": title})
    pyplot.close(figure)
    # Writers end lines with blanks; a repository should not hold them.
    path.write_text("\n".join(line.rstrip() for line in path.read_text().splitlines()) + "\n")
