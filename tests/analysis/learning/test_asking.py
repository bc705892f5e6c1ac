"""Which texts are asked about, and which moves are proposed."""

from __future__ import annotations

from civic.analysis.learning import learn, read_features, sure_moves, to_ask
from tests.analysis.learning.helpers import TEXTS, THEMES, features, placed


def test_the_first_list_is_spread_over_the_themes() -> None:
    read = features()
    first = to_ask(read, learn(read, {}), [], wanted=6)
    assert len(set(first)) == 6
    assert {THEMES[at] for at in first} == {"bus", "noise", "park"}


def test_nothing_settled_is_asked_again() -> None:
    read, settled = features(), placed(10)
    assert not set(to_ask(read, learn(read, settled), settled, wanted=20)) & set(settled)


def test_doubtful_texts_come_first() -> None:
    between = ["bus timetable beside the park playground", "park bench at the bus terminal"]
    read = read_features([*TEXTS, *between])
    asked = to_ask(read, learn(read, placed(4)), placed(4), wanted=4)
    assert {len(TEXTS), len(TEXTS) + 1} & set(asked)


def test_a_campaign_is_asked_once_and_never_after_one_of_it_was_placed() -> None:
    texts, copies = [*TEXTS[:30], *["Sell the theatre"] * 20], [None] * 30 + ["letter"] * 20
    read = read_features(texts, copies)
    nothing = learn(read, {})
    assert sum(at >= 30 for at in to_ask(read, nothing, [], wanted=31)) == 1
    assert max(to_ask(read, nothing, [45], wanted=31)) < 30


def test_the_end_of_the_corpus_is_the_end_of_the_questions() -> None:
    read = features()
    assert to_ask(read, learn(read, {}), range(len(TEXTS)), wanted=20) == []
    assert sorted(to_ask(read, learn(read, {}), range(117), wanted=20)) == [117, 118, 119]
    assert to_ask(read, learn(read, {}), [], wanted=0) == []


def test_equal_texts_fill_the_list_all_the_same() -> None:
    read = read_features(["one and the same sentence here"] * 60)
    assert len(set(to_ask(read, learn(read, {}), [], wanted=20))) == 20


def test_moves_are_sure_and_leave_what_a_person_has_placed() -> None:
    read = features()
    now: list[str | None] = [*THEMES]
    now[1], now[2], now[4] = "park", None, "park"
    examples = placed(4)
    examples[4] = "park"  # the person says so, whatever the words
    moves = sure_moves(read, learn(read, examples), now, examples, sure=0.6)
    assert [(move.position, move.now, move.to) for move in moves if move.to == "bus"] == [
        (move.position, now[move.position], "bus") for move in moves if move.to == "bus"
    ]
    assert {1, 2} <= {move.position for move in moves}
    assert not {move.position for move in moves} & set(examples)
    assert moves == sorted(moves, key=lambda move: (-move.probability, move.position))
    assert all(move.probability >= 0.6 for move in moves)


def test_a_copy_of_what_was_placed_is_not_moved_and_a_campaign_moves_whole() -> None:
    copies = [None if at >= 3 else "letter" for at in range(len(TEXTS))]
    read = read_features([TEXTS[0], TEXTS[0], TEXTS[0], *TEXTS[3:]], copies)
    now = ["park"] * 3 + THEMES[3:]
    others = {at: theme for at, theme in placed(4).items() if at > 2}
    moves = sure_moves(read, learn(read, others), now, others, sure=0.5)
    assert {0, 1, 2} <= {move.position for move in moves}
    settled = others | {1: "bus"}
    assert not {0, 1, 2} & {move.position for move in sure_moves(read, learn(read, settled), now, settled, sure=0.5)}


def test_few_examples_move_nothing() -> None:
    read = features()
    assert sure_moves(read, learn(read, placed(10)), ["park"] * len(TEXTS), placed(10), sure=0.0) == []
