"""One after the other: what one person sends several times at once."""

from __future__ import annotations

from sqlalchemy import select

from civic.core.accounts.models import Account
from civic.extensions import db


def in_turn(actor: Account) -> None:
    """Wait until this person's other steps are done, within the caller's transaction.

    So of a form sent twice at once the second finds what the first did, and gives the same answer. SQLite has one
    writer anyway; on PostgreSQL it is the row of the account, locked so that rows which point to it can still come.
    """
    db.session.execute(select(Account.id).where(Account.id == actor.id).with_for_update(key_share=True))
