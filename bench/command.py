"""The whole command `civic analyse` against plain scikit-learn TF-IDF + NMF, on the same file in the same run."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from bench.rows import Row
from bench.themes.corpora import ROOT
from bench.themes.process import measure
from bench.themes.runs import ONE_THREAD

COMMENTS = ROOT / "civic" / "demo" / "data" / "bowling-green" / "comments.csv"
ROUNDS = 3
LONGEST_S = 5
PLAIN = """
import csv, sys
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer
texts = [row["comment-body"] for row in csv.DictReader(open(sys.argv[1], encoding="utf-8"))]
matrix = TfidfVectorizer(stop_words="english", min_df=2, max_df=0.5).fit_transform(texts)
NMF(int(sys.argv[2]), random_state=0, init="nndsvd", max_iter=400).fit(matrix)
"""


def rows() -> list[Row]:
    """Whole commands from start to end, the best of a few rounds; one thread each."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        columns = ["--text-column", "comment-body", "--id-column", "comment-id"]
        ours = [sys.executable, "-m", "civic.analysis", str(COMMENTS), *columns, "--jobs", "1", "--json", str(out)]
        first = measure(ours, ONE_THREAD).seconds
        document, before = json.loads(out.read_text()), out.read_bytes()
        count = len(document["themes"])
        plain = [sys.executable, "-c", PLAIN, str(COMMENTS), str(count)]
        mine = min([first, *(measure(ours, ONE_THREAD).seconds for _ in range(ROUNDS - 1))])
        theirs = min(measure(plain, ONE_THREAD).seconds for _ in range(ROUNDS))
        same = out.read_bytes() == before
    figures = {name: value for name, value in document["metrics"].items() if value is not None}
    return [
        Row(
            "civic analyse, 896 comments, whole command",
            f"{mine:.2f} s",
            f"{mine / theirs:.1f} × plain NMF",
            f"< {LONGEST_S} s",
            mine < LONGEST_S,
        ),
        Row(f"plain TF-IDF + NMF at {count} themes, same file", f"{theirs:.2f} s", "1"),
        Row("the same bytes on a further run", "yes" if same else "no", "", "yes", same),
        Row("its figures", ", ".join(f"{name} {value:.3f}" for name, value in figures.items())),
    ]
