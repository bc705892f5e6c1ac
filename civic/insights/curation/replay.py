"""What is shown of a run: the engine's themes with the drafter's edits over them. Pure, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from civic.insights.curation.models import EditKind, ResponseStatus


@dataclass(frozen=True)
class Edit:
    """One edit of the log."""

    seq: int
    kind: EditKind
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """A part of a theme: a sub-theme that the engine found, or a theme that was merged into it.

    `source` is the engine's theme that it comes from.
    """

    label: str
    size: int
    source: int


@dataclass
class CuratedTheme:
    """A theme as the drafter left it.

    Attributes:
        sources: the engine's themes that went into it.
        stability: 0 to 1; of merged themes the least; None where there were too few comments to say.
        parts: what it consists of, where it is large or merged.
    """

    number: int
    label: str
    terms: list[str]
    size: int
    quotes: list[int]
    sources: set[int]
    is_hidden: bool = False
    note: str = ""
    status: ResponseStatus | None = None
    answer: str = ""
    moved_in: set[int] = field(default_factory=set)
    stability: float | None = None
    parts: list[Part] = field(default_factory=list)

    @property
    def rest(self) -> int:
        """Comments that are in none of the parts."""
        return self.size - sum(part.size for part in self.parts)


@dataclass
class Curated:
    """All themes, the largest first; comments moved by hand; datasets linked as evidence; the log's length."""

    themes: list[CuratedTheme]
    moves: dict[int, int | None]
    datasets: list[str]
    seq: int
    last: EditKind | None

    def theme(self, number: int) -> CuratedTheme | None:
        """The theme of this number, if it still stands."""
        return next((theme for theme in self.themes if theme.number == number), None)

    def holding(self, source: int) -> CuratedTheme | None:
        """The theme that the engine's theme of this number went into."""
        return next((theme for theme in self.themes if source in theme.sources), None)

    @property
    def shown(self) -> list[CuratedTheme]:
        """Themes that will be published: not hidden, and with comments left in them."""
        return [theme for theme in self.themes if theme.size and not theme.is_hidden]


def curate(themes: Iterable[CuratedTheme], edits: Iterable[Edit], origin: Mapping[int, int | None]) -> Curated:
    """Replay the log over the engine's themes.

    Args:
        themes: the engine's, fresh (they are changed).
        edits: in order of `seq`.
        origin: the engine's theme of each comment that was ever moved.
    """
    log = list(edits)
    standing = {theme.number: theme for theme in themes}
    curated = Curated([], {}, [], log[-1].seq if log else 0, None)
    for edit in effective(log):
        curated.last = edit.kind
        _apply(edit, standing, curated)
    _count_moves(standing, curated, origin)
    curated.themes = sorted(standing.values(), key=lambda theme: (theme.is_hidden, -theme.size, theme.number))
    return curated


def effective(log: Iterable[Edit]) -> list[Edit]:
    """The edits that stand: each undo takes back the newest one that stood."""
    stack: list[Edit] = []
    for edit in log:
        if edit.kind is EditKind.UNDO:
            if stack:
                stack.pop()
        else:
            stack.append(edit)
    return stack


def _apply(edit: Edit, standing: dict[int, CuratedTheme], curated: Curated) -> None:
    data = edit.data
    if edit.kind is EditKind.LINK and data["dataset"] not in curated.datasets:
        curated.datasets.append(data["dataset"])
    elif edit.kind is EditKind.UNLINK and data["dataset"] in curated.datasets:
        curated.datasets.remove(data["dataset"])
    elif edit.kind is EditKind.MOVE:
        curated.moves[data["comment"]] = data["theme"]
    theme = standing.get(data.get("theme", -1))
    if theme is None or edit.kind in (EditKind.MOVE, EditKind.LINK, EditKind.UNLINK):
        return
    match edit.kind:
        case EditKind.RENAME:
            theme.label = data["label"]
        case EditKind.HIDE:
            theme.is_hidden = True
        case EditKind.SHOW:
            theme.is_hidden = False
        case EditKind.NOTE:
            theme.note = data["note"]
        case EditKind.RESPOND:
            theme.status, theme.answer = ResponseStatus(data["status"]), data["answer"]
        case EditKind.MERGE:
            _merge(theme, standing, data["into"], curated)


def _merge(theme: CuratedTheme, standing: dict[int, CuratedTheme], into: int, curated: Curated) -> None:
    target = standing.get(into)
    if target is None or target is theme:
        return
    target.parts = [
        part for whole in (target, theme) for part in whole.parts or [Part(whole.label, whole.size, whole.number)]
    ]
    known = [whole.stability for whole in (target, theme) if whole.stability is not None]
    target.stability = min(known, default=None)
    target.size += theme.size
    target.sources |= theme.sources
    target.terms = list(dict.fromkeys([*target.terms, *theme.terms]))[: max(len(target.terms), 10)]
    # The first quotes of both, so that the smaller theme's voice is not lost.
    mixed = [quote for pair in zip(target.quotes, theme.quotes, strict=False) for quote in pair]
    target.quotes = list(dict.fromkeys([*mixed, *target.quotes, *theme.quotes]))[:5]
    for comment, number in curated.moves.items():
        if number == theme.number:
            curated.moves[comment] = target.number
    del standing[theme.number]


def _count_moves(standing: dict[int, CuratedTheme], curated: Curated, origin: Mapping[int, int | None]) -> None:
    holder = {source: theme for theme in standing.values() for source in theme.sources}
    for comment, number in curated.moves.items():
        source = origin.get(comment)
        before = holder.get(source) if source is not None else None
        after = standing.get(number) if number is not None else None
        if before is after:
            continue
        if before is not None and source is not None:
            before.size -= 1
            before.parts = _without_one(before.parts, source)
            before.quotes = [quote for quote in before.quotes if quote != comment]
        if after is not None:
            after.size += 1
            after.moved_in.add(comment)


def _without_one(parts: list[Part], source: int) -> list[Part]:
    """The parts after a comment of this source has left; which of several sub-themes it left nobody knows."""
    own = [part for part in parts if part.source == source]
    if len(own) != 1 or own[0].size == 1:
        return [part for part in parts if part.source != source]
    return [replace(part, size=part.size - 1) if part is own[0] else part for part in parts]
