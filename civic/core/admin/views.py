"""/admin: what there is to administer, and the jobs and mails that failed."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug import Response

from civic.core.admin import actions, failing, queries
from civic.core.admin.permissions import AdminPermission
from civic.core.permissions import can, require
from civic.modules import registry

JOB_LABELS = {"mail.send": _l("Message"), "analysis.run": _l("Analysis")}
blueprint = Blueprint("admin", __name__, template_folder="templates", url_prefix="/admin")


@blueprint.get("")
def home() -> str:
    """A card for each part of the administration that this person may open."""
    require(current_user, AdminPermission.OPEN)
    return render_template(
        "admin/home.html",
        pages=[page for page in registry().admin if can(current_user, page.permission)],
        failures=failing.failing(),
        in_words=failing.in_words,
    )


@blueprint.get("/jobs")
def jobs() -> str:
    """What waits and runs, and what failed for good."""
    require(current_user, AdminPermission.RETRY)
    return render_template(
        "admin/jobs.html",
        waiting=queries.work(),
        page=queries.failed_jobs(request.args.get("after")),
        labels=JOB_LABELS,
        recipient=queries.recipient,
    )


@blueprint.post("/jobs/<job_id>/retry")
def retry(job_id: str) -> Response:
    """Try a failed job again."""
    actions.retry_failed(current_user, job_id)
    flash(_("It is tried again."))
    return redirect(url_for(".jobs"), code=303)


@blueprint.post("/jobs/<job_id>/drop")
def drop(job_id: str) -> Response:
    """Let a failed job go."""
    actions.drop_failed(current_user, job_id)
    flash(_("It leaves the list."))
    return redirect(url_for(".jobs"), code=303)
