"""What the tests of accounts share: a person, their browsers, and a look into their mail."""

from __future__ import annotations

import re
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from civic.core.accounts.browsers import Browser
from civic.core.accounts.models import VerificationCode
from civic.core.db.types import utcnow
from civic.core.jobs.models import JobRecord
from civic.extensions import db

PASSWORD = "tiga kata rahasia"
MAIL = "siti@contoh.example"
FORM = {"name": "Siti", "contact": MAIL, "password": PASSWORD}
HERE, THERE = Browser("here", "10.0.0.1"), Browser("there", "10.0.0.2")


def messages() -> list[JobRecord]:
    """The messages that wait to be sent, the earliest first."""
    return list(
        db.session.scalars(select(JobRecord).where(JobRecord.name == "mail.send").order_by(JobRecord.created_at))
    )


def last_code() -> str:
    """The code in the latest message."""
    found = re.search(r"\b\d{6}\b", messages()[-1].arguments["body"])
    assert found
    return found.group()


def register(client: FlaskClient, **changed: str) -> None:
    """Fill in the form; a code is on its way."""
    answer = client.post("/account/register", data=FORM | changed)
    assert answer.status_code == 303, answer.text


def is_signed_in(client: FlaskClient) -> bool:
    """Whether this browser is signed in."""
    return client.get("/account").status_code == 200


def let_a_minute_pass() -> None:
    """Make every code a minute old, so that another may be sent."""
    db.session.query(VerificationCode).update({"sent_at": utcnow() - timedelta(seconds=61)})
    db.session.commit()


def token_of(client: FlaskClient) -> str:
    """The token in the browser's cookie."""
    with client.session_transaction() as session:
        return str(session.get("sid", ""))


def use_token(client: FlaskClient, token: str) -> None:
    """Put this token into the browser's cookie."""
    with client.session_transaction() as session:
        session["sid"] = token
