"""Which files an encoder's spec names, and which languages its model declares."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from civic.analysis.errors import AnalysisError

DEPTH = 4  # folders below the named one in which a model may lie
LONGEST_HEADER = 1 << 24  # bytes
CODE = re.compile(r"[a-z]{2,3}")
NEEDS_EXTRA = "this encoder needs the extra civic[embeddings]: pip install 'civic[embeddings]'"


@dataclass(frozen=True)
class Source:
    """Where an encoder comes from, by name, so that another process can find the files for itself.

    Attributes:
        model: the absolute path of a folder or file, or an installed package, perhaps with a path inside it.
        tokenizer: the same for the tokenizer; empty when the model carries it.
    """

    model: str
    tokenizer: str = ""

    @property
    def name(self) -> str:
        """Short enough to be published beside a result: no folder above the model's own."""
        return Path(self.model).name if Path(self.model).is_absolute() else self.model


@dataclass(frozen=True)
class Files:
    """The files of one model. `root` is the folder of it all."""

    root: Path
    model: Path
    tokenizer: Path

    @property
    def is_static(self) -> bool:
        """Whether this is a model2vec model; otherwise it is ONNX."""
        return self.model.suffix == ".safetensors"

    def settings(self, name: str) -> dict[str, Any]:
        """What a JSON file of the model says; empty without such a file."""
        path = beside(self.model, self.root, name)
        try:
            read = json.loads(path.read_text(encoding="utf-8")) if path else {}
        except ValueError as problem:
            raise AnalysisError(f"the encoder's file {name} is not JSON: {problem}") from problem
        return read if isinstance(read, dict) else {}


def parse(spec: str) -> tuple[Source, frozenset[str]]:
    """Split a spec into what it names and its languages (none where it says none).

    Raises:
        AnalysisError: the languages are not codes.
    """
    names, codes = spec.strip(), ""
    if "@" in names and not Path(names).exists():
        names, _, codes = names.rpartition("@")
        if not all(CODE.fullmatch(code.strip()) for code in codes.split(",")):
            raise AnalysisError(f"the encoder {spec} does not name its languages by code, as in {names}@en,id")
    tokenizer = ""
    if "+" in names and not Path(names).exists():
        names, _, tokenizer = names.rpartition("+")
    languages = frozenset(code.strip() for code in codes.split(",") if code)
    return Source(_settled(names), _settled(tokenizer)), languages


def find(source: Source) -> Files:
    """The files of the model that a source names.

    Raises:
        AnalysisError: nothing has this name, or what has it holds no model, several, or none with a tokenizer.
    """
    root = _located(source.model)
    if root.is_file():
        model, root = root, root.parent.parent if root.parent.name == "onnx" else root.parent
        if model.suffix != ".onnx":
            raise AnalysisError(f"the encoder {source.name} is a file, but not an .onnx file")
    else:
        model = _static(root) or _onnx(root, source.name)
    if source.tokenizer:
        where = _located(source.tokenizer)
        tokenizer = where if where.is_file() else next(iter(_shallowest(where, ["tokenizer.json"])), None)
    else:
        tokenizer = beside(model, root, "tokenizer.json")
    if tokenizer is None:
        raise AnalysisError(
            f"the encoder {source.name} has no tokenizer.json; name where its tokenizer is: {source.name}+FOLDER"
        )
    return Files(root, model, tokenizer)


def beside(model: Path, root: Path, name: str) -> Path | None:
    """The file `name` nearest to a model: in its folder, or in one above up to `root`."""
    folders = [model.parent, *model.parent.parents]
    for folder in folders[: folders.index(root) + 1]:
        if (folder / name).is_file():
            return folder / name
    return None


def declared_languages(files: Files) -> frozenset[str]:
    """Language codes in the model's card (front matter of README.md) or config.json; empty when they name none."""
    config = files.settings("config.json")
    for said in (_card(files).get("language"), config.get("language"), config.get("languages")):
        values: Iterable[Any] = [said] if isinstance(said, str) else said if isinstance(said, list) else []
        # "en-US" is English; "multilingual" and "code" name no language.
        codes = {str(value).replace("_", "-").partition("-")[0].lower() for value in values}
        if found := frozenset(filter(CODE.fullmatch, codes)):
            return found
    return frozenset()


def _card(files: Files) -> dict[str, Any]:
    path = beside(files.model, files.root, "README.md")
    text = path.read_text(encoding="utf-8", errors="replace") if path else ""
    match = re.match(r"---\s*\n(.*?)\n---", text, re.DOTALL)
    if not match:
        return {}
    try:
        import yaml
    except ImportError as problem:
        raise AnalysisError(NEEDS_EXTRA) from problem
    try:
        # BaseLoader leaves every value a string: `no` is Norwegian here, not false.
        read = yaml.load(match[1], Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError:
        return {}
    return read if isinstance(read, dict) else {}


def _settled(name: str) -> str:
    """A path that exists here, made absolute: a worker may stand in another folder."""
    path = Path(name).expanduser()
    return str(path.absolute()) if name and path.exists() else name


def _located(name: str) -> Path:
    path = Path(name)
    if path.is_absolute() and path.exists():
        return path
    package, _, inside = name.partition("/")
    try:
        # Of the top package only: looking further would run its code.
        found = importlib.util.find_spec(package) if package.isidentifier() else None
    except ValueError:
        found = None
    for folder in (found.submodule_search_locations or []) if found else []:
        if (Path(folder) / inside).exists():
            return Path(folder, inside)
    raise AnalysisError(f"the encoder {name!r} is neither a folder nor an installed package; none is ever downloaded")


def _shallowest(root: Path, patterns: Iterable[str]) -> list[Path]:
    """Files that match, at the first depth at which any does, in order."""
    for depth in range(DEPTH):
        if hits := sorted({hit for pattern in patterns for hit in root.glob("*/" * depth + pattern)}):
            return hits
    return []


def _static(root: Path) -> Path | None:
    return next(filter(_is_static, _shallowest(root, ["model.safetensors"])), None)


def _is_static(path: Path) -> bool:
    """Whether a safetensors file holds word vectors alone: transformers use the same file name for all their layers.

    The header is described at https://github.com/huggingface/safetensors#format
    """
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        try:
            header = json.loads(file.read(size)) if size < LONGEST_HEADER else {}
        except ValueError:
            return False
    return "embeddings" in header or "embedding.weight" in header


def _onnx(root: Path, name: str) -> Path:
    hits = _shallowest(root, ["model*.onnx"])
    if not hits:
        raise AnalysisError(
            f"the encoder {name} holds no model that can be read: neither model.onnx nor a model2vec model"
        )
    plain = [hit for hit in hits if hit.name == "model.onnx"] or hits
    if len(plain) > 1:
        names = ", ".join(str(hit.relative_to(root)) for hit in plain)
        raise AnalysisError(
            f"the encoder {name} holds several models ({names}); name one: {name}/{names.split(',')[0]}"
        )
    return plain[0]
