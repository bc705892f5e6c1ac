"""A code frame: themes with a description and examples, kept for the next consultation.

It holds texts and no fitted numbers, so that it can be read by people, outlives versions of the engine, and learns anew
from how the next consultation writes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from civic.analysis.errors import AnalysisError
from civic.analysis.learning.features import read_features
from civic.analysis.learning.learner import Learned, learn

FORMAT = "civic-code-frame/1"


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
        taught = [(" ".join(filter(None, (theme.name, theme.description))), theme.name) for theme in self.themes] + [
            (example, theme.name) for theme in self.themes for example in theme.examples
        ]
        features = read_features([*(text for text, _ in taught), *texts])
        learned = learn(features, {position: name for position, (_, name) in enumerate(taught)})
        new = learned.probabilities[len(taught) :]
        return Learned(learned.themes, new, learned.several, learned.examples)

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


def _theme(document: dict[str, object]) -> FrameTheme:
    name, description, examples = document["name"], document.get("description", ""), document.get("examples", [])
    if not (isinstance(name, str) and name and isinstance(description, str) and isinstance(examples, list)):
        raise AnalysisError("a theme of this code frame has no name, or its examples are no list")
    return FrameTheme(name, description, tuple(str(example) for example in examples))
