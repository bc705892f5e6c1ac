"""`civic analyse`: exit 2 and one line where something is wrong, nothing half-written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result

from civic.analysis.learning import Frame, FrameTheme
from tests.analysis.planted import COMMENTS, SUBJECTS, planted
from tests.helpers import civic

CIVIC = str(Path(sys.executable).parent / "civic")


def run(*arguments: str) -> Result:
    return civic(Path("/nonexistent"), "analyse", *arguments)  # needs no portal


@pytest.mark.parametrize(
    ("content", "options", "part"),
    [
        (None, [], "there is no such file"),
        (b"", [], "the file is empty"),
        (b"id,text\n", [], "no rows"),
        (b"id,x\n1,a\n", [], "which column holds the text"),
        (b"id,text\n1,a\n", ["--text-column", "isi"], "there is no column 'isi'"),
        (b"id,text\n1,a\n1,b\n", [], "line 3: the id '1' occurs a second time"),
        (b"id,text\n1,a,b\n", [], "line 2: 3 values"),
        (b"\x00\x01", [], "not a text file"),
        (b"id,text\n1,a\n", ["--themes", "zero"], "whole number"),
        (b"id,text\n1,a\n", ["--themes", "9-5"], "ends before it begins"),
        (b"id,text\n1,a\n", ["--seed", "-1"], "--seed"),
        (b"id,text\n1,a\n", ["--encoder", "no_such_package@en"], "no_such_package"),
        (b"id,text\n1,a\n", ["--cluster", "tcp://127.0.0.1:9"], "no Dask scheduler answers"),
        (b"id,text\n1,a\n", ["--former", "none.json"], "none.json: cannot be read"),
        (b"id,text\n1,a\n", ["--former", __file__], "not a result of civic analyse"),
        (b"id,text\n1,a\n", ["--frame", "none.json"], "none.json: cannot be read"),
        (b"id,text\n1,a\n", ["--frame", __file__], "this is no code frame"),
    ],
)
def test_bad_input_ends_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, options: list[str], part: str
) -> None:
    monkeypatch.setattr("civic.analysis.compute.CONNECT_S", 1)
    file, out = tmp_path / "c.csv", tmp_path / "out.json"
    if content is not None:
        file.write_bytes(content)
    done = run(str(file), *options, "--json", str(out))
    assert (done.exit_code, done.stdout) == (2, "")
    assert part in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not out.exists()


def test_a_row_of_json_without_a_text_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    file.write_text('{"text": "a"}\n{"isi": "b"}\n')
    done = run(str(file))
    assert (done.exit_code, "line 2: the key 'text' is missing here" in done.stderr) == (2, True)


def test_comments_of_one_line_are_told_apart(tmp_path: Path) -> None:
    file, out = tmp_path / "c.json", tmp_path / "out.json"
    file.write_text(json.dumps([{"text": "trotoar rusak"}, {"text": "lampu padam"}, {"text": "banjir"}]))
    assert run(str(file), "--json", str(out)).exit_code == 0
    assert list(json.loads(out.read_text())["assignments"]) == ["1", "1.2", "1.3"]


def test_json_lines_are_read_and_a_table_is_shown(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    rows = [{"id": n, "text": f"trotoar rusak di jalan {'abcdef'[n % 6] * 3}"} for n in range(12)]
    file.write_text("\n".join(json.dumps(row) for row in rows))
    done = run(str(file))
    assert done.exit_code == 0, done.stderr
    assert "in no theme" in done.stdout


def test_themes_keep_their_ids_with_the_former_result(tmp_path: Path) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    columns = ["--text-column", "comment-body", "--id-column", "comment-id", "--themes", "5-12", "--jobs", "1"]
    assert run(str(COMMENTS), *columns, "--json", str(first)).exit_code == 0
    document = json.loads(first.read_text())
    assert 5 <= len(document["themes"]) <= 12
    swapped = {i: None if theme is None else 100 + theme for i, theme in document["assignments"].items()}
    first.write_text(json.dumps({"assignments": swapped}))
    assert run(str(COMMENTS), *columns, "--former", str(first), "--json", str(second)).exit_code == 0
    again = json.loads(second.read_text())
    assert again["assignments"] == swapped
    assert [theme["id"] for theme in again["themes"]] == [100 + theme["id"] for theme in document["themes"]]


def test_coarser_and_finer_are_fewer_and_more_themes(tmp_path: Path) -> None:
    found = {}
    for grain in ("coarser", "auto", "finer"):
        out = tmp_path / f"{grain}.json"
        columns = ["--text-column", "comment-body", "--id-column", "comment-id", "--jobs", "1"]
        assert run(str(COMMENTS), *columns, "--themes", grain, "--json", str(out)).exit_code == 0
        found[grain] = len(json.loads(out.read_text())["themes"])
    assert 1.5 * found["coarser"] < found["auto"] < found["finer"] / 1.5


def test_a_code_frame_names_the_themes(tmp_path: Path) -> None:
    frame, file, out = tmp_path / "frame.json", tmp_path / "c.csv", tmp_path / "out.json"
    kept = Frame(tuple(FrameTheme(f"all about {name}", " ".join(words)) for name, words in SUBJECTS.items()))
    frame.write_text(kept.to_json())
    file.write_text("id,text\n" + "".join(f"{comment.id},{comment.text}\n" for comment in planted()))
    assert run(str(file), "--frame", str(frame), "--jobs", "1", "--json", str(out)).exit_code == 0
    document = json.loads(out.read_text())
    labels = {theme["id"]: theme["label"] for theme in document["themes"]}
    assert labels == {at: theme.name for at, theme in enumerate(kept.themes)}
    assert sum(labels[theme].endswith(i.split("-")[0]) for i, theme in document["assignments"].items()) == 72


def test_an_unwritable_result_is_said(tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_text("id,text\n1,trotoar rusak\n2,lampu mati\n")
    done = run(str(file), "--json", str(tmp_path / "none" / "out.json"))
    assert done.exit_code == 2
    assert "cannot be written" in done.stderr


def test_help_has_an_example() -> None:
    done = subprocess.run([CIVIC, "analyse", "--help"], capture_output=True, text=True, check=False)
    assert "Example: civic analyse" in done.stdout
