"""The city's districts (kecamatan): their codes and names, and their shapes for maps."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from civic.config import settings

DATA = Path(__file__).parent / "data"
WIDTH = 800  # of the drawing; the height follows from the city's shape


@dataclass(frozen=True)
class Place:
    """A district. `path` is its shape as SVG path data, `x` and `y` a point well inside it, for its name.

    Codes are those of Kemendagri, such as 36.71.01: identifiers, never numbers.
    """

    code: str
    name: str
    villages: tuple[str, ...]
    path: str
    x: int
    y: int


@dataclass(frozen=True)
class CityMap:
    """All districts of the city, drawn to one scale."""

    places: tuple[Place, ...]
    width: int
    height: int

    def place(self, code: str) -> Place | None:
        """The district of a code, if there is one."""
        return next((place for place in self.places if place.code == code), None)


def city_map() -> CityMap:
    """The districts of the city that this portal serves; none where no shapes are known for its code."""
    return _load(settings().region_code)


@lru_cache(maxsize=4)
def _load(code: str) -> CityMap:
    path = DATA / f"{code}.geojson"
    if not path.is_file():
        return CityMap((), WIDTH, 0)
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    points = [point for feature in features for point in feature["geometry"]["coordinates"][0]]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    across = math.cos(math.radians((south + north) / 2))  # a degree of longitude is shorter by this
    scale = WIDTH / ((east - west) * across)

    def project(point: list[float]) -> tuple[int, int]:
        return round((point[0] - west) * across * scale), round((north - point[1]) * scale)

    places = []
    for feature in features:
        ring = [project(point) for point in feature["geometry"]["coordinates"][0]]
        steps = pairwise(ring)
        path_data = f"M{ring[0][0]} {ring[0][1]}" + "".join(f"l{b[0] - a[0]} {b[1] - a[1]}" for a, b in steps) + "z"
        x, y = project(feature["properties"]["label"])
        villages = tuple(feature["properties"]["kelurahan"])
        places.append(Place(feature["id"], feature["properties"]["name"], villages, path_data, x, y))
    return CityMap(tuple(places), WIDTH, round((north - south) * scale))
