"""A code frame: themes with a description and examples, kept for the next consultation.

It holds texts and no fitted numbers, so that it can be read by people, outlives versions of the engine, and learns anew
from how the next consultation writes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from civic.analysis.arrays import NONE, Bools, Longs
from civic.analysis.errors import AnalysisError

if TYPE_CHECKING:
    from civic.analysis.learning.features import Features
    from civic.analysis.learning.learner import Learned

FORMAT = "civic-code-frame/1"
CLEARLY = 0.5  # likely enough to stand in a theme from the start
UNLIKE = 0.2  # share of examples that are unlike all others
BLOCK = 200


@dataclass(frozen=True)
class FrameTheme:
    """A theme that is kept: its name, what belongs in it, and texts that a person has placed in it."""

    name: str
    description: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frame:
    """Themes in the order in which they are shown."""

    themes: tuple[FrameTheme, ...]

    def predict(self, texts: Sequence[str]) -> Learned:
        """How likely each theme of the frame, by its name, is for new texts; a name and a description teach as well."""
        features, learned = self._read(texts)
        new = learned.probabilities[len(features) - len(texts) :]
        return replace(learned, probabilities=new)

    def place(self, texts: Sequence[str]) -> tuple[Longs, Bools]:
        """Where texts stand from the start: (n,) position of a theme, -1 for none; (n,) whether an example is alike.

        What is unlike all examples may be about something that the frame has no theme for: a classifier that knows
        nothing else is sure of that as well.
        """
        features, learned = self._read(texts)
        new = len(features) - len(texts)
        if not learned.themes:
            return np.full(len(texts), NONE, np.int64), np.zeros(len(texts), bool)
        position = {theme.name: at for at, theme in reversed(list(enumerate(self.themes)))}
        at = np.array([position[str(name)] for name in learned.themes], np.int64)
        likely = learned.probabilities[new:]
        themes = np.where(likely.max(axis=1) >= CLEARLY, at[likely.argmax(axis=1)], NONE)
        return themes, _is_like(features, np.unique(features.units[:new]))[features.units[new:]]

    def _read(self, texts: Sequence[str]) -> tuple[Features, Learned]:
        """What the frame says, and then the texts; and what is learned of both from the frame."""
        taught = [(" ".join(filter(None, (theme.name, theme.description))), theme.name) for theme in self.themes] + [
            (example, theme.name) for theme in self.themes for example in theme.examples
        ]
        from civic.analysis.learning.features import read_features  # late: who only keeps a frame needs no scikit-learn
        from civic.analysis.learning.learner import learn

        features = read_features([*(text for text, _ in taught), *texts])
        return features, learn(features, {position: name for position, (_, name) in enumerate(taught)})

    def to_json(self) -> str:
        """The frame as text that `from_json` reads."""
        return json.dumps({"format": FORMAT, "themes": [asdict(theme) for theme in self.themes]}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Frame:
        """A frame that was kept.

        Raises:
            AnalysisError: this is no frame; the message says what is wrong.
        """
        try:
            document = json.loads(text)
            if document["format"] != FORMAT:
                raise AnalysisError(f"this code frame has the format {document['format']!r}, not {FORMAT!r}")
            return cls(tuple(_theme(each) for each in document["themes"]))
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise AnalysisError(f"this is no code frame: {error}") from None


def read_frame(path: Path) -> Frame:
    """A frame that was kept in a file.

    Raises:
        AnalysisError: it cannot be read, or is no frame.
    """
    try:
        return Frame.from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AnalysisError(f"{path}: cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError, AnalysisError) as error:
        raise AnalysisError(f"{path}: {error}") from None


def _is_like(features: Features, examples: Longs) -> Bools:
    """(u,) whether each different text is as near to some example as four of five examples are to another one."""
    nearest = np.full(features.said.shape[0], -1.0)
    own = np.full(len(examples), -1.0)
    for start in range(0, len(examples), BLOCK):
        some = examples[start : start + BLOCK]
        near = features.towards(some, np.eye(len(some)))
        nearest = np.maximum(nearest, near.max(axis=1))
        others = near[examples]
        others[np.arange(start, start + len(some)), np.arange(len(some))] = -1.0
        own = np.maximum(own, others.max(axis=1))
    return np.asarray(nearest >= np.quantile(own, UNLIKE))


def _theme(document: dict[str, object]) -> FrameTheme:
    name, description, examples = document["name"], document.get("description", ""), document.get("examples", [])
    if not (isinstance(name, str) and name and isinstance(description, str) and isinstance(examples, list)):
        raise AnalysisError("a theme of this code frame has no name, or its examples are no list")
    return FrameTheme(name, description, tuple(str(example) for example in examples))
