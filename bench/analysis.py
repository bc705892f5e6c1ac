"""`civic analyse` against plain scikit-learn TF-IDF + NMF, on the same file in the same run."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.rows import Row

ROOT = Path(__file__).parents[1]
COMMENTS = ROOT / "civic" / "demo" / "data" / "bowling-green" / "comments.csv"
ROUNDS = 3
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
        ours = [
            str(Path(sys.executable).parent / "civic"),
            *(
                "analyse",
                str(COMMENTS),
                "--text-column",
                "comment-body",
                "--id-column",
                "comment-id",
                "--json",
                str(out),
            ),
        ]
        first = _seconds(ours)
        document, before = json.loads(out.read_text()), out.read_bytes()
        count = len(document["themes"])
        plain = [sys.executable, "-c", PLAIN, str(COMMENTS), str(count)]
        mine = min([first, *(_seconds(ours) for _ in range(ROUNDS - 1))])
        theirs = min(_seconds(plain) for _ in range(ROUNDS))
        same = out.read_bytes() == before
    figures = document["metrics"]
    return [
        Row(
            "civic analyse, 896 comments, whole command",
            f"{mine:.2f} s",
            f"{mine / theirs:.1f} × plain NMF",
            "< 5 s",
            mine < 5,
        ),
        Row(f"plain TF-IDF + NMF at {count} themes, same file", f"{theirs:.2f} s", "1"),
        Row("the same bytes on a further run", "yes" if same else "no", "", "yes", same),
        Row(
            "its figures",
            f"NPMI {figures['coherence_npmi']:.3f}, diversity {figures['diversity']:.3f}, "
            f"coverage {figures['coverage']:.3f}, stability {figures['stability']:.3f}",
        ),
    ]


def _seconds(command: list[str]) -> float:
    import os
    import time

    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"OMP_NUM_THREADS": "1"}, cwd=ROOT)
    return time.perf_counter() - started
