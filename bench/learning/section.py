"""Themes that learn, against other ways to ask and against all labels."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import fmean
from typing import TypeVar

from bench.learning.coded import Coded, corpora
from bench.learning.drafter import AT, LIST, STRATEGIES, Score, divided, play, score, taught_all
from bench.rows import Row
from bench.sections import Section
from bench.themes.samples import Sampler
from civic.analysis import ThemeModel
from civic.analysis.learning import Features, learn, read_features, to_ask

SEEDS = 3
ASKED = 200
SHARE_OF_ALL, AHEAD, CALIBRATED = 0.9, 0.02, 0.05
LIMITS_S = {10_000: 2.0, 100_000: 20.0}
Outcome = TypeVar("Outcome")
Played = dict[str, list[dict[int, Score]]]

TEXT = """A drafter is played by the labels of corpora that people have coded. A third of the texts is never asked
about; F1 is measured on it, means over {seeds} drawings. {list} texts are asked about at a time. Every way to ask
has the same learner. *civic* asks about doubtful texts that lie apart, small themes first; *margin* about those
with the smallest distance between the two likeliest themes (Scheffer, Decomain and Wrobel 2001), its first list at
random. Macro-F1 is over the codes that occur among the tested texts. Constants were chosen on the two BBC corpora
and on package descriptions (2,862 in 12 sections, not measured here); how doubt is told where a text may have
several codes was chosen on patient feedback, the only corpus of its kind. What a text is read as was compared on
HoASA too; Decide Madrid was left aside.

{tables}"""


def section() -> Section:
    """Every coded corpus at hand, and what learning costs on large ones."""
    rows, tables, leads, found = [], [], [], []
    for coded in corpora():
        features = read_features(coded.texts)
        everything = [taught_all(coded, features, seed) for seed in range(SEEDS)]
        played = {name: [play(coded, features, way, seed) for seed in range(SEEDS)] for name, way in STRATEGIES.items()}
        tables.append(_table(coded, played, everything))
        rows += _against(coded, played, everything)
        leads.append({name: fmean(_lead(played, name, size) for size in AT) for name in ("margin", "random")})
        found.append(_from_the_engine(coded, features))
    for name in ("margin", "random"):
        lead = fmean(each[name] for each in leads)
        limit = AHEAD if name == "margin" else 0.0
        what = f"mean of micro- and macro-F1 ahead of {name}, all corpora and sizes"
        rows.append(Row(what, f"{lead:+.3f}", limit=f"≥ {limit}", met=lead >= limit))
    rows += found + [row for size, limit in LIMITS_S.items() for row in _costs(size, limit)]
    return Section(rows, TEXT.format(seeds=SEEDS, list=LIST, tables="\n\n".join(tables)))


def _table(coded: Coded, played: Played, everything: Sequence[Score]) -> str:
    head = "".join(f" {size} |" for size in AT)
    lines = [
        f"### {coded.title}{', looked at for the constants' if coded.chosen_on else ''}",
        "",
        f"| asked | {head} all labels |",
        "|---|" + "---:|" * (len(AT) + 1),
    ]
    for measure, title in (("micro", "micro-F1"), ("macro", "macro-F1"), ("error", "calibration error")):
        for name, runs in played.items():
            cells = "".join(f" {_mean([run[size] for run in runs], measure):.3f} |" for size in AT)
            last = f"{_mean(everything, measure):.3f}" if name == "civic" else ""
            lines.append(f"| {title}, {name} |{cells} {last} |")
    return "\n".join(lines)


def _against(coded: Coded, played: Played, everything: Sequence[Score]) -> list[Row]:
    ours = [run[ASKED] for run in played["civic"]]
    micro, macro = (_mean(ours, each) / _mean(everything, each) for each in ("micro", "macro"))
    error = _mean(ours, "error")
    return [
        Row(
            f"F1 at {ASKED} of what all labels give, {coded.title}",
            f"micro {micro:.0%}, macro {macro:.0%}",
            limit=f"micro ≥ {SHARE_OF_ALL:.0%}",
            met=micro >= SHARE_OF_ALL,
        ),
        Row(
            f"calibration error at {ASKED}, {coded.title}",
            f"{error:.3f}",
            limit=f"< {CALIBRATED}",
            met=error < CALIBRATED,
        ),
    ]


def _lead(played: Played, other: str, size: int) -> float:
    return fmean(run[size].mean for run in played["civic"]) - fmean(run[size].mean for run in played[other])


def _mean(scores: Sequence[Score], measure: str) -> float:
    return fmean(getattr(each, measure) for each in scores)


def _from_the_engine(coded: Coded, features: Features) -> Row:
    """As in the workbench: the engine's themes are there, each called by what most of its texts are about."""
    groups = ThemeModel().fit_predict(coded.texts).tolist()
    called = {
        group: Counter(codes[0] for codes, its in zip(coded.codes, groups, strict=True) if its == group).most_common(1)[
            0
        ][0]
        for group in set(groups) - {-1}
    }
    themes = [called.get(group) for group in groups]
    _, pool, tested = divided(len(features), 0)
    placed: dict[int, tuple[str, ...] | str] = {}
    learned = learn(features, placed, themes)
    apart = set(range(len(features))) - set(pool.tolist())
    before = score(coded, learned, tested)
    while len(placed) < ASKED:
        for position in to_ask(features, learned, apart | set(placed), LIST):
            placed[position] = coded.codes[position] if coded.several else coded.codes[position][0]
        learned = learn(features, placed, themes)
    after = score(coded, learned, tested)
    return Row(
        f"from the engine's own {len(called)} themes, {coded.title}",
        f"micro-F1 {before.micro:.3f} from its themes alone, {after.micro:.3f} with {ASKED} placed",
    )


def _costs(size: int, limit: float) -> list[Row]:
    texts = list(Sampler(0, campaigns=False).draw(size))
    read, features = _timed(lambda: read_features(texts))
    groups = ThemeModel(n_themes=20).fit_predict(texts).tolist()
    themes = [None if group < 0 else group for group in groups]
    placed = {at: theme for at in range(0, size, size // ASKED) if (theme := themes[at]) is not None}
    learnt, learned = _timed(lambda: learn(features, placed, themes))
    asked, _ = _timed(lambda: to_ask(features, learned, placed))
    return [
        Row(
            f"learning from {len(placed)} examples and asking anew, {size:,} comments",
            f"{learnt + asked:.2f} s CPU",
            limit=f"< {limit:g} s",
            met=learnt + asked < limit,
        ),
        Row(f"reading their features, once for a corpus, {size:,} comments", f"{read:.1f} s CPU"),
    ]


def _timed(work: Callable[[], Outcome]) -> tuple[float, Outcome]:
    started = time.process_time()
    outcome = work()
    return time.process_time() - started, outcome
