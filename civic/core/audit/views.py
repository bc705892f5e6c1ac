"""The audit trail for administrators: in words, with filters, and as a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, render_template, request, send_file
from flask_babel import gettext as _
from flask_login import current_user

from civic.config import settings
from civic.core.agencies.queries import names_of_agencies
from civic.core.audit import queries, words
from civic.core.audit.permissions import AuditPermission
from civic.core.permissions import require
from civic.web.downloads import csv_lines

blueprint = Blueprint("audit", __name__, template_folder="templates", url_prefix="/admin")


@blueprint.get("/audit")
def trail() -> str:
    """What was done, by whom, when."""
    require(current_user, AuditPermission.READ)
    wanted = _wanted()
    page = queries.events(wanted, request.args.get("after"))
    filters = {
        key: request.args[key] for key in ("person", "thing", "action", "first", "last") if request.args.get(key)
    }
    return render_template(
        "audit/trail.html",
        page=page,
        names=queries.names_of(page.items),
        acts=words.acts(),
        details=words.details,
        thing=words.thing,
        agencies=names_of_agencies(),
        things=words.THINGS,
        wanted=wanted,
        filters=filters,
    )


@blueprint.get("/audit.csv")
def download() -> Response:
    """The same as a file; written in pieces before it is sent, so that a slow reader holds nothing."""
    require(current_user, AuditPermission.READ)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it is sent
    for line in csv_lines(_rows(_wanted())):
        file.write(line)
    file.seek(0)
    response = send_file(file, mimetype="text/csv", as_attachment=True, download_name="audit.csv")
    response.headers["Cache-Control"] = "no-store"
    return response


def _rows(wanted: queries.Wanted) -> Iterator[list[str]]:
    zone, acts, agencies = ZoneInfo(settings().time_zone), words.acts(), names_of_agencies()
    yield [_("When"), _("Person no."), _("Who"), "code", _("What"), _("Thing"), _("Details"), "request"]
    for told in queries.all_events(wanted):
        event = told.event
        yield [
            event.at.astimezone(zone).isoformat(timespec="seconds"),
            str(event.actor_id or ""),
            told.actor,
            event.action,
            acts.get(event.action, event.action),
            words.thing(event, agencies),
            words.details(event, agencies),
            event.request_id,
        ]


def _wanted() -> queries.Wanted:
    given = request.args
    return queries.Wanted(
        person=given.get("person", "").strip()[:80],
        thing=given.get("thing", "").strip()[:40],
        number=given.get("number", "").strip()[:60],
        action=given.get("action", "").strip()[:60],
        first=_day(given.get("first", "")),
        last=_day(given.get("last", "")),
    )


def _day(text: str) -> date | None:
    """The day of a date field; what is none does not filter."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
