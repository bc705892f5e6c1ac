"""Everything that changes an account. Answers are the same whether or not an account exists."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select

from civic.core import throttle
from civic.core.accounts import sessions
from civic.core.accounts.codes import Purpose, make_code, use_code
from civic.core.accounts.contacts import Contact, parse_contact
from civic.core.accounts.models import Account, RoleGrant
from civic.core.accounts.passwords import check_password, hash_password, is_outdated, verify_password
from civic.core.accounts.permissions import AccountPermission
from civic.core.agencies.models import Agency
from civic.core.audit import record
from civic.core.db.transactions import transaction
from civic.core.db.types import utcnow
from civic.core.mail import send
from civic.core.permissions import require
from civic.core.text import check_length, clean_line, is_blank
from civic.errors import Invalid, NotFound
from civic.extensions import db
from civic.modules import Role

HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)


def register(name: str, contact_text: str, password: str, locale: str, address: str) -> Contact:
    """Add an unverified account and send a code; whoever has one already gets told so by message.

    Raises:
        Invalid: at `name`, `contact` or `password`.
        TooMany: for this address or contact.
    """
    contact = parse_contact(contact_text)
    name = clean_name(name)
    check_password(password)
    throttle.hit_now(f"register:{address}", 20, HOUR)
    throttle.hit_now(f"code:{contact.value}", 5, HOUR)
    hashed = hash_password(password)
    with transaction():
        account = find_account(contact)
        if account is not None and account.verified_at is not None:
            _tell_owner(account)
            return contact
        if account is None:
            account = Account(email=contact.email, phone=contact.phone, name=name, password_hash=hashed)
            db.session.add(account)
        account.name, account.password_hash, account.locale = name, hashed, locale
        db.session.flush()
        _send_code(account, Purpose.VERIFY)
        record(None, "account.registered", account)
        return contact


def verify(contact_text: str, code: str, address: str, user_agent: str) -> str:
    """Confirm a contact by its code; returns the token of a new session. Raises Invalid at `code`."""
    contact = parse_contact(contact_text)
    throttle.hit_now(f"try-code:{address}", 30, QUARTER)
    account = None
    with transaction():
        account = find_account(contact)
        right = use_code(account, Purpose.VERIFY, code)
        if right and account is not None:
            account.verified_at = utcnow()
            record(account, "account.verified", account)
            return sessions.open_session(account, user_agent)
    raise Invalid("code", _("This code is not right or no longer good. Check it, or ask for a new one."))


def sign_in(contact_text: str, password: str, address: str, user_agent: str) -> str:
    """Open a session; returns its token.

    Raises:
        Invalid: contact and password do not fit (which of the two is not said).
        TooMany: for this contact or address.
    """
    contact = parse_contact(contact_text)
    throttle.hit_now(f"sign-in:{contact.value}", 10, QUARTER)
    throttle.hit_now(f"sign-in-from:{address}", 100, QUARTER)
    stored = db.session.execute(
        select(Account.id, Account.password_hash).where(_is(contact), Account.verified_at.is_not(None))
    ).one_or_none()
    right = verify_password(stored.password_hash if stored else None, password)
    with transaction():
        account = db.session.get(Account, stored.id) if stored else None
        if not right or account is None or not account.is_active:
            record(account, "account.sign_in_failed", account)
        else:
            if is_outdated(account.password_hash):
                account.password_hash = hash_password(password)
            record(account, "account.signed_in", account)
            return sessions.open_session(account, user_agent)
    raise Invalid("password", _("Contact and password do not fit. Check both, or set a new password."))


def sign_out(actor: Account | None, token: str | None) -> None:
    """End the session of this token."""
    with transaction():
        if token:
            sessions.revoke(sessions.digest(token))
        record(actor, "account.signed_out", actor)


def request_reset(contact_text: str, address: str) -> Contact:
    """Send a code with which a new password can be set, if there is such an account."""
    contact = parse_contact(contact_text)
    throttle.hit_now(f"register:{address}", 20, HOUR)
    throttle.hit_now(f"code:{contact.value}", 5, HOUR)
    with transaction():
        account = find_account(contact)
        if account is not None and account.verified_at is not None:
            _send_code(account, Purpose.RESET)
            record(None, "account.reset_requested", account)
    return contact


def reset_password(contact_text: str, code: str, password: str, address: str) -> None:
    """Set a new password by code; every session ends. Raises Invalid at `code` or `password`."""
    contact = parse_contact(contact_text)
    check_password(password)
    throttle.hit_now(f"try-code:{address}", 30, QUARTER)
    hashed = hash_password(password)
    with transaction():
        account = find_account(contact)
        right = use_code(account, Purpose.RESET, code)
        if right and account is not None:
            account.password_hash = hashed
            sessions.revoke_all(account)
            record(account, "account.password_reset", account)
            return
    raise Invalid("code", _("This code is not right or no longer good. Check it, or ask for a new one."))


def change_password(actor: Account, current: str, password: str) -> None:
    """Set a new password, knowing the old one; every session ends, the caller opens a new one."""
    throttle.hit_now(f"sign-in:{actor.email or actor.phone}", 10, QUARTER)
    if not verify_password(actor.password_hash, current):
        raise Invalid("current", _("This is not your present password."))
    check_password(password)
    hashed = hash_password(password)
    with transaction():
        actor.password_hash = hashed
        sessions.revoke_all(actor)
        record(actor, "account.password_changed", actor)


def update_profile(actor: Account, name: str, locale: str) -> None:
    """Change the name shown and the language of messages."""
    with transaction():
        actor.name, actor.locale = clean_name(name), locale
        record(actor, "account.updated", actor)


def revoke_session(actor: Account, session_id: int) -> None:
    """End one of one's own sessions."""
    with transaction():
        if not sessions.revoke_own(actor, session_id):
            raise NotFound
        record(actor, "account.session_ended", actor, session=session_id)


def grant_role(actor: Account | None, account: Account, role: Role, agency: Agency | None) -> None:
    """Give a role; without an actor it is the command line of whoever runs the portal."""
    with transaction():
        if actor is not None:
            require(actor, AccountPermission.ADMINISTER)
        if role is Role.RESIDENT or (agency is None) != (role is Role.ADMINISTRATOR):
            raise Invalid("agency", _("This role is held within an agency; only administrators are city-wide."))
        agency_id = agency.id if agency else None
        if not any(grant.role is role and grant.agency_id == agency_id for grant in account.grants):
            account.grants.append(RoleGrant(role=role, agency_id=agency_id))
            db.session.flush()
            record(actor, "role.granted", account, role=role.value, agency=agency_id)


def revoke_role(actor: Account, grant_id: int) -> None:
    """Take a role away."""
    with transaction():
        require(actor, AccountPermission.ADMINISTER)
        grant = db.session.get(RoleGrant, grant_id)
        if grant is None:
            raise NotFound
        record(actor, "role.revoked", grant.account, role=grant.role.value, agency=grant.agency_id)
        db.session.delete(grant)


def create_account(
    name: str, contact_text: str, password: str, *, locale: str = "id", is_demo: bool = False
) -> Account:
    """Add a verified account without a code: for the command line and the demonstration city."""
    contact = parse_contact(contact_text)
    check_password(password)
    hashed = hash_password(password)
    with transaction():
        if find_account(contact) is not None:
            raise Invalid("contact", _("There is an account with this contact already."))
        account = Account(
            email=contact.email,
            phone=contact.phone,
            name=clean_name(name),
            password_hash=hashed,
            locale=locale,
            verified_at=utcnow(),
            is_demo=is_demo,
        )
        db.session.add(account)
        db.session.flush()
        record(None, "account.created", account)
        return account


def find_account(contact: Contact) -> Account | None:
    """The account of a contact; by the unique index on e-mail or phone."""
    return db.session.scalar(select(Account).where(_is(contact)))


def clean_name(name: str) -> str:
    """The name in one line; raises Invalid at `name`."""
    check_length("name", name, 1_000, stated=80)
    name = clean_line(name)
    if is_blank(name):
        raise Invalid("name", _("Tell us the name to show beside your comments."))
    check_length("name", name, 80)
    return name


def _is(contact: Contact) -> ColumnElement[bool]:
    return Account.email == contact.email if contact.email else Account.phone == contact.phone


def _send_code(account: Account, purpose: Purpose) -> None:
    code = make_code(account, purpose)
    with force_locale(account.locale):
        subject = _("Your code: %(code)s", code=code)
        reason = (
            _("Use it to finish your registration.")
            if purpose is Purpose.VERIFY
            else _("Use it to set a new password. If you did not ask for it, do nothing.")
        )
        body = _("Your code is %(code)s. It is good for 15 minutes.", code=code) + "\n\n" + reason + "\n"
    send(account.email or account.phone or "", subject, body)


def _tell_owner(account: Account) -> None:
    with force_locale(account.locale):
        subject = _("You already have an account")
        body = _(
            "Somebody, probably you, tried to register with this contact. You have an account already: "
            "sign in, or set a new password if you have forgotten it."
        )
    send(account.email or account.phone or "", subject, body + "\n")
