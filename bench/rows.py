"""What a measurement says: one row of the table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measurement.

    Attributes:
        what: what was measured.
        measured: the figure with its unit, for people.
        ratio: how many times the yardstick of the same run (or the share of it).
        limit: the bound that design asks for, as text; empty where there is none.
        met: whether the bound holds; None where there is none.
    """

    what: str
    measured: str
    ratio: str = ""
    limit: str = ""
    met: bool | None = None


def table(rows: list[Row]) -> str:
    """The rows as Markdown."""
    lines = ["| what | measured | ratio | limit | met |", "|---|---|---|---|---|"]
    for row in rows:
        met = "" if row.met is None else ("yes" if row.met else "**no**")
        lines.append(f"| {row.what} | {row.measured} | {row.ratio} | {row.limit} | {met} |")
    return "\n".join(lines)
