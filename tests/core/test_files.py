"""What is uploaded is kept whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.config import Config
from civic.core.files import path_of, store
from civic.extensions import db
from civic.modules import Role
from civic.opendata.models import Dataset, Upload
from tests.conftest import sign_in
from tests.factories import make_account, make_agency

PLACES = ("os.fsync", "pathlib.Path.replace", "pathlib.Path.mkdir")


def kept(home: Path) -> list[str]:
    return [path.name for path in (home / "files").rglob("*") if path.is_file()]


def fails(monkeypatch: pytest.MonkeyPatch, place: str, number: int) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(place, refuse)


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_left_of_a_file_that_did_not_fit(
    app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    with monkeypatch.context() as broken:
        fails(broken, place, errno.ENOSPC)
        with pytest.raises(OSError, match="No space left"):
            store(io.BytesIO(b"isi"))
    assert kept(config.home) == []
    assert path_of(store(io.BytesIO(b"isi")).key).read_bytes() == b"isi"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_an_upload_that_cannot_be_kept_is_refused_in_words_and_leaves_nothing(
    app: Flask, client: FlaskClient, config: Config, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    agency = make_agency()
    sign_in(client, make_account(Role.DATA_STEWARD, agency))
    form = {"title": "Kecamatan", "slug": "kecamatan", "agency": str(agency.id), "licence": "mit", "language": "id"}
    with monkeypatch.context() as broken:
        fails(broken, "os.fsync", number)
        file = {"file": (io.BytesIO(b"nama,luas\nBenda,7.5\n"), "a.csv")}
        answer = client.post("/workbench/data/new", data=form | file)
    assert answer.status_code == 507
    assert "tidak ada yang tersimpan" in answer.text
    assert kept(config.home) == []
    assert db.session.query(Upload).count() == db.session.query(Dataset).count() == 0
    file = {"file": (io.BytesIO(b"nama,luas\nBenda,7.5\n"), "a.csv")}
    assert client.post("/workbench/data/new", data=form | file).status_code == 303


def test_what_a_killed_process_left_behind_goes_and_what_is_being_written_stays(app: Flask, config: Config) -> None:
    folder = config.home / "files"
    folder.mkdir()
    for name, hours in ((".unfinished-old", 25), (".unfinished-new", 1)):
        (folder / name).write_bytes(b"half")
        then = time.time() - hours * 3600
        os.utime(folder / name, (then, then))
    key = store(io.BytesIO(b"isi")).key
    assert sorted(kept(config.home)) == sorted([".unfinished-new", key])
