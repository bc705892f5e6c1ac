"""Pages of the workbench about code frames."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, flash, redirect, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from civic.analysis import mask
from civic.core.agencies.queries import agency_by_id
from civic.core.permissions import require
from civic.insights.frames import actions, queries
from civic.insights.frames.forms import NewFrameForm, form_of
from civic.insights.frames.models import CodeFrame
from civic.insights.permissions import InsightPermission

blueprint = Blueprint("frames", __name__, template_folder="templates", url_prefix="/workbench/frames")


@blueprint.route("", methods=["GET", "POST"])
def index() -> Any:
    """The frames of my agencies, and a field to begin one."""
    require(current_user, InsightPermission.CURATE)
    form = NewFrameForm()
    if form.validate_on_submit():
        with form.refusals():
            frame = actions.keep_frame(current_user, agency_by_id(form.agency.data), form.name.data or "")
            return redirect(url_for(".show", frame_id=frame.id), code=303)
    return form.page("frames/index.html", frames=queries.frames_of(current_user))


@blueprint.route("/<int:frame_id>", methods=["GET", "POST"])
def show(frame_id: int) -> Any:
    """One frame, to be read and changed."""
    frame = _mine(frame_id)
    form = form_of(frame)
    if form.validate_on_submit():
        with form.refusals(at=""):
            actions.revise_frame(current_user, frame, form.name.data or "", form.themes(frame), form.seen.data or "")
            flash(_("Saved."))
            return redirect(url_for(".show", frame_id=frame_id), code=303)
    return form.page("frames/show.html", frame=frame)


@blueprint.post("/<int:frame_id>/remove")
def remove(frame_id: int) -> Any:
    """Remove it."""
    actions.remove_frame(current_user, _mine(frame_id))
    flash(_("The code frame was removed. Analyses that began from it stay as they are."))
    return redirect(url_for(".index"), code=303)


@blueprint.get("/<int:frame_id>.json")
def download(frame_id: int) -> Response:
    """The frame as `civic analyse --frame` reads it; personal data in examples is masked."""
    text = queries.as_engine_frame(_mine(frame_id), mask).to_json()
    name = f"code-frame-{frame_id}.json"
    return send_file(BytesIO(text.encode()), "application/json", as_attachment=True, download_name=name)


def _mine(frame_id: int) -> CodeFrame:
    frame = queries.frame_by_id(frame_id)
    require(current_user, InsightPermission.CURATE, frame)
    return frame
