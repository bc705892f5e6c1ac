"""One comment: its own address, replying, correcting, withdrawing, hiding."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from civic.core.blocks import blocks
from civic.core.db.types import utcnow
from civic.core.permissions import can, require
from civic.errors import Invalid, SignInNeeded
from civic.extensions import db
from civic.participation.comments import actions
from civic.participation.comments.forms import BodyForm, ReasonForm, ReplyForm
from civic.participation.comments.models import Comment, CommentState
from civic.participation.comments.permissions import CommentPermission
from civic.participation.comments.queries import comment_by_id, comments_of, thread_of
from civic.participation.processes.links import activity_url

blueprint = Blueprint("comments", __name__, template_folder="templates")


@blueprint.get("/comments/<int:comment_id>")
def show(comment_id: int) -> str:
    """A comment with its thread, at an address that stays; and what became of it."""
    comment = comment_by_id(comment_id)
    thread = thread_of(comment, request.args.get("after"))
    return render_template(
        "comments/show.html",
        comment=comment,
        thread=thread,
        address=lambda cursor: url_for(".show", comment_id=thread.root.id, after=cursor),
        activity=comment.activity,
        activity_url=activity_url(comment.activity),
        is_open=comment.activity.is_open(utcnow()),
        viewer=current_user.id if current_user.is_authenticated else None,
        may_hide=can(current_user, CommentPermission.HIDE, comment),
        extra=blocks("comment", comment) if comment.state is CommentState.PUBLISHED else "",
    )


@blueprint.route("/comments/<int:comment_id>/reply", methods=["GET", "POST"])
def reply(comment_id: int) -> Any:
    """Answer a comment."""
    comment = _published(comment_id)
    require(current_user, CommentPermission.POST, comment)
    form = ReplyForm()
    if form.validate_on_submit():
        try:
            posted = actions.post_comment(
                current_user,
                comment.activity,
                form.body.data or "",
                reply_to=comment,
                submission_key=form.submission_key.data or "",
            )
        except Invalid as error:
            return _again("comments/reply.html", form, error, comment)
        flash(_("Thank you. Your comment no. %(id)s is published. We will answer its theme.", id=posted.id))
        return redirect(url_for(".show", comment_id=posted.id) + f"#c{posted.id}", code=303)
    return render_template(
        "comments/reply.html", form=form, comment=comment, activity_url=activity_url(comment.activity)
    )


@blueprint.route("/comments/<int:comment_id>/edit", methods=["GET", "POST"])
def edit(comment_id: int) -> Any:
    """Correct one's own comment."""
    comment = _own(comment_id)
    if comment.state is not CommentState.PUBLISHED:
        raise actions.Gone
    form = BodyForm(data={"body": comment.body})
    if form.validate_on_submit():
        try:
            actions.edit_comment(current_user, comment, form.body.data or "")
        except Invalid as error:
            return _again("comments/edit.html", form, error, comment)
        flash(_("Saved."))
        return redirect(url_for(".show", comment_id=comment.id), code=303)
    late = not actions.can_edit(comment)
    return render_template(
        "comments/edit.html", form=form, comment=comment, late=late, activity_url=activity_url(comment.activity)
    )


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


@blueprint.get("/account/comments")
def mine() -> str:
    """One's own comments and what became of them."""
    if not current_user.is_authenticated:
        raise SignInNeeded
    return render_template("comments/mine.html", page=comments_of(current_user.id, request.args.get("after")))


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
