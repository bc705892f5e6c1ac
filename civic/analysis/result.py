"""What an analysis found, and its documented JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from civic.analysis.campaigns import Campaign
from civic.analysis.cautions import Caution
from civic.analysis.types import Settings

if TYPE_CHECKING:
    from civic.analysis.themes import ThemeModel

NAME = "civic"
VERSION = "2"
DIGITS = 4


@dataclass(frozen=True)
class SubTheme:
    """A part of a large theme; `id` counts within the theme, the largest is 0."""

    id: int
    label: str
    terms: tuple[str, ...]
    size: int
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Theme:
    """A group of comments about one thing.

    Attributes:
        id: stays the same when the corpus is read again with the former result at hand.
        label: what it is called: words that people use for it.
        terms: distinctive words, best first, in the form that people write.
        size: comments, copies included.
        people: different authors.
        quotes: ids of comments that speak for it and differ from one another.
        stability: mean Jaccard index with the likest theme of resamples of the corpus, 0 to 1 (Hennig 2007);
            None where the corpus is too small to say.
        subthemes: its parts, where it is large.
        labels: up to three to choose from, `label` first.
    """

    id: int
    label: str
    terms: tuple[str, ...]
    size: int
    people: int
    quotes: tuple[str, ...]
    stability: float | None
    subthemes: tuple[SubTheme, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Metrics:
    """How good the themes are; None where the corpus is too small to say.

    coherence_npmi: mean NPMI of the themes' terms over the comments (Bouma 2009), -1 to 1.
    diversity: share of different words among the themes' terms (Dieng et al. 2020).
    coverage: share of comments that are in a theme.
    stability: mean adjusted Rand index between the themes and those of resamples of the corpus.
    """

    coherence_npmi: float | None
    diversity: float | None
    coverage: float
    stability: float | None


@dataclass(frozen=True)
class Membership:
    """Why a comment is where it is.

    Attributes:
        theme: None where it fits nothing.
        weight: cosine to the theme, 0 to 1.
        terms: its own words that speak most for the theme.
        second, second_weight: another theme that it touches.
        subtheme: its part of the theme, where the theme is divided.
    """

    theme: int | None
    weight: float
    terms: tuple[str, ...]
    second: int | None
    second_weight: float
    subtheme: int | None


@dataclass(frozen=True)
class Memberships(Mapping[str, Membership]):
    """The membership of every comment by id, kept in arrays so that a million of them stay small.

    Attributes:
        ids: row of each of n ids, in order of input.
        themes, weights: (n, 2) ids of the first and second theme (-1 for none), and cosines to them.
        words: (n, 3) numbers of the matching terms among `vocabulary`, -1 for none.
        subthemes: (n,) -1 for none.
    """

    ids: Mapping[str, int]
    themes: np.ndarray[Any, np.dtype[np.int64]]
    weights: np.ndarray[Any, np.dtype[np.float32]]
    words: np.ndarray[Any, np.dtype[np.int64]]
    subthemes: np.ndarray[Any, np.dtype[np.int64]]
    vocabulary: list[str] = field(repr=False)

    def __getitem__(self, comment_id: str) -> Membership:
        row = self.ids[comment_id]
        first, second = (int(t) if t >= 0 else None for t in self.themes[row])
        subtheme = int(self.subthemes[row])
        return Membership(
            theme=first,
            weight=round(float(self.weights[row, 0]), DIGITS),
            terms=tuple(self.vocabulary[word] for word in self.words[row] if word >= 0),
            second=second,
            second_weight=round(float(self.weights[row, 1]), DIGITS),
            subtheme=subtheme if subtheme >= 0 else None,
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Result:
    """What an analysis found.

    Attributes:
        themes: the largest first.
        memberships: why each comment is where it is.
        campaigns: comments that are (near) copies of one another, the largest first.
        languages: comments by language, "" for unknown.
        cautions: what a reader must know before relying on this.
        map: the themes in two dimensions, as `Landscape` says: {columns, rows, themes: {id: [x, y, radius]}, cells}.
        model: assigns new comments at once (`predict`, `assign`); not part of the JSON.
    """

    settings: Settings
    themes: tuple[Theme, ...]
    memberships: Memberships
    campaigns: tuple[Campaign, ...]
    metrics: Metrics
    languages: Mapping[str, int]
    cautions: tuple[Caution, ...]
    map: Mapping[str, Any] = field(default_factory=dict)
    model: ThemeModel | None = field(default=None, compare=False, repr=False)

    @property
    def engine(self) -> dict[str, Any]:
        settings = asdict(self.settings)
        seed = settings.pop("seed")
        return {"name": NAME, "version": VERSION, "seed": seed, "settings": settings}

    @cached_property
    def assignments(self) -> Mapping[str, int | None]:
        """The theme of every comment, None for those that fit nothing."""
        first = self.memberships.themes[:, 0].tolist()
        return {i: first[row] if first[row] >= 0 else None for i, row in self.memberships.ids.items()}

    def to_json(self) -> str:
        """The documented result; the same input, settings and seed give the same bytes."""
        return "".join(self.json_pieces())

    def json_pieces(self) -> Iterator[str]:
        """As `to_json`, a piece at a time, for a million comments."""
        head = {
            "engine": self.engine,
            "themes": [asdict(theme) for theme in self.themes],
            "assignments": self.assignments,
            "duplicates": [asdict(campaign) for campaign in self.campaigns],
            "metrics": asdict(self.metrics),
            "languages": dict(self.languages),
            "cautions": [asdict(caution) | {"text": str(caution)} for caution in self.cautions],
            "map": self.map,
        }
        yield json.dumps(head, ensure_ascii=False, indent=1)[:-2]
        yield ',\n "memberships": {'
        separator = "\n"
        for comment_id, membership in self.memberships.items():
            line = f"  {json.dumps(comment_id, ensure_ascii=False)}: {json.dumps(vars(membership), ensure_ascii=False)}"
            yield separator + line
            separator = ",\n"
        yield "\n }\n}\n"
