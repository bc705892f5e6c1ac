"""Contacts as they are typed and as they are kept."""

from __future__ import annotations

import pytest
from flask import Flask

from civic.core.accounts.contacts import masked, parse_contact
from civic.core.accounts.models import IdentityKind
from civic.errors import Invalid

LONGEST = f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 53}.example"


@pytest.mark.parametrize(
    ("typed", "kind", "kept"),
    [
        (" Siti@Contoh.example ", IdentityKind.EMAIL, "siti@contoh.example"),
        ("0812-3456-7890", IdentityKind.PHONE, "+6281234567890"),
        (LONGEST, IdentityKind.EMAIL, LONGEST),
    ],
)
def test_a_contact_is_kept_in_one_form(app: Flask, typed: str, kind: IdentityKind, kept: str) -> None:
    assert len(LONGEST) == 254
    contact = parse_contact(typed)
    assert (contact.kind, contact.value) == (kind, kept)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "siti",
        LONGEST.replace("@", "a@"),
        "+44 7400 123456",  # a good mobile number, of another country
        "+65 8123 4567",
        "021 5552000",  # of this country, and no mobile
        "0812 34",
    ],
)
def test_what_reaches_nobody_is_refused(app: Flask, typed: str) -> None:
    with pytest.raises(Invalid):
        parse_contact(typed)


@pytest.mark.parametrize(
    ("contact", "shown"), [("siti@contoh.example", "s***@contoh.example"), ("+6281234567890", "+62812****890")]
)
def test_a_contact_is_shown_so_that_only_its_owner_knows_it(contact: str, shown: str) -> None:
    assert masked(contact) == shown
