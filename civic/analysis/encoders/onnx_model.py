"""Transformer sentence models in ONNX, run by onnxruntime on texts that `tokenizers` has cut up.

The vector of a text is the mean over its tokens, as sentence-transformers makes it (Reimers and Gurevych 2019),
unless the model's own files say otherwise.
"""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from civic.analysis.encoders.local import LocalEncoder
from civic.analysis.encoders.source import NEEDS_EXTRA, Files
from civic.analysis.errors import AnalysisError

BATCH = 32
TOKENS, MOST_TOKENS = 256, 512  # read of a text where the model does not say, and at most
TYPES: dict[str, type[np.signedinteger[Any]]] = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}
READY_MADE = "sentence_embedding"
FLAGS = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}


@dataclass(frozen=True)
class Model:
    """An open model.

    Attributes:
        inputs: type of each input, by name.
        output: the output that is read: vectors of tokens (n, tokens, d), or of texts (n, d).
        from_first: whether the first token's vector stands for the text, instead of the mean.
        pad: token that fills a batch; some models tell positions by it.
        batch: how many texts are run at once.
    """

    session: Any
    tokenizer: Any
    inputs: dict[str, type[np.signedinteger[Any]]]
    output: str
    from_first: bool
    pad: int
    batch: int


class OnnxEncoder(LocalEncoder):
    """An ONNX sentence model. Each run takes one thread; `threads` runs stand side by side."""

    def _opened(self, files: Files) -> Model:
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as problem:
            raise AnalysisError(NEEDS_EXTRA) from problem
        options = onnxruntime.SessionOptions()
        # More threads in a run would share sums out anew, and change the last digits.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        session = onnxruntime.InferenceSession(str(files.model), options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(files.tokenizer))
        pad = _pad(tokenizer)
        tokenizer.enable_truncation(max_length=_longest(files, tokenizer))
        tokenizer.no_padding()
        return Model(
            session=session,
            tokenizer=tokenizer,
            inputs=_inputs(session, self.name),
            output=_output(session, self.name),
            from_first=_from_first(files, self.name),
            pad=pad,
            batch=1 if _scales_by_batch(files.model) else BATCH,
        )

    def _vectors(self, texts: list[str]) -> NDArray[np.float32]:
        model: Model = self._model
        read = [model.tokenizer.encode(text) for text in texts]
        vectors = np.zeros((len(texts), _width(model)), np.float32)
        # A text of marks that the tokenizer drops leaves only the tokens around every text.
        with_words = [row for row, tokens in enumerate(read) if not all(tokens.special_tokens_mask)]
        order = sorted(with_words, key=lambda row: len(read[row].ids))  # like lengths together: little padding
        batches = [order[start : start + model.batch] for start in range(0, len(order), model.batch)]
        with ThreadPoolExecutor(self.threads) as pool:
            for rows, found in zip(
                batches, pool.map(lambda rows: _run(model, [read[row] for row in rows]), batches), strict=True
            ):
                vectors[rows] = found
        return vectors


def _run(model: Model, read: Sequence[Any]) -> NDArray[np.float32]:
    """Vectors (n, d) of n texts' tokens."""
    shape = (len(read), max(len(tokens.ids) for tokens in read))
    ids, mask, kinds = np.full(shape, model.pad), np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for row, tokens in enumerate(read):
        length = len(tokens.ids)
        ids[row, :length], mask[row, :length], kinds[row, :length] = tokens.ids, 1, tokens.type_ids
    values = {"input_ids": ids, "attention_mask": mask, "token_type_ids": kinds}
    feed = {name: values[name].astype(kind) for name, kind in model.inputs.items()}
    found: NDArray[np.float32] = model.session.run([model.output], feed)[0].astype(np.float32)
    if found.ndim == 2:
        return found
    if model.from_first:
        return found[:, 0]
    weights = mask[:, :, None].astype(np.float32)
    mean: NDArray[np.float32] = (found * weights).sum(axis=1) / weights.sum(axis=1)
    return mean


def _inputs(session: Any, name: str) -> dict[str, type[np.signedinteger[Any]]]:
    inputs = {put.name: TYPES.get(put.type) for put in session.get_inputs()}
    known = {put: kind for put, kind in inputs.items() if kind}
    if strange := set(inputs) - {"input_ids", "attention_mask", "token_type_ids"} | set(inputs) - set(known):
        raise AnalysisError(f"the encoder {name} is no sentence model: it asks for {', '.join(sorted(strange))}")
    return known


def _output(session: Any, name: str) -> str:
    outputs: dict[str, int] = {put.name: len(put.shape) for put in session.get_outputs()}
    if READY_MADE in outputs:
        return READY_MADE
    for output, dimensions in outputs.items():
        if dimensions == 3:
            return output
    raise AnalysisError(f"the encoder {name} is no sentence model: it gives {', '.join(outputs)}, no vectors of tokens")


def _width(model: Model) -> int:
    width = next(put for put in model.session.get_outputs() if put.name == model.output).shape[-1]
    return width if isinstance(width, int) else int(_run(model, [model.tokenizer.encode("a")]).shape[1])


def _from_first(files: Files, name: str) -> bool:
    """What sentence-transformers' pooling file asks for, in its older words (a flag for each way) or its newer one."""
    pooling = files.settings("1_Pooling/config.json")
    asked = {FLAGS.get(key, key) for key, on in pooling.items() if key.startswith("pooling_mode_") and on}
    asked |= {pooling["pooling_mode"]} if isinstance(pooling.get("pooling_mode"), str) else set()
    if asked - {"mean", "cls"} or len(asked) > 1:
        raise AnalysisError(
            f"the encoder {name} pools its tokens by {', '.join(sorted(asked))}; only mean and cls are read"
        )
    return asked == {"cls"}


def _longest(files: Files, tokenizer: Any) -> int:
    """How many tokens of a text are read."""
    for said in (
        files.settings("sentence_bert_config.json").get("max_seq_length"),
        (tokenizer.truncation or {}).get("max_length"),
        files.settings("tokenizer_config.json").get("model_max_length"),
    ):
        # Tokenizers without a limit write a number of thirty digits.
        if isinstance(said, int) and said > 0:
            return min(said, MOST_TOKENS)
    return TOKENS


def _pad(tokenizer: Any) -> int:
    if tokenizer.padding:
        return int(tokenizer.padding["pad_id"])
    return next((found for mark in ("[PAD]", "<pad>") if (found := tokenizer.token_to_id(mark)) is not None), 0)


def _scales_by_batch(path: Path) -> bool:
    """Whether the model rounds to 8 bits by the largest value in the batch: a text's vector then leans on its company.

    Such texts are run alone. The operator: https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(b"DynamicQuantize") >= 0
