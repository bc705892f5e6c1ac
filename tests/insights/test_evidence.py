"""City data beside the answer to a theme: linked in the desk, published with its source, kept in the edition."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.errors import Invalid, NotFound
from civic.extensions import db
from civic.insights.curation.actions import EditedMeanwhile, edit
from civic.insights.curation.models import EditKind
from civic.insights.curation.queries import curated_run
from civic.insights.runs.models import AnalysisRun
from civic.insights.summaries.actions import publish_summary
from civic.modules import Role
from civic.opendata.actions import DatasetText, Place, publish_table
from civic.opendata.models import Dataset
from tests.conftest import sign_in
from tests.factories import make_account


@pytest.fixture
def data(drafter: Account) -> None:
    agency = drafter.grants[0].agency
    steward = make_account(Role.DATA_STEWARD, agency)
    for slug, title in (("luas", "Luas wilayah"), ("lampu", "Titik lampu")):
        table = io.BytesIO(b"kecamatan,jumlah\nBenda,7\nPinang,17\n")
        publish_table(steward, agency, Place(slug), DatasetText(title), table, f"{slug}.csv")


def linked(run: AnalysisRun) -> dict[int, list[str]]:
    return {theme.number: theme.datasets for theme in curated_run(run).themes if theme.datasets}


@pytest.mark.usefixtures("data")
def test_it_is_linked_in_the_editor_and_published_with_source_and_version(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    first, second, _third = curated_run(run).themes
    page = f"/workbench/runs/{run.id}/themes/{first.number}"
    assert "Titik lampu" in sign_in(client, drafter).get(page).text
    form = {"kind": "link", "theme": first.number, "dataset": "lampu", "back": first.number, "seq": 0}
    assert client.post(f"/workbench/runs/{run.id}/edits", data=form).status_code == 303
    assert linked(run) == {first.number: ["lampu"]}
    assert curated_run(run).datasets == []
    assert "menaruh dataset lampu" in client.get(f"/workbench/runs/{run.id}/history").text
    summary = publish_summary(drafter, run)
    (evidence,) = summary.content.themes[0].evidence
    assert (evidence.slug, evidence.version) == ("lampu", 1)
    db.session.expire_all()
    for address in ("", f"/1/themes/{first.number}"):
        text = client.get(f"/consultations/kota/summary{address}").text
        assert 'href="/data/lampu"' in text
        assert "versi 1" in text
    other = client.get(f"/consultations/kota/summary/1/themes/{second.number}").text
    assert 'href="/data/lampu"' not in other


@pytest.mark.usefixtures("data")
def test_it_is_taken_back_undone_merged_and_never_linked_twice(run: AnalysisRun, drafter: Account) -> None:
    first, second, _third = (theme.number for theme in curated_run(run).themes)
    for theme, dataset in ((first, "luas"), (first, "luas"), (second, "lampu")):
        edit(drafter, run, EditKind.LINK, {"theme": theme, "dataset": dataset})
    assert linked(run) == {first: ["luas"], second: ["lampu"]}
    edit(drafter, run, EditKind.MERGE, {"theme": second, "into": first})
    assert linked(run) == {first: ["luas", "lampu"]}
    edit(drafter, run, EditKind.UNDO, {})
    edit(drafter, run, EditKind.UNLINK, {"theme": first, "dataset": "luas"})
    assert linked(run) == {second: ["lampu"]}


@pytest.mark.usefixtures("data")
def test_two_who_link_different_data_do_not_clash(run: AnalysisRun, drafter: Account) -> None:
    theme = curated_run(run).themes[0].number
    edit(drafter, run, EditKind.LINK, {"theme": theme, "dataset": "luas"}, seq=0)
    edit(drafter, run, EditKind.LINK, {"theme": theme, "dataset": "lampu"}, seq=0)
    with pytest.raises(EditedMeanwhile):
        edit(drafter, run, EditKind.UNLINK, {"theme": theme, "dataset": "lampu"}, seq=0)
    assert linked(run) == {theme: ["luas", "lampu"]}


@pytest.mark.usefixtures("data")
def test_what_is_not_there_is_not_linked_and_what_went_can_be_unlinked(run: AnalysisRun, drafter: Account) -> None:
    theme = curated_run(run).themes[0].number
    for wrong in ({"theme": theme, "dataset": "tidakada"}, {"theme": 999, "dataset": "luas"}):
        with pytest.raises(NotFound):
            edit(drafter, run, EditKind.LINK, wrong)
    edit(drafter, run, EditKind.LINK, {"theme": theme, "dataset": "luas"})
    dataset = db.session.query(Dataset).filter_by(slug="luas").one()
    dataset.slug = "berganti-alamat"
    db.session.commit()
    with pytest.raises(Invalid, match="luas"):
        publish_summary(drafter, run)
    edit(drafter, run, EditKind.UNLINK, {"theme": theme, "dataset": "luas"})
    assert publish_summary(drafter, run).content.themes[0].evidence == ()
