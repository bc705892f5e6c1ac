"""Reading the demonstration city's files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
PASSWORD = "suara kota demo"  # noqa: S105 - of invented people, printed at every start


@dataclass(frozen=True)
class Line:
    """A comment to be: the number of its question, or None for a reply to the one above."""

    question: int | None
    text: str


def city() -> dict[str, Any]:
    """Agencies, people, processes and datasets."""
    loaded: dict[str, Any] = json.loads((DATA / "city.json").read_text(encoding="utf-8"))
    return loaded


def comment_lines(name: str) -> Iterator[Line]:
    """The comments of a text file, in order."""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line.startswith(">"):
            yield Line(None, line[1:].strip())
        elif line and not line.startswith("#"):
            number, _bar, text = line.partition("|")
            yield Line(int(number), text.strip())
