"""Pages about processes, and the ones with which drafters set them up."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from civic.core.agencies.queries import agency_by_id, all_agencies
from civic.core.blocks import blocks
from civic.core.caching import shared
from civic.core.db.types import utcnow
from civic.core.files import path_of
from civic.core.forms.kept import keeps_text
from civic.core.markdown import render
from civic.core.permissions import require
from civic.core.places import city_map
from civic.modules import registry
from civic.participation.processes import actions, queries
from civic.participation.processes.forms import ProcessForm
from civic.participation.processes.labels import PHASE_LABELS, stage_label, steps
from civic.participation.processes.models import PhaseKind
from civic.participation.processes.permissions import ProcessPermission
from civic.participation.processes.pictures import picture_of
from civic.web.filters import said

blueprint = Blueprint("processes", __name__, template_folder="templates")
YEAR_S = 365 * 86400


@blueprint.get("/processes")
@shared
def index() -> str:
    """All processes, by phase or agency."""
    known = [kind.value for kind in PhaseKind]
    phase = request.args.get("phase")
    agency_id = request.args.get("agency", type=int)
    city = city_map()
    region = city.place(request.args.get("region", ""))
    page = queries.list_processes(
        request.args.get("after"),
        phase=PhaseKind(phase) if phase in known else None,
        agency_id=agency_id,
        region=region.code if region else None,
    )
    return render_template(
        "processes/index.html",
        page=page,
        now=utcnow(),
        labels=PHASE_LABELS,
        stage_label=stage_label,
        agencies=all_agencies(),
        phase=phase,
        agency_id=agency_id,
        city=city,
        region=region,
        everywhere=queries.list_processes(None, region="", limit=6).items if region else [],
        counts=queries.count_by_region(),
        picture_of=picture_of,
        permission=ProcessPermission.MANAGE,
    )


@blueprint.get("/processes/<slug>")
@shared
def show(slug: str) -> str:
    """One process: what is asked and why, where it stands, what one can do."""
    process, now = queries.process_by_slug(slug), utcnow()
    picture, city = picture_of(process), city_map()
    return render_template(
        "processes/show.html",
        process=process,
        look=picture,
        picture=picture.share,
        places=[place for row in process.places if (place := city.place(row.region_code))],
        description=render(said(process, "description"), headings=True),
        steps=steps(process, now),
        stage=process.stage_at(now),
        stage_label=stage_label(process, now),
        now=now,
        extra=blocks("process", process),
        permission=ProcessPermission.MANAGE,
        additions=[kind.new for kind in registry().activities if kind.new],
    )


@blueprint.get("/pictures/<key>.jpg")
def picture(key: str) -> Response:
    """An uploaded picture of a process. Its address is its content, so copies of it stay right."""
    response = send_file(path_of(queries.picture_key(key)), mimetype="image/jpeg", etag=key, max_age=YEAR_S)
    response.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # shown beside shared addresses
    return response


@blueprint.route("/workbench/processes/new", methods=["GET", "POST"])
@keeps_text
def new() -> ResponseReturnValue:
    """Set up a process."""
    require(current_user, ProcessPermission.MANAGE)
    form = ProcessForm()
    if form.validate_on_submit():
        with form.refusals():
            agency = agency_by_id(form.agency.data)
            process = actions.create_process(
                current_user, agency, form.slug.data, form.text(), form.phases(), form.look()
            )
            flash(_("The process is set up. Now add a consultation to it."))
            return redirect(url_for("processes.show", slug=process.slug), code=303)
    return form.page("processes/edit.html", process=None, look=None)


@blueprint.route("/workbench/processes/<slug>/edit", methods=["GET", "POST"])
@keeps_text
def edit(slug: str) -> ResponseReturnValue:
    """Change a process."""
    process = queries.process_by_slug(slug)
    require(current_user, ProcessPermission.MANAGE, process)
    form = ProcessForm(data=ProcessForm.values_of(process))
    if form.validate_on_submit():
        with form.refusals():
            actions.update_process(current_user, process, form.text(), form.phases(), form.look())
            flash(_("Saved."))
            return redirect(url_for("processes.show", slug=slug), code=303)
    look = picture_of(process) if process.picture_key else None
    return form.page("processes/edit.html", process=process, look=look)
