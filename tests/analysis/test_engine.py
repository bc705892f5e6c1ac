"""The engine on planted and broken text."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from sklearn.base import clone

from civic.analysis import AnalysisError, Comment, Settings, ThemeModel, analyse, mask
from civic.analysis.duplicates import groups
from civic.analysis.words import read
from tests.conftest import ROOT

COMMENTS = ROOT / "civic" / "demo" / "data" / "bowling-green" / "comments.csv"
SUBJECTS = {
    "bus": "bus timetable driver fare route terminal shelter passenger".split(),
    "park": "park playground bench lawn picnic fountain flower squirrel".split(),
    "noise": "noise music loudspeaker karaoke party midnight decibel neighbour".split(),
}


def planted() -> list[Comment]:
    """Three subjects of 24 comments, each of four of its eight words."""
    return [
        Comment(f"{subject}-{n}", " ".join(words[(n * step + n // 8) % 8] for step in (1, 2, 3, 5)) + f" {words[0]}")
        for subject, words in SUBJECTS.items()
        for n in range(24)
    ]


def test_planted_themes_are_found_with_their_comments() -> None:
    result = analyse(planted(), Settings(n_themes=3))
    for subject in SUBJECTS:
        found = [result.assignments[f"{subject}-{n}"] for n in range(24)]
        assert found.count(max(set(found), key=found.count)) >= 18


def test_the_result_has_the_documented_shape() -> None:
    document = json.loads(analyse(planted()).to_json())
    assert list(document) == ["engine", "themes", "assignments", "duplicates", "metrics"]
    assert list(document["engine"]) == ["name", "version", "seed", "settings"]
    assert list(document["themes"][0]) == ["id", "label", "terms", "size", "quotes"]
    assert list(document["metrics"]) == ["coherence_npmi", "diversity", "coverage", "stability"]
    assert set(document["assignments"]) == {c.id for c in planted()}
    assert sum(t["size"] for t in document["themes"]) == sum(v is not None for v in document["assignments"].values())


def run_command(out: Path, threads: str) -> bytes:
    command = [sys.executable, "-m", "civic.analysis", str(COMMENTS), "--text-column", "comment-body"]
    environ = os.environ | {"OMP_NUM_THREADS": threads, "PYTHONHASHSEED": threads}
    subprocess.run([*command, "--id-column", "comment-id", "--json", str(out)], check=True, env=environ, cwd=ROOT)
    return out.read_bytes()


def test_the_same_file_gives_the_same_bytes_on_any_number_of_threads(tmp_path: Path) -> None:
    assert run_command(tmp_path / "a.json", "1") == run_command(tmp_path / "b.json", "2")
    document = json.loads((tmp_path / "a.json").read_text())
    assert len(document["assignments"]) == 896
    assert document["metrics"]["coverage"] > 0.8
    shown = " ".join(term for theme in document["themes"] for term in theme["terms"]).lower()
    assert "hous " not in shown, "terms are words that people wrote, not stems"


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
    ],
)
def test_small_and_strange_corpora_give_an_honest_small_result(texts: list[str]) -> None:
    result = analyse([Comment(str(n), text) for n, text in enumerate(texts)])
    assert set(result.assignments) == {str(n) for n in range(len(texts))}
    assert len(result.themes) <= max(1, len(texts) // 4)


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


def test_it_is_an_estimator() -> None:
    texts = [comment.text for comment in planted()]
    model = ThemeModel(3, random_state=1)
    assert clone(model).get_params() == model.get_params()
    labels = model.fit_predict(texts)
    again = pickle.loads(pickle.dumps(model))
    assert (again.predict(texts) == labels).all()
    assert again.transform(texts[:5]).shape == (5, 3)


def test_copies_are_folded_and_counted() -> None:
    letter = "We the undersigned ask the council to stop the new road through the old forest at once"
    comments = planted() + [Comment(f"copy-{n}", f"{'Dear mayor, ' if n % 3 else ''}{letter}") for n in range(30)]
    result = analyse(comments, Settings(n_themes=4))
    group = next(g for g in result.duplicates if len(g.ids) > 5)
    assert len([i for i in group.ids if i.startswith("copy-")]) == 30
    assert len({result.assignments[i] for i in group.ids}) == 1


def test_different_texts_are_no_copies() -> None:
    texts = [comment.text for comment in planted()[:3]] + ["Trees please", "More trees", "No"]
    assert groups(texts, 0.7) == []


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("jl rusak bangeeeet tdk aman", {"rusak", "tidak aman"}),
        ("jalan2 sore di trotoar", {"jalan", "sore", "trotoar"}),
        ("dijalan raya aspal rusak", {"jalan", "aspal", "rusak"}),
        ("We need safer sidewalks", {"safer", "sidewalk"}),
    ],
)
def test_words_are_read_as_residents_write_them(text: str, stems: set[str]) -> None:
    assert stems <= {stem for stem in read(text).stems if stem}


@pytest.mark.parametrize(
    "text",
    [
        "NIK 3671012304850001",
        "hub 0812-3456-7890",
        "+62 812 3456 7890",
        "siti@contoh.example",
        "B 1234 XYZ",
        "RT 05/RW 03",
    ],
)
def test_personal_numbers_are_masked(text: str) -> None:
    assert "[…]" in mask(text)
    assert not any(part in mask(text) for part in ("3671", "3456", "siti@", "1234 XYZ", "05/"))


def test_figures_of_the_argument_are_kept() -> None:
    text = "Anggaran Rp1.500.000.000 untuk 2026, lebar 1,5 meter, 104 kelurahan"
    assert mask(text) == text
