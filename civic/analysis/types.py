"""The values that travel through the engine, and the documented JSON of its result."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

NAME = "civic"
VERSION = "1"


@dataclass(frozen=True)
class Comment:
    """One comment; `author` tells people apart, `created_at` (ISO 8601) orders copies."""

    id: str
    text: str
    author: str | None = None
    created_at: str | None = None


@dataclass(frozen=True)
class Settings:
    """What decides a result besides the text.

    Attributes:
        n_themes: a number, or "auto": the data decide, up to `max_themes`.
        min_weight: share of a comment's weight that its theme must hold, or it stays unassigned.
        duplicate_similarity: Jaccard similarity of word shingles from which two texts are one campaign.
    """

    n_themes: int | Literal["auto"] = "auto"
    max_themes: int = 24
    seed: int = 0
    min_weight: float = 0.35
    duplicate_similarity: float = 0.7
    quotes: int = 5
    terms: int = 10


@dataclass(frozen=True)
class Theme:
    """A group of comments about one thing. `size` counts comments, copies included."""

    id: int
    label: str
    terms: tuple[str, ...]
    size: int
    quotes: tuple[str, ...]


@dataclass(frozen=True)
class DuplicateGroup:
    """Comments that are (near) copies of one another; the representative stands for them in the model."""

    ids: tuple[str, ...]
    representative: str


@dataclass(frozen=True)
class Metrics:
    """How good the themes are; None where the corpus is too small to say.

    coherence_npmi: mean NPMI of the themes' first ten terms over the comments (Bouma 2009), -1 to 1.
    diversity: share of different words among the themes' first ten terms (Dieng et al. 2020).
    coverage: share of comments that are in a theme.
    stability: mean adjusted Rand index between the themes and those of re-samples of the corpus.
    """

    coherence_npmi: float | None
    diversity: float | None
    coverage: float
    stability: float | None


@dataclass(frozen=True)
class Result:
    """What an analysis found. `weights` is each assigned comment's weight in its theme, 0 to 1."""

    settings: Settings
    themes: tuple[Theme, ...]
    assignments: Mapping[str, int | None]
    duplicates: tuple[DuplicateGroup, ...]
    metrics: Metrics
    weights: Mapping[str, float] = field(default_factory=dict)

    @property
    def engine(self) -> dict[str, Any]:
        settings = asdict(self.settings)
        seed = settings.pop("seed")
        return {"name": NAME, "version": VERSION, "seed": seed, "settings": settings}

    def to_json(self) -> str:
        """The documented result; the same input, settings and seed give the same bytes."""
        document = {
            "engine": self.engine,
            "themes": [
                {
                    "id": t.id,
                    "label": t.label,
                    "terms": list(t.terms),
                    "size": t.size,
                    "quotes": list(t.quotes),
                }
                for t in self.themes
            ],
            "assignments": dict(self.assignments),
            "duplicates": [{"ids": list(g.ids), "representative": g.representative} for g in self.duplicates],
            "metrics": asdict(self.metrics),
        }
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
