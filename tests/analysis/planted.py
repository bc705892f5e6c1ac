"""Corpora with a known answer."""

from __future__ import annotations

import csv
import random

from civic.analysis import Comment
from tests.conftest import ROOT

COMMENTS = ROOT / "civic" / "demo" / "data" / "bowling-green" / "comments.csv"
SUBJECTS = {
    "bus": "bus timetable driver fare route terminal shelter passenger".split(),
    "park": "park playground bench lawn picnic fountain flower squirrel".split(),
    "noise": "noise music loudspeaker karaoke party midnight decibel neighbour".split(),
}
INDONESIAN = {
    "pasar": "pasar pedagang kios sayur lapak retribusi timbangan pembeli".split(),
    "banjir": "banjir drainase gorong pompa genangan selokan tanggul sungai".split(),
    "sekolah": "sekolah guru murid kelas perpustakaan seragam kurikulum ujian".split(),
}
CEMETERY = "cemetery burial tombs plots funeral headstone cremation mourners".split()
FRAMES = (
    "We need more {} and {} in the city",
    "Please keep the {} near the {} open",
    "The {} has no {} for families",
    "Why is the {} so expensive and the {} full?",
)


def planted(each: int = 24) -> list[Comment]:
    """Three subjects, each comment of four of its subject's eight words."""
    chance = random.Random(0)
    return [
        Comment(f"{subject}-{n}", " ".join(chance.sample(words, 4)))
        for subject, words in SUBJECTS.items()
        for n in range(each)
    ]


def in_two_languages(each: int = 40) -> list[Comment]:
    """Three subjects in English (ids en-…) and three in Indonesian (id-…)."""
    chance = random.Random(0)
    frames = {
        "en": "the {} and {} with {} {}",
        "id": "{} dan {} yang {} {}",
    }
    subjects = {"en": SUBJECTS, "id": INDONESIAN}
    return [
        Comment(f"{language}-{subject}-{n}", frames[language].format(*chance.sample(words, 4)))
        for language in frames
        for subject, words in subjects[language].items()
        for n in range(each)
    ]


def bowling_green() -> list[Comment]:
    """896 real comments."""
    with COMMENTS.open(encoding="utf-8") as file:
        return [Comment(row["comment-id"], row["comment-body"], row["author-id"]) for row in csv.DictReader(file)]


def with_minority(n: int = 5_000, minority: int = 50) -> list[Comment]:
    """Comments spliced from real ones, and among them a few (ids m-…) about cemeteries."""
    chance = random.Random(1)
    texts = [comment.text.split() for comment in bowling_green()]
    comments = []
    for number in range(n - minority):
        first, second = chance.choice(texts)[:25], chance.choice(texts)[:25]
        spliced = first[: len(first) // 2 + 1] + second[len(second) // 2 :]
        comments.append(Comment(str(number), " ".join(word for word in spliced if chance.random() > 0.1)))
    for number in range(minority):
        text = chance.choice(FRAMES).format(*chance.sample(CEMETERY, 2))
        comments.insert(chance.randrange(len(comments)), Comment(f"m-{number}", text))
    return comments
