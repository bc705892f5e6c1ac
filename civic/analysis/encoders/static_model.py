"""model2vec models: a vector for each word piece, averaged. Hundreds of times faster than a transformer."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from civic.analysis.encoders.local import LocalEncoder
from civic.analysis.encoders.source import NEEDS_EXTRA, Files
from civic.analysis.errors import AnalysisError


class StaticEncoder(LocalEncoder):
    """A model2vec model. Its tokenizer keeps threads of its own; the vectors do not depend on them."""

    def _opened(self, files: Files) -> Any:
        # The library asks a hub for names it does not find; ours is a folder that exists, and this shuts the door.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        try:
            from model2vec import StaticModel
        except ImportError as problem:
            raise AnalysisError(NEEDS_EXTRA) from problem
        folder = files.model.parent
        return StaticModel.from_pretrained(folder.parent if folder.name == "0_StaticEmbedding" else folder)

    def _vectors(self, texts: list[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self._model.dim), np.float32)
        vectors: NDArray[np.float32] = self._model.encode(texts, normalize=False, use_multiprocessing=False)
        return vectors.astype(np.float32)
