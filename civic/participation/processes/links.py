"""Addresses of activities, for views and templates."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from civic.participation.processes.kinds import Addressed, kind_of
from civic.participation.processes.models import Activity
from civic.web.filters import said


def activity_url(activity: Addressed) -> str:
    """The address of an activity's page."""
    return url_for(kind_of(activity).endpoint, slug=activity.slug)


def trail(activity: Activity, *, to_itself: bool = True) -> list[tuple[str, str]]:
    """The breadcrumbs that lead to an activity, or to what lies below it."""
    links = [(_("Processes"), url_for("processes.index"))]
    if activity.process is not None:
        links.append((said(activity.process, "title"), url_for("processes.show", slug=activity.process.slug)))
    if not to_itself:
        links.append((said(activity, "title"), activity_url(activity)))
    return links
