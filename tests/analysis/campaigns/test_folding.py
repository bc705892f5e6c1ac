"""One comment of each campaign stands for all of it."""

from __future__ import annotations

from civic.analysis.campaigns import fold, signatures
from civic.analysis.types import Comment
from tests.analysis.campaigns.test_campaign import LETTER

OTHER = "Taman di belakang pasar lama gelap sekali setiap malam, mohon diberi lampu dan dijaga petugas"


def test_copies_are_told_by_their_representative_and_the_largest_campaign_comes_first() -> None:
    draft = LETTER.replace("trotoar", "jalan")
    texts = [OTHER, draft, "Setuju saja", LETTER, OTHER, LETTER, LETTER]
    comments = [Comment(f"c{number}", text) for number, text in enumerate(texts)]
    folded = fold(signatures(texts), comments.__getitem__, 0.62)
    assert [campaign.ids for campaign in folded.campaigns] == [("c1", "c3", "c5", "c6"), ("c0", "c4")]
    assert folded.stands_for.tolist() == [0, 3, 2, 3, 0, 3, 3]
    assert folded.different.tolist() == [True, False, True, True, False, False, False]
    assert folded.read.tolist() == [True, True, True, True, False, False, False], "two of four, which are many here"
    assert folded.rows.tolist() == [0, 3, 2, 3, 0, 3, 3], "rows among those that are read"


def test_of_a_small_campaign_one_comment_is_read() -> None:
    texts = [*(f"Keluhan nomor {number} tentang hal {number * 7} di tempat {number * 11}" for number in range(400))]
    texts += [LETTER] * 4
    folded = fold(signatures(texts), lambda place: Comment(f"c{place}", texts[place]), 0.9)
    assert folded.read[-4:].sum() == 1


def test_of_a_small_campaign_a_few_wordings_are_read() -> None:
    texts = [*(f"Keluhan nomor {number} tentang hal {number * 7} di tempat {number * 11}" for number in range(900))]
    texts += [f"{LETTER} {word}" for word in "segera mohon tolong dong pak bu admin terima salam harap".split()]
    folded = fold(signatures(texts), lambda place: Comment(f"c{place}", texts[place]), 0.6)
    assert folded.campaigns[0].size == 10
    assert folded.read[-10:].sum() == 7, "too few for a theme of their own"
