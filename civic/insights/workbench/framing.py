"""Themes of a run kept as a code frame for the next consultation."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from civic.core.agencies.queries import agency_by_id
from civic.errors import Invalid
from civic.extensions import db
from civic.insights.curation.members import examples
from civic.insights.curation.queries import curated_run
from civic.insights.frames.actions import LONGEST_NAME, FrameText, keep_frame
from civic.insights.workbench.blueprint import blueprint, curated_by_me

EXAMPLES = 20  # of a theme; with so many a frame places new comments nearly as well as with all


@blueprint.post("/runs/<int:run_id>/frame")
def keep_as_frame(run_id: int) -> Any:
    """Keep the themes as they stand now; what belongs in each can then be put into words."""
    found, corpus = curated_by_me(run_id)
    curated = curated_run(found)
    themes = [
        FrameText(theme.label[:LONGEST_NAME], ", ".join(theme.terms), tuple(examples(found, theme, EXAMPLES)))
        for theme in curated.shown
    ]
    try:
        agency = agency_by_id(corpus.agency_id)
        frame = keep_frame(current_user, agency, corpus.title[:LONGEST_NAME], themes, found.source_kind)
    except Invalid as error:
        db.session.rollback()
        flash(error.message, "error")
        return redirect(url_for(".run", run_id=run_id), code=303)
    flash(_("The themes were kept. Say in words what belongs in each; the next analysis can begin from them."))
    return redirect(url_for("frames.show", frame_id=frame.id), code=303)
