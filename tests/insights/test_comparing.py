"""Two analyses side by side: what stayed, what moved, and the comments behind each number."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert

from civic.core.accounts.models import Account
from civic.extensions import db
from civic.insights.curation.actions import edit
from civic.insights.curation.comparing import Comparison, Outside, Place, compare, moved
from civic.insights.curation.models import EditKind
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.modules import Role
from civic.participation.comments.actions import hide_comment
from civic.participation.comments.models import Comment
from tests.conftest import sign_in
from tests.factories import make_account
from tests.helpers import count_queries
from tests.insights.conftest import Find

FIRST = {0: [1, 2, 3, 4], 1: [5, 6, 7], 2: [8, 9]}
SECOND = {0: [1, 2, 5], 1: [6, 7, 10], 3: [8, 9, 3]}


@pytest.fixture
def pair(find: Find, drafter: Account) -> tuple[AnalysisRun, AnalysisRun]:
    earlier = find(FIRST)
    edit(drafter, earlier, EditKind.EXCLUDE, {"comment": 7, "theme": 1, "reason": "Bukan tanggapan"})
    later = find(SECOND)
    edit(drafter, later, EditKind.MOVE, {"comment": 2, "theme": "none"})
    return earlier, later


def flows(found: Comparison) -> dict[tuple[Place, Place], int]:
    return {(flow.source, flow.target): flow.size for flow in found.flows}


def test_every_comment_of_either_is_counted_once(pair: tuple[AnalysisRun, AnalysisRun]) -> None:
    found = compare(*pair)
    assert flows(found) == {
        (2, 3): 2,
        (0, Outside.REMAINDER): 1,
        (0, 3): 1,
        (0, Outside.ABSENT): 1,
        (1, 0): 1,
        (Outside.ABSENT, 1): 1,
    }
    assert (found.same, found.moved, found.new, found.gone) == (3, 5, 1, 1)  # 1, 6, and 7 set aside in both
    lines = {
        line.theme.number: (line.before, line.stayed, line.went, line.dropped, line.came, line.new, line.after)
        for line in found.lines
    }
    assert lines == {
        0: (4, 1, 2, 1, 1, 0, 2),
        1: (2, 1, 1, 0, 0, 1, 2),
        3: (0, 0, 0, 0, 3, 0, 3),
        2: (2, 0, 2, 0, 0, 0, 0),
    }
    assert [line.theme.number for line in found.lines if line.earlier is None] == [3]
    assert [line.theme.number for line in found.lines if line.later is None] == [2]


def test_each_number_leads_to_just_its_comments(pair: tuple[AnalysisRun, AnalysisRun]) -> None:
    behind: dict[tuple[Place | None, Place | None], list[int]] = {
        (0, 0): [1],
        (0, None): [2, 3],
        (None, 1): [],
        (None, 0): [5],
        (None, 3): [3, 8, 9],
        (2, None): [8, 9],
        (2, 3): [8, 9],
        (0, Outside.REMAINDER): [2],
        (Outside.ASIDE, Outside.ASIDE): [7],
        (None, Outside.REMAINDER): [2],
        (Outside.ABSENT, None): [10],
        (None, Outside.ABSENT): [4],
        (Outside.ABSENT, 1): [10],
        (0, Outside.ABSENT): [4],
    }
    assert {at: [row.id for row in moved(*pair, *at, None).items] for at in behind} == behind


def test_a_number_given_anew_is_another_theme(find: Find) -> None:
    first = find({0: [1, 2, 3], 1: [4, 5, 6]})
    find({0: [1, 2, 3, 4, 5, 6]})
    third = find({0: [1, 2, 3], 1: [4, 5, 6]})
    found = compare(first, third)
    assert flows(found) == {(1, 1): 3}
    assert [(line.earlier is None, line.later is None) for line in found.lines] == [
        *((False, False), (True, False), (False, True))
    ]  # fmt: skip
    assert [row.id for row in moved(first, third, None, 1, None).items] == [4, 5, 6]


def test_no_theme_is_the_same_where_an_analysis_began_from_another_code_frame(find: Find) -> None:
    first, second = find(FIRST), find(FIRST)
    second.carried = {}
    db.session.commit()
    third = find(FIRST)
    assert flows(compare(second, third)) == {}
    assert flows(compare(first, third)) == {(0, 0): 4, (1, 1): 3, (2, 2): 2}
    assert compare(first, third).same == 0


def test_a_theme_made_by_hand_is_the_same_while_it_is_carried_over(find: Find, drafter: Account) -> None:
    first = find(FIRST)
    edit(drafter, first, EditKind.SPLIT, {"theme": 0, "comments": ["1", "2"], "label": "Tangan"})
    second = find(FIRST)
    assert flows(compare(first, second)) == {}
    third = find({7: [1, 2, 3]})
    edit(drafter, third, EditKind.UNDO, {})
    edit(drafter, third, EditKind.SPLIT, {"theme": 7, "comments": ["3"], "label": "Yang lain"})
    assert (10_000, 7) in flows(compare(first, third))


def test_the_page_leads_to_lists_and_both_tell_nothing_that_is_gone(
    client: FlaskClient, pair: tuple[AnalysisRun, AnalysisRun], drafter: Account
) -> None:
    gone = db.session.get_one(Comment, 8)
    text = gone.body
    hide_comment(make_account(Role.ADMINISTRATOR), gone, "Kasar")
    sign_in(client, drafter)
    corpus = f"/workbench/corpora/activity/{pair[0].activity_id}"
    assert f'href="{corpus}/compare"' in client.get(corpus).text
    page = client.get(f"{corpus}/compare").text
    assert f'value="{pair[0].id}" selected' in page
    links = {unescape(link): int(size) for link, size in re.findall(r'href="([^"]+/comments\?[^"]+)">(\d+)<', page)}
    assert len(links) == 2 + 9 + 4  # totals, the numbers of the themes, moves
    for link, size in links.items():
        listed = client.get(link).text
        assert (listed.count("<article"), text in listed) == (size, False)
    assert "tidak lagi ditampilkan" in client.get(f"{page_of(links, 'from=2', 'to=3')}").text


def page_of(links: dict[str, int], *values: str) -> str:
    return next(link for link in links if all(value in link for value in values))


@pytest.mark.parametrize(
    "query",
    [
        *("earlier=99", "later=x", "earlier=1%00", "earlier=99999999999999999999"),
        *("from=0&to=99&later=99", "from=x", "from=1%00", "from=99999999999999999999", "", "after=x&from=0"),
    ],
)
def test_what_is_not_there_is_not_found(
    client: FlaskClient, pair: tuple[AnalysisRun, AnalysisRun], drafter: Account, query: str
) -> None:
    sign_in(client, drafter)
    path = "compare/comments" if "from" in query or not query else "compare"
    assert client.get(f"/workbench/corpora/activity/{pair[0].activity_id}/{path}?{query}").status_code == 404


def test_one_analysis_alone_is_told_to_be_alone(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    sign_in(client, drafter)
    address = f"/workbench/corpora/activity/{run.activity_id}/compare"
    assert "Belum ada dua analisis" in client.get(address).text
    assert client.get(f"{address}/comments?from=0").status_code == 404


def test_many_comments_are_asked_about_in_few_queries(pair: tuple[AnalysisRun, AnalysisRun]) -> None:
    few = _queries(pair)
    rows = [
        {"run_id": run.id, "item_id": 1_000 + n, "item_kind": "comment", "theme": n % 2, "weight": 0.5, "home": n % 2}
        for run in pair
        for n in range(2_000)
    ]
    db.session.execute(insert(RunAssignment), rows)
    db.session.commit()
    assert _queries(pair) == few <= 12
    page = moved(*pair, 0, 0, None)
    assert (len(page.items), page.next is not None) == (30, True)
    assert moved(*pair, 0, 0, page.next).items[0].id > page.items[-1].id


def _queries(pair: tuple[AnalysisRun, AnalysisRun]) -> int:
    assert all(run.source_ref for run in pair)  # read once more after a commit
    with count_queries() as statements:
        compare(*pair)
    return len(statements)
