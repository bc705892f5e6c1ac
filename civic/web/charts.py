"""Where the bars and points of a chart lie, whatever their values: negative, zero, one alone, huge.

Templates draw with these filters: `{% for bar in values|bar_spans %}`.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask

WIDTH, HEIGHT = 600.0, 200.0


def init_app(app: Flask) -> None:
    for function in (bar_spans, line_points, zero_line):
        app.add_template_filter(function)


def bar_spans(values: Sequence[float]) -> list[tuple[float, float]]:
    """(start, length) of each bar, all in one proportion, within 0 to 600; bars go out from a common zero."""
    shares, zero = _shares(values)
    return [(round(WIDTH * min(share, zero), 1), round(WIDTH * abs(share - zero), 1)) for share in shares]


def line_points(values: Sequence[float]) -> list[tuple[float, float]]:
    """(x, y) of each value within 600 x 200, in equal steps from left to right; one alone stands in the middle."""
    shares, _zero = _shares(values)
    step, first = (WIDTH / (len(values) - 1), 0.0) if len(values) > 1 else (0.0, WIDTH / 2)
    return [(round(first + index * step, 1), round(HEIGHT * (1 - share), 1)) for index, share in enumerate(shares)]


def zero_line(values: Sequence[float]) -> float:
    """The y of zero beside `line_points`."""
    return round(HEIGHT * (1 - _shares(values)[1]), 1)


def _shares(values: Sequence[float]) -> tuple[list[float], float]:
    """Each value's place, and zero's, between the least (0) and the greatest (1); zero is always among them."""
    scale = max(map(abs, values), default=0) or 1
    parts = [value / scale for value in values]  # first, so that the distance of two huge values is finite
    low, high = min([0.0, *parts]), max([0.0, *parts])
    span = (high - low) or 1.0
    return [(part - low) / span for part in parts], -low / span
