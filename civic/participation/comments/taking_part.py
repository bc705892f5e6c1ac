"""The light ways to take part: agree or disagree, follow, share, report. Nothing of it happens by opening a page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, get_template_attribute, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from civic.core.db.types import utcnow
from civic.core.forms.kept import check_form
from civic.errors import Invalid
from civic.extensions import csrf
from civic.participation.comments import drafts, reactions
from civic.participation.comments.drafts import Act
from civic.participation.comments.errors import PhaseClosed
from civic.participation.comments.forms import ReportForm
from civic.participation.comments.models import Comment
from civic.participation.comments.queries import activity_by_id, comment_view, published_by_id
from civic.participation.comments.reading import reader_of
from civic.participation.comments.reports import report_comment
from civic.participation.follows import actions as follows
from civic.participation.follows.models import ACTIVITY, THREAD
from civic.participation.processes.links import activity_url
from civic.web.links import absolute, referrer

blueprint = Blueprint("taking_part", __name__, template_folder="templates")
VALUES = {"agree": reactions.AGREE, "disagree": reactions.DISAGREE, "skip": reactions.SKIP, "none": None}


@blueprint.post("/comments/<int:comment_id>/reaction")
@csrf.exempt  # a visitor has no token: what they choose is kept until a code has shown who they are
def react(comment_id: int) -> Any:
    """Agree, disagree, pass, or take it back."""
    comment, chosen = published_by_id(comment_id), request.form.get("value", "")
    if chosen not in VALUES:
        raise Invalid("value")
    value = VALUES[chosen]
    if not current_user.is_authenticated:
        if not comment.activity.is_open(utcnow()):
            raise PhaseClosed
        body = "" if value is None else str(value)
        return _sign_in_first(drafts.keep(Act.REACT, comment.activity, _address(), body=body, comment=comment))
    check_form("value")
    reactions.react(current_user, comment, value)
    if "HX-Request" in request.headers:
        return _buttons(comment)
    return redirect(referrer(url_for("comments.show", comment_id=comment_id)) + f"#c{comment_id}", code=303)


@blueprint.post("/activities/<int:activity_id>/follow")
@csrf.exempt
def follow(activity_id: int) -> Any:
    """Hear of what is answered and published; `intent` says whether from now on or no longer."""
    activity = activity_by_id(activity_id)
    if not current_user.is_authenticated:
        return _sign_in_first(drafts.keep(Act.FOLLOW, activity, _address()))
    check_form("intent")
    return _follow(ACTIVITY, activity_id, activity_url(activity) + "#follow")


@blueprint.post("/comments/<int:comment_id>/follow")
def follow_thread(comment_id: int) -> Any:
    """Hear of replies in a comment's thread."""
    comment = published_by_id(comment_id)
    return _follow(THREAD, comment.root_id or comment.id, url_for("comments.show", comment_id=comment_id) + "#follow")


@blueprint.get("/comments/<int:comment_id>/share")
def share(comment_id: int) -> str:
    """The comment's address, to be copied; where the browser can, it opens its own sheet instead."""
    comment = published_by_id(comment_id)
    return render_template(
        "comments/share.html",
        comment=comment,
        activity_url=activity_url(comment.activity),
        address=absolute(url_for("comments.show", comment_id=comment_id)),
    )


@blueprint.route("/comments/<int:comment_id>/report", methods=["GET", "POST"])
def report(comment_id: int) -> Any:
    """Ask the moderators to look at a comment; nobody needs an account for it."""
    comment = published_by_id(comment_id)
    form = ReportForm()
    if form.validate_on_submit():
        with form.refusals():
            report_comment(current_user, comment, form.reason.data or "", form.note.data or "", _address())
            flash(_("Thank you. A moderator will look at this comment."))
            return redirect(url_for("comments.show", comment_id=comment_id), code=303)
    return form.page("comments/report.html", comment=comment, activity_url=activity_url(comment.activity))


def _buttons(comment: Comment) -> str:
    """The buttons under one comment, as they stand now."""
    view = comment_view(comment.id)
    macro = get_template_attribute("comments/list.html", "reactions")
    return str(macro(view, comment.activity.is_open(utcnow()), reader_of(comment.activity, [view])))


def _follow(kind: str, subject_id: int, back: str) -> Any:
    act = follows.unfollow if request.form.get("intent") == "unfollow" else follows.follow
    act(current_user, kind, subject_id)
    return redirect(back, code=303)


def _sign_in_first(token: str) -> Any:
    return redirect(url_for("sending.show", token=token), code=303)


def _address() -> str:
    return request.remote_addr or ""
