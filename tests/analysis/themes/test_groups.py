"""Comments in groups."""

from __future__ import annotations

import numpy as np

from civic.analysis.themes import Groups


def test_a_comment_without_a_group_is_in_none_and_an_empty_group_counts() -> None:
    groups = Groups(np.array([1, -1, 0, 1, -1]), 3)
    assert groups.sizes.tolist() == [1, 2, 0]
    assert [groups.members(group).tolist() for group in range(3)] == [[2], [0, 3], []]
    assert [part.tolist() for part in groups.in_chunks([2, 0, 3])] == [[1, -1], [], [0, 1, -1]]
