"""Adding, changing and retiring agencies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from civic.core.accounts.models import Account
from civic.core.agencies.models import Agency
from civic.core.agencies.permissions import AgencyPermission
from civic.core.audit import record
from civic.core.db.transactions import taken, transaction
from civic.core.db.types import utcnow
from civic.core.permissions import require
from civic.core.text import check_length, clean_line, is_blank
from civic.errors import Invalid, gather
from civic.extensions import db


@dataclass(frozen=True)
class AgencyText:
    """What is told of an agency."""

    code: str
    name: str
    short_name: str
    needs_second_person: bool = False


def add_agency(actor: Account, text: AgencyText) -> Agency:
    """Add an agency; raises Invalid at `code`, `name` or `short_name`."""
    with taken("code", _("Another agency has this code.")), transaction():
        require(actor, AgencyPermission.MANAGE)
        agency = Agency(**_checked(text, None))
        db.session.add(agency)
        db.session.flush()
        record(actor, "agency.created", agency, code=agency.code)
        return agency


def update_agency(actor: Account, agency: Agency, text: AgencyText) -> None:
    """Change what is told of an agency."""
    with taken("code", _("Another agency has this code.")), transaction():
        require(actor, AgencyPermission.MANAGE)
        for name, value in _checked(text, agency).items():
            setattr(agency, name, value)
        record(actor, "agency.updated", agency, needs_second_person=agency.needs_second_person)


def retire_agency(actor: Account, agency: Agency) -> None:
    """Let nothing new be made in its name; what it owns stays, and its people keep their roles over it."""
    with transaction():
        require(actor, AgencyPermission.MANAGE)
        if agency.retired_at is None:
            agency.retired_at = utcnow()
            record(actor, "agency.retired", agency)


def restore_agency(actor: Account, agency: Agency) -> None:
    """Bring a retired agency back."""
    with transaction():
        require(actor, AgencyPermission.MANAGE)
        if agency.retired_at is not None:
            agency.retired_at = None
            record(actor, "agency.restored", agency)


def _checked(text: AgencyText, present: Agency | None) -> dict[str, Any]:
    code, name, short = gather(
        lambda: _code(text.code, present),
        lambda: _line("name", text.name, 200),
        lambda: _line("short_name", text.short_name, 60),
    )
    return {"code": code, "name": name, "short_name": short, "needs_second_person": text.needs_second_person}


def _code(code: str, present: Agency | None) -> str:
    code = code.strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", code, re.ASCII):
        raise Invalid("code", _("Use small letters, digits and hyphens, at most 40."))
    other = db.session.scalar(select(Agency.id).where(Agency.code == code))
    if other is not None and (present is None or other != present.id):
        raise Invalid("code", _("Another agency has this code."))
    return code


def _line(field: str, text: str, max_length: int) -> str:
    check_length(field, text, max_length * 4, stated=max_length)
    text = clean_line(text)
    if is_blank(text):
        raise Invalid(field, _("This field is required."))
    check_length(field, text, max_length)
    return text
