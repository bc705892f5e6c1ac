"""Six-digit codes: made, sent, and judged."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from enum import StrEnum

from flask import current_app
from sqlalchemy import delete, select

from civic.core.accounts.models import Account, VerificationCode
from civic.core.db.types import utcnow
from civic.extensions import db

LIFETIME = timedelta(minutes=15)


class Purpose(StrEnum):
    """What a code is for; it is good for nothing else."""

    VERIFY = "verify"
    RESET = "reset"


def make_code(account: Account, purpose: Purpose) -> str:
    """A new code for this purpose; earlier ones are void. Within the caller's transaction."""
    _drop(account, purpose)
    code = f"{secrets.randbelow(10**6):06d}"
    db.session.add(
        VerificationCode(
            account_id=account.id,
            purpose=purpose,
            code_hash=_hash(account, purpose, code),
            expires_at=utcnow() + LIFETIME,
        )
    )
    return code


def use_code(account: Account | None, purpose: Purpose, code: str) -> bool:
    """Whether the code is right; a right one is used up, a wrong one costs a try."""
    if account is None:
        return False
    stored = db.session.scalar(
        select(VerificationCode).where(
            VerificationCode.account_id == account.id,
            VerificationCode.purpose == purpose,
            VerificationCode.expires_at > utcnow(),
            VerificationCode.tries_left > 0,
        )
    )
    if stored is None:
        return False
    if hmac.compare_digest(stored.code_hash, _hash(account, purpose, "".join(code.split()))):
        _drop(account, purpose)
        return True
    stored.tries_left -= 1
    return False


def _drop(account: Account, purpose: Purpose) -> None:
    db.session.execute(
        delete(VerificationCode).where(VerificationCode.account_id == account.id, VerificationCode.purpose == purpose)
    )


def _hash(account: Account, purpose: Purpose, code: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"{account.id}:{purpose}:{code}".encode(), hashlib.sha256).hexdigest()
