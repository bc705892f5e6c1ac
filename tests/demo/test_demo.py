"""The demonstration city: its texts hold together, it loads through the real actions, and it goes without a trace."""

from __future__ import annotations

import pytest
from flask import Flask

from civic.core.accounts.models import Account, Identity
from civic.core.agencies.models import Agency
from civic.demo.content import DATA, city, comment_lines
from civic.demo.load import load_demo
from civic.demo.remove import remove_demo
from civic.errors import Conflict
from civic.extensions import db
from civic.insights.summaries.models import Summary
from civic.opendata.models import Dataset
from civic.participation.comments.models import MAX_LENGTH, Comment
from civic.participation.processes.models import Activity, Process
from tests.factories import make_account, make_comment, make_consultation, make_process


def test_every_reference_of_the_texts_resolves() -> None:
    content = city()
    agencies = {code for code, _name, _short in content["agencies"]}
    for process in content["processes"]:
        assert process["agency"] in agencies
        starts = [first for _kind, first, _last in process["phases"]]
        assert starts == sorted(starts)
        plan = process["consultation"]
        if "comments" in plan:
            lines = list(comment_lines(plan["comments"]))
            assert len(lines) >= 40
            assert lines[0].question is not None
            assert {line.question for line in lines if line.question} <= set(range(1, len(plan["questions"]) + 1))
            assert all(0 < len(line.text) <= MAX_LENGTH for line in lines)
        else:
            assert (DATA / plan["import"]).is_file()
    for dataset in content["datasets"]:
        assert (DATA / dataset[1]).is_file()


@pytest.fixture
def loaded(app: Flask) -> Flask:
    load_demo()
    return app


def test_it_loads_and_is_published(loaded: Flask) -> None:
    assert db.session.query(Process).filter_by(is_demo=True).count() == 3
    summary = db.session.query(Summary).one()
    assert summary.content["counts"]["comments"] == 607
    assert sum(theme["status"] is not None for theme in summary.content["themes"]) >= 5
    imported = db.session.query(Activity).filter_by(slug="bowling-green").one()
    assert db.session.query(Comment).filter_by(activity_id=imported.id).count() == 896


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
    assert remove_demo() == 3
    for table in (Process, Agency, Account, Dataset):
        assert db.session.query(table).filter_by(is_demo=True).count() == 0
    assert db.session.query(Comment).one().body == "Real"
    assert db.session.query(Identity).filter_by(value="real@contoh.example").count() == 1


def test_real_work_on_a_demonstration_agency_is_not_taken_away(loaded: Flask) -> None:
    make_process(db.session.query(Agency).filter_by(code="dlh").one(), slug="sungguhan")
    with pytest.raises(Conflict, match="sungguhan"):
        remove_demo()
    assert db.session.query(Process).filter_by(is_demo=True).count() == 3
