"""What a column holds: text, a code, figures, years or days; decided by its name and by all of its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from civic.tabular.errors import N_, TableError
from civic.tabular.figures import Figures, Style, figure
from civic.tabular.moments import Order, day_of, order_of
from civic.tabular.table import Cell, Table, text_of

# Names are cut into words before they are compared: `luas_rth` is not a column of RT numbers.
_CODES = frozenset(
    "kode kd code cod id no nomor number nik nip nisn npsn npwp nib nop nrp nuptk sku isbn kodepos".split()
)
_CODES_ALONE = frozenset("rt rw postcode postal zip telp telepon phone hp wa fax bps kemendagri rekening kk".split())
_MEASURES = frozenset(
    "jumlah jml jmlh total banyak banyaknya luas panjang lebar tinggi volume berat rata rerata rataan persen "
    "persentase pct percent rasio nilai harga biaya anggaran realisasi kepadatan indeks skor count sum mean avg "
    "average area amount price cost value rate share population penduduk produksi jarak umur usia suhu "
    "curah kapasitas".split()
)
_GLUED_CODE = re.compile(r"(kode|kd)[a-z]+|id(kec|kel|desa|kab|kota|prov|wil\w*|sls|bs)|(zip|post|bar)code|[a-z]+kode")
_NO_CODE = frozenset("kdrt kdb kdh".split())
_YEARS = frozenset("tahun thn th year years periode".split())
_DAYS = frozenset("tanggal tgl date hari waktu day".split())
_PROVINCES = frozenset(
    number
    for first, last in ((11, 19), (21, 21), (31, 36), (51, 53), (61, 65), (71, 76), (81, 82), (91, 97))
    for number in range(first, last + 1)
)
_PLACES = frozenset(
    "wilayah daerah kecamatan kec kelurahan kel desa kabupaten kab kota provinsi prov region district lokasi".split()
)
_REGION = re.compile(r"(\d{2})\.(\d{2})(?:\.\d{2}(?:\.\d{4})?)?|(\d{2})(\d{2})(?:\d{3}(?:\d{3})?)?")
_LEADING_ZERO = re.compile(r"0\d+")
_PANDAS = re.compile(r"\d+\.0")
_MISSING = frozenset(("-", "–", "—", "…", "...", "n/a", "na", "#n/a", "null", "none", "nan"))
_FEW = 64


class Kind(StrEnum):
    """What a steward may say a column is."""

    TEXT = "text"
    CODE = "code"
    FIGURE_POINT = "figure point"
    FIGURE_COMMA = "figure comma"
    YEAR = "year"
    DAY = "date"

    @property
    def is_figure(self) -> bool:
        return self in (Kind.FIGURE_POINT, Kind.FIGURE_COMMA)


@dataclass(frozen=True)
class Reading:
    """How the cells of one column are read, and whether somebody should look at it."""

    kind: Kind
    has_decimals: bool = False
    is_ambiguous: bool = False
    order: Order = Order.DAY
    drops_point_zero: bool = False

    @property
    def storage(self) -> str:
        """The narrowest type that holds the column: text, integer, decimal or date."""
        if self.kind.is_figure:
            return "decimal" if self.has_decimals else "integer"
        return {Kind.YEAR: "integer", Kind.DAY: "date"}.get(self.kind, "text")

    def read(self, cell: Cell) -> str | None:
        """The cell as programs read it (-1234.5, 2026-11-23), None where there is none.

        Raises:
            TableError: the cell does not fit the kind.
        """
        if cell is None:
            return None
        text = text_of(cell)
        if self.kind in (Kind.TEXT, Kind.CODE):
            return text[:-2] if self.drops_point_zero and text.endswith(".0") else text
        if text.casefold() in _MISSING:
            return None
        value: str | None
        if self.kind is Kind.DAY:
            day = cell if isinstance(cell, date) else day_of(text, self.order, with_compact=True)
            value = day.strftime("%Y-%m-%d").zfill(10) if day else None
        elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
            value = text if abs(cell) < 1e15 else None
        else:
            value = figure(text, Style.COMMA if self.kind is Kind.FIGURE_COMMA else Style.POINT)
        if value is not None and not self.has_decimals and self.storage == "integer":
            value = value.removesuffix(".0")
        if value is None or (self.kind is Kind.YEAR and not value.isdecimal()):
            raise TableError(_MISFITS[self.kind], text=repr(text[:40]))
        return value


_NO_FIGURE = N_("%(text)s is no figure in this column")
_MISFITS = {
    Kind.FIGURE_POINT: _NO_FIGURE,
    Kind.FIGURE_COMMA: _NO_FIGURE,
    Kind.YEAR: N_("%(text)s is no year"),
    Kind.DAY: N_("%(text)s is no day"),
}


def readings(table: Table, chosen: Sequence[Kind | None] = ()) -> list[Reading]:
    """How each column is read; what a steward chose wins."""
    columns = [_Column(name) for name in table.names]
    for row in table.rows():
        for column, cell in zip(columns, row.cells, strict=True):
            if cell is not None:
                column.observe(cell)
    hint = None
    if table.has_decimal_comma and not any(column.is_surely(Style.POINT) for column in columns):
        hint = Style.COMMA
    wanted = [*chosen, *[None] * (len(columns) - len(chosen))]
    return [column.decide(hint, kind) for column, kind in zip(columns, wanted, strict=True)]


class _Column:
    """Gathers what is needed to decide about one column."""

    def __init__(self, name: str):
        self.words = _words(name)
        self.figures = Figures()
        self.has_values = self.has_numbers = False
        self.has_leading_zero = False
        self.is_figures = self.is_years = self.is_regions = self.is_pandas = True
        self.is_days = dict.fromkeys(Order, True)
        self.provinces: set[str] = set()
        self.few: set[str] = set()

    def observe(self, cell: Cell) -> None:
        text = text_of(cell)
        if text.casefold() in _MISSING:
            return
        self.has_values = True
        if len(self.few) < _FEW:
            self.few.add(text)
        is_number = isinstance(cell, (int, float)) and not isinstance(cell, bool)
        if isinstance(cell, date):
            self.is_figures = self.is_years = self.is_regions = self.is_pandas = False
            self.is_days = {order: self.is_days[order] and type(cell) is not datetime for order in Order}
            return
        if self.is_figures:
            self._observe_figure(cell, text, is_number)
        if self.is_years:
            self.is_years = len(text) == 4 and text.isdecimal() and 1900 <= int(text) <= 2100
        if self.is_regions:
            self._observe_region(text)
        self.is_pandas = self.is_pandas and _PANDAS.fullmatch(text) is not None
        for order, is_open in self.is_days.items():
            if is_open:
                self.is_days[order] = (
                    not is_number and day_of(text, order, with_compact=self.is_called(_DAYS)) is not None
                )

    def _observe_figure(self, cell: Cell, text: str, is_number: bool) -> None:
        if is_number:
            self.figures.observe_number(cell)  # type: ignore[arg-type]
            self.is_figures = abs(cell) < 1e15  # type: ignore[arg-type]
            return
        self.has_leading_zero |= _LEADING_ZERO.fullmatch(text) is not None
        self.figures.observe(text)
        self.is_figures = bool(self.figures.styles)

    def _observe_region(self, text: str) -> None:
        match = _REGION.fullmatch(text)
        province, place = (match[1] or match[3], match[2] or match[4]) if match else ("0", "0")
        self.is_regions = int(province) in _PROVINCES and (1 <= int(place) <= 40 or 71 <= int(place) <= 79)
        self.provinces.add(province)

    def is_called(self, words: frozenset[str]) -> bool:
        return not words.isdisjoint(self.words)

    def is_surely(self, style: Style) -> bool:
        return self.has_values and self.is_figures and not self._is_code() and self.figures.styles == {style}

    def decide(self, hint: Style | None, chosen: Kind | None) -> Reading:
        if chosen is not None:
            return self._as_chosen(chosen)
        if self._is_code():
            return Reading(Kind.CODE, drops_point_zero=self.is_pandas)
        if not self.has_values:
            return Reading(Kind.TEXT)
        order = next((order for order in Order if self.is_days[order]), None)
        if order is not None:
            return Reading(Kind.DAY, order=order)
        if self.is_years and not self.is_called(_MEASURES) and (self.is_called(_YEARS) or self._spans_years()):
            return Reading(Kind.YEAR)
        if not self.is_figures or self.has_leading_zero:
            return Reading(Kind.TEXT)
        style = self.figures.style(hint)
        if style is None:
            return Reading(Kind.TEXT, is_ambiguous=True)
        kind = Kind.FIGURE_POINT if style is Style.POINT else Kind.FIGURE_COMMA
        return Reading(kind, has_decimals=self.figures.has_decimals[style] and not self.is_pandas)

    def _as_chosen(self, kind: Kind) -> Reading:
        style = Style.COMMA if kind is Kind.FIGURE_COMMA else Style.POINT
        order = Order.MONTH if self.is_days[Order.MONTH] and not self.is_days[Order.DAY] else Order.DAY
        has_decimals = (
            kind.is_figure and (self.figures.has_decimals[style] or not self.is_figures) and not self.is_pandas
        )
        return Reading(kind, has_decimals=has_decimals, order=order)

    def _spans_years(self) -> bool:
        values = [int(text) for text in self.few]
        return len(values) > 2 and min(values) >= 1990 and max(values) <= 2060

    def _is_code(self) -> bool:
        """Identifiers: by the words of the name, by zeros in front, or because all are codes of regions."""
        words = self.words
        is_measure = self.is_called(_MEASURES) or words[1:2] == ["of"]
        if words and not is_measure:
            ends = {words[0], words[-1]}
            if (
                ends & _CODES
                or ends & _CODES_ALONE
                or any(_GLUED_CODE.fullmatch(w) for w in words if w not in _NO_CODE)
            ):
                return True
        elif words and words[0] in _CODES and words[1:2] != ["of"]:
            return True
        if self.has_leading_zero and not self.is_days[Order.DAY]:
            return True
        return self.has_values and self.is_regions and self._are_regions(is_measure)

    def _are_regions(self, is_measure: bool) -> bool:
        """Codes of regions: with points (36.10 is not 36.1), or in the lengths that the statistics office uses."""
        if len(self.few) < 2 or self.is_called(_YEARS):
            return False
        if all("." in text for text in self.few):
            return len(self.provinces) == 1 or (not is_measure and len(self.few) > 5)
        return not is_measure and (self.is_called(_PLACES) or all(len(text) > 4 for text in self.few))


def _words(name: str) -> list[str]:
    """`KodePos`, `kode_pos` and `Kode Pos` are kode, pos; `KDPUM` stays one word."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return re.findall(r"[^\W\d_]+", spaced.casefold())


__all__ = ["Kind", "Reading", "order_of", "readings"]
