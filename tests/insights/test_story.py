"""What an edition tells first: what is answered, what waits and until when, and that its quotes are true."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from click.testing import Result
from flask.testing import FlaskClient

from civic.config import Config
from civic.core.accounts.models import Account
from civic.core.db.types import utcnow
from civic.errors import Invalid
from civic.extensions import db
from civic.insights.curation.actions import edit
from civic.insights.curation.models import EditKind
from civic.insights.curation.queries import curated_run
from civic.insights.runs.models import AnalysisRun
from civic.insights.summaries import actions
from civic.insights.summaries.actions import PublishedMeanwhile, publish_summary
from civic.insights.summaries.content import Audit
from civic.insights.summaries.models import Summary
from civic.insights.summaries.quotes import LONGEST, shortened, stands_in
from civic.participation.comments.models import Comment
from civic.web.days import first_day
from civic.web.filters import long_date
from tests.conftest import sign_in
from tests.helpers import civic

PAGE = "/consultations/kota/summary"


def answered(run: AnalysisRun, drafter: Account, count: int) -> None:
    for theme in curated_run(run).themes[:count]:
        edit(drafter, run, EditKind.RESPOND, {"theme": theme.number, "status": "partly", "answer": "Ya. Nanti."})


@pytest.mark.parametrize(
    ("count", "finding"),
    [(0, "belum menjawab tema-temanya"), (2, "sudah menjawab 2 dari 3 tema"), (3, "sudah menjawab seluruh 3 tema")],
)
def test_the_finding_comes_first(
    client: FlaskClient, run: AnalysisRun, drafter: Account, count: int, finding: str
) -> None:
    answered(run, drafter, count)
    summary = publish_summary(drafter, run)
    page = client.get(PAGE).text
    lede = page[page.index('class="lede"') : page.index('class="stats"')]
    assert finding in lede
    assert all(theme.label in lede for theme in summary.content.themes)
    assert (f"{3 - count} tema masih menunggu" in lede) == (count < 3)
    assert finding in page[page.index('og:description"') :][:200]
    assert page.index('id="decided"') < page.index('id="overview"')
    feed = client.get("/feed.atom").text
    assert finding in feed
    assert "http://localhost/consultations/kota/summary/1</id>" in feed


def test_what_was_decided_stands_by_the_kind_of_answer_with_its_first_sentence(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    answered(run, drafter, 2)
    publish_summary(drafter, run)
    page = client.get(PAGE).text
    decided = page[page.index('id="decided"') : page.index('id="overview"')]
    assert decided.count(">Ya.</span>") == 2
    assert "Nanti" not in decided
    assert "Diterima sebagian" in decided
    assert "Belum dijawab" in decided


def test_unanswered_themes_say_until_when(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    answered(run, drafter, 1)
    sign_in(client, drafter)
    day = first_day(utcnow()) + timedelta(days=30)
    form = f"/workbench/runs/{run.id}/publish"
    past = client.post(form, data={"title": "Judul", "answer_by": str(first_day(utcnow()) - timedelta(days=1))})
    assert past.status_code == 422
    assert '<a href="#answer_by">' in past.text
    assert "sudah lewat" in past.text
    assert client.post(form, data={"title": "Judul", "answer_by": "besok"}).status_code == 422
    assert db.session.query(Summary).count() == 0
    assert client.post(form, data={"title": "Judul", "answer_by": str(day), "reason": "Rapat"}).status_code == 303
    summary = db.session.query(Summary).one()
    assert summary.content.answer_by == day

    page = client.get(PAGE).text
    assert page.count(f"paling lambat {long_date(day)}") == 4  # first, under what waits, and at each of the two
    waiting = summary.content.unanswered[0].number
    assert f"paling lambat {long_date(day)}" in client.get(f"{PAGE}/1/themes/{waiting}").text


def test_the_command_line_promises_a_day_as_well(run: AnalysisRun, config: Config) -> None:
    def publish(day: str) -> Result:
        command = ("summary", "publish", "kota", "--answer-by", day)
        return civic(config.home, *command, CIVIC_DATABASE_URL=config.database_url)

    done = publish("2020-01-01")
    assert (done.exit_code, len(done.stderr.strip().splitlines())) == (2, 1)
    day = first_day(utcnow()) + timedelta(days=30)
    assert publish(str(day)).exit_code == 0
    db.session.rollback()
    assert db.session.query(Summary).one().content.answer_by == day


def test_today_is_no_day_of_the_past_and_another_day_is_another_edition(run: AnalysisRun, drafter: Account) -> None:
    today = first_day(utcnow())
    assert publish_summary(drafter, run, after=0, answer_by=today).number == 1
    assert publish_summary(drafter, run, after=0, answer_by=today).number == 1
    with pytest.raises(PublishedMeanwhile):
        publish_summary(drafter, run, after=0, answer_by=today + timedelta(days=1))
    with pytest.raises(Invalid):
        publish_summary(drafter, run, answer_by=today - timedelta(days=1))


def test_audit_minority_and_what_was_set_aside_are_told_in_words(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    summary = publish_summary(drafter, run)
    page = client.get(PAGE).text
    assert "acak" not in page
    assert "disisihkan" not in page
    assert "Suara minoritas" not in page
    content = summary.content
    first, *others = content.themes
    summary.content = replace(
        content,
        themes=(replace(first, is_minority=True), *others),
        counts=replace(content.counts, set_aside=2),
        method=replace(content.method, audit=Audit(120, 108, 0.83, 0.94)),
    )
    db.session.commit()
    page = client.get(PAGE).text
    assert "Dari 120 tanggapan yang diperiksa secara acak, 108" in page
    assert "83% sampai 94%" in page
    assert "2 tanggapan disisihkan" in page
    assert page.count("Suara minoritas") == 2  # in the list, and at the theme
    assert "Suara minoritas" in client.get(f"{PAGE}/1/themes/{first.number}").text


def test_a_title_speaks_the_readers_language_where_the_activity_does(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    activity = run.activity
    assert activity is not None
    activity.translations = {"en": {"title": "A walkable city"}}
    db.session.commit()
    publish_summary(drafter, run)
    publish_summary(drafter, run, title="Kota bagi pejalan")
    client.set_cookie("civic_language", "en")
    assert '<h1 class="govuk-heading-xl" lang="en">A walkable city</h1>' in client.get(f"{PAGE}/1").text
    assert '<h1 class="govuk-heading-xl" lang="id">Kota bagi pejalan</h1>' in client.get(f"{PAGE}/2").text


def test_whoever_cites_an_edition_finds_how(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    summary = publish_summary(drafter, run, title="Kota bagi pejalan")
    page = client.get(f"{PAGE}/1").text
    cite = page[page.index('id="cite"') :]
    assert f"Kota bagi pejalan: ringkasan konsultasi publik, edisi 1, {long_date(summary.published_at)}." in cite
    assert "http://localhost/consultations/kota/summary/1" in cite


LONG = "kata " * 200


@pytest.mark.parametrize(
    ("quote", "text", "stands"),
    [
        ("Trotoar rusak", "Trotoar rusak", True),
        ("Trotoar rusak", "Di sini: Trotoar rusak parah", True),
        ("Trotoar rusak", "Trotoar  rusak", False),
        ("trotoar rusak", "Trotoar rusak", False),
        ("Trotoar …", "Trotoar rusak", True),
        ("rusak …", "Trotoar rusak parah", False),  # cut, but not as the comment begins
        ("Trotoar …", "Trotoar …", True),
        ("", "Trotoar rusak", False),
        ("Trotoar rusak", "", False),
    ],
)
def test_a_quote_stands_letter_for_letter_in_its_comment(quote: str, text: str, stands: bool) -> None:
    assert stands_in(quote, text) is stands


def test_a_long_comment_is_quoted_as_it_begins() -> None:
    quote = shortened(LONG)
    assert LONGEST - 5 <= len(quote) <= LONGEST + 2
    assert stands_in(quote, LONG)
    assert shortened("kata") == "kata"


def test_a_quote_that_stands_no_more_in_its_comment_is_not_published(
    client: FlaskClient, run: AnalysisRun, drafter: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edition takes seconds to make; meanwhile an author may take something back."""
    quotes = curated_run(run).themes[0].quotes
    corrected = db.session.get_one(Comment, quotes[0])
    former = corrected.body
    freeze = actions.freeze

    def slowly(*arguments: Any) -> dict[str, str]:
        files = freeze(*arguments)
        corrected.body = "Sekarang lain"
        db.session.commit()
        return files

    monkeypatch.setattr(actions, "freeze", slowly)
    content = publish_summary(drafter, run).content
    assert [quote.id for quote in content.themes[0].quotes] == quotes[1:]
    assert former not in client.get(PAGE).text


def test_what_drafters_mark_and_set_aside_is_told_and_every_total_is_the_sum_of_its_parts(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    first, second, _third = curated_run(run).themes
    edit(drafter, run, EditKind.MARK, {"theme": second.number})
    edit(drafter, run, EditKind.EXCLUDE, {"comments": [str(number) for number in first.quotes[:2]], "reason": "Iklan"})
    content = publish_summary(drafter, run).content
    assert [theme.number for theme in content.themes if theme.is_minority] == [second.number]
    counts = content.counts
    assert counts.set_aside == 2
    assert counts.in_themes + counts.remainder + counts.set_aside == counts.comments == 24
    assert "2 tanggapan disisihkan" in client.get(PAGE).text
