"""What is learned from a few placed texts."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from civic.analysis.learning import learn, read_features
from tests.analysis.learning.helpers import TEXTS, THEMES, features, placed
from tests.conftest import ROOT


def right(found: list[object]) -> float:
    return sum(a == b for a, b in zip(found, THEMES, strict=True)) / len(THEMES)


def test_a_few_examples_place_the_rest() -> None:
    learned = learn(features(), placed(10))
    assert learned.themes == ("bus", "noise", "park")
    assert learned.examples == 12
    assert right(learned.best) > 0.95
    assert learned.probabilities.sum(axis=1) == pytest.approx(1)


def test_two_themes_and_one() -> None:
    first = {0: "bus", 1: "bus", 40: "park", 41: "park"}
    learned = learn(features(), first)
    assert learned.best[:80] == ["bus"] * 40 + ["park"] * 40
    assert learn(features(), {0: "bus"}).best == ["bus"] * len(TEXTS)


def test_nothing_placed_teaches_nothing() -> None:
    learned = learn(features(), {})
    assert (learned.themes, learned.best, learned.examples) == ((), [], 0)


def test_the_themes_of_the_engine_speak_where_nobody_has_placed_anything() -> None:
    assert right(learn(features(), {}, THEMES).best) > 0.95
    assert learn(features(), {0: "bus"}, THEMES).best[-1] == "noise"


def test_a_person_outweighs_the_engine() -> None:
    wrong = ["bus" if theme == "park" else "park" if theme == "bus" else theme for theme in THEMES]
    assert right(learn(features(), placed(5), wrong).best) > 0.9


def test_a_text_may_have_several_themes() -> None:
    joined = [f"{a} {b}" for a, b in zip(TEXTS[:40], TEXTS[40:80], strict=True)]
    texts = [*TEXTS, *joined]
    examples = {at: (THEMES[at],) for at in range(0, 120, 4)} | dict.fromkeys(range(120, 160, 4), ("bus", "park"))
    learned = learn(read_features(texts), examples)
    assert learned.several
    assert (learned.chosen[120:, [0, 2]].all(axis=1)).mean() > 0.8
    assert (learned.chosen[:120].sum(axis=1) == 1).mean() > 0.8


def test_a_campaign_is_placed_whole() -> None:
    letters = ["Sell the theatre now", "Please sell the theatre now", "Sell the theatre now!"]
    read = read_features([*TEXTS, *letters], [None] * len(TEXTS) + ["letter"] * 3)
    assert len(read.heads) == len(TEXTS) + 1
    learned = learn(read, placed(10) | {len(TEXTS) + 2: "theatre"})
    assert learned.best[-3:] == ["theatre"] * 3
    assert len({row.tobytes() for row in learned.probabilities[-3:]}) == 1
    assert learned.examples == 13, "a campaign is one example"


def test_texts_without_words_are_read_as_well() -> None:
    learned = learn(read_features(["", "!!", "..."]), {0: 1, 1: 2})
    assert np.isfinite(learned.probabilities).all()
    assert learn(read_features([]), {}).best == []


def test_the_same_bytes_whatever_the_threads() -> None:
    script = (
        "import hashlib; from tests.analysis.learning.helpers import *; from civic.analysis.learning import *;"
        "f = features(); l = learn(f, placed(7), THEMES);"
        "print(hashlib.sha256(l.probabilities.tobytes()).hexdigest(), to_ask(f, l, placed(7), 5))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(found) == 1
