"""Attached files: judged by their content, written anew without what nobody meant to send, scanned, and let go."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, RectangleObject, TextStringObject
from werkzeug.datastructures import FileStorage

from civic.core.attachments import personal, scanning
from civic.core.attachments.actions import attach, detach
from civic.core.attachments.content import MAX_FILES, prepare
from civic.core.attachments.queries import attachment_at, attachments_of
from civic.core.attachments.sending import send
from civic.core.files import path_of
from civic.errors import Invalid, NotFound
from civic.extensions import db
from tests.factories import make_account
from tests.participation.test_look_of_processes import photograph


def sent(data: bytes | io.BytesIO, name: str) -> FileStorage:
    return FileStorage(data if isinstance(data, io.BytesIO) else io.BytesIO(data), name)


def document(pages: int = 2, password: str = "") -> bytes:
    """A PDF with a script, a file within, a link, a form that sends itself, and its author's name."""
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(200, 200)
    box = (0, 0, 50, 50)
    writer.add_annotation(0, Link(rect=box, url="https://contoh.example/"))
    run = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    click = {"/Type": "/Annot", "/Subtype": "/Link", "/A": run, "/Rect": RectangleObject(box)}
    evil = DictionaryObject({NameObject(k): NameObject(v) if isinstance(v, str) else v for k, v in click.items()})
    writer.pages[0]["/Annots"].append(evil)  # type: ignore[attr-defined]
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): run})
    writer.root_object[NameObject("/OpenAction")] = run
    writer.add_attachment("rahasia.exe", b"MZ")
    writer.add_metadata({"/Author": "Siti Rahasia"})
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_picture_comes_out_upright_small_and_without_its_place(app: Flask) -> None:
    [kept] = prepare([sent(photograph((4000, 3000)), "C:\\foto\\IMG 1.JPG")])
    assert (kept.filename, kept.media_type, kept.width, kept.height) == ("IMG 1.jpg", "image/jpeg", 1200, 1600)
    with Image.open(path_of(kept.key)) as large, Image.open(path_of(kept.small_key)) as small:
        assert not large.getexif()
        assert max(small.size) == 480
        assert large.info.get("exif") is None


def test_a_pdf_keeps_its_pages_and_links_alone(app: Flask) -> None:
    [kept] = prepare([sent(document(), "surat.PDF")])
    written = path_of(kept.key).read_bytes()
    reader = PdfReader(io.BytesIO(written))
    assert len(reader.pages) == 2
    links = reader.pages[0]["/Annots"]
    assert isinstance(links, ArrayObject)
    assert [note.get_object()["/A"]["/URI"] for note in links] == ["https://contoh.example/"]
    assert not reader.attachments
    for trace in (b"JavaScript", b"app.alert", b"Rahasia", b"rahasia.exe", b"OpenAction"):
        assert trace not in written
    assert (kept.filename, kept.width) == ("surat.pdf", None)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ\x00",
        b"%PDF-1.7",
        b"%PDF-1.7\n%%EOF",
        b"\xff\xd8\xff",
    ],
)
def test_what_is_neither_is_refused_whatever_its_name(app: Flask, data: bytes) -> None:
    for name in ("foto.jpg", "surat.pdf"):
        with pytest.raises(Invalid):
            prepare([sent(data, name)])


def test_a_locked_pdf_is_refused_in_words(app: Flask) -> None:
    with pytest.raises(Invalid, match=r"kata sandi|password"):
        prepare([sent(document(password="x"), "surat.pdf")])


def test_an_empty_field_is_no_file_and_too_many_are_refused(app: Flask) -> None:
    assert prepare([sent(b"", "")]) == []
    with pytest.raises(Invalid):
        prepare([sent(photograph((10, 10)), "a.jpg") for _number in range(MAX_FILES + 1)])


def test_files_stand_at_their_thing_and_go_with_it(app: Flask) -> None:
    person = make_account()
    prepared = prepare([sent(photograph((50, 50)), "a.jpg"), sent(document(1), "b.pdf")])
    picture, paper = attach(person, "comment", 7, prepared, "Lubang di trotoar")
    assert [one.filename for one in attachments_of("comment", [7, 8])[7]] == ["a.jpg", "b.pdf"]
    assert (picture.alternative, paper.alternative) == ("Lubang di trotoar", "")
    with pytest.raises(NotFound):
        attachment_at("comment", 8, picture.id)
    [other] = attach(person, "comment", 8, prepared[:1])
    with app.test_request_context():
        response = send(paper)
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert "no-cache" in response.headers["Cache-Control"]
    detach([picture.id, paper.id])
    assert path_of(other.file_key).exists(), "the same bytes stand elsewhere"
    with pytest.raises(NotFound):
        path_of(prepared[1].key)


def test_files_leave_with_who_sent_them_or_stay_without_a_name(app: Flask) -> None:
    stays, goes = make_account(), make_account()
    [kept] = attach(stays, "comment", 1, prepare([sent(photograph((20, 20)), "a.jpg")]))
    [gone] = attach(goes, "comment", 2, prepare([sent(photograph((30, 30)), "b.jpg")]))
    assert [row["file"] for row in personal.export(goes.id)] == ["b.jpg"]
    key, number = gone.file_key, kept.id
    personal.keep(stays.id)
    personal.erase(goes.id)
    db.session.commit()
    assert attachment_at("comment", 1, number).uploaded_by is None
    assert not attachments_of("comment", [2])
    with pytest.raises(NotFound):
        path_of(key)


@pytest.fixture
def scanner(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """A clamd that finds something in what holds EICAR; what it was sent."""
    seen: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _address = server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as said:
                assert said.read(10) == b"zINSTREAM\0"
                data = b""
                while size := int.from_bytes(said.read(4), "big"):
                    data += said.read(size)
                seen.append(data)
                line.sendall(b"stream: Eicar FOUND\0" if b"EICAR" in data else b"stream: OK\0")

    threading.Thread(target=serve, daemon=True).start()
    scan_with(app, monkeypatch, f"clamd:127.0.0.1:{server.getsockname()[1]}")
    yield seen
    server.close()


def scan_with(app: Flask, monkeypatch: pytest.MonkeyPatch, scanner: str) -> None:
    monkeypatch.setitem(app.config, "CIVIC", replace(app.config["CIVIC"], virus_scanner=scanner))


def test_clamd_sees_the_file_as_it_was_sent(app: Flask, scanner: list[bytes]) -> None:
    data = photograph((300, 300)).getvalue()
    assert prepare([sent(data, "a.jpg")])
    assert scanner == [data]
    with pytest.raises(Invalid, match="virus"):
        prepare([sent(data + b"EICAR", "a.jpg")])


@pytest.mark.parametrize(
    ("command", "is_taken"),
    [
        ("true", True),
        ("false", False),
        ("sh -c 'exit 2'", False),
        ("/no/such/scanner", False),
        ("clamd:/no/socket", False),
    ],
)
def test_a_scanner_that_finds_something_or_cannot_answer_lets_nothing_through(
    app: Flask, monkeypatch: pytest.MonkeyPatch, command: str, is_taken: bool
) -> None:
    scan_with(app, monkeypatch, command)
    if is_taken:
        assert prepare([sent(photograph((9, 9)), "a.jpg")])
        return
    with pytest.raises(Invalid):
        prepare([sent(photograph((9, 9)), "a.jpg")])


def test_a_scanner_that_hangs_is_not_waited_for(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        for scanner in ("sleep 60", f"clamd:127.0.0.1:{server.getsockname()[1]}"):
            scan_with(app, monkeypatch, scanner)
            with pytest.raises(Invalid):
                prepare([sent(photograph((9, 9)), "a.jpg")])
