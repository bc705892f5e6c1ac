"""Themes that are kept for the next consultation."""

from __future__ import annotations

import json

import pytest

from civic.analysis import AnalysisError
from civic.analysis.learning import Frame, FrameTheme
from tests.analysis.learning.helpers import TEXTS, THEMES
from tests.analysis.planted import SUBJECTS

FRAME = Frame(
    tuple(
        FrameTheme(
            name, f"all about {name}", tuple(t for t, theme in zip(TEXTS, THEMES, strict=True) if theme == name)[:5]
        )
        for name in ("park", "bus", "noise")
    )
)


def test_a_frame_places_comments_of_another_consultation() -> None:
    new = ["The fare and the timetable of this route", "picnic on the lawn by the fountain", "karaoke at midnight"]
    learned = FRAME.predict(new)
    assert learned.best == ["bus", "park", "noise"]
    assert learned.probabilities.shape == (3, 3)


def test_a_name_and_a_description_suffice() -> None:
    frame = Frame(tuple(FrameTheme(name, " ".join(words)) for name, words in SUBJECTS.items()))
    found = frame.predict(TEXTS).best
    assert sum(a == b for a, b in zip(found, THEMES, strict=True)) > 0.9 * len(TEXTS)


def test_what_is_kept_is_read_again() -> None:
    assert Frame.from_json(FRAME.to_json()) == FRAME


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "[]",
        "{}",
        '{"format": "other", "themes": []}',
        '{"format": "civic-code-frame/1", "themes": [{"description": "no name"}]}',
        '{"format": "civic-code-frame/1", "themes": [{"name": 3}]}',
        json.dumps({"format": "civic-code-frame/1", "themes": [{"name": "a", "examples": "text"}]}),
    ],
)
def test_what_is_no_frame_is_refused_in_one_line(kept: str) -> None:
    with pytest.raises(AnalysisError) as refused:
        Frame.from_json(kept)
    assert "\n" not in str(refused.value)
