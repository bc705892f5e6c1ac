"""Sentence encoders from a local folder or an installed package: texts in, vectors of meaning out.

An encoder knows the languages it was made for and nothing else: a model of English puts Indonesian comments in no
useful order, so whoever uses one asks `unsuitable` first. Nothing is ever fetched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from civic.analysis.encoders.local import LocalEncoder
from civic.analysis.encoders.onnx_model import OnnxEncoder
from civic.analysis.encoders.source import declared_languages, find, parse
from civic.analysis.encoders.static_model import StaticEncoder
from civic.analysis.errors import AnalysisError

__all__ = ["Encoder", "load_encoder", "unsuitable"]

FOREIGN_PERCENT = 10  # above this share of comments in other languages, themes would follow language, not subject
NAMES = {"en": "English", "id": "Indonesian", "jv": "Javanese", "ms": "Malay", "su": "Sundanese"}


class Encoder(Protocol):
    """Turns texts into vectors that lie near each other where the texts mean nearly the same."""

    name: str
    languages: frozenset[str]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of `texts`: (n, d), rows of unit length, a row of zeros where there is nothing to read."""


def load_encoder(spec: str, *, threads: int = 1) -> Encoder:
    """Open the encoder that a spec names.

    Args:
        spec: `MODEL`, `MODEL@LANGUAGES` or `MODEL+TOKENIZER@LANGUAGES`. MODEL is a local folder, an `.onnx` file, or
            an installed package with or without a path inside it. TOKENIZER is where `tokenizer.json` lies when the
            model does not carry it. LANGUAGES are two- or three-letter codes, as in `en,id`; without them the
            model's own card (`language:` in README.md) or config.json must name them.
        threads: how many texts are encoded side by side; the vectors do not depend on it.

    Returns:
        An encoder that pickles as its name and files, and opens them again where it is used.

    Raises:
        AnalysisError: nothing is there, no model is in it, it names no languages, it cannot be opened, or the extra
            civic[embeddings] is not installed.
    """
    source, languages = parse(spec)
    files = find(source)
    languages = languages or declared_languages(files)
    if not languages:
        raise AnalysisError(f"the encoder {spec} does not say which languages it reads; name them: {spec}@en")
    kind: type[LocalEncoder] = StaticEncoder if files.is_static else OnnxEncoder
    encoder = kind(source, languages, threads)
    encoder.open()
    return encoder


def unsuitable(encoder: Encoder, languages: Mapping[str, int]) -> str | None:
    """Why this encoder must not be used for these comments, in plain words; None when it may.

    Args:
        encoder: its declared languages are taken at their word.
        languages: number of comments by language code; under "" those whose language is not known.
    """
    unknown = languages.get("", 0)
    known = sum(languages.values()) - unknown
    if unknown > known:
        return (
            f"the language of {unknown} of {unknown + known} comments is not known, "
            f"so nothing tells whether the encoder {encoder.name} can read them"
        )
    foreign = {code: count for code, count in languages.items() if code and code not in encoder.languages and count}
    if sum(foreign.values()) * 100 <= known * FOREIGN_PERCENT:
        return None
    return (
        f"the encoder {encoder.name} reads {_named(encoder.languages)}, but {sum(foreign.values())} of {known} "
        f"comments whose language is known are in {_named(foreign)}"
    )


def _named(codes: Mapping[str, int] | frozenset[str]) -> str:
    names = sorted(NAMES.get(code, f"the language {code!r}") for code in codes)
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
