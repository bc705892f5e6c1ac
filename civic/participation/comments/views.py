"""One comment: its own address, replying, correcting, withdrawing, hiding."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from civic.core.blocks import blocks
from civic.core.db.types import utcnow
from civic.core.forms import Form
from civic.core.forms.kept import check_form
from civic.core.permissions import can, require, require_account
from civic.core.text import required
from civic.errors import NotFound
from civic.extensions import csrf
from civic.participation.comments import actions, drafts
from civic.participation.comments.drafts import Act
from civic.participation.comments.drawing import texts
from civic.participation.comments.errors import Gone, PhaseClosed
from civic.participation.comments.forms import BodyForm, ReasonForm
from civic.participation.comments.models import MAX_LENGTH, Comment, CommentState
from civic.participation.comments.permissions import CommentPermission
from civic.participation.comments.queries import comment_by_id, published_by_id, thread_of
from civic.participation.comments.reading import reader_of
from civic.participation.comments.screening import personal
from civic.participation.comments.sending import receipt
from civic.participation.follows.models import THREAD
from civic.participation.follows.queries import is_following
from civic.participation.processes.links import activity_url

blueprint = Blueprint("comments", __name__, template_folder="templates")


@blueprint.get("/comments/<int:comment_id>")
def show(comment_id: int) -> str:
    """A comment with its thread, at an address that stays; and what became of it."""
    comment = comment_by_id(comment_id)
    may_hide = can(current_user, CommentPermission.HIDE, comment)
    viewer = current_user.id if current_user.is_authenticated else None
    if comment.state is CommentState.HELD and comment.author_id != viewer and not may_hide:
        raise NotFound
    thread = thread_of(comment, request.args.get("after"))
    return render_template(
        "comments/show.html",
        comment=comment,
        thread=thread,
        address=lambda cursor: url_for(".show", comment_id=thread.root.id, after=cursor),
        activity=comment.activity,
        activity_url=activity_url(comment.activity),
        is_open=comment.activity.is_open(utcnow()),
        reader=reader_of(comment.activity, [thread.root]),
        texts=texts(),
        follows=viewer is not None and is_following(viewer, THREAD, thread.root.id),
        extra=blocks("comment", comment) if comment.state is CommentState.PUBLISHED else "",
    )


@blueprint.route("/comments/<int:comment_id>/reply", methods=["GET", "POST"])
@csrf.exempt  # checked below, so that an expired form does not lose what somebody wrote
def reply(comment_id: int) -> ResponseReturnValue:
    """Answer a comment; whoever is not signed in writes first and tells who they are after."""
    comment = published_by_id(comment_id)
    form = BodyForm(data={"body": _drafted()})
    if form.validate_on_submit():
        with form.refusals(at="body"):
            body = required("body", form.body.data or "", MAX_LENGTH)
            if not comment.activity.is_open(utcnow()):
                raise PhaseClosed
            if current_user.is_authenticated:
                check_form()
            if not current_user.is_authenticated or personal(body):
                return _sign_in_first(Act.REPLY, comment, body)
            key = form.submission_key.data or ""
            posted = actions.post_comment(current_user, comment.activity, body, reply_to=comment, submission_key=key)
            return redirect(receipt(activity_url(comment.activity), posted), code=303)
    return _page("comments/reply.html", form, comment, max_length=MAX_LENGTH)


@blueprint.route("/comments/<int:comment_id>/edit", methods=["GET", "POST"])
@csrf.exempt  # as above
def edit(comment_id: int) -> ResponseReturnValue:
    """Correct one's own comment."""
    form = BodyForm()
    if request.method == "POST" and not current_user.is_authenticated:  # the session has ended meanwhile
        return _sign_in_first(Act.EDIT, published_by_id(comment_id), form.body.data or "")
    comment = _own(comment_id)
    if comment.state is not CommentState.PUBLISHED:
        raise Gone
    if form.validate_on_submit():
        with form.refusals(at="body"):
            check_form()
            if set(personal(form.body.data or "")) - set(personal(comment.body)):
                return _sign_in_first(Act.EDIT, comment, form.body.data or "")
            actions.edit_comment(current_user, comment, form.body.data or "")
            flash(_("Saved."))
            return redirect(url_for(".show", comment_id=comment.id), code=303)
    else:
        form.body.data = _drafted() or comment.body
    return _page("comments/edit.html", form, comment, max_length=MAX_LENGTH, late=not actions.can_edit(comment))


@blueprint.route("/comments/<int:comment_id>/withdraw", methods=["GET", "POST"])
def withdraw(comment_id: int) -> ResponseReturnValue:
    """Take one's own comment back, after a question."""
    comment = _own(comment_id)
    if request.method == "POST":
        actions.withdraw_comment(current_user, comment)
        flash(_("Your comment is withdrawn."))
        return redirect(activity_url(comment.activity), code=303)
    if comment.state is not CommentState.PUBLISHED:
        raise Gone
    return render_template("comments/withdraw.html", comment=comment, activity_url=activity_url(comment.activity))


@blueprint.route("/comments/<int:comment_id>/hide", methods=["GET", "POST"])
def hide(comment_id: int) -> ResponseReturnValue:
    """Hide somebody's comment, or show it again."""
    comment = comment_by_id(comment_id)
    require(current_user, CommentPermission.HIDE, comment)
    if comment.state is CommentState.WITHDRAWN:
        raise Gone
    hidden = comment.state is CommentState.HIDDEN
    form = ReasonForm(intent="show" if hidden else "hide")
    if form.validate_on_submit():
        with form.refusals():
            if form.intent.data == "show":
                actions.unhide_comment(current_user, comment)
            else:
                actions.hide_comment(current_user, comment, form.reason.data or "")
            flash(_("Saved."))
            return redirect(activity_url(comment.activity), code=303)
    return _page("comments/hide.html", form, comment, hidden=hidden)


def _own(comment_id: int) -> Comment:
    require_account(current_user)
    return actions.own_comment(current_user, comment_id)


def _page(template: str, form: Form, comment: Comment, **values: Any) -> ResponseReturnValue:
    return form.page(template, comment=comment, activity_url=activity_url(comment.activity), **values)


def _drafted() -> str:
    """What was written before signing in, brought back to be changed."""
    return drafts.find(request.args["draft"]).body if request.method == "GET" and "draft" in request.args else ""


def _sign_in_first(act: Act, comment: Comment, body: str) -> ResponseReturnValue:
    token = drafts.keep(act, comment.activity, request.remote_addr or "", body=body, comment=comment)
    return redirect(url_for("sending.show", token=token), code=303)
