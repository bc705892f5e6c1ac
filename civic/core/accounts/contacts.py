"""E-mail addresses and Indonesian mobile numbers, as people type them and as they are kept."""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

from civic.core.text import clean_line
from civic.errors import Invalid


@dataclass(frozen=True)
class Contact:
    """One of the two is set: a normalised address, or a number in E.164."""

    email: str | None = None
    phone: str | None = None

    @property
    def value(self) -> str:
        return self.email or self.phone or ""


def parse_contact(text: str, field: str = "contact") -> Contact:
    """What was typed as an e-mail address or mobile number; raises Invalid at `field`."""
    text = clean_line(text[:1_000])[:320]
    if "@" in text:
        try:
            return Contact(email=validate_email(text, check_deliverability=False).normalized.lower())
        except EmailNotValidError:
            message = _("This does not look like an e-mail address. Example: nama@contoh.id")
            raise Invalid(field, message) from None
    try:
        number = phonenumbers.parse(text, "ID")
    except phonenumbers.NumberParseException:
        number = None
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if (
        number is None
        or number.country_code != 62
        or not phonenumbers.is_valid_number(number)
        or phonenumbers.number_type(number) not in kinds
    ):
        raise Invalid(field, _("Give an e-mail address or an Indonesian mobile number, such as 0812 3456 7890."))
    return Contact(phone=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def masked(contact: str) -> str:
    """Enough of it to be recognised by its owner: s***@contoh.id, +62812****890."""
    if "@" in contact:
        name, _at, host = contact.partition("@")
        return f"{name[:1]}***@{host}"
    return f"{contact[:6]}****{contact[-3:]}"
