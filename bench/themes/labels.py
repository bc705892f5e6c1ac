"""What themes are called, as somebody has read it, and how many say their terms.

Every label was judged beside a sample of its theme's comments: good, so-so or bad, with why. The judgements lie in
`labels.tsv`, by corpus and label, so that a label which nobody has read since it changed is told as such.
`python -m bench.themes.labels` shows those that wait to be read, with comments.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench.rows import Row
from bench.sections import Section
from bench.themes.corpora import ROOT, Corpus, load
from bench.themes.scores import NONE
from bench.themes.terms import Terms, beside_nmf

READ = Path(__file__).parent / "labels.tsv"
VERDICTS = ("good", "so-so", "bad")
SAMPLE = 8
GOOD, BAD = 0.70, 0.05
TEXT = """Every label was read beside eight comments of its theme and judged: good, so-so or bad;
`bench/themes/labels.tsv` says why. Where the rules were set on a corpus, that stands with it; the others were looked at
while they were set, and no factor was chosen for one of them alone, but none of them is unseen. *Comments that say a
term* is the median over all terms, in brackets as a share of the theme's. *Window NPMI* is that of the ten terms over
windows of ten words; NMF is plain TF-IDF + NMF at as many themes. BBC comes lemmatised and without small words.
"""
TUNED = "rules set on it"
SEEN = "looked at"


@dataclass(frozen=True)
class Reading:
    """A corpus with how many themes are read of it, and how far the rules know it."""

    corpus: Corpus
    known: str


@dataclass(frozen=True)
class Named:
    """A theme with its label and its comments."""

    label: str
    comments: list[str]


def section() -> Section:
    """The judgements of each corpus, those of all, and the terms beside those of NMF."""
    verdicts = judgements()
    rows, terms, total = list[Row](), list[Row](), Counter[str]()
    for reading in readings():
        found, own = themes_of(reading.corpus)
        said = Counter(verdicts.get((reading.corpus.name, theme.label), "not read since") for theme in found)
        total += said
        rows.append(Row(f"{reading.corpus.title}: {reading.known}", _counted(said), _share(said["good"], said)))
        terms += beside_nmf(reading.corpus, own)
    share = total["good"] / total.total()
    rows += [
        Row("labels that are good", _counted(total), _share(total["good"], total), f"≥ {GOOD:.0%}", share >= GOOD),
        Row("labels that are bad", f"{total['bad']} of {total.total()}", _share(total["bad"], total), f"≤ {BAD:.0%}",
            total["bad"] / total.total() <= BAD),
    ]  # fmt: skip
    return Section([*rows, *terms], TEXT)


def readings() -> list[Reading]:
    """What is read."""
    hoasa = load("hoasa")
    return [
        Reading(_part(hoasa, 0, 6), TUNED),
        Reading(load("bowling"), TUNED),
        Reading(_waste(), TUNED),
        Reading(_part(hoasa, 1, 12), SEEN),
        Reading(load("housing"), SEEN),
        Reading(_as(load("patients"), 14), SEEN),
        Reading(_as(load("short"), 10), SEEN),
        Reading(load("bbc20"), SEEN),
        Reading(_as(hoasa, 16), SEEN),
    ]


def judgements() -> dict[tuple[str, str], str]:
    """The verdict on each label of each corpus that was read."""
    with READ.open(encoding="utf-8", newline="") as file:
        return {(row["corpus"], row["label"]): row["verdict"] for row in csv.DictReader(file, delimiter="\t")}


def themes_of(corpus: Corpus) -> tuple[list[Named], Terms]:
    """The engine's themes of a corpus, and their terms."""
    from civic.analysis import Comment, Settings, analyse

    comments = [Comment(str(i), text) for i, text in enumerate(corpus.texts)]
    result = analyse(comments, Settings(n_themes=corpus.themes))
    place: dict[int | None, int] = {theme.id: number for number, theme in enumerate(result.themes)}
    groups = [place.get(result.assignments[comment.id], NONE) for comment in comments]
    named = [Named(theme.label, []) for theme in result.themes]
    for group, text in zip(groups, corpus.texts, strict=True):
        if group != NONE:
            named[group].comments.append(text)
    return named, Terms(groups, [list(theme.terms) for theme in result.themes])


def _part(corpus: Corpus, start: int, themes: int) -> Corpus:
    """Every other text."""
    title = f"{corpus.title.split(' at ')[0]}, {('even', 'odd')[start]} half, at {themes}"
    return Corpus(f"{corpus.name}-{start}", title, corpus.language, themes, corpus.texts[start::2])


def _as(corpus: Corpus, themes: int) -> Corpus:
    title = f"{corpus.title.split(' at ')[0].rstrip(',')} at {themes}"
    return Corpus(f"{corpus.name}-at-{themes}", title, corpus.language, themes, corpus.texts)


def _waste() -> Corpus:
    """The demonstration city's comments on waste, written for it."""
    lines = (ROOT / "civic" / "demo" / "data" / "sampah.txt").read_text(encoding="utf-8").splitlines()
    texts = [line.split("|", 1)[-1].lstrip(">").strip() for line in lines if line.strip() and line[0] != "#"]
    return Corpus("waste", "Demonstration city, waste, at 12", "id", 12, tuple(texts))


def _counted(said: Counter[str]) -> str:
    return ", ".join(f"{said[verdict]} {verdict}" for verdict in (*VERDICTS, "not read since") if said[verdict])


def _share(number: int, said: Counter[str]) -> str:
    return f"{number / said.total():.0%}"


def main() -> None:
    """Show what nobody has read."""
    read = judgements()
    for reading in readings():
        for theme in themes_of(reading.corpus)[0]:
            if (reading.corpus.name, theme.label) not in read:
                print(f"\n{reading.corpus.name}\t{theme.label}\t({len(theme.comments)})")
                for text in random.Random(0).sample(theme.comments, min(SAMPLE, len(theme.comments))):
                    print("   -", " ".join(text.split())[:150])


if __name__ == "__main__":
    main()
