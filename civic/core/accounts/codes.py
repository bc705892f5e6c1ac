"""Six-digit codes: made, sent, and judged."""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum

from flask import current_app
from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from civic.core.accounts.browsers import Browser
from civic.core.accounts.models import VerificationCode
from civic.core.db.types import utcnow
from civic.extensions import db

LIFETIME = timedelta(minutes=15)
RESEND_AFTER = timedelta(seconds=60)
TRIES = 5


class Purpose(StrEnum):
    """What a code is for; it is good for nothing else."""

    SIGN_IN = "sign_in"
    ERASE = "erase"


@dataclass(frozen=True)
class Waiting:
    """What was filled in when the code was asked for: nothing of it touches an account before the code is right."""

    name: str = ""
    secret: str = ""  # hash of the password chosen


NOTHING = Waiting()


def wait_s(contact: str, browser: Browser, purpose: Purpose) -> int:
    """Seconds until this browser may have another message; 0: now. By the unique index."""
    sent_at = db.session.scalar(select(VerificationCode.sent_at).where(_mine(contact, browser, purpose)))
    return max(0, math.ceil((sent_at + RESEND_AFTER - utcnow()).total_seconds())) if sent_at else 0


def make_code(contact: str, browser: Browser, purpose: Purpose, waiting: Waiting | None = NOTHING) -> str | None:
    """A new code for this purpose and browser; its earlier one is void. Within the caller's transaction.

    Args:
        waiting: what was filled in and waits for the code; None keeps what waits already.

    None is returned when one was made within the last minute: a form sent twice at once sends one message.
    """
    now = utcnow()
    db.session.execute(delete(VerificationCode).where(VerificationCode.expires_at < now - timedelta(days=1)))
    code = f"{secrets.randbelow(10**6):06d}"
    values = {
        "code_hash": _hash(contact, purpose, code),
        "sent_at": now,
        "expires_at": now + LIFETIME,
        "tries_left": TRIES,
    }
    kept = asdict(waiting) if waiting else {}
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(VerificationCode).values(
        contact=contact, browser_hash=browser.hash, purpose=purpose, **values, **asdict(waiting or NOTHING)
    )
    made = db.session.scalar(
        statement.on_conflict_do_update(
            index_elements=["contact", "browser_hash", "purpose"],
            set_=values | kept,
            where=VerificationCode.sent_at <= now - RESEND_AFTER,
        ).returning(VerificationCode.id)
    )
    return code if made is not None else None


def note(contact: str, browser: Browser, purpose: Purpose, waiting: Waiting) -> None:
    """Keep what was filled in anew while the code is on its way."""
    db.session.execute(update(VerificationCode).where(_mine(contact, browser, purpose)).values(**asdict(waiting)))


def try_code(contact: str, browser: Browser, purpose: Purpose, code: str) -> Waiting | None:
    """What belongs to the code if it is right. Every try costs one, counted by the database: none is free."""
    stored = db.session.execute(
        update(VerificationCode)
        .where(
            _mine(contact, browser, purpose),
            VerificationCode.expires_at > utcnow(),
            VerificationCode.tries_left > 0,
        )
        .values(tries_left=VerificationCode.tries_left - 1)
        .returning(VerificationCode.code_hash, VerificationCode.name, VerificationCode.secret)
    ).one_or_none()
    given = _hash(contact, purpose, "".join(code.split()))
    right = hmac.compare_digest(stored.code_hash if stored else _hash(contact, purpose, "none"), given)
    return Waiting(stored.name, stored.secret) if stored and right else None


def use_up(contact: str, browser: Browser, purpose: Purpose) -> bool:
    """A code is good once: False when another request was quicker."""
    statement = delete(VerificationCode).where(_mine(contact, browser, purpose)).returning(VerificationCode.id)
    return db.session.scalar(statement) is not None


def _mine(contact: str, browser: Browser, purpose: Purpose) -> ColumnElement[bool]:
    return and_(
        VerificationCode.contact == contact,
        VerificationCode.browser_hash == browser.hash,
        VerificationCode.purpose == purpose,
    )


def _hash(contact: str, purpose: Purpose, code: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"{contact}:{purpose}:{code}".encode(), hashlib.sha256).hexdigest()
