"""Themes in two dimensions."""

from __future__ import annotations

import numpy as np
import pytest

from civic.analysis import Comment, Resources, Settings, analyse
from civic.analysis.themes.landscape import COLUMNS, ROWS
from tests.analysis.planted import bowling_green, in_two_languages


def test_circles_lie_apart_on_the_sheet_and_every_comment_in_a_theme_is_counted() -> None:
    result = analyse(bowling_green(), Settings(n_themes=12))
    circles = np.array([result.map["themes"][str(theme.id)] for theme in result.themes])
    places, radii = circles[:, :2], circles[:, 2]
    distance = np.linalg.norm(places[:, None] - places[None, :], axis=2) + np.eye(len(circles)) * 1_000
    assert (distance >= radii[:, None] + radii[None, :]).all()
    assert (places - radii[:, None] >= -0.01).all()
    assert (places + radii[:, None] <= [COLUMNS + 0.01, ROWS + 0.01]).all()
    assert [size for size, _ in sorted(zip([t.size for t in result.themes], radii, strict=True))] == sorted(
        theme.size for theme in result.themes
    )
    copies = sum(campaign.size - 1 for campaign in result.campaigns)
    counted = sum(count for _column, _row, count in result.map["cells"])
    in_themes = sum(theme.size for theme in result.themes)
    assert in_themes - copies <= counted <= in_themes


def test_what_is_alike_lies_together() -> None:
    result = analyse(in_two_languages(), Settings(n_themes=6))
    side = {}
    for theme in result.themes:
        language = theme.quotes[0].split("-")[0]
        side.setdefault(language, []).append(result.map["themes"][str(theme.id)][:2])
    english, indonesian = (np.array(side[language]) for language in ("en", "id"))
    within = np.linalg.norm(english[:, None] - english[None, :], axis=2).mean()
    between = np.linalg.norm(english[:, None] - indonesian[None, :], axis=2).mean()
    assert within < between


def test_it_is_the_same_whatever_the_processes_and_the_order() -> None:
    comments = bowling_green()
    one = analyse(comments).map
    assert analyse(comments[::-1], resources=Resources(n_jobs=2)).map == one


@pytest.mark.parametrize("n", [1, 2])
def test_one_or_two_themes_have_a_map_as_well(n: int) -> None:
    result = analyse(bowling_green()[:200], Settings(n_themes=n))
    for x, y, radius in result.map["themes"].values():
        assert x - radius + 0.01 >= 0
        assert y + radius <= ROWS + 0.01


def test_no_themes_no_map() -> None:
    assert analyse([Comment("1", "trotoar"), Comment("2", "lampu")]).map["themes"] == {}
