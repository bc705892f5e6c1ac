"""Indonesian, English or neither: the language of one comment."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from civic.analysis.text.lexicon import lexicon

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_FEW = 4  # of so many words one at least must be a clue before they decide; "la" and "plus" are everywhere
_MARGIN = 6.0  # nats that another language may be ahead on a text of few letters; 95 of 100 single words keep it
_CLEAR = 1.0  # nats between the two languages
_CHARACTERS = 400
# Labels of the identifier that mean the language: neighbours that short colloquial texts are taken for.
_ALIKE = {"id": ("id", "ms", "jv", "ace"), "en": ("en", "pcm")}
_NO_LANGUAGE = "zxx"


def tell(tokens: Sequence[str]) -> tuple[str, str]:
    """The language that most of a comment is written in.

    Function words decide, chat forms among them, and words of Indonesian topics; where these say nothing or are rare,
    letter statistics (py3langid, about 90 µs a text).

    Args:
        tokens: raw lower-case words and punctuation.

    Returns:
        "id", "en" or "" for another language or none, and "id" or "en": as which the words should be read.
    """
    words = lexicon()
    indonesian = len(words.clues["id"].intersection(tokens))
    english = len(words.clues["en"].intersection(tokens))
    if indonesian != english and max(indonesian, english) * _FEW >= len(tokens):
        language = "id" if indonesian > english else "en"
        return language, language
    return _guess(" ".join(token for token in tokens if token[0].isalpha())[:_CHARACTERS])


@lru_cache(maxsize=20_000)
def _guess(text: str) -> tuple[str, str]:
    if not text:
        return "", "en"
    ranked = _identifier().rank(text)
    scores = dict(ranked)
    best_label, best = ranked[0]
    indonesian = max(scores[label] for label in _ALIKE["id"])
    english = max(scores[label] for label in _ALIKE["en"])
    likely = "id" if indonesian > english else "en"
    is_sure = abs(indonesian - english) >= _CLEAR and best - max(indonesian, english) <= _MARGIN
    return likely if is_sure and best_label != _NO_LANGUAGE else "", likely


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    # Late and once: the model takes a second to load, and most comments do not need it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
