"""The themes of a run as a map: circles for themes, squares for how many comments lie where."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from flask import render_template

from civic.core.caching import shared
from civic.errors import NotFound
from civic.insights.curation.queries import curated_run
from civic.insights.curation.replay import Curated, CuratedTheme
from civic.insights.workbench.blueprint import about, blueprint, curated_by_me
from civic.web.filters import shortened

SHADES = 5
LETTERS = 22  # of a name on the map
LETTER_WIDTH, LINE = 0.55, 1.6  # squares that a letter and a line of names take


@dataclass(frozen=True)
class Circle:
    """A theme on the map; its place is `position` in the list beside it, `name` empty where there is no room for it."""

    theme: CuratedTheme
    position: int
    x: float
    y: float
    radius: float
    name: str


@dataclass(frozen=True)
class ThemeMap:
    """What is drawn.

    Attributes:
        shades: SHADES paths of squares, from few comments to many.
        beside: themes that are not on it, because drafters have made them, with their place in the list.
    """

    columns: int
    rows: int
    circles: list[Circle]
    shades: list[str]
    beside: list[tuple[int, CuratedTheme]] = field(default_factory=list)


@blueprint.get("/runs/<int:run_id>/map")
@shared
def themes_map(run_id: int) -> str:
    """Which themes lie near one another."""
    found, corpus = curated_by_me(run_id)
    curated = curated_run(found)
    if not found.map.get("themes"):
        raise NotFound
    return render_template("workbench/map.html", **about(found, corpus), curated=curated, map=drawn(found.map, curated))


def drawn(stored: dict[str, Any], curated: Curated) -> ThemeMap:
    """The map as the engine drew it, its circles as drafters have merged and filled the themes since."""
    circles: list[Circle] = []
    beside = []
    for position, theme in enumerate(curated.themes, 1):
        sources = [stored["themes"][str(number)] for number in sorted(theme.sources) if str(number) in stored["themes"]]
        if not sources:
            beside.append((position, theme))
            continue
        areas = [radius**2 for _x, _y, radius in sources]
        x, y = (sum(s[axis] * area for s, area in zip(sources, areas, strict=True)) / sum(areas) for axis in (0, 1))
        name = shortened(theme.label, LETTERS)
        free = not any(_is_in_the_way(other, x, y, name) for other in circles if other.name)
        circles.append(Circle(theme, position, x, y, math.sqrt(sum(areas)), name if free else ""))
    return ThemeMap(stored["columns"], stored["rows"], circles, _shades(stored["cells"]), beside)


def _is_in_the_way(other: Circle, x: float, y: float, name: str) -> bool:
    width = LETTER_WIDTH * (len(name) + len(other.name)) / 2
    return abs(other.x - x) < width and abs(other.y - y) < 2 * LINE


def _shades(cells: list[list[int]]) -> list[str]:
    """One path for each shade: a square root, so that few comments are seen beside many."""
    most = max((count for _column, _row, count in cells), default=1)
    paths = [""] * SHADES
    for column, row, count in cells:
        shade = min(SHADES - 1, int(SHADES * math.sqrt(count / most)))
        paths[shade] += f"M{column} {row}h1v1h-1z"
    return paths
