"""What administrators do with other people's accounts."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from civic.core.accounts.models import Account, RoleGrant
from civic.core.agencies.models import Agency
from civic.core.audit import record
from civic.core.db.transactions import transaction
from civic.core.people.permissions import AccountPermission
from civic.core.permissions import require
from civic.errors import Conflict, Invalid, NotFound
from civic.extensions import db
from civic.modules import Role


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
