"""One comment: its own address, replying, correcting, withdrawing, hiding."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from civic.core.blocks import blocks
from civic.core.db.types import utcnow
from civic.core.permissions import can, require
from civic.core.text import required
from civic.errors import CivicError, Invalid, NotFound, SignInNeeded
from civic.extensions import csrf, db
from civic.participation.comments import actions, drafts
from civic.participation.comments.drafts import Act
from civic.participation.comments.forms import BodyForm, ReasonForm, check_form
from civic.participation.comments.models import MAX_LENGTH, Comment, CommentState
from civic.participation.comments.permissions import CommentPermission
from civic.participation.comments.queries import comment_by_id, thread_of
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
        follows=viewer is not None and is_following(viewer, THREAD, thread.root.id),
        extra=blocks("comment", comment) if comment.state is CommentState.PUBLISHED else "",
    )


@blueprint.route("/comments/<int:comment_id>/reply", methods=["GET", "POST"])
@csrf.exempt  # checked below, so that an expired form does not lose what somebody wrote
def reply(comment_id: int) -> Any:
    """Answer a comment; whoever is not signed in writes first and tells who they are after."""
    comment = _published(comment_id)
    form = BodyForm(data={"body": _drafted()})
    if not form.validate_on_submit():
        return _write("comments/reply.html", form, comment)
    try:
        body = required("body", form.body.data or "", MAX_LENGTH)
        if not comment.activity.is_open(utcnow()):
            raise actions.PhaseClosed
        if not current_user.is_authenticated:
            return _sign_in_first(Act.REPLY, comment, body)
        check_form()
        if personal(body):
            return _sign_in_first(Act.REPLY, comment, body)
        posted = actions.post_comment(
            current_user, comment.activity, body, reply_to=comment, submission_key=form.submission_key.data or ""
        )
    except CivicError as error:
        return _write("comments/reply.html", form, comment, error)
    return redirect(receipt(activity_url(comment.activity), posted), code=303)


@blueprint.route("/comments/<int:comment_id>/edit", methods=["GET", "POST"])
@csrf.exempt  # as above
def edit(comment_id: int) -> Any:
    """Correct one's own comment."""
    form = BodyForm()
    if request.method == "POST" and not current_user.is_authenticated:  # the session has ended meanwhile
        return _sign_in_first(Act.EDIT, _published(comment_id), form.body.data or "")
    comment = _own(comment_id)
    if comment.state is not CommentState.PUBLISHED:
        raise actions.Gone
    if not form.validate_on_submit():
        form.body.data = _drafted() or comment.body
        return _write("comments/edit.html", form, comment)
    try:
        check_form()
        if set(personal(form.body.data or "")) - set(personal(comment.body)):
            return _sign_in_first(Act.EDIT, comment, form.body.data or "")
        actions.edit_comment(current_user, comment, form.body.data or "")
    except CivicError as error:
        return _write("comments/edit.html", form, comment, error)
    flash(_("Saved."))
    return redirect(url_for(".show", comment_id=comment.id), code=303)


@blueprint.route("/comments/<int:comment_id>/withdraw", methods=["GET", "POST"])
def withdraw(comment_id: int) -> Any:
    """Take one's own comment back, after a question."""
    comment = _own(comment_id)
    if request.method == "POST":
        actions.withdraw_comment(current_user, comment)
        flash(_("Your comment is withdrawn."))
        return redirect(activity_url(comment.activity), code=303)
    if comment.state is not CommentState.PUBLISHED:
        raise actions.Gone
    return render_template("comments/withdraw.html", comment=comment, activity_url=activity_url(comment.activity))


@blueprint.route("/comments/<int:comment_id>/hide", methods=["GET", "POST"])
def hide(comment_id: int) -> Any:
    """Hide somebody's comment, or show it again."""
    comment = comment_by_id(comment_id)
    require(current_user, CommentPermission.HIDE, comment)
    if comment.state is CommentState.WITHDRAWN:
        raise actions.Gone
    hidden = comment.state is CommentState.HIDDEN
    form = ReasonForm(intent="show" if hidden else "hide")
    if form.validate_on_submit():
        try:
            if form.intent.data == "show":
                actions.unhide_comment(current_user, comment)
            else:
                actions.hide_comment(current_user, comment, form.reason.data or "")
        except Invalid as error:
            return _again("comments/hide.html", form, error, comment)
        flash(_("Saved."))
        return redirect(activity_url(comment.activity), code=303)
    return render_template(
        "comments/hide.html", form=form, comment=comment, hidden=hidden, activity_url=activity_url(comment.activity)
    )


def _published(comment_id: int) -> Comment:
    """A comment that can be read; raises NotFound, Gone."""
    comment = comment_by_id(comment_id)
    if comment.state is not CommentState.PUBLISHED:
        raise actions.Gone
    return comment


def _own(comment_id: int) -> Comment:
    if not current_user.is_authenticated:
        raise SignInNeeded
    return actions.own_comment(current_user, comment_id)


def _again(template: str, form: Any, error: Invalid, comment: Comment) -> tuple[str, int]:
    """The form once more with what was typed and what is wrong with it."""
    db.session.rollback()
    form[error.field].errors = [error.message]
    page = render_template(template, form=form, comment=comment, activity_url=activity_url(comment.activity))
    return page, error.status


def _write(template: str, form: BodyForm, comment: Comment, error: CivicError | None = None) -> Any:
    """A page to write on; after a refusal with what was typed."""
    if error:
        db.session.rollback()
    page = render_template(
        template,
        form=form,
        comment=comment,
        error=error.message if error else "",
        max_length=MAX_LENGTH,
        late=not actions.can_edit(comment),
        activity_url=activity_url(comment.activity),
    )
    return (page, error.status) if error else page


def _drafted() -> str:
    """What was written before signing in, brought back to be changed."""
    return drafts.find(request.args["draft"]).body if request.method == "GET" and "draft" in request.args else ""


def _sign_in_first(act: Act, comment: Comment, body: str) -> Any:
    token = drafts.keep(act, comment.activity, request.remote_addr or "", body=body, comment=comment)
    return redirect(url_for("sending.show", token=token), code=303)
