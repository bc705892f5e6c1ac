"""A whole process, or some of its activities, read as one; and texts that are no comments at all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, Select, create_engine, text

from civic.core import jobs
from civic.core.accounts.models import Account
from civic.core.agencies.models import Agency
from civic.errors import NotFound, NotPermitted
from civic.extensions import db
from civic.insights.corpora.comments import gone_among
from civic.insights.corpora.queries import corpus_of
from civic.insights.corpora.sources import narrowed, of_activity, of_process
from civic.insights.curation.actions import edit
from civic.insights.curation.models import EditKind
from civic.insights.curation.queries import curated_run, tally_of
from civic.insights.runs.actions import JOB, start_analysis
from civic.insights.runs.models import AnalysisRun, RunAssignment, RunDuplicate
from civic.insights.runs.queries import item_ids
from civic.insights.summaries.actions import NotPublishable, publish_summary
from civic.modules import Module, Role, registry
from civic.modules.corpora import Corpus, Covers, Item, Tally
from civic.modules.installing import EXTENSION, Registry
from civic.participation.comments.actions import hide_comment, withdraw_comment
from civic.participation.comments.models import Comment
from civic.participation.consultations.models import Consultation
from civic.participation.processes.models import Process
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_comment, make_consultation, make_process
from tests.insights.conftest import TEXTS, read

WORDS = "kata yang dirahasiakan"
PAGES = ("", "/remainder", *(f"/themes/{number}" for number in range(3)))


@pytest.fixture
def process(consultation: Consultation) -> Process:
    """The process of the consultation on three subjects, with two smaller ones beside it."""
    for number in range(2):
        other = make_consultation(consultation.process, slug=f"lain-{number}", title=f"Kegiatan lain {number}")
        for line in TEXTS.split("\n")[1:4]:
            make_comment(other, body=f"{line.split('|')[number]} di kelurahan")
    return consultation.process


@pytest.fixture
def whole(process: Process, drafter: Account) -> AnalysisRun:
    return read(of_process(process), drafter, 3)


def test_a_whole_process_is_read_and_nothing_else(process: Process, drafter: Account) -> None:
    make_comment(make_consultation(make_process(process.agency)), body="Trotoar di proses lain")
    gone = make_comment(process.activities[1], body="Trotoar yang ditarik")
    withdraw_comment(gone.author, gone)
    run = read(of_process(process), drafter, 3)
    wanted = {c.id for a in process.activities for c in db.session.query(Comment).filter_by(activity_id=a.id)}
    assert set(db.session.scalars(db.select(RunAssignment.item_id))) == wanted - {gone.id}
    assert (run.source_kind, run.source_ref, run.activity_id, run.comment_count) == (
        "process",
        str(process.id),
        None,
        30,
    )
    assert run.people_count == 5 + 6
    assert sum(tally_of(run, theme).people for theme in curated_run(run).themes) >= 11


def test_a_name_from_one_import_is_another_person_in_the_next(process: Process, drafter: Account) -> None:
    db.session.query(Comment).update({"author_id": None, "external_author": "7"})
    db.session.commit()
    run = read(of_process(process), drafter, 3)
    assert run.people_count == 3
    curated = curated_run(run)
    for theme in curated.themes[1:]:
        edit(drafter, run, EditKind.MERGE, {"theme": theme.number, "into": curated.themes[0].number})
    merged = curated_run(run)
    assert tally_of(run, merged.themes[0]).people == 3


def test_chosen_activities_are_read_alone(process: Process, drafter: Account) -> None:
    corpus = narrowed(of_process(process), [str(a.id) for a in process.activities[1:]])
    assert (corpus.kind, corpus.size, len(corpus.parts)) == ("activities", 6, 2)
    run = read(corpus, drafter, 2)
    read_ids = set(db.session.scalars(db.select(RunAssignment.item_id)))
    assert {db.session.get_one(Comment, number).activity.slug for number in read_ids} == {"lain-0", "lain-1"}
    assert run.corpus == corpus


@pytest.mark.parametrize("ref", ["", "x", "0", "999", "1:", "1:x", "1:999", "²", "9" * 30])
@pytest.mark.parametrize("kind", ["activity", "process", "activities", "nothing"])
def test_a_reference_to_nothing_is_not_found(app: Flask, kind: str, ref: str) -> None:
    with pytest.raises(NotFound):
        corpus_of(kind, ref)


def test_a_process_is_read_by_drafters_of_its_agency_alone(
    client: FlaskClient, process: Process, whole: AnalysisRun
) -> None:
    corpora = [of_process(process), narrowed(of_process(process), [str(a.id) for a in process.activities[:2]])]
    for stranger in (
        make_account(),
        make_account(Role.DRAFTER, make_agency()),
        make_account(Role.MODERATOR, process.agency),
    ):
        sign_in(client, stranger)
        for corpus in corpora:
            with pytest.raises(NotPermitted):
                start_analysis(stranger, corpus)
            address = f"/workbench/corpora/{corpus.kind}/{corpus.ref}"
            assert client.get(address).status_code == 403
            assert client.post(f"{address}/analyse", data={"choice": "1"}).status_code == 403
        assert all(client.get(f"/workbench/runs/{whole.id}{page}").status_code == 403 for page in PAGES)
        with pytest.raises(NotPermitted):
            edit(stranger, whole, EditKind.UNDO, {})
        if client.get("/workbench").status_code == 200:
            assert process.title not in client.get("/workbench").text


def test_an_activity_of_another_agency_cannot_be_chosen_alone(
    client: FlaskClient, process: Process, drafter: Account
) -> None:
    foreign = make_consultation(process, agency=make_agency(), slug="asing")
    make_comment(foreign)
    sign_in(client, drafter)
    data = {"choice": "1", "parts": str(foreign.id)}
    assert client.post(f"/workbench/corpora/process/{process.id}/analyse", data=data).status_code == 403


@pytest.mark.parametrize("how", ["withdrawn", "hidden"])
def test_text_that_is_gone_is_readable_nowhere_in_a_process(
    client: FlaskClient, whole: AnalysisRun, drafter: Account, how: str
) -> None:
    quoted = [quote for theme in curated_run(whole).themes for quote in theme.quotes]
    spoken = db.session.get_one(Comment, quoted[0])
    spoken.body, spoken.author = f"Trotoar {WORDS}", make_account(name="Nama Yang Hilang")
    db.session.add(
        RunDuplicate(
            run_id=whole.id, representative=spoken.id, members=[spoken.id], size=1, differences=[f"{WORDS} / –"]
        )
    )
    db.session.commit()
    sign_in(client, drafter)

    def told() -> str:
        return "".join(client.get(f"/workbench/runs/{whole.id}{page}").text for page in PAGES)

    assert told().count(WORDS) >= 3
    assert "Nama Yang Hilang" in told()
    if how == "withdrawn":
        withdraw_comment(spoken.author, spoken)
    else:
        hide_comment(make_account(Role.MODERATOR, spoken.activity.agency), spoken, "kasar")
    edit(drafter, whole, EditKind.MOVE, {"comment": quoted[1], "theme": "none"})
    after = told()
    assert WORDS not in after
    assert "Nama Yang Hilang" not in after
    assert "tidak lagi ditampilkan" in after


def test_what_is_gone_is_found_without_reading_all_that_was_read() -> None:
    engine = create_engine("sqlite://")
    db.metadata.create_all(engine)
    query = gone_among(item_ids(1)).compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        first, *_rest = connection.execute(text(f"EXPLAIN QUERY PLAN {query}")).all()
    assert first.detail == "SCAN comment USING COVERING INDEX ix_comment_gone"


def test_the_pages_of_a_process_say_where_something_was_said(
    client: FlaskClient, whole: AnalysisRun, drafter: Account
) -> None:
    sign_in(client, drafter)
    pages = [client.get(f"/workbench/runs/{whole.id}{page}").text for page in PAGES]
    assert any("Disampaikan di: <span" in page and "Kegiatan lain 0" in page for page in pages)


def test_a_process_is_analysed_from_the_workbench(client: FlaskClient, process: Process, drafter: Account) -> None:
    sign_in(client, drafter)
    address = f"/workbench/corpora/process/{process.id}"
    assert address in client.get("/workbench").text
    assert client.get(address).text.count('name="parts"') == 3
    ids = [str(activity.id) for activity in process.activities]
    asked = {
        (): (address, "Pilih setidaknya satu kegiatan"),
        tuple(ids): (address, "sedang dibaca"),
        tuple(ids[1:]): (f"/workbench/corpora/activities/{process.id}:{','.join(ids[1:])}", "sedang dibaca"),
        (ids[0],): (f"/workbench/corpora/activity/{ids[0]}", "sedang dibaca"),
    }
    for parts, (page, words) in asked.items():
        answer = client.post(f"{address}/analyse", data={"choice": "1", "parts": list(parts), "n_themes": "2"})
        assert answer.status_code == 303
        assert parts == () or answer.location.endswith("/progress")
        assert words in client.get(answer.location).text
        assert words in client.get(page).text or parts == ()
    assert "sedang dianalisis" in client.post(f"{address}/analyse", follow_redirects=True).text
    runs = db.session.scalars(db.select(AnalysisRun.id).order_by(AnalysisRun.id)).all()
    assert len(runs) == 3
    assert all(jobs.run_here(JOB, {"run_id": number}).state is jobs.JobState.DONE for number in runs)
    db.session.expire_all()
    page = client.get(address).text
    assert all(f"/workbench/runs/{number}" in page for number in runs[:2])
    assert "Kegiatan lain 0</span> · <span" in page.partition("Analisis kegiatan pilihan")[2]


def test_work_on_a_process_is_carried_to_its_next_analysis_and_to_no_other(
    process: Process, whole: AnalysisRun, drafter: Account
) -> None:
    number = curated_run(whole).themes[0].number
    edit(drafter, whole, EditKind.RENAME, {"theme": number, "label": "Nama dari proses"})
    alone = read(of_activity(process.activities[0]), drafter, 3)
    again = read(of_process(process), drafter, 3)
    assert alone.carried == {}
    assert again.carried["run"] == whole.id
    assert "Nama dari proses" in [theme.label for theme in curated_run(again).themes]


def test_a_process_cannot_be_published_and_the_page_says_why(
    client: FlaskClient, whole: AnalysisRun, drafter: Account
) -> None:
    with pytest.raises(NotPublishable):
        publish_summary(drafter, whole)
    sign_in(client, drafter)
    for page in ("publish", "preview"):
        answer = client.get(f"/workbench/runs/{whole.id}/{page}")
        assert answer.status_code == 409
        assert "hanya dapat diterbitkan dari tanggapan satu kegiatan" in answer.text
    assert client.post(f"/workbench/runs/{whole.id}/publish", data={"title": "x"}).status_code == 409
    page = client.get(f"/workbench/runs/{whole.id}").text
    assert "Untuk pekerjaan Anda sendiri" in page
    assert f"/workbench/runs/{whole.id}/publish" not in page


class Answers:
    """Free answers to a question, kept in memory: what a survey would bring."""

    kind = "question"
    label = "Pertanyaan survei"
    item_kind = "answer"
    item_label = "Jawaban %(id)s"

    def __init__(self, agency: Agency) -> None:
        self.agency_id, self.agency = agency.id, agency.name
        lines = [part for line in TEXTS.split("\n")[1:-1] for part in line.split("|")]
        self.texts = dict(enumerate(lines, start=1))
        self.hidden: set[int] = set()

    def corpus(self, ref: str) -> Corpus:
        if ref != "q1":
            raise NotFound
        size = len(self.texts) - len(self.hidden)
        return Corpus(self.kind, ref, "Apa yang kurang?", "id", self.agency_id, self.agency, size, "home.about", {})

    def offered(self, covers: Covers, limit: int) -> Sequence[Corpus]:
        mine = db.session.scalars(db.select(Agency.id).where(covers(Agency.id)))
        return [self.corpus("q1")][:limit] if self.agency_id in mine else []

    def items(self, ref: str, engine: Engine) -> Iterator[Item]:
        return iter([item for number in self.texts if (item := self._item(number))])

    def shown(self, ids: Collection[int]) -> Mapping[int, Item]:
        return {number: item for number in ids if (item := self._item(number))}

    def gone(self, ids: Select[int]) -> frozenset[int]:
        return frozenset(self.hidden & set(db.session.scalars(ids)))

    def corrected(self, ids: Select[int], since: datetime) -> frozenset[int]:
        return frozenset()

    def tally(self, ids: Select[int]) -> Tally:
        return Tally(people=len(set(db.session.scalars(ids))))

    def _item(self, number: int) -> Item | None:
        if number in self.hidden:
            return None
        when = datetime(2026, 11, 1, tzinfo=UTC)
        return Item(number, self.texts[number], f"p{number}", when, outside=str(number), endpoint="home.about")


@pytest.fixture
def answers(app: Flask, agency: Agency) -> Iterator[Answers]:
    """A survey's module, installed."""
    before, source = registry(), Answers(agency)
    app.extensions[EXTENSION] = Registry((*before.modules, Module("toy", corpora=(source,))), before.failures)
    yield source
    app.extensions[EXTENSION] = before


def test_what_is_no_comment_is_analysed_and_curated_alike(
    client: FlaskClient, answers: Answers, drafter: Account
) -> None:
    sign_in(client, drafter)
    index = client.get("/workbench").text
    assert "Pertanyaan survei" in index
    assert "/workbench/corpora/question/q1" in index
    run = read(corpus_of("question", "q1"), drafter, 3)
    assert set(db.session.execute(db.select(RunAssignment.item_kind, RunAssignment.item_id))) == {
        ("answer", number) for number in answers.texts
    }
    first, second, _third = curated_run(run).themes
    moved = first.quotes[0]
    edit(drafter, run, EditKind.MOVE, {"comment": moved, "theme": second.number})
    page = client.get(f"/workbench/runs/{run.id}/themes/{second.number}").text
    assert answers.texts[moved] in page
    assert f'<a href="/about">Jawaban {moved}</a>' in page
    answers.hidden.add(moved)
    pages = "".join(client.get(f"/workbench/runs/{run.id}{page}").text for page in PAGES)
    assert answers.texts[moved] not in pages
    assert "/comments/" not in pages
    assert client.get("/workbench/corpora/question/q2").status_code == 404


def test_what_is_no_comment_is_closed_to_other_agencies(
    client: FlaskClient, answers: Answers, drafter: Account
) -> None:
    run = read(corpus_of("question", "q1"), drafter, 3)
    sign_in(client, make_account(Role.DRAFTER, make_agency()))
    assert "Pertanyaan survei" not in client.get("/workbench").text
    assert client.get("/workbench/corpora/question/q1").status_code == 403
    assert client.get(f"/workbench/runs/{run.id}").status_code == 403


def test_a_source_that_fails_takes_nothing_else_down(
    client: FlaskClient, answers: Answers, drafter: Account, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "corpus", lambda ref: 1 / 0)
    page = sign_in(client, drafter).get("/workbench")
    assert consultation.title in page.text
    assert [failure.part for failure in registry().failures] == ["corpus question"]


def test_an_analysis_rests_while_the_module_of_its_source_is_away(
    app: Flask, client: FlaskClient, agency: Agency, drafter: Account
) -> None:
    db.session.add(AnalysisRun(source_kind="question", source_ref="q1"))
    db.session.commit()
    sign_in(client, drafter)
    assert client.get("/workbench/corpora/question/q1").status_code == 404
    assert client.get("/workbench").status_code == 200


def test_an_empty_process_cannot_be_analysed(client: FlaskClient, agency: Agency, drafter: Account) -> None:
    process = make_process(agency)
    for _ in range(2):
        make_consultation(process)
    page = sign_in(client, drafter).post(
        f"/workbench/corpora/process/{process.id}/analyse", data={"n_themes": ""}, follow_redirects=True
    )
    assert "Belum ada tanggapan" in page.text
