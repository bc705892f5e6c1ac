"""Quality at the same number of themes: every engine on every corpus, three seeds each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean

from bench.rows import Row
from bench.sections import Section
from bench.themes.corpora import COMPARED, Corpus, load
from bench.themes.peers import TITLES
from bench.themes.runs import run
from bench.themes.scores import stability

SEEDS = (0, 1, 2)
ENGINES = ("civic", "nmf", "lsa", "lda", "bertopic", "minilm")
WITHIN = 0.01
STEADY = 0.9
STEADY_ON = ("bbc20", "bbc5", "bowling")


@dataclass(frozen=True)
class Line:
    """One engine on one corpus: means over the seeds; seconds and memory of the median and the largest run.

    Attributes as in `Score`, and: stability, mean adjusted Rand index between the seeds; seconds, cpu_seconds;
    peak_mib. None where the corpus has no labels.
    """

    engine: str
    themes: float
    npmi: float
    npmi_words: float
    diversity: float
    coverage: float
    nmi: float | None
    ari: float | None
    purity: float | None
    stability: float
    seconds: float
    cpu_seconds: float
    peak_mib: float


Measure = Callable[[Line], float | None]
MEASURES: dict[str, Measure] = {
    "NPMI": lambda line: line.npmi,
    "diversity": lambda line: line.diversity,
    "NMI": lambda line: line.nmi,
}


def section() -> Section:
    """All tables, and the targets they decide."""
    lines = {name: [measured(load(name), engine) for engine in ENGINES] for name in COMPARED}
    rows = [row for name, found in lines.items() for row in against_peers(load(name).title, found)]
    rows += [ahead(lines), *(_steady(load(name).title, lines[name][0]) for name in STEADY_ON)]
    tables = "\n\n".join(f"### {load(name).title}\n\n{as_table(found)}" for name, found in lines.items())
    figures = {name: [asdict(line) for line in found] for name, found in lines.items()}
    return Section(rows, f"{_ABOUT}\n\n{tables}\n\n### Against the best peer of each column", figures)


def measured(corpus: Corpus, engine: str) -> Line:
    """Run one engine on one corpus with each seed."""
    runs = [run(corpus, engine, seed) for seed in SEEDS]
    scores = [each.score(corpus) for each in runs]

    def mean(values: Sequence[float | None]) -> float | None:
        known = [value for value in values if value is not None]
        return fmean(known) if known else None

    return Line(
        engine=engine,
        themes=fmean(s.themes for s in scores),
        npmi=fmean(s.npmi for s in scores),
        npmi_words=fmean(s.npmi_words for s in scores),
        diversity=fmean(s.diversity for s in scores),
        coverage=fmean(s.coverage for s in scores),
        nmi=mean([s.nmi for s in scores]),
        ari=mean([s.ari for s in scores]),
        purity=mean([s.purity for s in scores]),
        stability=stability([each.groups for each in runs]),
        seconds=sorted(each.seconds for each in runs)[len(runs) // 2],
        cpu_seconds=sorted(each.cpu_seconds for each in runs)[len(runs) // 2],
        peak_mib=max(each.peak_mib for each in runs),
    )


def against_peers(title: str, lines: Sequence[Line]) -> list[Row]:
    """One row a measure: ours, and the best peer's, which may be another peer for each."""
    rows = []
    for name, measure in MEASURES.items():
        best, mine, theirs = _best_peer(lines, measure)
        if mine is None or theirs is None:
            continue
        rows.append(
            Row(
                f"{name}, {title}",
                f"{mine:.3f}; best peer {theirs:.3f} ({TITLES[best]})",
                f"{mine - theirs:+.3f}",
                f"≥ {-WITHIN:+}",
                mine >= theirs - WITHIN,
            )
        )
    return rows


def ahead(lines: dict[str, list[Line]]) -> Row:
    """On how many corpora and measures we are clearly ahead of every peer."""
    pairs = [_best_peer(found, measure)[1:] for found in lines.values() for measure in MEASURES.values()]
    known = [(mine, theirs) for mine, theirs in pairs if mine is not None and theirs is not None]
    won = sum(mine > theirs + WITHIN for mine, theirs in known)
    return Row(
        f"measures on which we are ahead of every peer by more than {WITHIN}",
        f"{won} of {len(known)}",
        limit="at least half",
        met=2 * won >= len(known),
    )


def as_table(lines: Sequence[Line]) -> str:
    """The scores as Markdown; best of each quality column in bold."""
    heads = ("themes", "NPMI", "NPMI of words", "diversity", "NMI", "ARI", "purity", "coverage", "stability")
    names = ("themes", "npmi", "npmi_words", "diversity", "nmi", "ari", "purity", "coverage", "stability")
    cells = [[getattr(line, name) for name in names] for line in lines]
    best = [
        None if name in ("themes", "coverage") else max((c[i] for c in cells if c[i] is not None), default=None)
        for i, name in enumerate(names)
    ]
    known = [i for i in range(len(names)) if any(c[i] is not None for c in cells)]
    rows = [f"| engine | {' | '.join(heads[i] for i in known)} | seconds | CPU s | MiB |"]
    rows.append("|---|" + "---:|" * (len(known) + 3))
    for line, own in zip(lines, cells, strict=True):
        shown = " | ".join(_cell(own[i], best[i], names[i]) for i in known)
        cost = f"{line.seconds:.2f} | {line.cpu_seconds:.2f} | {line.peak_mib:.0f}"
        rows.append(f"| {TITLES[line.engine]} | {shown} | {cost} |")
    return "\n".join(rows)


def _cell(value: float | None, best: float | None, name: str) -> str:
    if value is None:
        return ""
    if name == "themes":
        return f"{value:.3g}"
    return f"**{value:.3f}**" if best is not None and f"{value:.3f}" == f"{best:.3f}" else f"{value:.3f}"


def _best_peer(lines: Sequence[Line], measure: Measure) -> tuple[str, float | None, float | None]:
    """Name of the best peer, our figure, its figure; the engine under test is the first line."""
    mine = measure(lines[0])
    peers = [(value, line.engine) for line in lines[1:] if (value := measure(line)) is not None]
    if mine is None or not peers:
        return "", None, None
    theirs, engine = max(peers)
    return engine, mine, theirs


def _steady(title: str, line: Line) -> Row:
    value = line.stability
    return Row(f"stability between seeds, {title}", f"ARI {value:.3f}", limit=f"≥ {STEADY}", met=value >= STEADY)


_ABOUT = """\
Every engine reads the same raw texts, is asked for the same number of themes, and runs in a process of its own on one
thread; scores are means over three seeds. Peers have the stop words of the language, words of at least two texts and
at most half of them, sublinear TF-IDF, and ten starts of k-means. BERTopic has its own defaults with MiniLM; for fewer
than 500 comments its smallest topic is lowered, or it finds next to nothing.

NPMI@10 counts how often two terms of a theme stand in the same text (Bouma 2009); a phrase counts where it occurs.
*NPMI of words* cuts phrases into their words. Diversity@10 is the share of different words among all first ten terms.
NMI, ARI and purity compare with the labels; what an engine leaves in no theme counts as one more group. Stability is
the mean ARI between the seeds; it is 1 by construction where an engine draws nothing by chance, as ours on corpora
below its sample size, so the section on comments left out says more. Seconds are those of the engine alone with
libraries loaded, sentence vectors included; MiB is the largest memory of the process. The best of a column is bold."""
