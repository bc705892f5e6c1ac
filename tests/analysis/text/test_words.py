"""Comments as residents write them become words that can be counted and shown."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.analysis.text import words
from civic.analysis.text.language import tell
from civic.analysis.text.lexicon import lexicon
from civic.analysis.text.normalise import MAX_CHARACTERS, forms
from civic.analysis.text.words import BREAK, Words, read
from tests.conftest import ROOT

DEMO = ROOT / "civic" / "demo" / "data"


def said(text: str) -> dict[str, str]:
    """Stem -> surface of the words that count."""
    found = read(text)
    return {stem: surface for stem, surface in zip(found.stems, found.surfaces, strict=True) if stem}


def shown(text: str) -> list[str]:
    """Surfaces of the words that count, in order."""
    found = read(text)
    return [surface for stem, surface in zip(found.stems, found.surfaces, strict=True) if stem]


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("jl rusak bangeeeet utk pejalan kaki yg lewat", ["jalan", "rusak", "pejalan", "kaki"]),
        ("jlnan brlubang, trotoar rsk", ["jalanan", "brlubang", "trotoar", "rusak"]),
        ("pemkot dan dishub", ["pemkot", "dishub"]),
        ("bansos dipotong, pungli di loket", ["bansos", "dipotong", "pungli", "loket"]),
        ("pbb naik, PPDB kacau, Satpol PP galak", ["PBB", "naik", "PPDB", "kacau", "satpol", "galak"]),
        ("bantuan pkh dan KIA lewat e-ktp", ["bantuan", "PKH", "KIA", "KTP", "elektronik"]),
        ("PERBAIKAN trotoar di Cikokol", ["perbaikan", "trotoar", "cikokol"]),
        ("We need safer sidewalks near the city's schools", ["safer", "sidewalks", "city", "schools"]),
        ("A bike-friendly, well-lit path", ["bike", "friendly", "lit", "path"]),
    ],
)
def test_words_are_shown_in_their_normal_spelling_and_never_as_stems(text: str, surfaces: list[str]) -> None:
    assert shown(text) == surfaces


@pytest.mark.parametrize(
    "text", ["aspal", "teh", "info", "pro", "lansia", "asap", "sma", "satpam", "penertiban", "tilang"]
)
def test_words_that_only_slang_lists_mistake_are_left_alone(text: str) -> None:
    assert shown(f"{text} di jalan yang rusak")[0] == text


def test_tidak_usah_is_not_turned_round() -> None:
    assert "perlu" not in read("tidak usah pelebaran jalan").surfaces


def test_the_projects_own_terms_win_over_slang() -> None:
    assert shown("petugas jutek sekali") == ["petugas", "tidak ramah"]


def test_insults_of_the_slang_list_are_no_spelling() -> None:
    formal = {word for formal in lexicon().formal.values() for word in formal}
    assert not formal & {"anjing", "senggama", "porno", "kelamin", "bajingan", "tahi", "fuck", "goblok"}


def test_forms_of_one_word_share_a_stem() -> None:
    stems = {stem for stem in read("perbaikan, diperbaiki, memperbaiki").stems if stem}
    assert len(stems) == 1
    assert read("sidewalk").stems == read("the sidewalks").stems[-1:]


@pytest.mark.parametrize(
    "negation", ["tidak", "tdk", "gak", "ga", "nggak", "ngga", "ndak", "kagak", "tak", "teu", "ora"]
)
def test_every_way_to_say_no_is_shown_as_one(negation: str) -> None:
    found = read(f"jalan ini {negation} aman buat anak")
    assert dict(zip(found.stems, found.surfaces, strict=True))["aman"] == "tidak aman"


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("jalan ini belum diperbaiki", "belum diperbaiki"),
        ("jalan ini blm diperbaiki", "belum diperbaiki"),
        ("jgn digusur pedagangnya", "jangan digusur"),
        ("gang ini kurang terang", "kurang terang"),
        ("trotoar itu tanpa peneduh", "tanpa peneduh"),
        ("jalan ini tidak terlalu aman", "tidak aman"),
        ("disana tidak ada trotoar", "tidak ada trotoar"),
        ("belum pernah diaspal", "belum pernah diaspal"),
        ("gabisa nyeberang", "tidak bisa nyeberang"),
        ("The road is not safe", "not safe"),
        ("The road isn't very safe", "not safe"),
        ("There are no sidewalks here", "no sidewalks"),
        ("Please dont widen it", "don't widen"),
        ("We can't park downtown", "can't park"),
        ("There is not enough parking", "not enough parking"),
        ("trotoar itu not safe banget", "not safe"),
    ],
)
def test_a_negation_is_kept_with_its_word(text: str, surface: str) -> None:
    assert surface in shown(text)


def test_a_denied_word_keeps_its_plain_stem_and_the_negation_counts_for_nothing() -> None:
    assert read("tdk aman") == Words("id", (None, "aman"), ("tidak", "tidak aman"))
    assert read("not safe") == Words("en", (None, "safe"), ("not", "not safe"))


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("katanya tidak. aman kok disini", "aman"),
        ("tidak, aman saja disini", "aman"),
        ("tidak hanya macet tapi juga bau", "macet"),
        ("not only traffic but noise", "traffic"),
        ("tidak di taman", "taman"),
        ("tidak aman nyaman", "nyaman"),
        ("not so very really too safe", "safe"),
    ],
)
def test_a_negation_does_not_reach_too_far(text: str, surface: str) -> None:
    assert surface in shown(text)


@pytest.mark.parametrize("text", ["jalan2 sore", "jalan-jalan sore", "jln2 sore"])
def test_a_word_said_twice_is_one_word(text: str) -> None:
    assert said(text)["jalan"] == "jalan-jalan"


def test_a_word_said_twice_keeps_its_ending() -> None:
    assert said("anak2nya takut")["anak"] == "anak-anaknya"


@pytest.mark.parametrize(
    "word", ["rt2", "rw2", "km2", "no2", "gg2", "lantai2", "blok2", "sman2", "m2", "2026", "17-08-2026"]
)
def test_a_two_that_counts_is_no_repetition(word: str) -> None:
    assert not any("-" in form.shown for form in forms(word, "id"))


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("dijalan raya", ["di", "jalan", "raya"]),
        ("kesekolah lewat dirumahnya", ["ke", "sekolah", "lewat", "di", "rumahnya"]),
        ("harus diperbaiki", ["harus", "diperbaiki"]),
        ("sedang dibangun", ["sedang", "dibangun"]),
        ("mau keluar", ["mau", "keluar"]),
        ("keluarga itu", ["keluarga", "itu"]),
    ],
)
def test_places_are_parted_from_di_and_ke_and_verbs_are_not(text: str, surfaces: list[str]) -> None:
    assert list(read(text).surfaces) == surfaces


@pytest.mark.parametrize(
    ("token", "language", "word"),
    [
        ("bangeeet", "id", "banget"),
        ("bangeet", "id", "banget"),
        ("maaaf", "id", "maaf"),
        ("saaat", "id", "saat"),
        ("maaf", "id", "maaf"),
        ("rusaaaakkkk", "id", "rusak"),
        ("sooo", "en", "so"),
        ("goood", "en", "good"),
        ("streeet", "en", "street"),
        ("sidewalkkkk", "en", "sidewalk"),
        ("good", "en", "good"),
    ],
)
def test_letters_repeated_for_their_sound_are_squeezed(token: str, language: str, word: str) -> None:
    assert [form.shown for form in forms(token, language)] == [word]


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("anak saya masuk smp negeri", "smp"),
        ("zonasi SD dan SMP di sini", "smp"),
        ("macet dari pagi smp malam", "sampai"),
        ("rusak di km 12", "km"),
        ("rusak 5 km dari sini", "km"),
        ("km harus tahu jalan ini", "kamu"),
        ("cuma buat orang kaya", "kaya"),
        ("jalannya kaya sungai", "seperti"),
        ("saya g setuju", "tidak setuju"),
    ],
)
def test_ambiguous_words_are_read_by_their_neighbours(text: str, surface: str) -> None:
    assert surface in read(text).surfaces


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("baca https://contoh.example/a?b=1 soal banjir", ["baca", "banjir"]),
        ("baca banjir.com/berita tentang banjir", ["baca", "banjir"]),
        ("@pemkot_tangerang banjir lagi", ["banjir"]),
        ("taman kotor #TamanKota #banjir", ["taman", "kotor", "taman", "kota", "banjir"]),
        ("lampu 😀🎉 jalan ★★ rusak", ["lampu", "jalan", "rusak"]),
        ("lebar 1,5 meter sejak 2019 ada banjir", ["lebar", "meter", "banjir"]),
        ("ban\u200bjir di ｔａｍａｎ itu", ["banjir", "taman"]),
        ("AC dan tv rusak di rt itu", ["ac", "tv", "rusak", "rt"]),
        ("hubungi 0812-3456-7890 soal banjir", ["hubungi", "banjir"]),
    ],
)
def test_what_is_no_word_is_dropped(text: str, surfaces: list[str]) -> None:
    assert shown(text) == surfaces


@pytest.mark.parametrize("text", ["lampu mati, jalan rusak", "lampu mati 3 jalan rusak", "lampu mati 😀 jalan rusak"])
def test_no_phrase_crosses_punctuation_numbers_and_symbols(text: str) -> None:
    assert read(text).stems == ("lampu", "mati", None, "jalan", "rusak")
    assert read(text).surfaces[2] == BREAK


def test_words_that_carry_topics_are_no_stop_words() -> None:
    assert shown("Bus stop, open space, high school, mobile home and fire station") == (
        "bus stop open space high school mobile home fire station".split()
    )
    assert shown("tempat sampah dan fasilitas umum, pelayanannya lama") == (
        "tempat sampah fasilitas umum pelayanannya lama".split()
    )


def test_stop_words_of_both_languages_are_known_in_a_mixed_comment() -> None:
    assert shown("the trotoar di Jalan Merdeka yang rusak is so bad") == ["trotoar", "jalan", "merdeka", "rusak", "bad"]
    assert shown("The sidewalk yg rusak di Cikokol is the worst of all we have") == (
        ["sidewalk", "rusak", "cikokol", "worst"]
    )


def test_indonesian_comments_are_told() -> None:
    lines = [
        re.sub(r"^(\d\||>)", "", line).strip()
        for name in ("trotoar.txt", "taman.txt")
        for line in (DEMO / name).read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    lines = [line for line in lines if line]
    assert sum(read(line).language == "id" for line in lines) >= 0.97 * len(lines)


def test_english_comments_are_told() -> None:
    with (DEMO / "bowling-green" / "comments.csv").open(encoding="utf-8") as file:
        texts = [row["comment-body"] for row in csv.DictReader(file)]
    assert sum(read(text).language == "en" for text in texts) >= 0.97 * len(texts)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("trotoar rusak", "id"),
        ("tlg lampunya dibenerin dong", "id"),
        ("kumaha atuh jalan butut pisan", "id"),
        ("dalan rusak ora ono lampune", "id"),
        ("parking downtown", "en"),
        ("Trotoar di Cikokol jelek banget, please fix it", "id"),
        ("Les trottoirs sont dangereux la nuit dans la ville", ""),
        ("Wir brauchen mehr Radwege", ""),
        ("Нужно больше парков", ""),
        ("道路が悪い", ""),
        ("asdf qwer zxcv", ""),
        ("12345 !!!", ""),
        ("", ""),
    ],
)
def test_the_language_of_short_mixed_and_foreign_comments(text: str, language: str) -> None:
    assert read(text).language == language


def test_the_language_model_is_left_alone_where_function_words_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(text: str) -> tuple[str, str]:
        raise AssertionError(text)

    monkeypatch.setattr("civic.analysis.text.language._guess", refuse)
    assert tell("jalan ini yang rusak".split()) == ("id", "id")
    assert tell("this is the road".split()) == ("en", "en")


@pytest.mark.parametrize(
    "text",
    [
        "kata " * 200_000,
        "a" * 1_000_000,
        "-'" * 500_000,
        "\x00\x01\x02 ÿþ \x7f",
        "jalan \ud800 rusak \udfff",
        "שלום עולם \u202eجدار",
        "\ufdfa" * 20_000,
        "e\u0301" * 5_000,
        "#" + "aB" * 10_000,
        "looooooool" * 3_000,
    ],
)
def test_strange_texts_are_read_without_a_crash(text: str) -> None:
    found = read(text)
    assert len(found.stems) == len(found.surfaces) <= MAX_CHARACTERS


@given(st.text(max_size=200))
def test_any_text_gives_lower_case_words_of_equal_number(text: str) -> None:
    found = read(text)
    assert len(found.stems) == len(found.surfaces)
    assert found.language in {"id", "en", ""}
    assert all(surface and surface == surface.lower() for surface in found.surfaces)
    assert all(stem is None or stem for stem in found.stems)


@given(st.lists(st.sampled_from("jalan2 tdk ga smp 5 km , . yg not safe the di bangeeet dijalan anak-anak 😀".split())))
def test_what_was_read_before_changes_nothing(parts: list[str]) -> None:
    text = " ".join(parts)
    before = read(text)
    read(" ".join(reversed(parts)))
    assert read(text) == before
    assert len(before.stems) <= 3 * len(parts)


def test_the_memory_of_words_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_MOST_WORDS", 10)
    monkeypatch.setattr(words, "_REMEMBERED", {"id": {}, "en": {}})
    expected = read("jalan rusak di taman")
    for number in range(30):
        read(f"yang itu kata{'abcdefghij'[number % 10]}{'klm'[number // 10]} dan ini")
    assert all(len(remembered) <= 10 for remembered in words._REMEMBERED.values())
    assert read("jalan rusak di taman") == expected


def test_the_same_text_reads_the_same_in_every_process() -> None:
    texts = ("tdk aman dijalan2", "noise", "pothole taman")
    script = f"from civic.analysis.text.words import read; print([read(text) for text in {texts!r}])"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
