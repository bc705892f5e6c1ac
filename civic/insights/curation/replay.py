"""What is shown of a run: the engine's themes with the drafter's edits over them. Pure, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from civic.insights.curation.log import Edit, effective, undone
from civic.insights.curation.models import EditKind, ResponseStatus

EXCLUDED = -1  # the home of comments that drafters have set aside
UNKNOWN = -1  # the number of sub-themes in runs that did not keep which comment is in which
FIRST_BY_HAND = 10_000  # themes that drafters make are numbered from here on, far from the engine's


class Origin(NamedTuple):
    """Where the engine has put a comment: its theme, and the sub-theme in it."""

    theme: int | None
    part: int | None = None


@dataclass(frozen=True)
class Part:
    """A part of a theme: a sub-theme that the engine found, or a theme that was merged into it.

    `source` is the theme that it comes from, `number` the sub-theme's in it; None for the whole of it; `labels` are
    what it could be called.
    """

    label: str
    size: int
    source: int
    number: int | None = None
    labels: tuple[str, ...] = ()


@dataclass
class CuratedTheme:
    """A theme as the drafter left it.

    Attributes:
        sources: the themes, the engine's or made by hand, that went into it.
        stability: 0 to 1; of merged themes the least; None where there were too few comments to say.
        parts: what it consists of, where it is large or merged.
        is_minority: a view of few that drafters want to be seen.
        assignee: id of the colleague who answers it.
        labels: what it could be called.
        datasets: linked as evidence for its answer.
    """

    number: int
    label: str
    terms: list[str]
    size: int
    quotes: list[int]
    sources: set[int]
    is_hidden: bool = False
    is_minority: bool = False
    note: str = ""
    status: ResponseStatus | None = None
    answer: str = ""
    assignee: int | None = None
    moved_in: set[int] = field(default_factory=set)
    stability: float | None = None
    parts: list[Part] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    datasets: list[str] = field(default_factory=list)

    @property
    def rest(self) -> int:
        """Comments that are in none of the parts."""
        return self.size - sum(part.size for part in self.parts)

    @property
    def is_by_hand(self) -> bool:
        """Whether drafters have made it, and not the engine."""
        return self.number >= FIRST_BY_HAND


@dataclass
class Curated:
    """All themes, the largest first, and what else the log says.

    Attributes:
        moves: the home of each comment that was moved: a theme's number, None for no theme, EXCLUDED; a theme that was
            merged since is found by `holding`.
        excluded: why each comment was set aside that is so still.
        datasets: linked as evidence beside the whole.
        seq: the log's length.
        last: the edit that an undo takes back.
        undone: the edit that a redo brings back.
    """

    themes: list[CuratedTheme]
    moves: dict[int, int | None]
    excluded: dict[int, str]
    datasets: list[str]
    seq: int
    last: Edit | None = None
    undone: Edit | None = None

    def theme(self, number: int) -> CuratedTheme | None:
        """The theme of this number, if it still stands."""
        return next((theme for theme in self.themes if theme.number == number), None)

    def holding(self, source: int) -> CuratedTheme | None:
        """The theme that the theme of this number went into."""
        return next((theme for theme in self.themes if source in theme.sources), None)

    @property
    def shown(self) -> list[CuratedTheme]:
        """Themes that will be published: not hidden, and with comments left in them."""
        return [theme for theme in self.themes if theme.size and not theme.is_hidden]


def curate(themes: Iterable[CuratedTheme], edits: Iterable[Edit], origin: Mapping[int, Origin]) -> Curated:
    """Replay the log over the engine's themes.

    Args:
        themes: the engine's, fresh (they are changed).
        edits: in order of `seq`.
        origin: where the engine has put each comment that was ever moved.
    """
    log = list(edits)
    standing = {theme.number: theme for theme in themes}
    back = undone(log)
    curated = Curated([], {}, {}, [], log[-1].seq if log else 0, undone=back[-1] if back else None)
    for edit in effective(log):
        curated.last = edit
        if edit.comments:
            _place(edit, standing, curated)
        else:
            _apply(edit, standing, curated)
    _count_moves(standing, curated, origin)
    curated.themes = sorted(standing.values(), key=lambda theme: (theme.is_hidden, -theme.size, theme.number))
    return curated


def homes(log: Iterable[Edit]) -> dict[int, int | None]:
    """The home of every comment that the log places by hand: merges of themes do not change it."""
    placed = Curated([], {}, {}, [], 0)
    for edit in effective(log):
        if edit.comments and edit.kind is not EditKind.CONFIRM:
            _place(edit, {}, placed)
    return placed.moves


def _place(edit: Edit, standing: dict[int, CuratedTheme], curated: Curated) -> None:
    data = edit.data
    if edit.kind is EditKind.SPLIT:
        number = data["number"]
        terms, quotes, labels = (list(data.get(name, ())) for name in ("terms", "quotes", "labels"))
        standing[number] = CuratedTheme(number, data["label"], terms, 0, quotes, {number}, labels=labels)
    home = {EditKind.SPLIT: data.get("number"), EditKind.EXCLUDE: EXCLUDED}.get(edit.kind, data.get("theme"))
    if edit.kind is EditKind.CONFIRM:
        return
    curated.moves.update(dict.fromkeys(edit.comments, home))
    for comment in edit.comments:
        curated.excluded.pop(comment, None)
        if home == EXCLUDED:
            curated.excluded[comment] = data["reason"]


def _apply(edit: Edit, standing: dict[int, CuratedTheme], curated: Curated) -> None:
    data = edit.data
    if edit.kind in (EditKind.LINK, EditKind.UNLINK) and "theme" not in data:
        _link(edit, curated.datasets)
    theme = standing.get(data.get("theme", -1))
    if theme is None:
        return
    match edit.kind:
        case EditKind.RENAME:
            theme.label = data["label"]
        case EditKind.HIDE | EditKind.SHOW:
            theme.is_hidden = edit.kind is EditKind.HIDE
        case EditKind.MARK | EditKind.UNMARK:
            theme.is_minority = edit.kind is EditKind.MARK
        case EditKind.NOTE:
            theme.note = data["note"]
        case EditKind.RESPOND:
            theme.status, theme.answer = ResponseStatus(data["status"]), data["answer"]
        case EditKind.ASSIGN:
            theme.assignee = data["account"]
        case EditKind.LINK | EditKind.UNLINK:
            _link(edit, theme.datasets)
        case EditKind.MERGE:
            _merge(theme, standing, data["into"])


def _link(edit: Edit, datasets: list[str]) -> None:
    dataset = str(edit.data["dataset"])
    if edit.kind is EditKind.LINK and dataset not in datasets:
        datasets.append(dataset)
    elif edit.kind is EditKind.UNLINK and dataset in datasets:
        datasets.remove(dataset)


def _merge(theme: CuratedTheme, standing: dict[int, CuratedTheme], into: int) -> None:
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
    target.labels = list(dict.fromkeys([*target.labels, *theme.labels]))
    target.datasets = list(dict.fromkeys([*target.datasets, *theme.datasets]))
    target.terms = list(dict.fromkeys([*target.terms, *theme.terms]))[: max(len(target.terms), 10)]
    # The first quotes of both, so that the smaller theme's voice is not lost.
    mixed = [quote for pair in zip(target.quotes, theme.quotes, strict=False) for quote in pair]
    target.quotes = list(dict.fromkeys([*mixed, *target.quotes, *theme.quotes]))[:5]
    del standing[theme.number]


def _count_moves(standing: dict[int, CuratedTheme], curated: Curated, origin: Mapping[int, Origin]) -> None:
    holder: dict[int | None, CuratedTheme] = {s: theme for theme in standing.values() for s in theme.sources}
    for comment, home in curated.moves.items():
        source, number = origin.get(comment, Origin(None))
        before, after = holder.get(source), holder.get(home)
        if before is not None and source is not None:
            if before is not after:
                before.size -= 1
            if home != source:
                before.parts = [_without_one(part, number) if part.source == source else part for part in before.parts]
        if after is not None and home is not None:
            if before is not after:
                after.size += 1
                after.moved_in.add(comment)
            if home >= FIRST_BY_HAND:  # its comments are counted only here, where all are known
                after.parts = [
                    replace(part, size=part.size + 1) if part.source == home else part for part in after.parts
                ]
    for theme in standing.values():
        theme.parts = [part for part in theme.parts if part.size]
        theme.quotes = [q for q in theme.quotes if q not in curated.moves or holder.get(curated.moves[q]) is theme]


def _without_one(part: Part, number: int | None) -> Part:
    """The part after a comment of this sub-theme has left. Where nobody knows which it left, it is told no more."""
    if part.number == UNKNOWN:
        return replace(part, size=0)
    return replace(part, size=part.size - 1) if part.number in (None, number) else part
