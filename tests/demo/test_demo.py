"""The demonstration city: its texts hold together, it loads through the real actions, and it goes without a trace."""

from __future__ import annotations

import pytest
from flask import Flask

from civic.core.accounts.models import Account, Identity
from civic.core.agencies.models import Agency
from civic.core.places import city_map
from civic.demo.content import DATA, city, comment_lines
from civic.demo.load import load_demo
from civic.demo.remove import remove_demo
from civic.errors import Conflict
from civic.extensions import db
from civic.insights.runs.models import AnalysisRun
from civic.insights.summaries.models import Summary
from civic.opendata.models import Dataset
from civic.participation.comments.models import MAX_LENGTH, Comment, CommentReaction
from civic.participation.processes.models import Activity, Process
from civic.participation.processes.pictures import ILLUSTRATIONS
from tests.factories import make_account, make_comment, make_consultation, make_process


def test_every_reference_of_the_texts_resolves(app: Flask) -> None:
    content, places = city(), {place.code for place in city_map().places}
    agencies = {code for code, _name, _short in content["agencies"]}
    assert len(agencies) == 20
    for process in content["processes"]:
        assert process["agency"] in agencies
        assert process["illustration"] in ILLUSTRATIONS
        assert places.issuperset(process["places"])
        assert all(process["en"][name] for name in ("title", "summary", "description"))
        starts = [first for _kind, first, _last in process["phases"]]
        assert starts == sorted(starts)
        plan = process["consultation"]
        assert len(plan["questions"]) == len(plan["en"]["questions"])
        topics = process.get("edition", {}).get("topics")
        known = topics or {str(number) for number in range(1, len(plan["questions"]) + 1)}
        if name := plan.get("topics") or plan.get("comments"):
            lines = list(comment_lines(name))
            assert {line.about for line in lines if line.about} <= set(known)
            assert lines[0].about
            assert all(0 < len(line.text) <= MAX_LENGTH for line in lines)
            written = [line for line in (DATA / name).read_text().splitlines() if line and not line.startswith("#")]
            assert len(lines) == len(written)  # none was left out for its form
    for dataset in content["datasets"]:
        assert (DATA / dataset[1]).is_file()


def test_the_processes_are_spread_over_all_phases() -> None:
    now = {
        max((kind for kind in process["phases"] if kind[1] <= 0), key=lambda kind: kind[1])[0]
        for process in city()["processes"]
    }
    assert now == {"draft", "open", "analysis", "response", "adopted"}  # nothing is merely closed on this day
    assert any(kind == "closed" for process in city()["processes"] for kind, _first, _last in process["phases"])


@pytest.fixture
def loaded(app: Flask) -> Flask:
    load_demo()
    return app


def test_it_loads_and_is_published_with_an_answer_to_every_theme(loaded: Flask) -> None:
    assert db.session.query(Process).filter_by(is_demo=True).count() == 6
    summary = db.session.query(Summary).one()
    content = summary.content
    assert content.counts.comments == 400
    assert len(content.themes) >= 10
    assert all(theme.status and theme.answer for theme in content.themes)
    assert len({theme.label for theme in content.themes}) == len(content.themes)
    assert sum(theme.size for theme in content.themes) + content.counts.remainder == 400
    assert content.evidence
    activity = db.session.query(Activity).filter_by(slug="sampah-dari-rumah").one()
    assert activity.people_count > 200
    assert activity.summary_number == 1


def test_counters_of_reactions_say_what_people_think(loaded: Flask) -> None:
    votes = db.session.query(CommentReaction).filter_by(value=1).count()
    assert votes > 100
    assert sum(comment.agree_count for comment in db.session.query(Comment)) == votes


def test_pages_of_the_city_read_in_both_languages(loaded: Flask) -> None:
    browser = loaded.test_client()
    assert "Sampah Selesai dari Rumah" in browser.get("/processes").text
    browser.set_cookie("civic_language", "en")
    page = browser.get("/processes").text
    assert "Waste ends at home" in page
    assert "Sampah Selesai dari Rumah" not in page
    assert "What should our sidewalks be like?" in browser.get("/").text
    assert "Which sidewalk most needs repair, and why?" in browser.get("/consultations/penataan-trotoar").text


def test_it_goes_without_a_trace_and_leaves_what_is_real(loaded: Flask) -> None:
    resident = (
        db.session.query(Account)
        .join(Account.identities)
        .filter(Identity.value == "warga1@contoh.tangerang.example")
        .one()
    )
    real = make_consultation(make_process())
    make_comment(real, resident, body="Real")
    make_account(email="real@contoh.example")
    mine, drafter = db.session.query(Process).filter_by(is_demo=True).first(), make_account(is_demo=True)
    refs = [("process", mine.id), ("activities", f"{mine.id}:{mine.activities[0].id}"), ("process", real.process_id)]
    runs = [AnalysisRun(source_kind=kind, source_ref=str(ref), created_by=drafter.id) for kind, ref in refs[:2]]
    db.session.add_all([*runs, AnalysisRun(source_kind=refs[2][0], source_ref=str(refs[2][1]))])
    db.session.commit()
    assert remove_demo() == 6
    assert [run.source_ref for run in db.session.query(AnalysisRun)] == [str(real.process_id)]
    for table in (Process, Agency, Account, Dataset):
        assert db.session.query(table).filter_by(is_demo=True).count() == 0
    assert db.session.query(Comment).one().body == "Real"
    assert db.session.query(Identity).filter_by(value="real@contoh.example").count() == 1


def test_real_work_on_a_demonstration_agency_is_not_taken_away(loaded: Flask) -> None:
    make_process(db.session.query(Agency).filter_by(code="dlh").one(), slug="sungguhan")
    with pytest.raises(Conflict, match="sungguhan"):
        remove_demo()
    assert db.session.query(Process).filter_by(is_demo=True).count() == 6
