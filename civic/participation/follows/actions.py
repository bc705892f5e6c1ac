"""Following and no longer following."""

from __future__ import annotations

from datetime import timedelta

from civic.core import throttle
from civic.core.accounts.models import Account
from civic.core.accounts.turns import in_turn
from civic.core.db.transactions import transaction
from civic.core.permissions import require_account
from civic.extensions import db
from civic.participation.follows.models import Follow

PER_HOUR = 200


def follow(actor: Account, kind: str, subject_id: int) -> None:
    """Tell the actor from now on; the same twice is once."""
    with transaction():
        _allowed(actor)
        if db.session.get(Follow, (actor.id, kind, subject_id)) is None:
            db.session.add(Follow(account_id=actor.id, subject_kind=kind, subject_id=subject_id))


def unfollow(actor: Account, kind: str, subject_id: int) -> None:
    """Tell the actor no longer."""
    with transaction():
        _allowed(actor)
        if found := db.session.get(Follow, (actor.id, kind, subject_id)):
            db.session.delete(found)


def _allowed(actor: Account) -> None:
    require_account(actor)
    in_turn(actor)
    throttle.hit(f"follow:{actor.id}", PER_HOUR, timedelta(hours=1))
