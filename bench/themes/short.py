"""English short text with the sentence encoder, against MiniLM + k-means and against LSA."""

from __future__ import annotations

from dataclasses import asdict

from bench.rows import Row
from bench.sections import Section
from bench.themes.corpora import SHORT_WORDS, load
from bench.themes.peers import TITLES
from bench.themes.quality import as_table, measured

ENGINES = ("civic-encoder", "civic", "minilm-int8", "minilm", "bertopic", "lsa", "nmf")
AT_LEAST = ("minilm-int8", "minilm")


def section() -> Section:
    """The table, and our NMI against that of MiniLM + k-means on the same vectors and on full precision."""
    lines = {engine: measured(load("short"), engine) for engine in ENGINES}
    mine = lines["civic-encoder"].nmi or 0.0
    rows = []
    for engine in AT_LEAST:
        theirs = lines[engine].nmi or 0.0
        rows.append(
            Row(
                f"NMI with the encoder, against {TITLES[engine]}",
                f"{mine:.3f} against {theirs:.3f}",
                f"{mine - theirs:+.3f}",
                f"≥ {theirs:.3f}",
                mine >= theirs,
            )
        )
    text = (
        f"The first {SHORT_WORDS} words of each BBC text, whose label is known, stand for short comments. The encoder "
        "is the int8 MiniLM that a package carries; the same model in full precision is a peer too.\n\n"
    )
    return Section(rows, text + as_table(list(lines.values())), {"lines": [asdict(line) for line in lines.values()]})
