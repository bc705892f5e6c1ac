"""Charts lie within their picture, whatever they draw."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask import Flask, render_template_string

from civic.web.charts import bar_spans, line_points, zero_line


@pytest.mark.parametrize(
    ("values", "spans"),
    [
        ([-5, 3, -12], [(280.0, 200.0), (480.0, 120.0), (0.0, 480.0)]),
        ([5, 10], [(0.0, 300.0), (0.0, 600.0)]),
        ([-1, -2], [(300.0, 300.0), (0.0, 600.0)]),
        ([0, 0], [(0.0, 0.0), (0.0, 0.0)]),
        ([7], [(0.0, 600.0)]),
        ([], []),
        ([1e308, -1e308], [(300.0, 300.0), (0.0, 300.0)]),
        ([10**18, 1], [(0.0, 600.0), (0.0, 0.0)]),
    ],
)
def test_bars_are_in_proportion_from_a_common_zero(values: Sequence[float], spans: list[tuple[float, float]]) -> None:
    assert bar_spans(values) == spans


@pytest.mark.parametrize("values", [[-5, 3, -12], [0, 0], [7], [-7], [1e308, -1e308], [2025, 2026, 1]])
def test_lines_stay_within_the_picture(values: Sequence[float]) -> None:
    for x, y in line_points(values):
        assert 0 <= x <= 600
        assert 0 <= y <= 200
    assert 0 <= zero_line(values) <= 200


def test_a_chart_without_rows_is_drawn_too(app: Flask) -> None:
    page = '{% from "components/bars.html" import bars, lines %}{{ bars("T", []) }}{{ lines("T", []) }}'
    with app.test_request_context():
        assert render_template_string(page).count("<figure") == 2
