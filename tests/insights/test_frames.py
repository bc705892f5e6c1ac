"""Code frames: kept from themes, put into words, and the beginning of another analysis."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from flask.testing import FlaskClient

from civic.core import jobs
from civic.core.accounts.models import Account
from civic.core.agencies.models import Agency
from civic.errors import Conflict, Invalid, NotPermitted
from civic.extensions import db
from civic.insights.corpora.sources import of_activity
from civic.insights.curation.actions import edit
from civic.insights.curation.models import EditKind
from civic.insights.curation.queries import curated_run
from civic.insights.frames.actions import FrameText, keep_frame, remove_frame, revise_frame, version_of
from civic.insights.frames.models import CodeFrame
from civic.insights.runs.actions import JOB, start_analysis
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.modules import Role
from civic.participation.comments.actions import withdraw_comment
from civic.participation.comments.models import Comment
from civic.participation.consultations.models import Consultation
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_comment, make_consultation, make_process
from tests.insights.conftest import TEXTS

CATS = "liar mengeong dapur cakar genteng steril anak pakan bulu kandang".split()
SUBJECTS = ("Trotoar", "Lampu", "Sampah")


@pytest.fixture
def frame(run: AnalysisRun, client: FlaskClient, drafter: Account) -> CodeFrame:
    """The themes of the run, as its drafter keeps them."""
    for theme in curated_run(run).themes:
        text = db.session.get_one(Comment, theme.quotes[0]).body.lower()
        name = next(subject for subject in SUBJECTS if subject.lower() in text)
        edit(drafter, run, EditKind.RENAME, {"theme": theme.number, "label": name})
    response = sign_in(client, drafter).post(f"/workbench/runs/{run.id}/frame")
    assert response.status_code == 303
    return db.session.get_one(CodeFrame, int(response.location.rsplit("/", 1)[1]))


@pytest.fixture
def next_year(agency: Agency, drafter: Account) -> Consultation:
    """The same subjects with a word in front, and a new one."""
    consultation = make_consultation(make_process(agency), slug="tahun-depan")
    for line in TEXTS.split("\n")[1:-1]:
        for body in line.split("|"):
            make_comment(consultation, make_account(), body=f"Sekali lagi: {body}")
    chance = Random(0)
    for _number in range(24):
        make_comment(consultation, make_account(), body=f"kucing {' '.join(chance.sample(CATS, 3))}")
    return consultation


def begun(consultation: Consultation, drafter: Account, frame: CodeFrame) -> AnalysisRun:
    run = start_analysis(drafter, of_activity(consultation), frame_id=frame.id)
    assert jobs.run_here(JOB, {"run_id": run.id}).state is jobs.JobState.DONE
    return db.session.get_one(AnalysisRun, run.id)


def test_the_themes_that_are_shown_are_kept_with_examples(frame: CodeFrame, run: AnalysisRun) -> None:
    kept = {theme.label: theme for theme in curated_run(run).themes}
    assert [theme["name"] for theme in frame.themes] == list(kept)
    for theme in frame.themes:
        stands = {
            row.item_id
            for row in db.session.query(RunAssignment).filter_by(run_id=run.id)
            if row.home == kept[theme["name"]].number
        }
        assert theme["items"], theme
        assert set(theme["items"]) <= stands
        assert theme["description"] == ", ".join(kept[theme["name"]].terms)


def test_what_a_drafter_has_placed_is_the_first_example(
    run: AnalysisRun, client: FlaskClient, drafter: Account
) -> None:
    theme = curated_run(run).themes[0]
    last = db.session.query(RunAssignment).filter_by(run_id=run.id, home=theme.number).order_by(RunAssignment.weight)[0]
    edit(drafter, run, EditKind.CONFIRM, {"theme": theme.number, "comments": [last.item_id]})
    sign_in(client, drafter).post(f"/workbench/runs/{run.id}/frame")
    assert db.session.query(CodeFrame).one().themes[0]["items"][0] == last.item_id


def test_an_analysis_begins_from_it_and_finds_what_is_new(
    frame: CodeFrame, next_year: Consultation, drafter: Account
) -> None:
    run = begun(next_year, drafter, frame)
    names = [theme["name"] for theme in frame.themes]
    labels = {theme.number: theme.label for theme in run.themes}
    assert {number: label for number, label in labels.items() if number < len(names)} == dict(enumerate(names))
    new = {number for number in labels if number >= len(names)}
    assert new
    bodies = {comment.id: comment.body for comment in db.session.query(Comment).filter_by(activity_id=next_year.id)}
    for row in db.session.query(RunAssignment).filter_by(run_id=run.id):
        if "kucing" in bodies[row.item_id]:
            assert row.theme in new
        else:
            assert labels[row.theme].lower() in bodies[row.item_id].lower()


def test_work_carries_over_to_the_next_reading_by_the_same_frame_only(
    frame: CodeFrame, next_year: Consultation, drafter: Account, agency: Agency
) -> None:
    run = begun(next_year, drafter, frame)
    edit(drafter, run, EditKind.RENAME, {"theme": 1, "label": "Nama dari perancang"})
    for n in range(4):
        make_comment(next_year, make_account(), body=f"Trotoar rusak berlubang di gang {n}")
    again = begun(next_year, drafter, frame)
    assert "Nama dari perancang" in {theme.label for theme in curated_run(again).themes}
    assert again.carried["new"] == []
    other = keep_frame(drafter, agency, "Lain", [FrameText("Satwa", "kucing liar mengeong dapur")])
    third = begun(next_year, drafter, other)
    assert third.carried == {}


def test_an_example_that_was_withdrawn_is_told_nowhere(frame: CodeFrame, client: FlaskClient, drafter: Account) -> None:
    number = frame.themes[0]["items"][0]
    comment = db.session.get_one(Comment, number)
    comment.body = "Hubungi 0812 3456 7890 soal ini"
    db.session.commit()
    address = f"/workbench/frames/{frame.id}.json"
    kept = json.loads(sign_in(client, drafter).get(address).text)
    assert kept["format"] == "civic-code-frame/1"
    assert "0812" not in json.dumps(kept)
    assert any("soal ini" in example for example in kept["themes"][0]["examples"])
    withdraw_comment(comment.author, comment)
    assert "soal ini" not in client.get(address).text


def sent(frame: CodeFrame, **changed: str) -> dict[str, str]:
    data = {"name": frame.name, "seen": version_of(frame)}
    for row, theme in enumerate(frame.themes):
        data |= {f"name_{row}": theme["name"], f"about_{row}": theme["description"]}
    return data | changed


def test_themes_are_put_into_words_added_and_cleared(frame: CodeFrame, client: FlaskClient, drafter: Account) -> None:
    sign_in(client, drafter)
    before = list(frame.themes)
    data = sent(
        frame, name="Kota 2026", name_0="Pejalan kaki", name_1="", about_1="", name_3="Banjir", about_3="genangan"
    )
    assert client.post(f"/workbench/frames/{frame.id}", data=data).status_code == 303
    db.session.refresh(frame)
    assert frame.name == "Kota 2026"
    assert [theme["name"] for theme in frame.themes] == ["Pejalan kaki", before[2]["name"], "Banjir"]
    assert [theme["items"] for theme in frame.themes] == [before[0]["items"], before[2]["items"], []]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name_1": "TROTOAR", "name_0": "Trotoar"}, "name_1"),
        ({"about_4": "tanpa nama"}, "name_4"),
        ({"about_0": "a" * 501}, "about_0"),
        ({"name_5": "b" * 121}, "name_5"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_kept(
    frame: CodeFrame, client: FlaskClient, drafter: Account, changed: dict[str, str], field: str
) -> None:
    before = list(frame.themes)
    response = sign_in(client, drafter).post(f"/workbench/frames/{frame.id}", data=sent(frame, **changed))
    assert response.status_code == 422
    assert f'href="#{field}"' in response.text
    assert all(value.strip() in response.text for value in changed.values())
    db.session.refresh(frame)
    assert frame.themes == before


def test_of_two_who_change_it_the_second_is_told(frame: CodeFrame, client: FlaskClient, drafter: Account) -> None:
    seen = sent(frame, name="Yang kedua")
    revise_frame(drafter, frame, "Yang pertama", [FrameText("A")], version_of(frame))
    with pytest.raises(Conflict):
        revise_frame(drafter, frame, "Yang kedua", [], seen["seen"])
    response = sign_in(client, drafter).post(f"/workbench/frames/{frame.id}", data=seen)
    assert response.status_code == 409
    assert "Yang kedua" in response.text
    db.session.refresh(frame)
    assert frame.name == "Yang pertama"


def test_a_frame_is_its_agencys(frame: CodeFrame, client: FlaskClient, consultation: Consultation) -> None:
    elsewhere = make_agency(name="Dinas Lain", code="lain")
    stranger = make_account(Role.DRAFTER, elsewhere)
    with pytest.raises(NotPermitted):
        remove_frame(stranger, frame)
    theirs = make_consultation(make_process(elsewhere), slug="milik-lain")
    make_comment(theirs, make_account(), body="Halo")
    with pytest.raises(Invalid) as refused:
        start_analysis(stranger, of_activity(theirs), frame_id=frame.id)
    assert refused.value.field == "frame"
    assert frame.name not in sign_in(client, stranger).get("/workbench/frames").text


def test_one_that_is_removed_in_the_meantime_is_none(
    frame: CodeFrame, next_year: Consultation, drafter: Account
) -> None:
    run = start_analysis(drafter, of_activity(next_year), frame_id=frame.id)
    remove_frame(drafter, frame)
    assert jobs.run_here(JOB, {"run_id": run.id}).state is jobs.JobState.DONE
    assert db.session.get_one(AnalysisRun, run.id).themes


def test_sixty_themes_and_no_more(drafter: Account, agency: Agency) -> None:
    assert len(keep_frame(drafter, agency, "Banyak", [FrameText(f"Tema {n}") for n in range(60)]).themes) == 60
    with pytest.raises(Invalid):
        keep_frame(drafter, agency, "Terlalu banyak", [FrameText(f"Tema {n}") for n in range(61)])


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ({}, "auto"),
        ({"grain": "finer"}, "finer"),
        ({"grain": "coarser", "n_themes": "4"}, 4),
        ({"grain": "lain"}, None),
    ],
)
def test_the_grain_is_chosen_in_words(
    client: FlaskClient, consultation: Consultation, drafter: Account, wanted: dict[str, Any], kept: object
) -> None:
    address = f"/workbench/corpora/activity/{consultation.id}"
    assert sign_in(client, drafter).post(f"{address}/analyse", data=wanted).status_code == 303
    runs = db.session.query(AnalysisRun).all()
    assert [run.settings["n_themes"] for run in runs] == ([] if kept is None else [kept])
