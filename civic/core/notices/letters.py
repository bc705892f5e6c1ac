"""The words of a mail: what happened, where to read on, why it comes and how it ends, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import current_app
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from civic.config import settings
from civic.core.accounts.models import Account, IdentityKind
from civic.core.notices.kinds import Said, kinds, say
from civic.core.notices.models import Notice
from civic.core.notices.unsubscribing import DIGEST, make_token
from civic.core.settings import get

LOCAL = "http://localhost:8000"  # where nobody said how the portal is reached, it is reached from this machine only


@dataclass(frozen=True)
class Letter:
    """A message that waits for an address."""

    subject: str
    body: str
    headers: Mapping[str, str]


def address(account: Account) -> str:
    """The person's first confirmed e-mail address; empty when there is none."""
    return next((i.value for i in account.identities if i.verified_at and i.kind == IdentityKind.EMAIL), "")


def letter(notice: Notice) -> Letter:
    """About one notice."""
    account = notice.account
    with force_locale(account.locale):
        said = say(kinds()[notice.kind], notice.values)
        why = _("You get this because you chose: %(kind)s.", kind=str(kinds()[notice.kind].label))
        return _letter(account, notice.kind, said.title, [_told(said)], why)


def digest_letter(account: Account, notices: Sequence[Notice], total: int) -> Letter:
    """About many; those beyond the first are counted only."""
    with force_locale(account.locale):
        parts = [_told(say(kinds()[notice.kind], notice.values), with_title=True) for notice in notices]
        if more := total - len(notices):
            parts.append(ngettext("and %(num)s more: ", "and %(num)s more: ", more) + _link("notices.index"))
        subject = ngettext("%(num)s notice for you", "%(num)s notices for you", total)
        return _letter(account, DIGEST, subject, parts, _("You get this once a day, because you chose so."))


def _letter(account: Account, kind: str, subject: str, parts: list[str], why: str) -> Letter:
    ending = _link("notices.unsubscribe", token=make_token(account.id, kind))
    footer = [
        "-- ",
        why,
        _("Change what reaches you: %(link)s", link=_link("notices.settings")),
        _("Get no more mail of this kind: %(link)s", link=ending),
    ]
    body = "\n\n".join([*parts, "\n".join(footer)]) + "\n"
    headers = {"List-Unsubscribe": f"<{ending}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Letter(f"{' '.join(subject.split())[:150]} – {get('portal_name')}", body, headers)


def _told(said: Said, *, with_title: bool = False) -> str:
    lines = [said.title if with_title or not said.text else "", said.text, _absolute(said.url) if said.url else ""]
    return "\n".join(line for line in lines if line)


def _link(endpoint: str, **values: str) -> str:
    return _absolute(current_app.url_map.bind("").build(endpoint, values))


def _absolute(path: str) -> str:
    """From the settings only: what a request claims to be its host would stand in other people's mail."""
    return (settings().base_url or LOCAL).rstrip("/") + path
