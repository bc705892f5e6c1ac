"""Personal numbers are hidden; the figures that people argue with stay."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.analysis.text.privacy import MASK, mask
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        # identity numbers
        ("NIK 3671012304850001", "NIK […]"),
        ("NIK: 3671-0123-0485-0001", "NIK: […]"),
        ("ktp 367101 630485 0001 hilang", "ktp […] hilang"),
        # telephones
        ("hub 0812-3456-7890 ya", "hub […] ya"),
        ("WA:081234567890", "WA:[…]"),
        ("WA.081234567890.", "WA.[…]."),
        ("+62 812 3456 7890", "[…]"),
        ("(+62) 812.3456.7890", "[…]"),
        ("62 812-3456-789", "[…]"),
        ("0812 – 3456 – 7890", "[…]"),
        ("０８１２３４５６７８９０", "[…]"),
        ("0812\u200b34567890", "[…]"),
        ("kantor 021-5512345", "kantor […]"),
        ("(021) 551 2345", "[…]"),
        ("02155123456", "[…]"),
        ("0254 123456", "[…]"),
        ("+1 270 555 0100", "[…]"),
        ("(270) 555-0100 or 270-555-0100", "[…] or […]"),
        # e-mail
        ("tulis ke siti.aminah+rt@contoh.example!", "tulis ke […]!"),
        ("budi＠contoh.example", "[…]"),
        # plates
        ("mobil B 1234 XYZ parkir", "mobil […] parkir"),
        ("B1234XYZ", "[…]"),
        ("AB 12 CD", "[…]"),
        ("motor b 1234 xyz", "motor […]"),
        ("motor f123ab", "motor […]"),
        # addresses
        ("Jl. Merdeka No. 12A, Cikokol", "Jl. Merdeka […], Cikokol"),
        ("Jalan Merdeka, No. 12/5", "Jalan Merdeka, […]"),
        ("gang mawar 3 no 7", "gang mawar 3 […]"),
        ("rumah saya no 12", "rumah saya […]"),
        ("nomor rumah 15", "nomor rumah […]"),
        ("Blok C3/12", "Blok […]"),
        ("Jl. Sudirman 45, Tangerang", "Jl. Sudirman […], Tangerang"),
        ("I live at 123 Main Street", "I live at […] Main Street"),
    ],
)
def test_personal_numbers_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Anggaran Rp1.500.000.000 untuk 2026, lebar 1,5 meter, 104 kelurahan",
        "APBN Rp 3.000.000.000.000.000",
        "pasal 12 ayat 3",
        "nomor 1 prioritas",
        "Jalan rusak, nomor 1 prioritas warga",
        "jalan tidak rata, prioritas no 1 perbaiki",
        "Jalan rusak menurut UU No. 22 Tahun 2009",
        "Perda Nomor 5 Tahun 2020",
        "perumahan menurut Perda No. 5/2020 dilarang",
        "ke 10 rt dan 3 rw",
        "d 2026 ini d 3 rt",
        "a 5 km",
        "T 20 kg",
        "jalan rusak 2 tahun, sepanjang 500 meter",
        "Jalan Tol 2026.",
        "2019 2020 2021 2022",
        "buka 07.00 - 12.00, tanggal 05-08-2026",
        "tahun 2024-2025",
        "1.000.000 orang, +10% per tahun",
        "SMP 5 dan SMA 12",
        "dari 30 km ke 20 km per jam",
        "In 2018 Nashville Road was closed; I-65 and 31W",
        "no 2 lanes",
        "Tidak ada angka",
        "@pemkot tolong",
        "",
    ],
)
def test_figures_of_the_argument_stay(text: str) -> None:
    assert mask(text) == text


def test_several_numbers_of_one_comment_are_masked_and_its_words_stay() -> None:
    text = "Saya Siti, NIK 3671012304850001, HP 0812 3456 7890. Trotoar 1,5 meter di RT 05/03 rusak sejak 2019."
    assert mask(text) == "Saya Siti, NIK […], HP […]. Trotoar 1,5 meter di RT 05/03 rusak sejak 2019."


def test_the_characters_around_a_number_stay_as_typed() -> None:
    assert mask("“Ｔａｍａｎ – 😀” 081234567890…") == "“Ｔａｍａｎ – 😀” […]…"


@given(st.text(max_size=200))
def test_any_text_can_be_masked(text: str) -> None:
    masked = mask(text)
    assert masked.count(MASK) or masked == text


@given(
    st.text(alphabet=st.characters(exclude_categories=["N", "L", "M"], exclude_characters=".,_+"), max_size=10),
    st.text(alphabet=st.characters(exclude_categories=["N", "L", "M"], exclude_characters=".,_+"), max_size=10),
)
def test_a_telephone_number_is_masked_whatever_signs_stand_beside_it(before: str, after: str) -> None:
    assert "3456" not in mask(f"{before}081234567890{after}")


def test_masking_twice_changes_nothing() -> None:
    text = mask("Jl. Merdeka No. 12 RT 05/RW 03, B 1234 XYZ, 0812-3456-7890")
    assert mask(text) == text


@pytest.mark.parametrize(
    "part",
    [
        "a",
        "1",
        "a@",
        "0 ",
        "jalan ",
        "no ",
        "8.",
        "A 1 ",
        "rt",
        "+6",
        "Jl Aa ",
        "Pak A",
        "a.n. ",
        "nol ",
        "x at ",
        "https://",
        "lat ",
        "pin ",
        "0 8 ",
        "rek no ",
    ],
)
def test_a_text_of_many_kilobytes_is_no_trap(part: str) -> None:
    assert mask(part * (200_000 // len(part)) + "1 @")


def test_masking_needs_nothing_but_the_standard_library() -> None:
    # Web pages import it; the package around it may bring only its light types.
    script = (
        "import sys, civic.analysis.text.privacy; print(any(m in sys.modules for m in ('numpy', 'sklearn', 'Stemmer')))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
