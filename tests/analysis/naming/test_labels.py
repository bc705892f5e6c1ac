"""What themes are called."""

from __future__ import annotations

import pytest

from tests.analysis.naming.grouped import names_of

WASTE = [f"Truk sampah {word} lewat di gang kami" for word in ("jarang", "telat", "malas", "tidak", "belum", "kadang")]
LAMPS = [f"Lampu jalan {word}, gelap sekali" for word in ("mati", "padam", "redup", "rusak", "kedip", "pecah")]


def test_a_theme_is_called_by_the_phrase_that_its_people_use() -> None:
    waste, lamps = names_of([WASTE, LAMPS])
    assert waste.label == "Truk sampah"
    assert lamps.label == "Lampu jalan"


def test_three_labels_are_offered_and_differ() -> None:
    for name in names_of([WASTE, LAMPS]):
        assert len(name.labels) == len(set(name.labels)) == 3
        assert name.label == name.labels[0]


def test_small_words_stay_where_people_write_them() -> None:
    rents = [f"The cost of living is {word}" for word in ("high", "absurd", "rising", "crushing", "unfair", "insane")]
    _, name = names_of([WASTE, rents])
    assert name.label == "Cost of living"


def test_words_that_cut_a_phrase_are_not_left_out_of_it() -> None:
    # "Pelayanan baik" would be what nobody has said.
    service = [
        f"Pelayanan {word} di loket"
        for word in ("jauh dari baik", "harus lebih baik", "jadi kurang baik", "belum baik")
    ]
    _, name = names_of([WASTE, service])
    assert "Pelayanan baik" not in name.labels


def test_a_denial_is_part_of_the_label() -> None:
    rooms = [f"AC tidak dingin, kamar {word}" for word in ("satu", "biru", "merah", "hijau", "kuning", "jingga")]
    _, name = names_of([WASTE, rooms])
    assert name.label == "AC tidak dingin"


@pytest.mark.parametrize("place", ["Cipondoh", "Karang Tengah", "Dishub"])
def test_no_place_and_no_agency_is_a_label_alone(place: str) -> None:
    there = [f"{place} {word} banjir" for word in ("sering", "masih", "kembali", "selalu", "tetap", "kerap")]
    there += [f"Di {place} {word}" for word in ("macet", "gelap", "sepi", "panas", "ramai", "kotor")]
    _, name = names_of([WASTE, there], names=["cipondoh", "KARANG TENGAH"])
    assert not {place.lower(), *place.lower().split()} & {label.lower() for label in name.labels}


def test_a_place_called_by_its_kind_is_a_place() -> None:
    there = [f"Kecamatan Karang Tengah {word}" for word in ("banjir", "macet", "gelap", "sepi", "panas", "ramai")]
    _, name = names_of([WASTE, there], names=["Karang Tengah"])
    assert not {"kecamatan karang", "karang tengah", "kecamatan karang tengah"} & {w.lower() for w in name.labels}


def test_a_name_that_nobody_told_us_is_seen_by_its_capital() -> None:
    roads = [f"Please widen Scottsville Road {word}" for word in ("soon", "fast", "first")]
    roads += [f"Scottsville Road is {word}" for word in ("full", "slow", "loud", "worn")]
    roads += [f"Better traffic lights {word}" for word in ("downtown", "at school", "near Scottsville Road")]
    _, name = names_of([WASTE, roads])
    assert name.label == "Traffic lights"
    assert not {"Scottsville", "Scottsville Road", "Road"} & set(name.labels[:1])
    assert "Scottsville Road" not in name.labels


def test_words_are_written_as_people_write_them() -> None:
    cards = [f"Antrean KTP {word}" for word in ("lama", "panjang", "kacau", "penuh", "padat", "lambat")]
    nets = [f"Sinyal WiFi {word} di perpustakaan" for word in ("lemah", "mati", "hilang", "putus", "lambat", "jelek")]
    _, queue, signal = names_of([WASTE, cards, nets])
    assert queue.label == "Antrean KTP"
    assert signal.label == "Sinyal WiFi"


def test_no_two_themes_are_called_the_same() -> None:
    pairs = [["jalan rusak", "jalan rusak parah"], ["jalan rusak", "jalan rusak sekali"]]
    first, second = names_of(pairs)
    assert first.label != second.label


def test_a_word_that_says_nothing_by_itself_is_no_label() -> None:
    shifts = [f"Jam {word} truk lewat" for word in ("tiga", "empat", "lima", "enam", "tujuh", "delapan")]
    _, name = names_of([LAMPS, shifts])
    assert name.label != "Jam"


def test_a_theme_is_not_called_like_another_in_other_words() -> None:
    rooms = [[f"AC kurang dingin, {word}" for word in ("tolong", "ya", "mohon")]]
    rooms.append([f"ACnya kurang dingin, {word}" for word in ("tolong", "ya", "mohon")])
    first, second = names_of(rooms)
    assert first.label.lower().replace("nya", "") != second.label.lower().replace("nya", "")


def test_a_phrase_keeps_the_small_word_that_ends_it() -> None:
    stalls = [f"{word} pedagang kaki lima" for word in ("Relokasi", "Tertibkan", "Bantu", "Usir", "Data", "Bina")]
    intake = [f"Penerimaan peserta didik baru {word}" for word in ("kacau", "curang", "lambat", "tertutup", "mahal")]
    _, stall, enrolment = names_of([WASTE, stalls, intake])
    assert stall.label == "Pedagang kaki lima"
    assert enrolment.label == "Penerimaan peserta didik baru"
