"""Workbooks for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    """An XLSX file with these sheets; a name that begins with `hidden` is one that Excel does not show."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name.startswith("hidden"):
                sheet.hide()
            else:
                sheet.activate()
                sheet.set_first_sheet()
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
    return path
