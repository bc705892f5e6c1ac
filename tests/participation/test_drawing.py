"""Who is signed in gets a page of their own, of which what all see alike is drawn once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.core.caching import while_unchanged
from civic.core.db.pagination import Page
from civic.core.db.transactions import transaction
from civic.core.settings import values
from civic.extensions import db
from civic.modules import Role
from civic.participation.comments import actions, drawing
from civic.participation.comments.models import Comment
from civic.participation.comments.queries import CommentView, flat
from civic.participation.comments.reactions import react
from civic.participation.consultations.models import Consultation
from tests.conftest import sign_in
from tests.factories import make_account, make_comment, make_consultation
from tests.helpers import count_queries

PAGE = "/consultations/taman"


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    return make_consultation(slug="taman")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The comments that were drawn for everybody, in the order of drawing."""
    numbers: list[int] = []
    draw = drawing._alike

    def noted(page: Page[CommentView], *rest: Any) -> object:
        numbers.extend(view.id for view in flat(page.items))
        return draw(page, *rest)

    monkeypatch.setattr(drawing, "_alike", noted)
    return numbers


def seen_by(app: Flask, account: Account, path: str = PAGE) -> str:
    return sign_in(app.test_client(), account).get(path).text


def rename(account: Account, name: str) -> None:
    with transaction():
        account.name = name


def article(html: str, comment: Comment) -> str:
    found = re.search(rf'<article class="[^"]*" id="c{comment.id}".*?</article>', html, re.DOTALL)
    assert found
    return found.group()


def test_what_all_see_alike_is_drawn_once(app: Flask, consultation: Consultation, drawn: list[int]) -> None:
    comment = make_comment(consultation, body="Trotoar rusak")
    ani, budi = make_account(), make_account()
    for reader in (ani, budi, ani):
        assert "Trotoar rusak" in seen_by(app, reader)
    assert drawn == [comment.id]


def test_what_is_ones_own_stands_on_ones_own_page_alone(app: Flask, consultation: Consultation) -> None:
    ani, budi = make_account(), make_account()
    hers = make_comment(consultation, author=ani)
    other = make_comment(consultation)
    react(budi, other, 1)
    for _ in range(2):
        by_ani, by_budi = seen_by(app, ani), seen_by(app, budi)
        assert f"/comments/{hers.id}/withdraw" in article(by_ani, hers)
        assert "/reaction" not in article(by_ani, hers)
        assert f"/comments/{hers.id}/withdraw" not in by_budi
        assert 'aria-pressed="true"' in article(by_budi, other)
        assert 'aria-pressed="true"' not in by_ani


def test_every_form_holds_its_readers_proof(app: Flask, consultation: Consultation) -> None:
    make_comment(consultation, reply_to=make_comment(consultation))
    tokens = []
    for reader in (make_account(), make_account()):
        found = set(re.findall(r'name="csrf_token"[^>]*value="([^"]*)"', seen_by(app, reader)))
        assert len(found) == 1
        tokens += found
    assert drawing._TOKEN not in tokens
    assert len(set(tokens)) == 2


def test_a_moderators_page_is_a_moderators_alone(app: Flask, consultation: Consultation) -> None:
    comment = make_comment(consultation)
    hide = f"/comments/{comment.id}/hide"
    moderator = make_account(role=Role.MODERATOR, agency=consultation.agency)
    assert hide in seen_by(app, moderator)
    assert hide not in seen_by(app, make_account())


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (lambda comment: actions.edit_comment(comment.author, comment, "Lampu padam"), "Lampu padam"),
        (lambda comment: rename(comment.author, "Ani Wulandari"), "Ani Wulandari"),
        (lambda comment: react(make_account(), comment, 1), "Setuju <b>1</b>"),
        (lambda comment: make_comment(comment.activity, reply_to=comment, body="Saya juga"), "Saya juga"),
        (lambda comment: actions.withdraw_comment(comment.author, comment), "Belum ada tanggapan"),
    ],
    ids=["text", "name", "opinion", "reply", "withdrawn"],
)
def test_a_change_is_seen_at_once(
    app: Flask, consultation: Consultation, change: Callable[[Comment], object], shown: str
) -> None:
    reader, comment = make_account(), make_comment(consultation, body="Trotoar rusak")
    assert shown not in seen_by(app, reader)
    change(comment)
    after = seen_by(app, reader)
    assert shown in after
    assert ("Trotoar rusak" in after) == (shown not in ("Lampu padam", "Belum ada tanggapan"))


def test_each_language_and_order_is_a_page_of_its_own(app: Flask, consultation: Consultation) -> None:
    first, last = make_comment(consultation), make_comment(consultation)
    reader = make_account()
    newest, oldest = seen_by(app, reader), seen_by(app, reader, f"{PAGE}?order=oldest")
    assert newest.index(f'id="c{last.id}"') < newest.index(f'id="c{first.id}"')
    assert oldest.index(f'id="c{last.id}"') > oldest.index(f'id="c{first.id}"')
    assert "Setuju" in article(newest, first)
    client = sign_in(app.test_client(), reader)
    client.set_cookie("civic_language", "en")
    assert "Agree" in article(client.get(PAGE).text, first)


@pytest.mark.parametrize("size", [60, 300])
def test_a_signed_in_page_takes_few_queries_whatever_the_number_of_comments(
    client: FlaskClient, consultation: Consultation, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    author = make_account()
    db.session.add_all(
        Comment(activity_id=consultation.id, author_id=author.id, body="x", body_html="<p>x</p>") for _ in range(size)
    )
    db.session.commit()
    sign_in(client, author)
    client.get("/about")  # the settings are read by whoever comes first
    monkeypatch.setattr(values, "LOOK_EVERY_S", 3600)  # and not again within this test
    for allowed in (7, 4):  # what the reader thinks of these comments, and follows, is one
        db.session.remove()
        with count_queries() as statements:
            assert client.get(PAGE).status_code == 200
        assert len(statements) <= allowed, statements


def test_nothing_is_kept_where_older_rows_may_have_been_read(app: Flask) -> None:
    numbers = [1, 2]
    with app.test_request_context("/"):
        assert [while_unchanged("key", numbers.pop, abs) for _ in range(2)] == [2, 1]
