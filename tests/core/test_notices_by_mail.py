"""Notices by mail: once, to whom chose so, in the reader's language, and ended by one click."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser
from html.parser import HTMLParser

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.config import Config
from civic.core import jobs
from civic.core.accounts.models import Account
from civic.core.db.transactions import transaction
from civic.core.db.types import utcnow
from civic.core.jobs.models import JobRecord
from civic.core.jobs.registry import JobState
from civic.core.mail.transports import outbox
from civic.core.notices import jobs as mailing
from civic.core.notices import notify, notify_all
from civic.core.notices.actions import choose
from civic.core.notices.models import Notice
from civic.core.notices.queries import choices_of
from civic.core.notices.unsubscribing import DIGEST, make_token
from civic.core.settings.actions import change
from civic.core.settings.values import declared
from civic.extensions import db
from civic.insights.tracks.notices import ANSWERED
from civic.modules import Role
from tests.conftest import sign_in
from tests.factories import make_account

REPLY, RECEIVED = "comment.reply", "comment.received"
VALUES = {"comment_id": 7, "title": "Taman"}
MORNING = datetime(2030, 3, 4, 1, tzinfo=UTC)  # eight o'clock in Jakarta


def tell(account: Account, key: str = "7", kind: str = REPLY) -> None:
    with transaction():
        notify(account.id, kind, key, **VALUES)


def sent() -> list[dict[str, str]]:
    """The messages in the queue."""
    db.session.rollback()
    return [dict(job.arguments) for job in db.session.query(JobRecord).filter_by(name="mail.send")]


def mail_now() -> None:
    """Do the mail jobs that were asked for, as a worker would, also those that it did before it was killed."""
    db.session.rollback()
    for arguments in [dict(job.arguments) for job in db.session.query(JobRecord).filter_by(name="notices.mail")]:
        if arguments:
            assert jobs.run_here("notices.mail", arguments).state is JobState.DONE


def digest(monkeypatch: pytest.MonkeyPatch, now: datetime = MORNING) -> None:
    monkeypatch.setattr(mailing, "utcnow", lambda: now)
    assert jobs.run_here("notices.digest", {}).state is JobState.DONE


def test_a_job_that_is_done_twice_mails_once(app: Flask) -> None:
    tell(make_account(email="siti@contoh.example"))
    mail_now()
    mail_now()
    (message,) = sent()
    assert message["to"] == "siti@contoh.example"
    assert db.session.query(Notice).one().mailed_at is not None


def test_a_mail_is_in_the_readers_language_and_says_how_it_ends(app: Flask) -> None:
    siti, bob = make_account(locale="id"), make_account(locale="en")
    for person in (siti, bob):
        tell(person)
    mail_now()
    indonesian, english = sent()
    assert english["subject"].startswith("A reply to your comment") and "On: Taman." in english["body"]
    assert "A reply" not in indonesian["subject"] and "Taman" in indonesian["body"]
    assert "/comments/7" in english["body"] and "/account/notices/settings" in english["body"]
    headers = dict(english["headers"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].strip("<>") in english["body"]


class Lines(HTMLParser):
    """What a reader of the HTML sees, a line for each block; where a link leads follows its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines, self._href, self._is_body = [""], "", False
        self.feed(html)
        self.lines = [line.strip() for line in self.lines if line.strip()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_body = self._is_body or tag == "body"
        if tag == "a":
            self._href = dict(attrs)["href"] or ""
        elif tag in ("p", "td", "h1", "h2"):
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.lines[-1] += f": {self._href}"

    def handle_data(self, data: str) -> None:
        if self._is_body:
            self.lines[-1] += " ".join(data.split())


@pytest.mark.parametrize("locale", ["id", "en"])
@pytest.mark.parametrize("mailing", ["now", "daily"])
def test_the_html_says_what_the_text_says(
    app: Flask, monkeypatch: pytest.MonkeyPatch, locale: str, mailing: str
) -> None:
    account = make_account(locale=locale)
    choose(account, {REPLY: mailing})
    with transaction():
        notify(account.id, REPLY, "7", comment_id=7, title='Taman <b>& "danau"</b>')
        notify_all(REPLY, [(account.id, str(number), VALUES) for number in range(201 if mailing == "daily" else 1)])
    mail_now()
    digest(monkeypatch)
    message = sent()[0]
    lines = [line for line in message["body"].splitlines() if line and line != "-- "]
    assert sorted(Lines(message["html"]).lines) == sorted(lines)
    assert f'<html lang="{locale}">' in message["html"]


def test_the_html_wears_the_citys_name_and_colour_and_fetches_nothing(app: Flask) -> None:
    admin = make_account(Role.ADMINISTRATOR)
    names = ("city_name", "band_colour")
    change(admin, tuple(map(declared, names)), {"city_name": "Kota Baru", "band_colour": "#7a1fa2"}, 0)
    tell(make_account())
    mail_now()
    html = sent()[0]["html"]
    assert "Kota Baru" in html or "Suara Baru" in html
    assert "background: #7a1fa2" in html
    assert re.findall(r"<(?:img|link|script|iframe|style|form)\b|\bsrc=|url\(|@import", html) == []
    assert set(re.findall(r'href="(\w+:)?', html)) == {"http:"}


def test_both_parts_are_sent_the_text_first(app: Flask, config: Config) -> None:
    tell(make_account())
    mail_now()
    assert jobs.run_here("mail.send", sent()[0]).state is JobState.DONE
    (path,) = (config.home / "outbox").glob("*.eml")
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (shown,) = outbox(config)
    assert "Taman" in shown.body and "<" not in shown.body


def test_a_title_of_two_lines_does_not_break_the_mail(app: Flask) -> None:
    with transaction():
        notify(make_account().id, ANSWERED, "7", title="Taman\nBcc: x@contoh.example", slug="taman", number=1)
    mail_now()
    assert "Taman Bcc: x@contoh.example" in sent()[0]["subject"]


@pytest.mark.parametrize("values", [{"disabled_at": utcnow()}, {"is_demo": True}, {"phone": "+6281234567890"}])
def test_who_cannot_be_written_to_is_told_in_the_portal_only(app: Flask, values: dict[str, object]) -> None:
    tell(make_account(**values))
    assert db.session.query(Notice).one().due == "none"
    assert db.session.query(JobRecord).count() == 0


def test_who_leaves_before_the_mail_goes_gets_none(app: Flask) -> None:
    account = make_account()
    tell(account)
    account.disabled_at = utcnow()
    db.session.commit()
    mail_now()
    assert sent() == []


def test_choices_are_kept_to(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    account = make_account()
    sign_in(client, account)
    answer = client.post("/account/notices/settings", data={REPLY: "daily", RECEIVED: "none"})
    assert answer.status_code == 303
    assert '<option value="daily" selected>' in client.get("/account/notices/settings").text
    tell(account)
    tell(account, kind=RECEIVED)
    mail_now()
    assert sent() == []
    digest(monkeypatch)
    (message,) = sent()
    assert "no. 7" not in message["body"] and "Taman" in message["body"]
    assert client.post("/account/notices/settings", data={REPLY: "hourly"}).status_code == 404


def test_a_digest_comes_once_a_day_and_not_before_seven(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    account = make_account()
    choose(account, {REPLY: "daily"})
    tell(account, "1")
    tell(account, "2")
    digest(monkeypatch, MORNING - timedelta(hours=2))
    assert sent() == []
    digest(monkeypatch)
    digest(monkeypatch, MORNING + timedelta(hours=3))
    assert len(sent()) == 1
    with transaction():
        notify(account.id, REPLY, "3", **VALUES)
        db.session.query(Notice).filter_by(key="3").update({"created_at": MORNING})
    digest(monkeypatch, MORNING + timedelta(hours=3))
    assert len(sent()) == 1  # today's came already
    digest(monkeypatch, MORNING + timedelta(days=1))
    assert len(sent()) == 2


def test_a_long_digest_is_cut_and_says_so(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    account = make_account(locale="en")
    choose(account, {REPLY: "daily"})
    with transaction():
        notify_all(REPLY, [(account.id, str(number), VALUES) for number in range(203)])
    digest(monkeypatch)
    (message,) = sent()
    assert message["subject"].startswith("203 notices")
    assert message["body"].count("/comments/7") == 200 and "and 3 more" in message["body"]
    digest(monkeypatch, MORNING + timedelta(days=1))
    assert len(sent()) == 1


def test_what_waits_for_a_digest_goes_with_the_subscription(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    account = make_account()
    choose(account, {REPLY: "daily"})
    tell(account)
    choose(account, {REPLY: "none"})
    digest(monkeypatch)
    assert sent() == []


def test_one_click_ends_one_kind_without_signing_in_and_never_by_looking(client: FlaskClient) -> None:
    account, other = make_account(), make_account()
    client.application.config["WTF_CSRF_ENABLED"] = True
    address = f"/account/notices/unsubscribe/{make_token(account.id, REPLY)}"
    assert client.get(address).status_code == 200
    assert choices_of(account.id)[REPLY] == "now"
    assert client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert choices_of(account.id)[REPLY] == "none"
    assert choices_of(account.id)[RECEIVED] == "now"
    assert choices_of(other.id)[REPLY] == "now"


def test_the_link_of_a_digest_ends_what_comes_daily(client: FlaskClient) -> None:
    account = make_account()
    choose(account, {REPLY: "daily"})
    client.post(f"/account/notices/unsubscribe/{make_token(account.id, DIGEST)}")
    assert (choices_of(account.id)[REPLY], choices_of(account.id)[RECEIVED]) == ("none", "now")


def test_a_forged_link_ends_nothing(client: FlaskClient) -> None:
    account = make_account()
    token, another = make_token(account.id, REPLY), make_token(account.id, RECEIVED)
    mixed = another.rpartition(".")[0] + "." + token.rpartition(".")[2]
    for wrong in (mixed, token[:-1], "x", make_token(account.id, "no.such"), make_token(10**6, REPLY)):
        assert client.get(f"/account/notices/unsubscribe/{wrong}").status_code == 404
        assert client.post(f"/account/notices/unsubscribe/{wrong}").status_code == 404
    assert choices_of(account.id)[RECEIVED] == "now"


def test_what_was_told_before_there_was_mail_is_not_mailed_all_at_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    account_id = make_account().id
    with transaction():
        db.session.add(Notice(account_id=account_id, kind=REPLY, key="7", values=VALUES, due="daily"))
    db.session.remove()
    flask_migrate.downgrade(revision="0013")
    flask_migrate.upgrade()
    assert db.session.query(Notice).one().mailed_at is not None
    digest(monkeypatch)
    assert sent() == []
