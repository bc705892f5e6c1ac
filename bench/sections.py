"""What a suite found, kept in bench/results, and bench/README.md composed from the newest of each."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.rows import Row, table

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results"
NOTES = FOLDER / "themes" / "notes.md"


@dataclass(frozen=True)
class Section:
    """The outcome of one suite.

    Attributes:
        rows: its measurements.
        text: Markdown before the rows: how it was measured, tables that compare engines.
        figures: numbers that other suites and the pictures use, JSON types only.
        machine: what it ran on.
    """

    rows: list[Row]
    text: str = ""
    figures: dict[str, Any] = field(default_factory=dict)
    machine: str = ""

    @property
    def missed(self) -> list[str]:
        """What is not within its limit."""
        return [row.what for row in self.rows if row.met is False]


def machine() -> str:
    """What decides a figure besides the code; no name and no date, so that the same figures give the same page."""
    return f"Python {platform.python_version()}, scikit-learn {version('scikit-learn')}, {os.cpu_count()} cores"


def keep(name: str, section: Section) -> None:
    """Write what a suite found."""
    RESULTS.mkdir(exist_ok=True)
    document = asdict(section) | {"machine": section.machine or machine()}
    (RESULTS / f"{name}.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def kept(name: str) -> Section | None:
    """What a suite found when it last ran; None when it never did."""
    path = RESULTS / f"{name}.json"
    if not path.is_file():
        return None
    document = json.loads(path.read_text(encoding="utf-8"))
    return Section(**document | {"rows": [Row(**row) for row in document["rows"]]})


def compose(titles: Mapping[str, str], head: str, pictures: Iterable[str] = ()) -> str:
    """The whole page: pictures, every suite in the order of `titles`, then what was not reached and why."""
    found = {name: section for name in titles if (section := kept(name)) is not None}
    machines = sorted({section.machine for section in found.values()}) or ["Nothing measured yet"]
    parts = [head, f"{'; '.join(machines)}.\n", *(f"{picture}\n" for picture in pictures)]
    for name, section in found.items():
        parts.append(f"## {titles[name]}\n\n{section.text.strip()}\n" if section.text else f"## {titles[name]}\n")
        if section.rows:
            parts.append(table(section.rows) + "\n")
    missed = [f"- {titles[name]}: {what}" for name, section in found.items() for what in section.missed]
    parts.append("## What was not reached\n\n" + ("\n".join(missed) or "Every limit holds.") + "\n")
    if missed and NOTES.is_file():
        parts.append(NOTES.read_text(encoding="utf-8").strip() + "\n")
    return "\n".join(parts)
