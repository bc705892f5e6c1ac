"""Every total equals the sum of its parts, whatever drafters do; replay and pages agree."""

from __future__ import annotations

from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.core.audit.models import AuditEvent
from civic.extensions import db
from civic.insights.curation.actions import edit
from civic.insights.curation.log import Edit
from civic.insights.curation.models import EditKind
from civic.insights.curation.queries import curated_run, tally_of
from civic.insights.curation.replay import FIRST_BY_HAND, UNKNOWN, CuratedTheme, Origin, Part, curate
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.insights.summaries.actions import publish_summary
from civic.participation.processes.models import Activity
from tests.conftest import sign_in


def theme(number: int, size: int, *parts: int, quotes: tuple[int, ...] = ()) -> CuratedTheme:
    found = [Part(f"bagian {position}", count, number, position) for position, count in enumerate(parts)]
    return CuratedTheme(number, f"tema {number}", ["kata"], size, list(quotes), {number}, parts=found)


def move(seq: int, comment: int, to: int | None) -> Edit:
    return Edit(seq, EditKind.MOVE, {"comment": comment, "theme": to})


def merge(seq: int, number: int, into: int) -> Edit:
    return Edit(seq, EditKind.MERGE, {"theme": number, "into": into})


def test_a_merged_theme_is_the_sum_of_what_it_was_made_of() -> None:
    curated = curate(
        [theme(0, 10), theme(1, 5)],
        [merge(1, 1, 0), move(2, 77, None), move(3, 88, 0)],
        {77: Origin(1), 88: Origin(None)},
    )
    whole = curated.themes[0]
    assert [(part.label, part.size) for part in whole.parts] == [("tema 0", 10), ("tema 1", 4)]
    assert (whole.size, whole.rest) == (15, 1)


def test_a_comment_that_leaves_leaves_its_part_too() -> None:
    whole = theme(0, 200, 120, 60)
    assert curate([whole], [], {}).themes[0].rest == 20
    for part, sizes, rest in ((0, [119, 60], 20), (1, [120, 59], 20), (None, [120, 60], 19)):
        curated = curate([theme(0, 200, 120, 60)], [move(1, 77, None)], {77: Origin(0, part)})
        assert ([p.size for p in curated.themes[0].parts], curated.themes[0].rest) == (sizes, rest)


def test_what_nobody_can_attribute_counts_among_the_others() -> None:
    former = theme(0, 200)
    former.parts = [Part("jalan", 120, 0, UNKNOWN), Part("pohon", 60, 0, UNKNOWN)]
    curated = curate([former], [move(1, 77, None)], {77: Origin(0)})
    assert (curated.themes[0].parts, curated.themes[0].rest) == ([], 199)


def test_what_is_split_off_is_a_theme_of_its_own_wherever_it_goes() -> None:
    data = {
        "theme": 0,
        "number": FIRST_BY_HAND,
        "label": "Pohon",
        "terms": ["pohon"],
        "quotes": [77],
        "comments": [77, 88],
    }
    split, origin = Edit(1, EditKind.SPLIT, data), {77: Origin(0, 1), 88: Origin(0, 1)}
    curated = curate([theme(0, 200, 120, 60, quotes=(77, 99)), theme(1, 5)], [split], origin)
    made = curated.theme(FIRST_BY_HAND)
    assert (made.size, made.label, made.quotes) == (2, "Pohon", [77])
    assert (curated.theme(0).size, curated.theme(0).quotes) == (198, [99])
    assert [part.size for part in curated.theme(0).parts] == [120, 58]
    back = curate([theme(0, 200), theme(1, 5)], [split, merge(2, FIRST_BY_HAND, 1)], origin)
    assert {t.number: t.size for t in back.themes} == {0: 198, 1: 7}
    assert [(part.label, part.size) for part in back.theme(1).parts] == [("tema 1", 5), ("Pohon", 2)]


def test_what_is_set_aside_counts_nowhere_until_it_is_brought_back() -> None:
    aside = Edit(1, EditKind.EXCLUDE, {"comments": [77, 88], "reason": "iklan"})
    curated = curate([theme(0, 10)], [aside, move(2, 88, 0)], {77: Origin(0), 88: Origin(None)})
    assert (curated.themes[0].size, curated.excluded) == (10, {77: "iklan"})


def test_the_last_comment_of_a_part_takes_it_along() -> None:
    curated = curate([theme(0, 10), theme(1, 1)], [merge(1, 1, 0), move(2, 77, None)], {77: Origin(1)})
    assert [part.label for part in curated.themes[0].parts] == ["tema 0"]
    assert (curated.themes[0].size, curated.themes[0].rest) == (10, 0)


def test_a_comment_moved_into_a_theme_that_is_merged_goes_along_and_is_counted_once() -> None:
    curated = curate([theme(0, 10), theme(1, 5), theme(2, 3)], [move(1, 77, 1), merge(2, 1, 0)], {77: Origin(2)})
    assert {t.number: t.size for t in curated.themes} == {0: 16, 2: 2}
    assert curated.holding(curated.moves[77]).number == 0
    back = curate([theme(0, 10), theme(1, 5), theme(2, 3)], [move(1, 77, 1), merge(2, 2, 0)], {77: Origin(2)})
    assert {t.number: t.size for t in back.themes} == {0: 12, 1: 6}
    assert back.moves == {77: 1}


def test_a_comment_that_leaves_takes_its_quote_along_and_no_other() -> None:
    curated = curate([theme(0, 10, quotes=(77, 88)), theme(1, 5)], [move(1, 77, 1)], {77: Origin(0)})
    assert curated.theme(0).quotes == [88]


def test_themes_stand_by_size_and_hidden_ones_last() -> None:
    hide = Edit(1, EditKind.HIDE, {"theme": 2})
    curated = curate([theme(0, 3), theme(1, 5), theme(2, 9), theme(3, 5)], [hide], {})
    assert [t.number for t in curated.themes] == [1, 3, 0, 2]


def test_a_dataset_is_linked_once_and_can_be_taken_away() -> None:
    def after(*kinds: EditKind) -> list[str]:
        log = [Edit(seq, kind, {"dataset": "luas"}) for seq, kind in enumerate(kinds, 1)]
        return curate([theme(0, 3)], log, {}).datasets

    assert after(EditKind.LINK, EditKind.LINK) == ["luas"]
    assert after(EditKind.LINK, EditKind.UNLINK) == after(EditKind.UNLINK) == []


def test_people_are_counted_and_not_their_comments(run: AnalysisRun) -> None:
    curated = curated_run(run)
    assert all(tally_of(run, theme).people == 5 < theme.size for theme in curated.shown)


def emptied(run: AnalysisRun, drafter: Account) -> int:
    """All themes but one hidden, and every comment moved out of that one."""
    keep, *others = [t.number for t in curated_run(run).themes]
    for number in others:
        edit(drafter, run, EditKind.HIDE, {"theme": number})
    query = db.select(RunAssignment.item_id).where(RunAssignment.run_id == run.id, RunAssignment.theme == keep)
    for comment in db.session.scalars(query).all():
        edit(drafter, run, EditKind.MOVE, {"comment": comment, "theme": "none"})
    return keep


def test_a_theme_emptied_by_hand_breaks_no_page_and_is_not_published(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    keep = emptied(run, drafter)
    sign_in(client, drafter)
    for page in ("", "/preview", f"/themes/{keep}", "/remainder", "/publish"):
        assert client.get(f"/workbench/runs/{run.id}{page}").status_code == 200, page
    answer = client.post(f"/workbench/runs/{run.id}/publish", data={"title": "Judul"})
    assert "Tidak ada tema untuk diterbitkan" in answer.text
    other = curated_run(run).themes[1].number
    edit(drafter, run, EditKind.SHOW, {"theme": other})
    summary = publish_summary(drafter, run)
    assert [t.number for t in summary.content.themes] == [other]
    assert client.get("/consultations/kota/summary").status_code == 200


def test_publishing_reaches_the_consultations_page_and_the_audit(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    tag = client.get("/consultations/kota").headers["ETag"]
    version = db.session.get_one(Activity, run.activity_id).version
    summary = publish_summary(drafter, run)
    activity = db.session.get_one(Activity, run.activity_id)
    assert (activity.version, activity.summary_number) == (version + 1, 1)
    assert client.get("/consultations/kota", headers={"If-None-Match": tag}).status_code == 200
    event = db.session.query(AuditEvent).filter_by(action="summary.published").one()
    assert (event.actor_id, event.thing_id, event.data) == (drafter.id, str(summary.id), {"number": 1, "run": run.id})


def test_a_page_that_somebody_else_has_overtaken_changes_nothing(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    number = curated_run(run).themes[0].number
    sign_in(client, drafter)
    address = f"/workbench/runs/{run.id}/edits"
    data = {"kind": "note", "theme": number, "seq": 0, "back": number}
    assert "Tersimpan" in client.post(address, data=data | {"note": "Satu"}, follow_redirects=True).text
    page = client.post(address, data=data | {"note": "Dua"})
    assert page.status_code == 409
    assert "Orang lain" in page.text
    assert "Dua</textarea>" in page.text
    assert curated_run(run).theme(number).note == "Satu"
    assert 'name="seq" value="1"' in page.text


def test_the_end_of_an_analysis_leads_to_its_themes(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    page = sign_in(client, drafter).get("/workbench/consultations/kota", follow_redirects=True).text
    region = page.partition('aria-labelledby="newest"')[2]
    assert "Tanggapan sudah dibaca" in region
    assert "3 tema ditemukan" in region
    assert f"/workbench/runs/{run.id}" in region
    assert "sedang dibaca" not in region
