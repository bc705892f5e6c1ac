"""What administrators do with other people's accounts."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from civic.core.accounts import sessions
from civic.core.accounts.actions import find_account
from civic.core.accounts.contacts import Contact, parse_contact
from civic.core.accounts.models import Account, Identity, RoleGrant
from civic.core.accounts.names import clean_name
from civic.core.agencies.models import Agency
from civic.core.audit import record
from civic.core.db.transactions import taken, transaction
from civic.core.db.types import utcnow
from civic.core.mail import send
from civic.core.people.permissions import AccountPermission
from civic.core.permissions import require
from civic.core.settings.values import get
from civic.errors import Conflict, Invalid, NotFound, gather
from civic.extensions import db
from civic.modules import Role
from civic.web import site_name


def grant_role(actor: Account | None, account: Account, role: Role, agency: Agency | None) -> None:
    """Give a role; without an actor it is the command line of whoever runs the portal."""
    with transaction():
        if actor is not None:
            require(actor, AccountPermission.ADMINISTER)
        if agency is not None and agency.retired_at is not None:
            raise Invalid("agency", _("This agency is retired."))
        if role is Role.RESIDENT or (agency is None) != (role is Role.ADMINISTRATOR):
            raise Invalid("agency", _("This role is held within an agency; only administrators are city-wide."))
        agency_id = agency.id if agency else None
        if not any(grant.role is role and grant.agency_id == agency_id for grant in account.grants):
            account.grants.append(RoleGrant(role=role, agency_id=agency_id))
            db.session.flush()
            record(actor, "role.granted", account, role=role.value, agency=agency_id)


def invite(actor: Account, name: str, contact_text: str, role: Role, agency: Agency | None, link: str) -> Account:
    """Write to somebody that they are expected, with a role that is theirs once they sign in with this contact.

    `link` leads to signing in by code: whoever reads that mailbox proves it then, so the link is no secret.

    Raises:
        Invalid: at `name`, `contact` or `agency`; somebody who has an account is given a role instead.
    """
    contact: Contact
    name, contact = gather(lambda: clean_name(name, official=True), lambda: parse_contact(contact_text))
    with taken("contact", _("There is an account with this contact already.")), transaction():
        require(actor, AccountPermission.ADMINISTER)
        if find_account(contact) is not None:
            raise Invalid("contact", _("There is an account with this contact already."))
        identity = db.session.scalar(
            select(Identity).where(Identity.kind == contact.kind, Identity.value == contact.value)
        )
        account = identity.account if identity else Account(name=name)
        if identity is None:
            account.identities.append(Identity(kind=contact.kind, value=contact.value))
            db.session.add(account)
        account.name = name
        db.session.flush()
        grant_role(actor, account, role, agency)
        text = _(
            "%(who)s invites you to work on %(portal)s. Open %(link)s, give this address and choose to be sent a code; "
            "no password is needed.",
            who=actor.name,
            portal=site_name(get("portal_name"), get("city_name")),
            link=link,
        )
        send(contact.value, _("You are invited to %(portal)s", portal=get("portal_name")), text + "\n")
        record(actor, "account.invited", account, role=role.value, agency=agency.id if agency else None)
        return account


def disable(actor: Account, account: Account) -> None:
    """Switch an account off: its sessions end, nobody signs in with it. The last administrator stays."""
    with transaction():
        require(actor, AccountPermission.ADMINISTER)
        if account.disabled_at is not None:
            return
        if account.id == actor.id:
            raise Conflict(_("You cannot switch your own account off."))
        keep_an_administrator(account)
        account.disabled_at = utcnow()
        sessions.revoke_all(account)
        record(actor, "account.disabled", account)


def enable(actor: Account, account: Account) -> None:
    """Let an account in again."""
    with transaction():
        require(actor, AccountPermission.ADMINISTER)
        if account.disabled_at is not None:
            account.disabled_at = None
            record(actor, "account.enabled", account)


def end_sessions(actor: Account, account: Account) -> None:
    """Sign somebody out everywhere."""
    with transaction():
        require(actor, AccountPermission.ADMINISTER)
        sessions.revoke_all(account)
        record(actor, "account.sessions_ended", account)


def revoke_role(actor: Account, grant_id: int) -> None:
    """Take a role away; the last administrator keeps theirs."""
    with transaction():
        require(actor, AccountPermission.ADMINISTER)
        grant = db.session.get(RoleGrant, grant_id)
        if grant is None:
            raise NotFound
        if grant.role is Role.ADMINISTRATOR:
            keep_an_administrator(grant.account)
        record(actor, "role.revoked", grant.account, role=grant.role.value, agency=grant.agency_id)
        grant.account.grants.remove(grant)


def keep_an_administrator(leaving: Account) -> None:
    """Raise Conflict when without `leaving` nobody could administer the portal. Within the caller's transaction."""
    # The rows are locked where the database can: of two that leave at once, the second sees the first gone.
    others = db.session.scalars(
        select(RoleGrant.account_id)
        .join(RoleGrant.account)
        .where(RoleGrant.role == Role.ADMINISTRATOR, Account.disabled_at.is_(None), Account.erased_at.is_(None))
        .with_for_update()
    ).all()
    if set(others) == {leaving.id}:
        raise Conflict(_("This is the last administrator. Give the role to somebody else first."))
