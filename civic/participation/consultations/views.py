"""A consultation's page, and those with which drafters set one up."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import lru_cache
from typing import Any

from flask import (
    Blueprint,
    current_app,
    flash,
    get_template_attribute,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import validate_csrf
from markupsafe import Markup
from werkzeug import Response
from wtforms import ValidationError

from civic.config import settings
from civic.core.blocks import blocks
from civic.core.db.types import utcnow
from civic.core.markdown import render
from civic.core.permissions import can, require
from civic.core.text import required
from civic.errors import CivicError, Invalid, NotPermitted
from civic.extensions import csrf, db
from civic.participation.comments import actions as comment_actions
from civic.participation.comments.models import MAX_LENGTH
from civic.participation.comments.permissions import CommentPermission
from civic.participation.comments.queries import threads
from civic.participation.consultations import actions, queries
from civic.participation.consultations.forms import ConsultationForm
from civic.participation.consultations.models import QUESTION, Consultation
from civic.participation.processes.models import NOWHERE, Anchor
from civic.participation.processes.permissions import ProcessPermission
from civic.participation.processes.queries import process_by_slug
from civic.web.caching import conditional, fragment

blueprint = Blueprint("consultations", __name__, template_folder="templates")
_MINUTE = timedelta(minutes=1)
_DAY_MINUTES = 1440


@blueprint.get("/consultations/<slug>")
def show(slug: str) -> Response | str:
    """The page where people read and comment. Whoever is not signed in may get a copy kept here or at home."""
    signed_in = "civic_session" in request.cookies
    if signed_in or "draft" in request.args:
        return _page(slug)
    version = queries.version_of(slug)
    is_open = version.opens_at <= utcnow() and (version.closes_at is None or utcnow() < version.closes_at)
    left = (version.closes_at - utcnow()) // _MINUTE if version.closes_at and is_open else None
    parts = (
        slug,
        version,
        is_open,
        left if left is None or left < _DAY_MINUTES else left // _DAY_MINUTES,
        request.query_string,
    )
    return conditional((*parts, str(get_locale())), lambda: _page(slug))


def _page(slug: str, *, body: str = "", anchor: Anchor = NOWHERE, error: str = "", status: int = 200) -> Any:
    consultation = queries.consultation_by_slug(slug)
    draft = comment_actions.find_draft(request.args["draft"], consultation) if "draft" in request.args else None
    if draft is not None:
        body, anchor = draft.body, draft.anchor
    oldest = request.args.get("order") == "oldest"
    question = request.args.get("question", type=int)
    is_open = consultation.is_open(utcnow())
    html = render_template(
        "consultations/show.html",
        consultation=consultation,
        process=consultation.process,
        introduction=_rich(consultation.introduction),
        is_open=is_open,
        list_html=_comments(consultation, request.args.get("after"), question, oldest, is_open),
        question=question,
        oldest=oldest,
        body=body,
        anchor=anchor,
        error=error,
        draft=request.args.get("draft", "") if draft else "",
        max_length=MAX_LENGTH,
        submission_key=secrets.token_urlsafe(12) if current_user.is_authenticated else "",
        extra=blocks("consultation", consultation),
        permission=ProcessPermission.MANAGE,
    )
    return (html, status) if status != 200 else html


def _comments(
    consultation: Consultation, cursor: str | None, question: int | None, oldest: bool, is_open: bool
) -> Markup:
    """The list of comments with its pager; whoever may moderate or correct gets links beside theirs."""
    viewer = current_user.id if current_user.is_authenticated else None

    def address(cursor: str) -> str:
        order = "oldest" if oldest else None
        return url_for(".show", slug=consultation.slug, after=cursor, question=question, order=order) + "#comments"

    def draw() -> Markup:
        anchor = _question(question) if question else None
        page = threads(consultation.id, cursor, anchor=anchor, oldest_first=oldest)
        macro = get_template_attribute("comments/list.html", "comment_list")
        return Markup(  # noqa: S704 - drawn by a template
            macro(page, address, consultation.language, viewer, _may_hide(consultation), is_open)
        )

    if viewer is not None:
        return draw()
    key = (settings().database, consultation.id, consultation.version, cursor, question, oldest, is_open)
    return fragment((*key, str(get_locale())), draw)


def _may_hide(consultation: Consultation) -> bool:
    return can(current_user, CommentPermission.HIDE, consultation)


@lru_cache(maxsize=256)
def _rich(text: str) -> Markup:
    return render(text, headings=True)


@blueprint.post("/consultations/<slug>/comments")
@csrf.exempt  # checked below, so that an expired form does not lose what somebody wrote
def comment(slug: str) -> Any:
    """Publish a comment, or keep it until its author has signed in."""
    consultation = queries.consultation_by_slug(slug)
    body, anchor = request.form.get("body", ""), _question(request.form.get("question_id", ""))
    try:
        required("body", body, MAX_LENGTH)
        if not current_user.is_authenticated:
            token = comment_actions.keep_draft(consultation, body, anchor, None, request.remote_addr or "")
            back = url_for(".show", slug=slug, draft=token) + "#comment-form"
            flash(_("Sign in or register to send your comment. What you wrote is kept."))
            return redirect(url_for("accounts.sign_in", next=back), code=303)
        check_form()
        posted = comment_actions.post_comment(
            current_user,
            consultation,
            body,
            anchor=anchor,
            submission_key=request.form.get("submission_key", "")[:64],
        )
    except NotPermitted:
        raise
    except CivicError as error:
        db.session.rollback()
        return _page(slug, body=body, anchor=anchor, error=error.message, status=error.status)
    if draft := request.form.get("draft"):
        comment_actions.drop_draft(draft)
    flash(_("Thank you. Your comment no. %(id)s is published. We will answer its theme.", id=posted.id))
    return redirect(url_for(".show", slug=slug, posted=posted.id) + f"#c{posted.id}", code=303)


def _question(number: int | str) -> Anchor:
    """The anchor of a question as forms and addresses name it; nothing for nothing."""
    return Anchor(QUESTION, str(number)) if number else NOWHERE


def check_form() -> None:
    """Raise Invalid when the form's token has lapsed, so that the page can be shown again with its text."""
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        message = _("This page was open for a long time. Your text is still here: please send it again.")
        raise Invalid("body", message) from None


@blueprint.route("/workbench/processes/<process_slug>/consultations/new", methods=["GET", "POST"])
def new(process_slug: str) -> str | Response:
    """Add a consultation to a process."""
    process = process_by_slug(process_slug)
    require(current_user, ProcessPermission.MANAGE, process)
    form = ConsultationForm()
    if form.validate_on_submit():
        try:
            consultation = actions.create_consultation(current_user, process, form.slug.data, form.text())
        except Invalid as error:
            db.session.rollback()
            form[error.field].errors = [*form[error.field].errors, error.message]
        else:
            flash(_("Saved."))
            return redirect(url_for(".show", slug=consultation.slug), code=303)
    return render_template("consultations/edit.html", form=form, consultation=None, process=process)


@blueprint.route("/workbench/consultations/<slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> str | Response:
    """Change a consultation."""
    consultation = queries.consultation_by_slug(slug)
    require(current_user, ProcessPermission.MANAGE, consultation)
    form = ConsultationForm(data=ConsultationForm.values_of(consultation))
    if form.validate_on_submit():
        try:
            actions.update_consultation(current_user, consultation, form.text())
        except Invalid as error:
            db.session.rollback()
            form[error.field].errors = [*form[error.field].errors, error.message]
        else:
            flash(_("Saved."))
            return redirect(url_for(".show", slug=slug), code=303)
    return render_template(
        "consultations/edit.html", form=form, consultation=consultation, process=consultation.process
    )
