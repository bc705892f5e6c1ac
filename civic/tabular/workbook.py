"""Workbooks (XLSX, XLSB, XLS, ODS): which sheet is meant, and its rows, read in a bounded process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from civic.tabular.errors import N_, TableError

_CHILD = Path(__file__).with_name("workbook_child.py")
_WORDS = {
    "unreadable": N_("this workbook cannot be read; save it anew as XLSX or CSV"),
    "large": N_("this workbook needs too much memory; save the sheet as CSV"),
    "far": N_("the sheet %(sheet)s reaches over %(rows)s rows and %(columns)s columns; delete what is far away"),
    "hidden row": N_("row %(number)s of the sheet %(sheet)s is hidden; show or delete hidden rows"),
    "hidden col": N_("column %(number)s of the sheet %(sheet)s is hidden; show or delete hidden columns"),
}


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; reading it again begins anew."""

    path: Path
    index: int
    name: str

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        for line, cells in _ask("rows", self.path, str(self.index)):
            yield line, [_cell(cell) for cell in cells]


def open_workbook(path: Path, sheet: str | None = None) -> Sheet:
    """The sheet that is named, or the only visible one with rows.

    Raises:
        TableError: several sheets could be meant (all are named), there is none, or the file cannot be read.
    """
    sheets = list(_ask("list", path))
    if sheet is not None:
        for index, (name, _is_visible, _has_rows) in enumerate(sheets):
            if name.strip().casefold() == sheet.strip().casefold():
                return Sheet(path, index, name)
        raise TableError(N_("there is no sheet %(sheet)s; the sheets are %(names)s"), sheet=sheet, names=_names(sheets))
    filled = [index for index, (_name, is_visible, has_rows) in enumerate(sheets) if is_visible and has_rows]
    if not filled:
        raise TableError(N_("no visible sheet has rows; the sheets are %(names)s"), names=_names(sheets))
    if len(filled) > 1:
        several = _names([sheets[index] for index in filled])
        raise TableError(N_("several sheets have rows: %(names)s; choose one"), names=several)
    return Sheet(path, filled[0], sheets[filled[0]][0])


def filled_sheets(path: Path) -> list[str]:
    """The visible sheets that have rows."""
    return [name for name, is_visible, has_rows in _ask("list", path) if is_visible and has_rows]


def _names(sheets: list[Any]) -> str:
    return ", ".join(str(name) for name, *_rest in sheets)


def _ask(*arguments: str | Path) -> Iterator[Any]:
    command = [sys.executable, "-I", str(_CHILD), *map(str, arguments)]
    with subprocess.Popen(  # noqa: S603 - our own script
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
    ) as child:
        assert child.stdout is not None
        try:
            for line in child.stdout:
                answer = json.loads(line)
                if isinstance(answer, dict):
                    values = {key: value for key, value in answer.items() if key != "refused"}
                    raise TableError(_WORDS[answer["refused"]], **values)
                yield answer
        finally:
            child.stdout.close()
            child.kill() if sys.exc_info()[0] else None
            child.wait()
        if child.returncode:
            raise TableError(_WORDS["large"])


def _cell(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "day" in value:
        return date.fromisoformat(value["day"])
    moment = datetime.fromisoformat(value["at"])
    return moment.date() if moment.time() == moment.time().min else moment
