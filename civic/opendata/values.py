"""What travels between the rooms of the catalogue: columns with their profile, charts, previews."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from civic.tabular.kinds import Kind


@dataclass(frozen=True)
class Column:
    """One column of a table: how its cells are read, and what they hold.

    `kind` is text, integer, decimal or date; `reading` tells codes from text and years from figures, and which
    sign stood before the decimals (a `Kind` of the reader). `is_chosen`: a steward said so.
    """

    name: str
    kind: str
    reading: str = ""
    is_chosen: bool = False
    missing: int = 0
    distinct: int = 0
    minimum: Any = None
    maximum: Any = None
    mean: float | None = None
    top: tuple[tuple[Any, int], ...] = ()

    @property
    def is_figure(self) -> bool:
        """Whether there is something to add up or to draw: no code, no year."""
        return self.kind in ("integer", "decimal") and self.reading != Kind.YEAR

    @property
    def is_code(self) -> bool:
        return self.reading == Kind.CODE

    @property
    def is_name(self) -> bool:
        """Text that people read, or a time: what stands beside a bar."""
        return not self.is_figure and not self.is_code


@dataclass(frozen=True)
class Chart:
    """The chart a steward chose: `bar` or `line`, names from one column, figures from another."""

    kind: str
    label: str
    value: str

    def fits(self, columns: list[Column]) -> bool:
        by_name = {column.name: column for column in columns}
        return self.label in by_name and self.value in by_name and by_name[self.value].kind in ("integer", "decimal")


@dataclass(frozen=True)
class Preview:
    """What a page shows of a table without opening it: first rows, and the points of its chart."""

    rows: tuple[tuple[Any, ...], ...] = ()
    points: tuple[tuple[str, float], ...] = ()


def as_json(value: Any) -> Any:
    """A value of this file (or None) for a JSON column."""
    return {} if value is None else asdict(value)


def from_json(kind: type[Any], stored: dict[str, Any]) -> Any:
    """Back from a JSON column; keys of another version of the portal are passed over."""
    known = {field.name for field in fields(kind)}
    return kind(**{key: _tuple(item) for key, item in stored.items() if key in known})


def _tuple(item: Any) -> Any:
    return tuple(map(_tuple, item)) if isinstance(item, list) else item
