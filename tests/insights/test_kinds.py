"""Activities of every kind are read, summed up and found alike: nothing but its kind says where one stands."""

from __future__ import annotations

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.core.notices.kinds import kinds, say
from civic.errors import NotFound
from civic.insights.corpora.sources import ActivitySource
from civic.insights.summaries.actions import publish_summary
from civic.insights.tracks.notices import ANSWERED
from civic.modules import ActivityKind, registry
from civic.participation.consultations.models import CONSULTATION, Consultation
from civic.participation.processes.queries import activity_at
from tests.insights.conftest import analysed


@pytest.fixture
def walks(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Consultations stand at another place, and their comments are about the stops of a walk."""
    walk = ActivityKind(CONSULTATION, "Walk", "processes.show", parts=lambda _id: {"pasar": "The market"})
    monkeypatch.setitem(registry().__dict__, "activities", (walk,))


@pytest.mark.usefixtures("walks")
def test_a_summary_stands_below_its_activity(
    client: FlaskClient, consultation: Consultation, drafter: Account, app: Flask
) -> None:
    publish_summary(drafter, analysed(consultation, drafter, 3))
    with app.test_request_context():
        assert url_for("summaries.show_edition", activity=consultation, number=1) == "/processes/kota/summary/1"
    page = client.get("/processes/kota/summary")
    assert page.status_code == 200
    assert "/processes/kota/summary/1/comments.csv" in page.text
    assert client.get("/processes/kota/summary/1/comments.json").json
    assert client.get("/parks/kota/summary").status_code == 404


@pytest.mark.usefixtures("walks")
def test_drafters_look_for_what_its_comments_are_about(consultation: Consultation) -> None:
    assert ActivitySource().parts_of(str(consultation.id)) == {"pasar": "The market"}


@pytest.mark.usefixtures("walks")
def test_an_activity_is_named_by_its_place_or_its_slug(consultation: Consultation) -> None:
    assert activity_at("processes/kota") == activity_at("kota") == consultation
    for wrong in ("parks/kota", "processes/desa", "", "/"):
        with pytest.raises(NotFound):
            activity_at(wrong)


def test_kept_notices_that_name_no_place_lead_to_a_consultation(app: Flask) -> None:
    values = {"title": "Kota", "slug": "kota", "number": 2}
    assert say(kinds()[ANSWERED], values).url.endswith("/consultations/kota/summary/2")
    assert say(kinds()[ANSWERED], values | {"place": "drafts"}).url.endswith("/drafts/kota/summary/2")
