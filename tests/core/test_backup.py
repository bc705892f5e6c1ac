"""A portal is backed up while people write, and put back as it was."""

from __future__ import annotations

import io
import json
import os
import tarfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from civic.config import Config
from civic.core import backup
from civic.core.accounts.models import Account
from civic.core.backup import back_up, put_back
from civic.core.backup.archive import read
from civic.core.commands import CommandError
from civic.core.db.transactions import transaction
from civic.core.files import path_of, store
from civic.extensions import db
from civic.participation.comments.actions import post_comment
from civic.participation.comments.models import Comment
from civic.participation.consultations.models import Consultation
from tests.conftest import make_app
from tests.factories import make_account, make_comment, make_consultation


def everything() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with db.engine.connect() as connection:
        return {
            name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for name, table in db.metadata.tables.items()
            if name != "table_version"
        }


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(CommandError) as caught:
        act()
    message = caught.value.message
    assert "\n" not in message
    return message


def test_what_was_backed_up_comes_back_whole(app: Flask, config: Config, tmp_path: Path) -> None:
    consultation = make_consultation(slug="trotoar")
    author = make_account(name="Ani")
    make_comment(consultation, author=author, body="Trotoar perlu diperbaiki.\n\tSegera \\N.")
    key = store(io.BytesIO(b"sebuah berkas")).key
    before = everything()
    manifest = back_up(config, tmp_path / "a.tar.gz", replace=False)
    assert manifest.size_bytes > 0
    with transaction():
        author.name = "Budi"
    make_comment(consultation, author=author, body="Setelah cadangan.")
    path_of(key).unlink()
    put_back(config, tmp_path / "a.tar.gz", replace=True)
    assert everything() == before
    assert path_of(key).read_bytes() == b"sebuah berkas"
    db.session.rollback()
    db.session.expire_all()
    place = db.session.get_one(Consultation, consultation.id)
    assert post_comment(db.session.get_one(Account, author.id), place, "Sesudah pemulihan.").id > 0


def test_a_backup_under_load_is_of_one_moment(app: Flask, config: Config, tmp_path: Path) -> None:
    consultation = make_consultation(slug="trotoar")
    author = make_account()
    stop, posted = threading.Event(), []

    def post() -> None:
        with app.app_context():
            while not stop.is_set():
                me, place = db.session.get_one(Account, author.id), db.session.get_one(Consultation, consultation.id)
                posted.append(make_comment(place, author=me, body=f"Nomor {len(posted)}").id)
                db.session.remove()

    db.session.rollback()
    writer = threading.Thread(target=post)
    writer.start()
    try:
        while len(posted) < 5:
            stop.wait(0.05)
        known = len(posted)
        back_up(config, tmp_path / "a.tar", replace=False)
    finally:
        stop.set()
        writer.join()
    put_back(config, tmp_path / "a.tar", replace=True)
    db.session.expire_all()
    found = db.session.scalar(select(func.count()).select_from(Comment)) or 0
    assert known <= found <= len(posted)
    assert db.session.get_one(Consultation, consultation.id).comment_count == found


def test_files_that_come_and_go_under_a_backup_neither_stop_it_nor_are_missing(
    app: Flask, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again, gone = store(io.BytesIO(b"disimpan lagi")).key, store(io.BytesIO(b"dilepas")).key
    later = time.time() + 60
    os.utime(path_of(again), (later, later))
    (config.home / "files" / ".unfinished-x").write_bytes(b"setengah")
    listed = backup._files

    def then_one_goes(*arguments: Any) -> list[Path]:
        found = listed(*arguments)
        path_of(gone).unlink()
        return found

    monkeypatch.setattr(backup, "_files", then_one_goes)
    back_up(config, tmp_path / "a.tar", replace=False)
    files = [name for name in read(tmp_path / "a.tar").parts if name.startswith("home/files")]
    assert files == [f"home/files/{again[:2]}/{again}"]


def test_a_portal_that_is_there_is_replaced_only_with_force(app: Flask, config: Config, tmp_path: Path) -> None:
    back_up(config, tmp_path / "a.tar", replace=False)
    assert "--force" in refused(lambda: put_back(config, tmp_path / "a.tar", replace=False))
    assert "--force" in refused(lambda: back_up(config, tmp_path / "a.tar", replace=False))


def test_a_new_place_becomes_the_portal(app: Flask, config: Config, tmp_path: Path) -> None:
    if not config.is_sqlite:
        pytest.skip("the new place is another SQLite file")
    make_account(name="Ani")
    back_up(config, tmp_path / "a.tar", replace=False)
    home = tmp_path / "elsewhere"
    moved = make_app(replace(config, home=home, database_url=""))
    with moved.app_context():
        put_back(moved.config["CIVIC"], tmp_path / "a.tar", replace=False)
        assert db.session.scalars(select(Account.name)).all() == ["Ani"]
        db.engine.dispose()


@pytest.mark.parametrize("damage", ["flipped", "short", "no manifest", "foreign member", "not an archive", "missing"])
def test_a_damaged_archive_changes_nothing(app: Flask, config: Config, tmp_path: Path, damage: str) -> None:
    make_account(name="Ani")
    store(io.BytesIO(b"isi" * 1000))
    path = tmp_path / "a.tar"
    back_up(config, path, replace=False)
    spoil(path, damage)
    before = everything()
    assert str(path) in refused(lambda: put_back(config, path, replace=True))
    assert everything() == before


def spoil(path: Path, damage: str) -> None:
    data = path.read_bytes()
    match damage:
        case "flipped":
            path.write_bytes(data.replace(b"isiisi", b"isxisi", 1))
        case "short":
            path.write_bytes(data[: len(data) // 2])
        case "no manifest" | "foreign member":
            with tarfile.open(path) as old, tarfile.open(path.with_suffix(".new"), "w") as new:
                for member in old:
                    if member.name == "manifest.json" and damage == "no manifest":
                        continue
                    new.addfile(member, old.extractfile(member))
                if damage == "foreign member":
                    new.addfile(tarfile.TarInfo("../outside"))
            path.with_suffix(".new").replace(path)
        case "not an archive":
            path.write_bytes(b"hello")
        case "missing":
            path.unlink()


def test_a_backup_of_a_newer_portal_is_refused(app: Flask, config: Config, tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    back_up(config, path, replace=False)
    with tarfile.open(path) as old, tarfile.open(path.with_suffix(".new"), "w") as new:
        for member in old:
            file = old.extractfile(member)
            assert file is not None
            data = file.read()
            if member.name == "manifest.json":
                data = json.dumps(json.loads(data) | {"revision": "9999"}).encode()
                member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    path.with_suffix(".new").replace(path)
    assert "newer Civic" in refused(lambda: put_back(config, path, replace=True))


def test_a_restore_that_fails_gives_back_what_was_there(
    app: Flask, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_account(name="Ani")
    back_up(config, tmp_path / "a.tar", replace=False)
    before = everything()
    monkeypatch.setattr("civic.core.backup.postgres._fill_all", lambda _folder: 1 / 0)
    monkeypatch.setattr("civic.core.backup.sqlite._open", lambda _path: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        put_back(config, tmp_path / "a.tar", replace=True)
    assert everything() == before
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM account")) == 1
