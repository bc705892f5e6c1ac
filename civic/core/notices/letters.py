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
from civic.web import site_name

LOCAL = "http://localhost:8000"  # where nobody said how the portal is reached, it is reached from this machine only


@dataclass(frozen=True)
class Letter:
    """A message that waits for an address: the same words as text and as HTML."""

    subject: str
    body: str
    html: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere; `url` is whole."""

    words: str
    url: str


@dataclass(frozen=True)
class Part:
    """One thing that is told; what is empty is left out."""

    title: str
    text: str = ""
    link: Link | None = None


def address(account: Account) -> str:
    """The person's first confirmed e-mail address; empty when there is none."""
    return next((i.value for i in account.identities if i.verified_at and i.kind == IdentityKind.EMAIL), "")


def letter(notice: Notice) -> Letter:
    """About one notice."""
    account = notice.account
    with force_locale(account.locale):
        said = say(kinds()[notice.kind], notice.values)
        why = _("You get this because you chose: %(kind)s.", kind=str(kinds()[notice.kind].label))
        return _letter(account, notice.kind, said.title, [_part(said)], why)


def digest_letter(account: Account, notices: Sequence[Notice], total: int) -> Letter:
    """About many; those beyond the first are counted only."""
    with force_locale(account.locale):
        parts = [_part(say(kinds()[notice.kind], notice.values)) for notice in notices]
        if more := total - len(notices):
            everything = Link(_("All your notices"), _link("notices.index"))
            parts.append(Part(ngettext("and %(num)s more", "and %(num)s more", more), link=everything))
        subject = ngettext("%(num)s notice for you", "%(num)s notices for you", total)
        return _letter(account, DIGEST, subject, parts, _("You get this once a day, because you chose so."))


def _letter(account: Account, kind: str, subject: str, parts: list[Part], why: str) -> Letter:
    ending = Link(_("Get no more mail of this kind"), _link("notices.unsubscribe", token=make_token(account.id, kind)))
    links = [Link(_("Change what reaches you"), _link("notices.settings")), ending]
    site = Link(site_name(get("portal_name"), get("city_name")), _absolute("/"))
    subject = f"{' '.join(subject.split())[:150]} – {get('portal_name')}"
    # Without the context of a page: the worker has no request.
    template = current_app.jinja_env.get_template("notices/letter.html")
    html = template.render(
        language=account.locale,
        subject=subject,
        site=site,
        colour=get("band_colour"),
        parts=parts,
        why=why,
        links=links,
    )
    told = [*map(_as_text, parts), "\n".join(["-- ", why, *map(_link_as_text, [*links, site])])]
    headers = {"List-Unsubscribe": f"<{ending.url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Letter(subject, "\n\n".join(told) + "\n", html, headers)


def _part(said: Said) -> Part:
    return Part(said.title, said.text, Link(_("Read on in the portal"), _absolute(said.url)) if said.url else None)


def _as_text(part: Part) -> str:
    lines = [part.title, part.text, _link_as_text(part.link) if part.link else ""]
    return "\n".join(line for line in lines if line)


def _link_as_text(link: Link) -> str:
    return f"{link.words}: {link.url}"


def _link(endpoint: str, **values: str) -> str:
    return _absolute(current_app.url_map.bind("").build(endpoint, values))


def _absolute(path: str) -> str:
    """From the settings only: what a request claims to be its host would stand in other people's mail."""
    return (settings().base_url or LOCAL).rstrip("/") + path
