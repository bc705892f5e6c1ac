"""E-mail addresses and Indonesian mobile numbers, as people type them and as they are kept."""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

from civic.core.accounts.models import IdentityKind
from civic.core.text import clean_line
from civic.errors import Invalid

# Longer ones exist in no standard; and bringing a long text into its normal form costs time squared.
MAX_LENGTH = 254


@dataclass(frozen=True)
class Contact:
    """Where a person is reached: a normalised address, or a number in E.164."""

    kind: IdentityKind
    value: str


def parse_contact(text: str, field: str = "contact") -> Contact:
    """What was typed as an e-mail address or mobile number; raises Invalid at `field`."""
    looks_like_mail = "@" in text
    text = clean_line(text) if len(text) <= MAX_LENGTH else ""
    value = _email(text) if looks_like_mail else _phone(text)
    if value is None and looks_like_mail:
        raise Invalid(field, _("This e-mail address is not valid. Example: nama@contoh.id"))
    if value is None:
        raise Invalid(field, _("Give an e-mail address or an Indonesian mobile number, such as 0812 3456 7890."))
    return Contact(IdentityKind.EMAIL if looks_like_mail else IdentityKind.PHONE, value)


def masked(contact: str) -> str:
    """Enough of it to be recognised by its owner: s***@contoh.id, +62812****890."""
    if "@" in contact:
        name, _at, host = contact.partition("@")
        return f"{name[:1]}***@{host}"
    return f"{contact[:6]}****{contact[-3:]}"


def _email(text: str) -> str | None:
    """The address with its domain in ASCII: an international one is kept as mail servers write it (xn--…)."""
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return f"{found.ascii_local_part}@{found.ascii_domain}".lower()


def _phone(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, "ID")
    except phonenumbers.NumberParseException:
        return None
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if (
        number.country_code != 62
        or not phonenumbers.is_valid_number(number)
        or phonenumbers.number_type(number) not in kinds
    ):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
