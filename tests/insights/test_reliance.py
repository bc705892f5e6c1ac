"""What a drafter is told before relying on a theme: how steady, why a comment is in it, who sent copies."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from civic.analysis.cautions import CautionCode
from civic.core.accounts.models import Account
from civic.extensions import db
from civic.insights.curation.actions import edit
from civic.insights.curation.models import EditKind
from civic.insights.curation.queries import curated_run
from civic.insights.runs.models import AnalysisRun, RunAssignment, RunDuplicate, RunTheme
from civic.insights.workbench.labels import cautions_in_words
from civic.participation.consultations.models import Consultation
from tests.conftest import sign_in
from tests.factories import make_account, make_comment
from tests.insights.conftest import analysed

LETTER = (
    "Kepada Yth. {} kami warga RW meminta agar taman bermain di belakang masjid tidak diubah menjadi lahan parkir "
    "karena anak anak kami tidak punya tempat lain untuk bermain dan berolahraga setiap sore. Hubungi {}"
)


def set_theme(run: AnalysisRun, number: int, **values: object) -> None:
    db.session.query(RunTheme).filter_by(run_id=run.id, number=number).update(values)
    db.session.commit()


@pytest.mark.parametrize(
    ("stability", "words", "meaning"),
    [
        (0.9, "Tema stabil", "dapat diandalkan"),
        (0.5, "Tema cukup stabil", "di batasnya"),
        (0.1, "Tema kurang stabil", "Baca tanggapannya"),
        (None, "Kestabilan belum diketahui", "terlalu sedikit untuk diuji"),
    ],
)
def test_a_theme_says_how_steady_it_is_and_what_that_means(
    client: FlaskClient, run: AnalysisRun, drafter: Account, stability: float | None, words: str, meaning: str
) -> None:
    number = run.themes[0].number
    set_theme(run, number, stability=stability)
    sign_in(client, drafter)
    shown = re.search(
        r"<strong>([^<]+)\.</strong> ([^<]+)", client.get(f"/workbench/runs/{run.id}/themes/{number}").text
    )
    assert shown is not None
    assert shown[1] == words
    assert meaning in shown[2]


def test_unsteady_themes_stand_out_in_the_list_by_the_drafters_name(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    weak, firm, _ = (theme.number for theme in run.themes)
    set_theme(run, weak, stability=0.1)
    set_theme(run, firm, stability=0.9)
    edit(drafter, run, EditKind.RENAME, {"theme": weak, "label": "Nama saya"})
    sign_in(client, drafter)
    page = client.get(f"/workbench/runs/{run.id}").text
    assert "1 tema kurang stabil: “Nama saya”" in page
    assert page.count('<span class="pill">Tema kurang stabil</span>') == 1
    assert "Arti “stabil”" in page


def test_merged_themes_are_as_steady_as_the_least_of_them_and_list_their_parts(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    first, second, _ = (theme.number for theme in run.themes)
    set_theme(run, first, stability=0.9, subthemes=[{"label": "ubin pecah", "size": 5}, {"label": "parkir", "size": 2}])
    set_theme(run, second, stability=0.5, label="Lampu padam", size=8)
    edit(drafter, run, EditKind.MERGE, {"theme": second, "into": first})
    merged = curated_run(run).theme(first)
    assert merged.stability == 0.5
    assert [(part.label, part.size) for part in merged.parts] == [("ubin pecah", 5), ("parkir", 2), ("Lampu padam", 8)]
    sign_in(client, drafter)
    page = client.get(f"/workbench/runs/{run.id}/themes/{first}").text
    assert re.search(r"ubin pecah</span>: 5 tanggapan", page)


@pytest.mark.parametrize("code", list(CautionCode))
def test_every_caution_is_said_in_the_drafters_language(run: AnalysisRun, code: CautionCode) -> None:
    for theme in run.themes:
        theme.stability = 0.1 if code is CautionCode.WEAK_THEME else None
    run.cautions = [{"code": code, "theme": run.themes[0].number, "detail": "12"}]
    [text] = cautions_in_words(run, curated_run(run))
    assert re.search(r"tanggapan|tema", text.lower())


def test_cautions_of_the_engine_reach_the_page(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    sign_in(client, drafter)
    assert "Hanya ada 24 tanggapan yang berbeda" in client.get(f"/workbench/runs/{run.id}").text


def test_a_comment_says_by_which_words_it_is_there_and_what_else_it_touches(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    theme, other, _ = (theme.number for theme in run.themes)
    comment = db.session.query(RunAssignment).filter_by(run_id=run.id, theme=theme).first()
    assert comment.terms
    comment.terms, comment.second = ["trotoar <b>", "ubin"], other
    db.session.commit()
    sign_in(client, drafter)
    member = member_of(client, run, theme, comment.item_id)
    assert "Masuk tema ini karena kata:" in member
    assert "trotoar &lt;b&gt; · ubin" in member
    assert f'href="/workbench/runs/{run.id}/themes/{other}"' in member


def test_a_comment_moved_by_hand_gives_no_words_of_the_theme_it_left(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    source, target, _ = (theme.number for theme in run.themes)
    comment = db.session.query(RunAssignment).filter_by(run_id=run.id, theme=source).first().item_id
    edit(drafter, run, EditKind.MOVE, {"comment": comment, "theme": target})
    sign_in(client, drafter)
    member = member_of(client, run, target, comment)
    assert "Dipindahkan ke sini oleh petugas." in member
    assert "karena kata" not in member


def member_of(client: FlaskClient, run: AnalysisRun, theme: int, comment: int) -> str:
    page = client.get(f"/workbench/runs/{run.id}/themes/{theme}").text
    found = re.search(rf'<article[^>]*aria-labelledby="m{comment}".*?</article>', page, re.DOTALL)
    assert found is not None
    return found.group()


def test_the_share_without_a_theme_is_shown(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    theme = curated_run(run).themes[0].number
    inside = db.select(RunAssignment.item_id).where(RunAssignment.run_id == run.id, RunAssignment.theme == theme)
    some = db.session.scalars(inside.limit(6 - run.unassigned_count)).all()
    edit(drafter, run, EditKind.MOVE, {"comments": some, "theme": "none"})
    sign_in(client, drafter)
    page = client.get(f"/workbench/runs/{run.id}").text
    assert re.search(r"6 tanggapan tanpa tema</a>\s*\(25% dari seluruhnya\)", page)


@pytest.fixture
def campaign(consultation: Consultation, drafter: Account) -> AnalysisRun:
    people = [make_account() for _ in range(3)]
    for number in range(6):
        greeting = "Bapak Wali Kota" if number % 2 else "Ibu Camat"
        make_comment(consultation, people[number % 3], body=LETTER.format(greeting, f"08123456780{number}"))
    return analysed(consultation, drafter, 3)


def test_a_campaign_shows_people_dates_and_differing_parts(
    client: FlaskClient, campaign: AnalysisRun, drafter: Account
) -> None:
    [row] = db.session.query(RunDuplicate).filter_by(run_id=campaign.id)
    assert (row.size, row.people) == (6, 3)
    assert row.first <= row.last
    sign_in(client, drafter)
    page = client.get(f"/workbench/runs/{campaign.id}").text
    assert "6 tanggapan, 3 orang" in page
    assert re.search(r"<li>[^<]*Bapak Wali Kota[^<]*Ibu Camat|<li>[^<]*Ibu Camat[^<]*Bapak Wali Kota", page)


def test_personal_numbers_in_copies_are_masked(client: FlaskClient, campaign: AnalysisRun, drafter: Account) -> None:
    sign_in(client, drafter)
    page = client.get(f"/workbench/runs/{campaign.id}").text
    assert "lahan parkir" in page
    assert "08123456780" not in page


def test_only_the_largest_campaigns_are_shown_in_full(
    client: FlaskClient, campaign: AnalysisRun, drafter: Account
) -> None:
    members = (
        db.session.query(RunAssignment.item_id)
        .filter_by(run_id=campaign.id)
        .order_by(RunAssignment.item_id)
        .limit(24)
        .all()
    )
    for (number,) in members:
        db.session.merge(RunDuplicate(run_id=campaign.id, representative=number, members=[], size=2, people=2))
    db.session.commit()
    sign_in(client, drafter)
    page = client.get(f"/workbench/runs/{campaign.id}").text
    assert page.count('<article class="panel"') == 3
    assert page.index(">6 tanggapan, 3 orang") < page.index(">2 tanggapan, 2 orang")
    assert "22 yang lebih kecil" in page
    assert "Hanya 20 yang terbesar yang didaftar." in page


def test_a_run_of_before_says_what_it_knows(client: FlaskClient, campaign: AnalysisRun, drafter: Account) -> None:
    db.session.query(RunDuplicate).update({"people": None, "first": None, "last": None, "differences": []})
    db.session.commit()
    sign_in(client, drafter)
    page = client.get(f"/workbench/runs/{campaign.id}").text
    assert ">6 tanggapan</h3>" in page
    assert "Bagian surat yang berbeda" not in page


def test_comments_without_anything_in_common_give_an_honest_page(
    client: FlaskClient, consultation: Consultation, drafter: Account, run: AnalysisRun
) -> None:
    run.cautions = [{"code": "no_themes", "theme": None, "detail": ""}]
    db.session.query(RunTheme).filter_by(run_id=run.id).delete()
    db.session.commit()
    sign_in(client, drafter)
    answer = client.get(f"/workbench/runs/{run.id}")
    assert answer.status_code == 200
    assert "terlalu berlainan untuk membentuk tema" in answer.text
