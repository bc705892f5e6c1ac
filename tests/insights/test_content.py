"""What an edition says goes to JSON and back, and editions from before something was kept are read too."""

from __future__ import annotations

import json
from datetime import date

from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.extensions import db
from civic.insights.runs.models import AnalysisRun
from civic.insights.summaries.actions import publish_summary
from civic.insights.summaries.content import Audit, Content, Counts, EditionTheme, Method, Opinions, Quote
from civic.opendata.evidence import Evidence

EVIDENCE = Evidence("luas", "Luas", "bar", "kecamatan", "luas", [("Benda", 7.0)], "BPS", "CC BY", "Kominfo", "id")
WHOLE = Content(
    Counts(30, 20, 24, 6, 2),
    (
        EditionTheme(
            3, "Trotoar", 24, 12, ("trotoar",), Opinions(5, 2, 1), (Quote(7, "Rusak", Opinions(1, 2, 3)),),
            "accepted", "Kami perbaiki", "Catatan", True,
        ),
        EditionTheme(4, "Lampu", 3, 3),
    ),
    (EVIDENCE,),
    Method({"name": "civic"}, {"coverage": 0.9}, 1, 4, 9, Audit(120, 108, 0.83, 0.94)),
    date(2026, 12, 24),
)  # fmt: skip
FIRST_EVER = {
    "counts": {"comments": 9, "people": 7, "in_themes": 5, "remainder": 4},
    "themes": [
        {
            "number": 0, "label": "Trotoar", "terms": ["trotoar"], "size": 5, "people": 4,
            "quotes": [{"id": 1, "text": "Rusak"}], "status": None, "answer": "", "note": "",
        }
    ],
    "evidence": [],
    "method": {"engine": {"name": "civic", "version": "1", "settings": {}}, "metrics": {}, "duplicates": 2},
}  # fmt: skip


def test_an_edition_is_the_same_after_it_was_stored() -> None:
    assert Content.from_json(json.loads(json.dumps(WHOLE.as_json()))) == WHOLE


def test_answered_and_waiting_themes_are_told_apart() -> None:
    assert [theme.number for theme in WHOLE.answered] == [3]
    assert [theme.number for theme in WHOLE.unanswered] == [4]
    assert WHOLE.theme(4) is WHOLE.themes[1]
    assert WHOLE.theme(5) is None


def test_the_first_editions_ever_are_read_and_shown(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    summary = publish_summary(drafter, run)
    db.session.execute(db.text("UPDATE summary SET content = :content"), {"content": json.dumps(FIRST_EVER)})
    db.session.commit()
    db.session.refresh(summary)
    theme = summary.content.themes[0]
    assert (theme.opinions, theme.is_minority, theme.quotes[0].opinions) == (Opinions(), False, Opinions())
    assert summary.content.method.edits == summary.content.counts.set_aside == 0
    assert summary.content.method.audit is summary.content.answer_by is None
    assert client.get("/consultations/kota/summary/1").status_code == 200


def test_what_nobody_knows_any_more_does_no_harm() -> None:
    assert Content.from_json({"counts": {"comments": 1, "trees": 2}, "weather": "fine"}) == Content(Counts(1))
