"""How often somebody may try, so that guessing is slow and nobody can lock another out.

Attempts are counted for contact and place together: the browser where its owner signed in before, else the network
address. What strangers try at a contact from everywhere is bounded too, but more widely than one address can reach,
and never counts against a browser that is known.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import exists, select

from civic.core import throttle
from civic.core.accounts.browsers import Browser
from civic.core.accounts.contacts import Contact
from civic.core.accounts.models import Identity, UserSession
from civic.extensions import db

QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)
STRANGERS_PASSWORDS, STRANGERS_MESSAGES = 300, 60  # a day, at one contact, from browsers it does not know


def before_password(contact: Contact, browser: Browser) -> None:
    """Count an attempt with a password; raises TooMany."""
    throttle.hit_now(f"password-from:{browser.address}", 100, QUARTER)
    known = _count(f"password:{contact.value}", contact, browser, 10, QUARTER)
    if not known:
        throttle.hit_now(f"password-day:{contact.value}:{browser.address}", 50, DAY)
        throttle.hit_now(f"password-strangers:{contact.value}", STRANGERS_PASSWORDS, DAY)


def before_message(contact: Contact, browser: Browser) -> None:
    """Count a code sent; raises TooMany."""
    throttle.hit_now(f"code-from:{browser.address}", 30, QUARTER)
    known = _count(f"code:{contact.value}", contact, browser, 10, DAY)
    if not known:
        throttle.hit_now(f"code-strangers:{contact.value}", STRANGERS_MESSAGES, DAY)


def before_code(browser: Browser) -> None:
    """Count a code typed in; raises TooMany. Each code bounds its own tries besides."""
    throttle.hit_now(f"try-code:{browser.address}", 60, QUARTER)


def _count(act: str, contact: Contact, browser: Browser, limit: int, window: timedelta) -> bool:
    """Count at the place; whether the browser is one of the contact's own."""
    known = _is_known(contact, browser)
    throttle.hit_now(f"{act}:{browser.hash if known else browser.address}", limit, window)
    return known


def _is_known(contact: Contact, browser: Browser) -> bool:
    """Whether the contact's owner has signed in with this browser before. By the index on the device."""
    sessions = exists().where(
        UserSession.device_hash == browser.hash,
        UserSession.account_id == Identity.account_id,
        Identity.kind == contact.kind,
        Identity.value == contact.value,
        Identity.verified_at.is_not(None),
    )
    return bool(db.session.scalar(select(sessions)))
