"""What a drafter is told of a campaign."""

from __future__ import annotations

from collections.abc import Sequence

from civic.analysis.campaigns.campaign import DIFFERENCES, SAMPLE, Campaign, describe
from civic.analysis.types import Comment

LETTER = "Kepada Bapak Wali Kota, kami menolak pelebaran trotoar di Jalan Kisamaun. Salam, Siti"


def told(texts: Sequence[str]) -> Campaign:
    comments = [Comment(f"c{number}", text) for number, text in enumerate(texts)]
    return describe(range(len(comments)), comments.__getitem__)


def test_only_the_group_is_counted_in_the_order_of_the_corpus() -> None:
    comments = [Comment(name, LETTER) for name in ("z", "stranger", "a", "m")]
    campaign = describe([0, 2, 3], comments.__getitem__)
    assert (campaign.ids, campaign.size) == (("z", "a", "m"), 3)


def test_people_are_counted_not_comments_and_the_unsigned_one_by_one() -> None:
    authors = ["siti", "siti", "budi", None, None, ""]
    comments = [Comment(str(number), LETTER, author) for number, author in enumerate(authors)]
    assert describe(range(6), comments.__getitem__).people == 5


def test_the_first_and_the_last_time_are_found_across_time_zones() -> None:
    times = [
        "2026-03-02T08:00:00Z",
        "2026-03-02T09:00:00+07:00",
        None,
        "yesterday",
        "2026-03-03",
        "2026-03-02T23:00:00",
    ]
    comments = [Comment(str(number), LETTER, None, time) for number, time in enumerate(times)]
    campaign = describe(range(len(times)), comments.__getitem__)
    assert (campaign.first, campaign.last) == ("2026-03-02T09:00:00+07:00", "2026-03-03")


def test_without_times_there_is_no_first_and_no_last() -> None:
    campaign = told([LETTER, LETTER])
    assert (campaign.first, campaign.last) == (None, None)


def test_what_most_copies_say_represents_them_not_the_longest_and_not_the_first() -> None:
    draft, longest = LETTER.replace("trotoar", "jalan"), f"{LETTER} dan seluruh warga Cibodas yang peduli"
    assert told([draft, LETTER, longest, LETTER.upper(), LETTER]).representative == "c1"


def test_a_wording_counts_as_often_as_it_was_sent() -> None:
    other = LETTER.replace("Bapak", "Ibu")
    variants = [other, other.replace("Siti", "Budi"), other.replace("menolak", "tolak")]
    assert told([*variants, *[LETTER] * 6]).representative == "c3"
    assert told([*variants, LETTER]).representative == "c0"


def test_of_equal_copies_the_first_represents_them() -> None:
    assert told(["Setuju!", "setuju", "SETUJU"]) == Campaign(("c0", "c1", "c2"), "c0", 3, 3, None, None, ())


def test_the_names_under_a_letter_are_nobody_elses_business() -> None:
    assert told([LETTER, *[LETTER.replace("Siti", name) for name in ("Budi", "Agus", "Rina")]]).differences == ()


def test_differing_parts_are_told_the_most_frequent_first() -> None:
    copies = [LETTER] * 5 + [LETTER.replace("Bapak", "Ibu")] * 3
    copies += [LETTER.replace("trotoar", thing) for thing in ("halte", "halte", "pasar", "kios")]
    copies += [f"Halo! {LETTER}", LETTER.replace(" di Jalan Kisamaun", "")]
    assert told(copies).differences == (
        '"trotoar" / "halte" / "pasar" / "kios"',
        '"Bapak" / "Ibu"',
        '– / "Halo"',
        '"di Jalan Kisamaun" / –',
    )


def test_case_and_punctuation_are_no_difference() -> None:
    assert told([LETTER, LETTER.upper().replace(",", " -"), LETTER.replace(".", "!!")]).differences == ()


def test_personal_numbers_are_not_shown() -> None:
    copies = [f"{LETTER}, telepon 0812-3456-78{n}0, NIK 367101230485000{n}" for n in range(3)]
    assert told(copies).differences == ()
    assert told([LETTER, LETTER, *copies[:1]]).differences == ('– / "telepon […] NIK […]"',)


def test_few_and_short_parts_are_shown_of_copies_that_differ_everywhere() -> None:
    words = LETTER.split()
    copies = [" ".join([*words[:n], f"kata{n}", *words[n + 1 :]]) for n in range(len(words))]
    long = f"{LETTER} {'dan seterusnya ' * 30}"
    parts = told([LETTER, LETTER, *copies, long, long]).differences
    assert len(parts) == DIFFERENCES
    assert '– / "dan seterusnya dan seterusnya dan seterusnya dan seterusnya …"' in parts


def test_a_crowd_is_compared_by_a_sample_but_counted_whole() -> None:
    asked: list[int] = []

    def comment_of(position: int) -> Comment:
        asked.append(position)
        return Comment(str(position), LETTER, str(position))

    campaign = describe(range(5_000), comment_of)
    assert campaign.people == 5_000
    assert len(asked) == 5_000 + SAMPLE


def test_copies_without_words_are_described_too() -> None:
    assert told(["👍", "…"]).differences == ()
