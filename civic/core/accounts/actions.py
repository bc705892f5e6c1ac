"""Everything that a person changes about their own account.

Answers, and the time they take, are the same whether or not an account exists: until a code has shown whose contact
it is, no account is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, select

from civic.core.accounts import codes, limits, sessions
from civic.core.accounts.browsers import Browser
from civic.core.accounts.codes import Purpose, Waiting
from civic.core.accounts.contacts import Contact, parse_contact
from civic.core.accounts.models import Account, Credential, CredentialKind, Identity
from civic.core.accounts.names import clean_name
from civic.core.accounts.passwords import check_password, hash_password, is_outdated, verify_password
from civic.core.audit import record
from civic.core.db.transactions import taken, transaction
from civic.core.db.types import utcnow
from civic.core.mail import send
from civic.errors import Invalid, NotFound, gather
from civic.extensions import db


@dataclass(frozen=True)
class SignedIn:
    """A session that was opened: hand `token` to `sessions.remember`."""

    account: Account
    token: str
    is_new: bool = False


def begin_sign_in(contact_text: str, browser: Browser, name: str | None = None, password: str | None = None) -> Contact:
    """Send a six-digit code with which this browser, and no other, can sign in or register.

    Asked again within a minute nothing is sent twice (`resend_wait_s` says when it will be). `name` and `password`
    wait with the code for an account that does not exist yet; an existing one keeps its own.

    Raises:
        Invalid: at `contact`, `name` or `password`; all that is wrong at once.
        TooMany: for this contact from here.
    """
    contact: Contact
    name, contact, _checked = gather(
        lambda: clean_name(name) if name is not None else "",
        lambda: parse_contact(contact_text),
        lambda: check_password(password, name or "", contact_text) if password else None,
    )
    waiting = Waiting(name, hash_password(password) if password else "")
    if codes.wait_s(contact.value, browser, Purpose.SIGN_IN):
        with transaction():
            codes.note(contact.value, browser, Purpose.SIGN_IN, waiting)
    else:
        _send_sign_in_code(contact, browser, waiting)
    return contact


def send_again(contact_text: str, browser: Browser) -> None:
    """Send another code for what this browser has begun; within a minute of the last one nothing is sent."""
    contact = parse_contact(contact_text)
    if not codes.wait_s(contact.value, browser, Purpose.SIGN_IN):
        _send_sign_in_code(contact, browser, None)


def resend_wait_s(contact_text: str, browser: Browser) -> int:
    """Seconds until `begin_sign_in` sends another message to this contact; 0: at once."""
    return codes.wait_s(parse_contact(contact_text).value, browser, Purpose.SIGN_IN)


def finish_sign_in(contact_text: str, code: str, browser: Browser, name: str | None = None) -> SignedIn:
    """Open a session by code; a contact that nobody has becomes a new account, without a password unless one waits.

    Not to be called within another transaction: a wrong try must count whatever becomes of the rest.

    Raises:
        Invalid: at `code` when it is wrong, used, expired or asked for in another browser (which is not said);
            at `name` when the account is new and no name was told: the code stays good.
    """
    contact = parse_contact(contact_text)
    limits.before_code(browser)
    wrong = Invalid("code", _("This code is not right or no longer good. Check it, or ask for a new one."))
    with transaction():
        right = codes.try_code(contact.value, browser, Purpose.SIGN_IN, code)
    if right is None:
        raise wrong
    with transaction():
        if not codes.use_up(contact.value, browser, Purpose.SIGN_IN):
            raise wrong
        account, is_new = _owner(contact, name, right, browser)
        record(account, "account.registered" if is_new else "account.signed_in", account)
        return SignedIn(account, sessions.open_session(account, browser, by_code=True), is_new)


def sign_in(contact_text: str, password: str, browser: Browser) -> SignedIn:
    """Open a session by password.

    Raises:
        Invalid: contact and password do not fit (which of the two is not said).
        TooMany: for this contact from here.
    """
    contact = parse_contact(contact_text)
    limits.before_password(contact, browser)
    stored = db.session.execute(
        select(Identity.account_id, Credential.id, Credential.secret)
        .outerjoin(
            Credential,
            and_(Credential.account_id == Identity.account_id, Credential.kind == CredentialKind.PASSWORD),
        )
        .where(_is(contact))
    ).one_or_none()
    right = verify_password(stored.secret if stored else None, password)
    hashed = hash_password(password) if right and stored and is_outdated(stored.secret) else None
    with transaction():
        account = db.session.get(Account, stored.account_id) if right and stored else None
        if account is not None and account.is_active:
            if hashed:
                _keep_password(account, hashed)
            record(account, "account.signed_in", account)
            return SignedIn(account, sessions.open_session(account, browser))
        record(None, "account.sign_in_failed", account=stored.account_id if stored else None)
    raise Invalid("password", _("Contact and password do not fit. Check both, or sign in with a code."))


def sign_out(actor: Account | None, token: str | None) -> None:
    """End the session of this token."""
    with transaction():
        if token:
            sessions.revoke(sessions.digest(token))
        record(actor, "account.signed_out", actor)


def set_password(actor: Account, current: str, password: str, browser: Browser) -> str:
    """Set a password, knowing the old one or just signed in by code; every session ends.

    Returns the token of a new session for this browser. Raises Invalid at `current` or `password`.
    """
    if actor.password and not sessions.is_fresh_by_code(actor):
        limits.before_password(parse_contact(actor.contact), browser)
        if not verify_password(actor.password.secret, current):
            raise Invalid("current", _("This is not your present password."))
    check_password(password, actor.name, *(identity.value for identity in actor.identities))
    hashed = hash_password(password)
    with transaction():
        _keep_password(actor, hashed)
        sessions.revoke_all(actor)
        record(actor, "account.password_changed", actor)
        return sessions.open_session(actor, browser)


def update_profile(actor: Account, name: str, locale: str) -> None:
    """Change the name shown and the language of messages."""
    name = clean_name(name, official=bool(actor.grants))
    with transaction():
        actor.name, actor.locale = name, locale
        record(actor, "account.updated", actor)


def revoke_session(actor: Account, session_id: int) -> None:
    """End one of one's own sessions."""
    with transaction():
        if not sessions.revoke_own(actor, session_id):
            raise NotFound
        record(actor, "account.session_ended", actor, session=session_id)


def create_account(
    name: str, contact_text: str, password: str | None = None, *, locale: str = "id", is_demo: bool = False
) -> Account:
    """Add a confirmed account without a code: for the command line, invitations and the demonstration city."""
    contact = parse_contact(contact_text)
    if password is not None:
        check_password(password)
    hashed = hash_password(password) if password is not None else ""
    name = clean_name(name, official=True)
    with taken("contact", _("There is an account with this contact already.")), transaction():
        if find_account(contact) is not None:
            raise Invalid("contact", _("There is an account with this contact already."))
        account = _add(contact, name, locale, is_demo=is_demo)
        if hashed:
            _keep_password(account, hashed)
        db.session.flush()
        record(None, "account.created", account)
        return account


def find_account(contact: Contact) -> Account | None:
    """The account whose confirmed contact this is; by the unique index."""
    return db.session.scalar(select(Account).join(Account.identities).where(_is(contact)))


def _send_sign_in_code(contact: Contact, browser: Browser, waiting: Waiting | None) -> None:
    limits.before_message(contact, browser)
    with transaction():
        if code := codes.make_code(contact.value, browser, Purpose.SIGN_IN, waiting):
            reason = _("Use it to sign in or to finish your registration. If you did not ask for it, do nothing.")
            send_code(contact.value, code, reason)
            record(None, "account.code_sent")


def send_code(to: str, code: str, reason: str) -> None:
    """Put a code on its way, within the caller's transaction, in the language of whoever asks for it."""
    body = _("Your code is %(code)s. It is good for 15 minutes.", code=code)
    send(to, _("Your code: %(code)s", code=code), f"{body}\n\n{reason}\n", not_after=utcnow() + codes.LIFETIME)


def _is(contact: Contact) -> ColumnElement[bool]:
    return and_(Identity.kind == contact.kind, Identity.value == contact.value, Identity.verified_at.is_not(None))


def _owner(contact: Contact, name: str | None, right: Waiting, browser: Browser) -> tuple[Account, bool]:
    """The account of a contact that was just proved, made where there is none; whether it is new."""
    identity = db.session.scalar(select(Identity).where(Identity.kind == contact.kind, Identity.value == contact.value))
    if identity is not None and identity.verified_at is not None:
        if not identity.account.is_active:
            raise Invalid("code", _("This account is switched off. Write to the city if you think it should not be."))
        return identity.account, False
    name = name or right.name
    if identity is None:
        account = _add(contact, clean_name(name), browser.locale)
    else:  # invited, or filled in once and never proved: of that nothing is kept
        account = identity.account
        is_invited = bool(account.grants)
        account.name = clean_name(name or (account.name if is_invited else ""), official=is_invited)
        identity.verified_at, account.locale = utcnow(), browser.locale
        account.credentials.clear()
        sessions.revoke_all(account)
    db.session.flush()
    if right.secret:
        _keep_password(account, right.secret)
    return account, True


def _add(contact: Contact, name: str, locale: str, *, is_demo: bool = False) -> Account:
    identity = Identity(kind=contact.kind, value=contact.value, verified_at=utcnow())
    account = Account(name=name, locale=locale, is_demo=is_demo, identities=[identity])
    db.session.add(account)
    return account


def _keep_password(account: Account, hashed: str) -> None:
    if account.password:
        account.password.secret = hashed
    else:
        account.credentials.append(Credential(secret=hashed))
