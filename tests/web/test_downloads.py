"""Downloads are written in pieces, kept, and sent as files."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from civic.web import downloads

Written = list[Path]


@pytest.fixture
def written(app: Flask) -> Written:
    """An address /export.csv?key=… and the paths that were written for it."""
    paths: Written = []

    def export() -> object:
        from flask import request

        def write(path: Path) -> None:
            paths.append(path)
            path.write_bytes(b"a,b\n" * int(request.args.get("rows", 3)))

        return downloads.attachment("export.csv", "csv", (request.args["key"],), write)

    app.add_url_rule("/export.csv", view_func=export)
    return paths


def ask(app: Flask, query: str, **headers: str) -> TestResponse:
    return app.test_client().get(f"/export.csv?{query}", headers=headers)


def test_the_second_reader_gets_the_kept_file(app: Flask, written: Written) -> None:
    first, second = ask(app, "key=1"), ask(app, "key=1")
    assert first.data == second.data == b"a,b\n" * 3
    assert first.headers["Content-Disposition"] == "attachment; filename=export.csv"
    assert len(written) == 1


def test_another_key_is_another_file(app: Flask, written: Written) -> None:
    assert ask(app, "key=1").headers["ETag"] != ask(app, "key=2").headers["ETag"]
    assert len(written) == 2


def test_who_has_it_gets_304_before_it_is_written(app: Flask, written: Written) -> None:
    etag = ask(app, "key=1").headers["ETag"]
    for file in (app.config["CIVIC"].home / "cache" / "downloads").iterdir():
        file.unlink()
    again = ask(app, "key=1", **{"If-None-Match": etag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert len(written) == 1


def test_a_large_file_is_sent_by_the_server_in_ranges(app: Flask, written: Written) -> None:
    answer = ask(app, "key=1&rows=500000")
    assert answer.headers["Content-Length"] == "2000000"
    part = ask(app, "key=1&rows=500000", Range="bytes=4-7")
    assert (part.status_code, part.data) == (206, b"a,b\n")
    assert len(written) == 1


@pytest.mark.parametrize(
    ("asked", "status", "told", "length"),
    [
        ("bytes=0-0", 206, "bytes 0-0/2000000", 1),
        ("bytes=-5", 206, "bytes 1999995-1999999/2000000", 5),
        ("bytes=1999998-", 206, "bytes 1999998-1999999/2000000", 2),
        ("bytes=2000000-", 416, "bytes */2000000", None),
        ("bytes=0-1,5-6", 200, None, 2_000_000),
        ("lines=1-2", 200, None, 2_000_000),
    ],
)
def test_ranges_are_those_asked_for(
    app: Flask, written: Written, asked: str, status: int, told: str | None, length: int | None
) -> None:
    answer = ask(app, "key=1&rows=500000", Range=asked)
    assert answer.status_code == status
    if length is not None:
        assert answer.headers.get("Content-Range") == told
        assert int(answer.headers["Content-Length"]) == len(answer.data) == length


def test_a_range_of_another_version_gets_the_whole(app: Flask, written: Written) -> None:
    etag = ask(app, "key=1&rows=500000").headers["ETag"]
    for tag, status in ((etag, 206), ('"another"', 200)):
        assert ask(app, "key=1&rows=500000", **{"Range": "bytes=0-3", "If-Range": tag}).status_code == status


def test_the_longest_unused_files_make_room(app: Flask, written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "KEPT_BYTES", 20)
    for key in ("1", "2", "3"):
        ask(app, f"key={key}")
    assert len(list((app.config["CIVIC"].home / "cache" / "downloads").iterdir())) == 1
    assert ask(app, "key=3").data == b"a,b\n" * 3
    assert len(written) == 3


def test_nothing_is_left_of_a_download_that_fails(app: Flask) -> None:
    def fail(path: Path) -> None:
        path.write_bytes(b"half")
        raise ZeroDivisionError

    app.add_url_rule("/failing.csv", view_func=lambda: downloads.attachment("x.csv", "csv", (1,), fail))
    with pytest.raises(ZeroDivisionError):
        app.test_client().get("/failing.csv")
    assert list((app.config["CIVIC"].home / "cache" / "downloads").iterdir()) == []
