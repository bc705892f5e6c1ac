"""CSV and its kin: separator and quotation marks recognised, line ends of every system."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from civic.tabular.encoding import encoding_of
from civic.tabular.errors import N_, TableError

MAX_CELL = 1_100_000
SEPARATORS = (",", ";", "\t", "|")
NONE = "\x1f"  # separates the cells of a file that has one column
_SAMPLE_LINES, _SAMPLE_CHARACTERS = 60, 200_000


@dataclass(frozen=True)
class Delimited:
    """A text file of rows; reading it again begins anew."""

    path: Path
    encoding: str
    separator: str
    has_separator_line: bool

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with the line it begins in."""
        csv.field_size_limit(MAX_CELL)
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.separator, strict=True)
            start = 1
            try:
                for cells in reader:
                    if start > 1 or not self.has_separator_line:
                        yield start, cells
                    start = reader.line_num + 1
            except csv.Error as error:
                if "limit" in str(error) or "unexpected end" in str(error):
                    raise TableError(
                        N_("a quotation mark opens here and does not close, or a cell is too long"), start
                    ) from None
                raise TableError(N_("the quotation marks of this line are wrong"), start) from None


def open_delimited(path: Path) -> Delimited:
    """Recognise encoding and separator. Excel's own first line `sep=;` is believed."""
    encoding = encoding_of(path)
    encoding = "utf-8-sig" if encoding == "utf-8" else encoding
    with path.open(encoding=encoding, newline="") as file:
        lines = list(itertools.islice(iter(lambda: file.readline(_SAMPLE_CHARACTERS), ""), _SAMPLE_LINES))
    first = lines[0].strip().lower() if lines else ""
    if first.startswith("sep=") and len(first) == 5:
        return Delimited(path, encoding, lines[0].strip()[4], has_separator_line=True)
    return Delimited(path, encoding, _separator(lines), has_separator_line=False)


def _separator(lines: list[str]) -> str:
    """The separator by which most lines have one and the same number of cells, more than one; else a comma.

    None where a name stands alone above sentences, whose commas are followed by a space, here more of them, there less.
    """

    def agreement(separator: str) -> tuple[int, int]:
        widths: Counter[int] = Counter()
        try:
            for cells in csv.reader(lines, delimiter=separator):
                widths[len(cells)] += any(cell.strip() for cell in cells)
        except csv.Error:
            pass  # a cell longer than the sample: what was counted so far decides
        del widths[1]
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        return count, width

    best = max(SEPARATORS, key=agreement)
    agreeing = agreement(best)[0]
    is_named_alone = bool(lines) and not any(sign in lines[0] for sign in SEPARATORS)
    if is_named_alone and not re.search(r"[,;]\S|[\t|]", "".join(lines)) and agreeing < len(lines) - 1:
        return NONE
    return best if agreeing else ","
