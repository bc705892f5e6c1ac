"""A planted theme of 1 % in 5,000 comments: is it found, and is it found whole?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from bench.rows import Row
from bench.sections import Section
from bench.themes.corpora import Corpus
from bench.themes.runs import run
from bench.themes.samples import Sampler

SIZE = 5_000
PLANTED = 50
ENOUGH = 0.5


@dataclass(frozen=True)
class Subject:
    """Something that nobody else in the corpus speaks of.

    Each claim goes with each reason once, so that two comments share one half at most and are no near-copies.
    """

    name: str
    openings: tuple[str, ...]
    claims: tuple[str, ...]
    reasons: tuple[str, ...]

    def comments(self, seed: int) -> list[str]:
        """`PLANTED` different comments."""
        chance = random.Random(seed)
        every = [f"{chance.choice(self.openings)} {c} {r}" for c, r in product(self.claims, self.reasons)]
        return every[:PLANTED]


SUBJECTS = (
    Subject(
        "beehives (English)",
        ("I keep bees.", "As a beekeeper,", "My neighbour worries me.", "About honey:", "Hello,", ""),
        (
            "please allow two beehives in each garden",
            "swarms should be collected by trained beekeepers",
            "hives on flat roofs need a simple permit",
            "the ban on keeping bees must go",
            "plant wildflowers so that the bees find nectar",
            "stop spraying where bees fly",
            "the allotments could hold a dozen hives",
            "a beekeeping course would fill at once",
            "wasps are not bees, tell people",
            "register every hive within the city",
        ),
        (
            "because pollinators are dying out",
            "since honey is sold at every market",
            "or the swarm ends up in a chimney",
            "and let schools visit the hives",
            "as long as nobody allergic to stings lives next door",
        ),
    ),
    Subject(
        "cemetery (English)",
        ("My parents lie there.", "Burials are a concern.", "We visit the graves weekly.", "Dear sirs,", "So,", ""),
        (
            "the cemetery gates close too early for mourners",
            "graves sink after every heavy rain",
            "burial plots cost more than a widow can pay",
            "headstones have been knocked over again",
            "there is no water tap near the new graves",
            "the chapel roof leaks on the coffin",
            "benches between the graves are broken",
            "dogs run loose among the tombs",
            "the cemetery is full in two years",
            "wreaths are stolen from fresh graves",
        ),
        (
            "and nobody tends the old tombs",
            "so a second burial ground is overdue",
            "while funerals have to queue at the chapel",
            "which is a shame for those who mourn",
            "and the cremation fee doubled as well",
        ),
    ),
    Subject(
        "layangan (Indonesian)",
        ("Mohon ditertibkan,", "Anak saya hampir celaka,", "Tiap musim kemarau", "Pak RT,", "Usul saya,", ""),
        (
            "layangan dimainkan di pinggir rel",
            "benang gelasan melukai leher pengendara motor",
            "layangan putus menyangkut di kabel listrik",
            "lomba layangan sebaiknya di lapangan saja",
            "penjual gelasan dirazia bersama warga",
            "anak-anak mengejar layangan sampai ke jalan",
            "larang benang kawat untuk layangan",
            "layangan raksasa jatuh di atap rumah",
            "sita semua gelasan yang dijual bebas",
            "sosialisasikan bahaya benang ke sekolah",
        ),
        (
            "sebab benang layangan tajam sekali",
            "supaya main layangan tetap aman",
            "karena gelasan sudah banyak memakan korban",
            "dan buatkan lapangan khusus layangan",
            "sebelum ada leher yang tersayat benang lagi",
        ),
    ),
)


def section() -> Section:
    """Each subject planted by itself, the number of themes left to the engine."""
    rows = [_row(subject, seed) for seed, subject in enumerate(SUBJECTS)]
    text = (
        f"{PLANTED} comments about one subject, each of another claim and reason, among {SIZE - PLANTED:,} drawn as "
        "under Growth. Recall: share of the planted comments that the best matching theme holds; "
        "precision: share of that theme which was planted."
    )
    return Section(rows, text)


def planted(subject: Subject, seed: int) -> tuple[Corpus, list[bool]]:
    """The corpus, mixed, and which of its texts were planted."""
    around = [(text, False) for text in Sampler(seed, campaigns=False).draw(SIZE - PLANTED)]
    mixed = [*around, *((text, True) for text in subject.comments(seed))]
    random.Random(seed).shuffle(mixed)
    texts, marks = zip(*mixed, strict=True)
    return Corpus(f"planted{seed}", subject.name, "mixed", 0, texts), list(marks)


def best_match(groups: Sequence[int], marks: Sequence[bool]) -> tuple[int, float, float]:
    """The theme that matches the marked texts best by F1, its precision and its recall."""
    found = []
    for theme in sorted({group for group, mark in zip(groups, marks, strict=True) if mark and group >= 0}):
        hits = sum(mark for group, mark in zip(groups, marks, strict=True) if group == theme)
        found.append((2 * hits / (list(groups).count(theme) + sum(marks)), theme, hits))
    if not found:
        return -1, 0.0, 0.0
    _, theme, hits = max(found)
    return theme, hits / list(groups).count(theme), hits / sum(marks)


def _row(subject: Subject, seed: int) -> Row:
    corpus, marks = planted(subject, seed)
    found = run(corpus, "civic", settings={"n_themes": "auto"})
    theme, precision, recall = best_match(found.groups, marks)
    words = ", ".join(found.terms[theme][:3]) if theme >= 0 else "none"
    return Row(
        f"planted theme of 1 %: {subject.name}",
        f"recall {recall:.2f}, precision {precision:.2f} ({words}; {len(found.terms)} themes)",
        limit=f"both ≥ {ENOUGH}",
        met=min(precision, recall) >= ENOUGH,
    )
