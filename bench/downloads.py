"""What a download of a million rows asks of the process that serves it."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from typing import BinaryIO

from bench.rows import Row
from bench.server import serve

ROWS = 1_000_000
MOST_MIB = 200
CHUNK = 1 << 16
FORMATS = ("csv", "json", "xlsx", "parquet")


def write_long_table(file: BinaryIO, rows: int = ROWS) -> None:
    """A CSV of six columns: a code, a name, two figures, a day and some words."""
    file.write(b"kode,kelurahan,penduduk,kepadatan,tanggal,catatan\n")
    for start in range(0, rows, 10_000):
        file.write("".join(_lines(start, min(start + 10_000, rows))).encode())


def rows_of(slug: str, environment: dict[str, str]) -> list[Row]:
    """Each format from a server that has made none yet: the file is made, kept and sent within one process."""
    result = []
    for kind in FORMATS:
        with serve("wsgi:app", environment) as civic:
            before = civic.peak_mib()
            size = _take(civic.port, f"/data/{slug}.{kind}")
            peak = civic.peak_mib()
        result.append(
            Row(
                f"memory of the process that serves {ROWS:,} rows as {kind.upper()} ({size / 1e6:,.0f} MB)",
                f"{peak:.0f} MiB at most, {before:.0f} before",
                limit=f"< {MOST_MIB} MiB",
                met=peak < MOST_MIB,
            )
        )
    return result


def _take(port: int, path: str) -> int:
    """Read a download to its end in pieces; how many bytes came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", path)
    response = connection.getresponse()
    assert response.status == 200, f"{path} answered {response.status}"
    size = 0
    while piece := response.read(CHUNK):
        size += len(piece)
    return size


def _lines(start: int, end: int) -> Iterator[str]:
    for n in range(start, end):
        yield (
            f"36.71.{n % 13:02}.{1001 + n % 104},Kelurahan {n % 104},{n % 90_000},{n % 977 / 7:.3f},"
            f"2026-{n % 12 + 1:02}-{n % 28 + 1:02},Catatan lapangan nomor {n}\n"
        )
