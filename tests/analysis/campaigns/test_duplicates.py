"""Copies among real comments: all of a campaign, and nobody else."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from civic.analysis.campaigns.duplicates import SHORT, SIMILARITY, groups, signatures
from tests.analysis.campaigns.injected import inject, real_comments, score
from tests.conftest import ROOT

LETTER = (
    "We the undersigned ask the council to stop the new road through the old forest at once. "
    "Children walk there every day and nobody has asked their parents."
)


def found(texts: list[str], similarity: float = SIMILARITY) -> list[list[int]]:
    return groups(signatures(texts), texts.__getitem__, similarity)


@pytest.mark.parametrize("rate", [0.0, 0.05, 0.15])
@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ([2] * 30, (12, 20)),
        ([2] * 6, (60, 150)),
        ([5] * 30, (12, 20)),
        ([80, 80, 20, 20, 9, 9], (12, 60)),
        ([5_000, 2, 2], (12, 40)),
    ],
)
def test_campaigns_among_real_comments_are_found_whole(sizes: list[int], words: tuple[int, int], rate: float) -> None:
    injected = inject(sizes, rate, seed=sum(sizes), words=words)
    assert score(injected, found(injected.texts)).worst >= 0.98


def test_letters_of_twelve_words_are_found_though_each_copy_is_changed() -> None:
    injected = inject([3] * 40, 0.15, seed=4, words=(12, 12))
    assert score(injected, found(injected.texts)).worst >= 0.97


@pytest.mark.parametrize(
    "texts",
    [
        ["More sidewalks please", "More parks please"],
        ["We need more bike lanes downtown", "We need more parks downtown"],
        ["My household income is less than $50,000", "My household income is less than $100,000"],
        ["Tolong perbaiki jalan di Cibodas", "Tolong perbaiki lampu di Cibodas"],
        ["setuju", "tidak setuju"],
        ["All new sidewalks should have shade trees and benches", "All new houses should have at least one shade tree"],
    ],
)
def test_comments_that_are_merely_about_the_same_thing_stay_apart(texts: list[str]) -> None:
    assert found(texts) == []


def test_real_comments_join_only_where_most_of_their_words_agree() -> None:
    texts = [*real_comments()["en"], *real_comments()["id"]]
    copies = found(texts)
    assert 10 < len(copies) < 60, "people do post a sentence twice, but few do"
    assert all(has_leader([texts[position] for position in group]) for group in copies)


def has_leader(texts: list[str]) -> bool:
    """Whether all share most of their words with one of them."""
    bags = [Counter(re.findall(r"\w+", text.lower())) for text in texts]
    return any(
        all(2 * (bag & leader).total() >= SIMILARITY * (bag.total() + leader.total()) for bag in bags)
        for leader in bags
    )


def test_people_who_say_the_same_few_words_have_not_copied_them() -> None:
    assert found(["Setuju!", "setuju", "Setuju banget", " SETUJU...", "setuju banget 👍"]) == []
    assert found(["Setuju dengan rencana ini", "setuju dengan rencana ini!"]) == [[0, 1]]


def test_texts_without_words_join_nothing() -> None:
    assert found(["👍", "👍", "...", "...", "", ""]) == []


def test_a_greeting_a_name_and_another_order_make_no_other_letter() -> None:
    first, second = LETTER.split(". ")
    copies = [LETTER, f"Dear Ms Green, {LETTER}", f"{second} {first}.", f"{LETTER} Budi, Cibodas", LETTER.upper()]
    assert found(["Trees please", *copies, "More buses on Sunday evenings for us"]) == [[1, 2, 3, 4, 5]]


def test_typographic_forms_make_no_other_letter() -> None:
    assert found(["ﬁne roads for all of us", "fine roads for all of us"]) == [[0, 1]]


@pytest.mark.parametrize("seed", range(8))
def test_a_chain_of_small_changes_does_not_join_its_ends(seed: int) -> None:
    rng = random.Random(seed)
    texts, words = [], LETTER.split()
    for step in range(200):
        words[rng.randrange(len(words))] = f"new{step}"
        texts.append(" ".join(words))
    rng.shuffle(texts)
    copies = found(texts)
    assert copies == sorted(copies)
    assert 5 < len(copies) < 50
    assert all(has_leader([texts[position] for position in group]) for group in copies)


def test_a_campaign_is_told_from_another_about_the_same() -> None:
    for_it = "Dear council, build the new road through the forest: it brings jobs, shops and shorter ways for us all"
    against = "Dear council, stop the new road through the forest: it kills trees, birds and the silence of our homes"
    texts = [for_it, against, f"Hello. {for_it}", f"{against} now", for_it, against]
    assert found(texts) == [[0, 2, 4], [1, 3, 5]]


def test_the_similarity_decides_how_much_copies_may_differ() -> None:
    words = LETTER.split()
    texts = [LETTER, " ".join([*words[:-6], "and", "that", "is", "why", "we", "write"])]
    assert found(texts, 0.7) == [[0, 1]]
    assert found(texts, 0.9) == []


def test_signatures_of_chunks_are_those_of_the_whole() -> None:
    texts = [*real_comments()["id"], "", "setuju"]
    chunks = [signatures(texts[start : start + 10]) for start in range(0, len(texts), 10)]
    assert (np.vstack(chunks) == signatures(texts)).all()


def test_only_texts_with_a_likely_copy_are_read_again() -> None:
    texts = [*real_comments()["en"][:300], LETTER, f"{LETTER} Thank you."]
    read: Counter[int] = Counter()

    def text_of(position: int) -> str:
        read[position] += 1
        return texts[position]

    assert [300, 301] in groups(signatures(texts), text_of)
    assert max(read.values()) == 1
    assert len(read) < 60


def test_equal_texts_need_no_reading() -> None:
    def unread(position: int) -> str:
        raise AssertionError(position)

    assert groups(signatures([LETTER, "no", LETTER]), unread) == [[0, 2]]


def digest_under(hash_seed: str) -> str:
    program = """
import hashlib
from civic.analysis.campaigns.duplicates import groups, signatures
from tests.analysis.campaigns.injected import inject
texts = inject([20, 20, 3, 3], 0.15, 1, (12, 40)).texts
keys = signatures(texts)
print(hashlib.sha256(keys.tobytes() + repr(groups(keys, texts.__getitem__)).encode()).hexdigest())
"""
    environ = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, env=environ, cwd=ROOT, text=True
    )
    return run.stdout


def test_another_process_finds_the_same() -> None:
    assert digest_under("1") == digest_under("2")


def test_a_comment_of_a_megabyte_is_read() -> None:
    assert found(["word " * 200_000, "word " * 200_000, "another word " * 80_000]) == [[0, 1]]


def test_no_texts_have_no_copies() -> None:
    assert found([]) == []


@hypothesis(max_examples=60, deadline=None)
@given(st.lists(st.text("ab c,👍", max_size=24) | st.text(max_size=40), max_size=12))
def test_groups_of_any_texts_are_disjoint_ordered_and_hold_all_equal_letters(texts: list[str]) -> None:
    copies = found(texts)
    members = [position for group in copies for position in group]
    assert len(members) == len(set(members))
    assert all(len(group) > 1 and group == sorted(group) for group in copies)
    assert copies == sorted(copies)
    group_of = {position: number for number, group in enumerate(copies) for position in group}
    for a, text in enumerate(texts):
        for b in range(a):
            if text == texts[b] and len(re.findall(r"\w+", text)) > SHORT:
                assert group_of[a] == group_of[b]
