"""The log of edits: which of them stand, what each is about, and which two get into each other's way. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from civic.insights.curation.models import EditKind

PLACING = frozenset({EditKind.MOVE, EditKind.CONFIRM, EditKind.EXCLUDE, EditKind.SPLIT})
_OF_ITS_OWN = frozenset({EditKind.MERGE, EditKind.SPLIT})
_LINKS = {EditKind.LINK, EditKind.UNLINK}
_SAME_THING = {EditKind.UNLINK: EditKind.LINK, EditKind.SHOW: EditKind.HIDE, EditKind.UNMARK: EditKind.MARK}


@dataclass(frozen=True)
class Edit:
    """One edit of the log."""

    seq: int
    kind: EditKind
    data: Mapping[str, Any]

    @property
    def comments(self) -> list[int]:
        """The comments that it places; of logs from before several could be placed at once, the one."""
        if self.kind not in PLACING:
            return []
        return list(self.data["comments"]) if "comments" in self.data else [self.data["comment"]]

    @property
    def themes(self) -> set[int]:
        """Numbers of the themes whose name, answer or company it changes."""
        if self.kind in (EditKind.MOVE, EditKind.CONFIRM, EditKind.EXCLUDE):
            return set()
        return {self.data[key] for key in ("theme", "into") if self.data.get(key) is not None}


def effective(log: Iterable[Edit]) -> list[Edit]:
    """The edits that stand: an undo takes back the newest that stands, a redo brings back what was undone last."""
    return _replayed(log)[0]


def undone(log: Iterable[Edit]) -> list[Edit]:
    """The edits that a redo would bring back, the next one last; anything new that is done forgets them."""
    return _replayed(log)[1]


def clash(mine: Edit, others: Iterable[Edit]) -> bool:
    """Whether an edit, made without knowing of the others, would overwrite one of them unseen."""
    return any(_clash(mine, other) for other in others)


def _replayed(log: Iterable[Edit]) -> tuple[list[Edit], list[Edit]]:
    standing: list[Edit] = []
    back: list[Edit] = []
    for edit in log:
        if edit.kind is EditKind.UNDO:
            if standing:
                back.append(standing.pop())
        elif edit.kind is EditKind.REDO:
            if back:
                standing.append(back.pop())
        elif edit.kind is not EditKind.REMARK:  # what colleagues said to each other is not taken back
            standing.append(edit)
            back.clear()
    return standing, back


def _clash(mine: Edit, other: Edit) -> bool:
    kinds = {mine.kind, other.kind}
    if EditKind.REMARK in kinds:
        return False
    if mine.kind in (EditKind.UNDO, EditKind.REDO):
        return True
    if kinds <= _LINKS and mine.data["dataset"] != other.data["dataset"]:
        return False
    if not set(mine.comments).isdisjoint(other.comments):
        return True
    is_same_thing = _SAME_THING.get(mine.kind, mine.kind) == _SAME_THING.get(other.kind, other.kind)
    return (is_same_thing or bool(kinds & _OF_ITS_OWN)) and not mine.themes.isdisjoint(other.themes)
