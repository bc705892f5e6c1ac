"""JSON: an object a line, or one array of objects, read piece by piece."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from civic.tabular.delimited import MAX_CELL
from civic.tabular.encoding import encoding_of
from civic.tabular.errors import N_, TableError

_CHUNK = 1 << 18
_MOST_DIGITS = 18
_NAMES = 1_000
_BLANK = " \t\r\n"


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _whole(digits: str) -> int | str:
    """Numbers beyond what tables hold stay as they are written: they are identifiers, or nonsense."""
    return int(digits) if len(digits.lstrip("-")) <= _MOST_DIGITS else digits


def _broken(digits: str) -> float | str:
    """As `_whole`: beyond what a float holds a number would become infinity."""
    number = float(digits)
    return digits if math.isinf(number) else number


class _Twice(ValueError):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a key that stands twice the first value would be lost without a word."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice
    return found


_DECODER = json.JSONDecoder(parse_constant=_refuse, parse_int=_whole, parse_float=_broken, object_pairs_hook=_object)


@dataclass(frozen=True)
class JsonRows:
    """A file of JSON objects; every object is a row, every key a column. A row may lack keys, but the one `needed`."""

    path: Path
    encoding: str
    is_array: bool
    names: tuple[str, ...] = ()
    needed: str | None = None

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        yield 0, list(self.names)
        for line, value in self.objects():
            if self.needed is not None and self.needed not in value:
                raise TableError(N_("the key %(name)r is missing here"), line, name=self.needed)
            yield line, [_cell(value.get(name)) for name in self.names]

    def objects(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Each object with the line it begins in."""
        for line, value in self._array() if self.is_array else self._lines():
            if not isinstance(value, dict):
                raise TableError(N_("this is not a JSON object"), line)
            yield line, value

    def _lines(self) -> Iterator[tuple[int, Any]]:
        with self.path.open(encoding=self.encoding) as file:
            for line, text in enumerate(iter(lambda: file.readline(MAX_CELL * 4), ""), 1):
                if text.strip():
                    value, end = _decode(text.strip(), 0, line)
                    if end < len(text.strip()):
                        raise TableError(N_("there is more than one JSON object here"), line)
                    yield line, value

    def _array(self) -> Iterator[tuple[int, Any]]:
        """The items of `[...]`, without ever holding more than a few of them."""
        with self.path.open(encoding=self.encoding) as file:
            text, line, is_first = "", 1, True
            while True:
                mark, text, line = _next(file, text, line)
                if is_first and mark == "[":
                    mark, text, line = _next(file, text[1:], line)
                    if mark == "]":
                        return
                elif not is_first and mark == ",":
                    mark, text, line = _next(file, text[1:], line)
                elif not is_first and mark == "]":
                    return
                else:
                    raise TableError(N_("the JSON array is broken here"), line)
                is_first = False
                value, end, text = _item(file, text, line)
                yield line, value
                line += text.count("\n", 0, end)
                text = text[end:]


def open_json(path: Path) -> JsonRows:
    """Recognise the form and collect the names of all columns.

    Raises:
        TableError: the file holds something else than JSON objects.
    """
    encoding = encoding_of(path)
    encoding = "utf-8-sig" if encoding == "utf-8" else encoding
    with path.open(encoding=encoding) as file:
        start = ""
        while not start and (chunk := file.read(_CHUNK)):
            start = chunk.lstrip(_BLANK)[:1]
    rows = JsonRows(path, encoding, is_array=start == "[")
    names: dict[str, None] = {}
    for line, value in rows.objects():
        names |= dict.fromkeys(value)
        if len(names) > _NAMES:
            raise TableError(N_("the file has more than %(most)s columns"), line, most=_NAMES)
    return JsonRows(path, encoding, rows.is_array, tuple(names))


def _next(file: Any, text: str, line: int) -> tuple[str, str, int]:
    """The next character that is not blank, the text from it on, and its line."""
    while True:
        rest = text.lstrip(_BLANK)
        line += text.count("\n", 0, len(text) - len(rest))
        if rest:
            return rest[0], rest, line
        if not (text := file.read(_CHUNK)):
            raise TableError(N_("the JSON array does not end"), line)


def _item(file: Any, text: str, line: int) -> tuple[Any, int, str]:
    """One value at the start of the text, reading on while it is incomplete."""
    while True:
        try:
            value, end = _decode(text, 0, line)
            if end < len(text):
                return value, end, text
        except TableError:
            if len(text) > MAX_CELL * 4:
                raise
        more = file.read(max(_CHUNK, len(text)))
        if not more:
            return (*_decode(text, 0, line), text)
        text += more


def _decode(text: str, start: int, line: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, start)
    except RecursionError:
        raise TableError(N_("the JSON is nested too deeply"), line) from None
    except json.JSONDecodeError as error:
        raise TableError(N_("this is not JSON (%(reason)s)"), line, reason=error.msg) from None
    except _Twice:
        raise TableError(N_("a key stands twice in one object"), line) from None
    except ValueError as error:
        raise TableError(N_("this is not JSON (%(reason)s)"), line, reason=str(error)[:40]) from None


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value
