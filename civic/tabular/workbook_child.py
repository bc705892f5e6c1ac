"""Reads one workbook in a process of its own, whose memory and time are bounded.

A file of a few kilobytes can ask for gigabytes: cells far away from each other, archives that unpack a
thousandfold. Started as a script, so that it loads nothing but its reader:
`workbook_child.py list FILE` or `workbook_child.py rows FILE INDEX`; answers in JSON lines.
"""

from __future__ import annotations

import json
import math
import re
import resource
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree

MEMORY_BYTES, CPU_S = 1 << 30, 120
MAX_UNPACKED_BYTES, MAX_AREA, MAX_PART_BYTES = 1 << 29, 10_000_000, 1 << 23
_CHUNK, _OVERLAP = 1 << 20, 400
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]{0,60}?r="([A-Z]{1,3})(\d{1,7})"')
_HIDDEN = re.compile(rb'<(?:\w+:)?(row|col)\s[^>]{0,300}?hidden="(?:1|true)"[^>]{0,300}?>')
_NUMBER = re.compile(rb'\s(?:r|min)="(\d+)"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Refused(Exception):
    """A code that the parent has words for, and values for them."""

    def __init__(self, code: str, **values: Any):
        super().__init__(code)
        self.code, self.values = code, values


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S + 5))
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    what, path, *rest = sys.argv[1:]
    try:
        parts = _check_archive(path)
        book = CalamineWorkbook.from_path(path)
        if what == "list":
            for index, about in enumerate(book.sheets_metadata):
                is_visible = about.visible == SheetVisibleEnum.Visible and about.typ == SheetTypeEnum.WorkSheet
                _check_area(path, parts, about.name)
                has_rows = is_visible and book.get_sheet_by_index(index).start is not None
                _say([about.name, is_visible, has_rows])
        else:
            index = int(rest[0])
            name = book.sheet_names[index]
            _check_area(path, parts, name)
            _check_hidden(path, parts, name)
            sheet = book.get_sheet_by_index(index)
            for line, cells in enumerate(sheet.iter_rows(), 1):
                _say([line, [_cell(cell) for cell in cells]])
    except Refused as refused:
        _say({"refused": refused.code, **refused.values})
    except (CalamineError, OSError, zipfile.BadZipFile, ElementTree.ParseError, ValueError, KeyError, IndexError):
        _say({"refused": "unreadable"})
    except MemoryError:
        _say({"refused": "large"})
    return 0


def _check_archive(path: str) -> dict[str, str]:
    """The file of each worksheet by the sheet's name; empty for formats that are no archive of XML."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise Refused("large")
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names:
            return {}
        relations = ElementTree.fromstring(_part(archive, "xl/_rels/workbook.xml.rels"))  # noqa: S314
        targets = {item.get("Id"): item.get("Target", "") for item in relations}
        found = {}
        for item in ElementTree.fromstring(_part(archive, "xl/workbook.xml")).iter():  # noqa: S314
            if item.tag.endswith("}sheet") or item.tag == "sheet":
                target = (targets.get(item.get(_RELATION)) or "").lstrip("/")
                found[item.get("name", "")] = target if target in names else f"xl/{target}"
        return found


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        data = file.read(MAX_PART_BYTES + 1)
    if len(data) > MAX_PART_BYTES:
        raise Refused("large")
    return data


def _check_area(path: str, parts: dict[str, str], name: str) -> None:
    """Refuse a sheet whose corners lie further apart than memory reaches, whatever it says of itself."""
    rows, columns = 0, 0
    for piece in _pieces(path, parts.get(name)):
        for found in _CELL.finditer(piece):
            rows = max(rows, int(found[2]))
            columns = max(columns, _column(found[1]))
        if rows * columns > MAX_AREA:
            raise Refused("far", sheet=name, rows=rows, columns=columns)


def _check_hidden(path: str, parts: dict[str, str], name: str) -> None:
    """Refuse what a person who looks at the sheet does not see: it would be published unawares."""
    for piece in _pieces(path, parts.get(name)):
        if found := _HIDDEN.search(piece):
            number = _NUMBER.search(found[0])
            where = int(number[1]) if number else 0
            raise Refused(f"hidden {found[1].decode()}", sheet=name, number=where)


def _pieces(path: str, part: str | None) -> Any:
    """The unpacked XML of a sheet in overlapping pieces."""
    if part is None:
        return
    with zipfile.ZipFile(path) as archive, archive.open(part) as file:
        kept = b""
        while chunk := file.read(_CHUNK):
            yield kept + chunk
            kept = chunk[-_OVERLAP:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, (time, timedelta)):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _say(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


if __name__ == "__main__":
    sys.exit(main())
