"""What people type, brought into one form."""

from __future__ import annotations

import time
import unicodedata

import pytest
from flask import Flask

from civic.core.accounts.actions import clean_name
from civic.core.search.queries import find
from civic.core.text import clean, clean_line, is_blank, normalized, required
from civic.errors import Invalid

# Runs whose marks must be put in order: of marks, and of characters that only taken apart are marks.
RUNS = ["\u0301" * 240_000 + "\u0316" * 240_000, "\u0f73\u0f71" * 240_000, "\uff9e\u0338" * 240_000]


@pytest.mark.parametrize("run", RUNS, ids=["marks", "tibetan", "halfwidth"])
def test_long_runs_of_marks_cost_no_more_than_other_text(app: Flask, run: str) -> None:
    began = time.process_time()
    normalized("a" + run, "NFC")
    normalized("a" + run, "NFKC")
    clean("a" + run)
    find("a" + run)
    with pytest.raises(Invalid):
        clean_name("a" + run)
    with pytest.raises(Invalid):
        required("body", "a" + run, 5_000)
    assert time.process_time() - began < 4


def test_marks_that_a_script_needs_stay() -> None:
    assert clean("Ti\u1ebfng Vi\u1ec7t, \u0e17\u0e35\u0e48, e\u0301") == unicodedata.normalize(
        "NFC", "Tiếng Việt, ที่, é"
    )
    assert clean("a" + "\u0316" * 50) == "a" + "\u0316" * 30


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("tro\u00adtoar\u200b ru\u2060sak", "trotoar rusak"),
        ("\u202ebalik\u202c \u2066kiri\u2069", "balik kiri"),
        ("baris\x0bdua\x0ctiga\x85empat\u2028lima\u2029enam\rtujuh", "baris\ndua\ntiga\nempat\nlima\nenam\ntujuh"),
        ("ta\ufffema\uffffn ko\ufdd0t\ud800a", "taman kota"),
        ("halo\U000e0068\U000e0069\U000e0101!", "halo!"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4\U000e0067\U000e0062\U000e007f"),
        (
            "👨\u200d👩\u200d👧 ❤\ufe0f نمی\u200cخواهم ꦗ\u200dꦮ \u200fשלום",
            "👨\u200d👩\u200d👧 ❤\ufe0f نمی\u200cخواهم ꦗ\u200dꦮ \u200fשלום",
        ),
    ],
)
def test_what_nobody_sees_goes_and_what_scripts_need_stays(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize("text", ["", " \n", "\u200b\u2060", "\u3164", "\u2800", "\u0301", "\U000e0041"])
def test_nothing_to_see_is_blank(text: str) -> None:
    assert is_blank(text)
    assert clean(text) == clean_line(text) == ""


@pytest.mark.parametrize("text", ["a", "…", "👍", "٣", "家"])
def test_anything_to_see_is_not(text: str) -> None:
    assert not is_blank(text)


def test_the_length_said_is_the_one_that_counts(app: Flask) -> None:
    assert required("body", "👍" * 10, 10) == "👍" * 10
    assert required("body", "e\u0301" * 10, 10) == "é" * 10
    with pytest.raises(Invalid, match="1 karakter"), app.test_request_context():
        required("body", "👍" * 11, 10)
    with pytest.raises(Invalid, match="90 karakter"), app.test_request_context():
        required("body", "👍" * 100, 10)


def test_a_name_of_invisible_characters_is_refused(app: Flask) -> None:
    with pytest.raises(Invalid) as caught:
        clean_name("\u200b\u3164")
    assert caught.value.field == "name"
