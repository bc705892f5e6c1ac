"""Leaving: everything that tells who somebody is goes; what they said stays without a name, or goes too."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import delete

from civic.core.accounts import codes, limits
from civic.core.accounts.actions import send_code
from civic.core.accounts.browsers import Browser
from civic.core.accounts.codes import Purpose
from civic.core.accounts.contacts import parse_contact
from civic.core.accounts.models import Account, UserSession, VerificationCode
from civic.core.accounts.passwords import verify_password
from civic.core.audit import record
from civic.core.db.transactions import transaction
from civic.core.db.types import utcnow
from civic.core.people.actions import keep_an_administrator
from civic.errors import Invalid
from civic.extensions import db
from civic.modules import registry


def ask_for_erasure(actor: Account, browser: Browser) -> None:
    """Send the code with which somebody without a password confirms that they leave."""
    contact = parse_contact(actor.contact)
    if codes.wait_s(contact.value, browser, Purpose.ERASE):
        return
    limits.before_message(contact, browser)
    with transaction():
        if code := codes.make_code(contact.value, browser, Purpose.ERASE):
            send_code(contact.value, code, _("Use it to delete your account. If you did not ask for it, do nothing."))
            record(actor, "account.code_sent", actor)


def erase_account(actor: Account, proof: str, browser: Browser, keep: Collection[str] = ()) -> None:
    """Delete one's own account.

    Identities, credentials, roles, sessions and the name go; the row stays, so that what is counted by people stays
    counted. Of what modules keep, the parts named in `keep` stay without a name, where the module allows it.

    Args:
        proof: the password, or the code of `ask_for_erasure` where there is none.

    Raises:
        Invalid: at `proof`.
        Conflict: the last administrator stays.
    """
    _check_proof(actor, proof, browser)
    with transaction():
        keep_an_administrator(actor)
        for part in registry().personal_data:
            if part.keep is not None and part.name in keep:
                part.keep(actor.id)
            else:
                part.erase(actor.id)
        contacts = [identity.value for identity in actor.identities]
        db.session.execute(delete(VerificationCode).where(VerificationCode.contact.in_(contacts)))
        db.session.execute(delete(UserSession).where(UserSession.account_id == actor.id))
        actor.name, actor.erased_at = "", utcnow()
        for things in (actor.identities, actor.credentials, actor.grants):
            things.clear()
        record(actor, "account.erased", actor, kept=sorted(keep))


def _check_proof(actor: Account, proof: str, browser: Browser) -> None:
    contact = parse_contact(actor.contact)
    if actor.password is not None:
        limits.before_password(contact, browser)
        if not verify_password(actor.password.secret, proof):
            raise Invalid("proof", _("This is not your present password."))
        return
    limits.before_code(browser)
    with transaction():
        right = codes.try_code(contact.value, browser, Purpose.ERASE, proof)
    if right is None:
        raise Invalid("proof", _("This code is not right or no longer good. Check it, or ask for a new one."))
