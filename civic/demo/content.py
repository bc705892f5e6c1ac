"""Reading the demonstration city's files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
PASSWORD = "suara kota demo"  # noqa: S105 - of invented people, printed at every start


_LINE = re.compile(r"(?:x(?P<people>\d+) )?(?P<about>\w+)\|(?P<text>.+)")


@dataclass(frozen=True)
class Line:
    """A comment to be. `about` names its question or topic, and is None for a reply to the one above.

    `people`: how many sent the same text, each on their own.
    """

    about: str | None
    text: str
    people: int = 1


def city() -> dict[str, Any]:
    """Agencies, people, processes and datasets."""
    loaded: dict[str, Any] = json.loads((DATA / "city.json").read_text(encoding="utf-8"))
    return loaded


def comment_lines(name: str) -> Iterator[Line]:
    """The comments of a text file, in order."""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line.startswith(">"):
            yield Line(None, line[1:].strip())
        elif found := _LINE.fullmatch(line):
            yield Line(found["about"], found["text"].strip(), int(found["people"] or 1))
