"""Which new theme is which former one."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from civic.analysis.themes import Groups
from civic.analysis.themes.identity import theme_ids


def ids(former: Mapping[str, int | None], new: Mapping[str, int], k: int, copies: Collection[str] = ()) -> list[int]:
    positions = {comment: row for row, comment in enumerate(new)}
    different = np.array([comment not in copies for comment in new])
    return theme_ids(former, positions, Groups(np.array(list(new.values())), k), different)


def test_a_theme_is_known_by_its_comments() -> None:
    former = {"a": 7, "b": 7, "c": 3, "d": 3, "e": None}
    assert ids(former, {"a": 1, "b": 1, "c": 0, "d": 0, "e": 0, "f": 1}, 2) == [3, 7]


def test_without_a_former_result_the_largest_is_0() -> None:
    assert ids({}, {"a": 1, "b": 1, "c": 0, "d": 1}, 2) == [1, 0]


def test_no_former_id_is_given_twice_and_none_is_given_again() -> None:
    former = dict.fromkeys("abcdef", 4)
    found = ids(former, {"a": 0, "b": 0, "c": 0, "d": 1, "e": 1, "f": -1, "g": 2, "h": 2, "i": 2}, 3)
    assert found == [4, 6, 5], "the larger of the new ones first"


def test_too_small_an_overlap_makes_no_theme_the_same() -> None:
    former = dict.fromkeys("abcdefgh", 0)
    assert ids(former, {"a": 0, "i": 0, "j": 0} | dict.fromkeys("bcdefgh", -1), 1) == [1]


def test_a_campaign_that_changes_sides_takes_no_theme_with_it() -> None:
    letters = [f"copy{n}" for n in range(50)]
    former: dict[str, int | None] = {"a": 0, "b": 0, "c": 0, "d": 1, "e": 1} | dict.fromkeys(["x", *letters], 0)
    now = {"a": 0, "b": 0, "c": 0, "d": 1, "e": 1} | dict.fromkeys(["x", *letters], 1)
    assert ids(former, now, 2, set(letters)) == [0, 1]
    assert ids(former, now, 2) != [0, 1]
