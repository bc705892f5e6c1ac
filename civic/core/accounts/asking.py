"""Asking for a code once more, from whatever page it is typed into."""

from __future__ import annotations

from flask import flash
from flask_babel import gettext as _
from flask_babel import ngettext

from civic.core.accounts import actions
from civic.core.accounts.browsers import this_browser


def ask_again(contact: str) -> None:
    """Send another code and say so; within a minute of the last one say how long to wait."""
    wait_s = actions.resend_wait_s(contact, this_browser())
    if wait_s:
        flash(ngettext("Wait %(num)s second more.", "Wait %(num)s seconds more.", wait_s), "error")
    else:
        actions.send_again(contact, this_browser())
        flash(_("A new code is on its way."))
