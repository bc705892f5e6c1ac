"""Themes hold still: another order, a comment less, or more comments change little."""

from __future__ import annotations

import random

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from civic.analysis import Comment, Result, Settings, ThemeModel, analyse
from civic.analysis.themes.start import likely_number, on_scale
from tests.analysis.planted import bowling_green, planted


def labels_of(result: Result) -> dict[int, str]:
    return {theme.id: theme.label for theme in result.themes}


def agreement(whole: ThemeModel, part: ThemeModel, kept: list[int]) -> float:
    return float(adjusted_rand_score(whole.labels_[kept], part.labels_))


def test_another_order_changes_nothing() -> None:
    comments = bowling_green()
    again = random.Random(5).sample(comments, len(comments))
    one, two = analyse(comments), analyse(again)
    assert dict(one.assignments) == dict(two.assignments)
    assert [theme.label for theme in one.themes] == [theme.label for theme in two.themes]


def test_a_comment_less_changes_next_to_nothing() -> None:
    texts = [comment.text for comment in bowling_green()]
    whole = ThemeModel().fit(texts)
    found = []
    for left_out in (100, 500):
        kept = [i for i in range(len(texts)) if i != left_out]
        found.append(agreement(whole, ThemeModel().fit([texts[i] for i in kept]), kept))
    assert np.mean(found) >= 0.92


def test_a_tenth_less_leaves_most_of_it() -> None:
    texts = [comment.text for comment in bowling_green()]
    whole = ThemeModel(10).fit(texts)
    kept = sorted(random.Random(1).sample(range(len(texts)), round(0.9 * len(texts))))
    assert agreement(whole, ThemeModel(10).fit([texts[i] for i in kept]), kept) >= 0.55


def test_a_corpus_that_has_grown_by_a_quarter_keeps_its_themes_and_labels() -> None:
    comments = bowling_green()
    before = analyse([comment for n, comment in enumerate(comments) if n % 5])
    after = analyse(comments, former=before.assignments, former_labels=labels_of(before))
    same = [after.assignments[i] == theme for i, theme in before.assignments.items()]
    assert np.mean(same) >= 0.9
    kept = [labels_of(after).get(number) == label for number, label in labels_of(before).items()]
    assert np.mean(kept) >= 0.8


def test_a_new_subject_is_a_new_theme_and_one_that_nobody_speaks_of_is_gone() -> None:
    everything = planted(40)
    rest = [comment for comment in everything if not comment.id.startswith("noise-")]
    before = analyse(rest)
    after = analyse(everything, former=before.assignments, former_labels=labels_of(before))
    new = set(labels_of(after)) - set(labels_of(before))
    members = [theme for i, theme in after.assignments.items() if i.startswith("noise-")]
    assert sum(theme in new for theme in members) >= 0.9 * len(members)
    later = analyse(rest, former=after.assignments, former_labels=labels_of(after))
    assert not new & set(labels_of(later))


def test_a_number_that_is_asked_for_counts_more_than_the_former_one() -> None:
    comments = bowling_green()
    before = analyse(comments, Settings(n_themes=6))
    after = analyse(comments, Settings(n_themes=14), former=before.assignments)
    assert (len(before.themes), len(after.themes)) == (6, 14)


def test_a_former_reading_of_other_comments_is_of_no_use() -> None:
    comments = [Comment(f"x{c.id}", c.text) for c in bowling_green()[:300]]
    assert [t.size for t in analyse(comments, former={"a": 1, "b": None}).themes] == [
        t.size for t in analyse(comments).themes
    ]


@pytest.mark.parametrize(("guess", "steps"), [(2.2, 2), (5.4, 5), (9.2, 10), (11.2, 12), (900.0, 60), (0.0, 2)])
def test_the_number_of_themes_goes_in_steps(guess: float, steps: int) -> None:
    assert on_scale(guess, 2, 60) == steps


def test_more_comments_in_more_directions_are_more_themes() -> None:
    narrow, wide = np.array([1.0, 0.3, 0.2, 0.1]), np.ones(30)
    assert likely_number(narrow, 1_000) < likely_number(wide, 1_000) < likely_number(wide, 30_000)
