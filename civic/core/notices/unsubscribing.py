"""The link under each mail that ends it: signed, for one person and one kind, good without signing in (RFC 8058)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeSerializer

from civic.core.accounts.models import Account
from civic.core.notices.actions import choose
from civic.core.notices.kinds import kinds
from civic.core.notices.models import Mailing
from civic.core.notices.queries import choices_of
from civic.errors import NotFound
from civic.extensions import db

DIGEST = "digest"


@dataclass(frozen=True)
class Subscription:
    """Whose mail, and of which kind; DIGEST stands for all that comes daily."""

    account: Account
    kind: str


def make_token(account_id: int, kind: str) -> str:
    """It does not expire: mail is kept for years."""
    return _signer().dumps([account_id, kind])


def read(token: str) -> Subscription:
    """What the token was made for.

    Raises:
        NotFound: it is not ours, or the person or the kind is gone.
    """
    try:
        account_id, kind = _signer().loads(token)
    except BadData as error:
        raise NotFound from error
    account = db.session.get(Account, account_id)
    if account is None or account.erased_at or kind not in {DIGEST, *kinds()}:
        raise NotFound
    return Subscription(account, kind)


def label(subscription: Subscription) -> str:
    """What ends, in words."""
    return _("The daily summary") if subscription.kind == DIGEST else str(kinds()[subscription.kind].label)


def unsubscribe(subscription: Subscription) -> None:
    """From now on in the portal only."""
    account, kind = subscription.account, subscription.kind
    ending = [kind]
    if kind == DIGEST:
        ending = [name for name, mailing in choices_of(account.id).items() if mailing == Mailing.DAILY]
    choose(account, dict.fromkeys(ending, Mailing.NONE.value))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="notices.unsubscribe")
