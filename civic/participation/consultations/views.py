"""A consultation's page, and those with which drafters set one up."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from flask import (
    Blueprint,
    flash,
    get_template_attribute,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug import Response

from civic.core.blocks import blocks
from civic.core.caching import shared
from civic.core.db.types import utcnow
from civic.core.markdown import render
from civic.core.permissions import require
from civic.core.text import required
from civic.errors import CivicError, Invalid, NotFound, NotPermitted
from civic.extensions import csrf, db
from civic.participation.comments import actions as comment_actions
from civic.participation.comments import drafts, sending
from civic.participation.comments.drafts import Act
from civic.participation.comments.errors import PhaseClosed
from civic.participation.comments.forms import check_form
from civic.participation.comments.models import MAX_LENGTH, CommentDraft
from civic.participation.comments.queries import threads
from civic.participation.comments.reading import VISITOR, read_by
from civic.participation.comments.screening import personal
from civic.participation.consultations import actions, queries
from civic.participation.consultations.forms import ConsultationForm
from civic.participation.consultations.models import QUESTION, Consultation, ConsultationQuestion
from civic.participation.processes.models import NOWHERE, Anchor
from civic.participation.processes.permissions import ProcessPermission
from civic.participation.processes.queries import process_by_slug
from civic.web.filters import Said, said
from civic.web.kept import keeps_text

blueprint = Blueprint("consultations", __name__, template_folder="templates")


@blueprint.get("/consultations/<slug>")
@shared
def show(slug: str) -> Response | str:
    """The page where people read and comment."""
    return _page(slug)


@dataclass(frozen=True)
class Box:
    """Where people write: about one question, or (no number) about whatever they like."""

    id: str
    prompt: str
    question: int | None = None
    hint: str = ""
    language: str = ""
    body: str = ""
    error: str = ""


def _page(slug: str, *, body: str = "", anchor: Anchor = NOWHERE, error: str = "", status: int = 200) -> Any:
    consultation = queries.consultation_by_slug(slug)
    draft = _draft(consultation)
    if draft is not None:
        body, anchor = draft.body, draft.anchor
    oldest = request.args.get("order") == "oldest"
    question = request.args.get("question", type=int)
    is_open = consultation.is_open(utcnow())
    list_html, follows = _comments(consultation, request.args.get("after"), question, oldest, is_open)
    html = render_template(
        "consultations/show.html",
        consultation=consultation,
        process=consultation.process,
        introduction=_rich(said(consultation, "introduction")),
        is_open=is_open,
        boxes=_boxes(consultation, body, anchor, error),
        list_html=list_html,
        follows=follows,
        question=question,
        oldest=oldest,
        body=body,
        anchor=anchor,
        error=error,
        draft=request.args.get("draft", "") if draft else "",
        max_length=MAX_LENGTH,
        submission_key=secrets.token_urlsafe(12),
        extra=blocks("consultation", consultation),
        permission=ProcessPermission.MANAGE,
    )
    return (html, status) if status != 200 else html


def _boxes(consultation: Consultation, body: str, anchor: Anchor, error: str) -> list[Box]:
    """A box for each question and, where there are several or none, one for everything else."""

    def box(question: ConsultationQuestion) -> Box:
        prompt: Said = said(question, "prompt", consultation.language)
        return Box("", prompt, question.id, question.hint, prompt.language)

    asked = [box(question) for question in consultation.questions]
    if len(asked) != 1:
        asked.append(Box("", _("Anything else you want to say") if asked else _("What do you think?")))
    chosen = next((box for box in asked if box.question and _question(box.question) == anchor), asked[-1])
    return [
        replace(
            box,
            id="body" if number == 0 else f"body-{box.question or 'other'}",
            body=body if box is chosen else "",
            error=error if box is chosen else "",
        )
        for number, box in enumerate(asked)
    ]


def _draft(consultation: Consultation) -> CommentDraft | None:
    """What was written here before signing in, brought back to be changed."""
    if "draft" not in request.args:
        return None
    try:
        draft = drafts.find(request.args["draft"])
    except NotFound:
        return None
    return draft if draft.activity_id == consultation.id and draft.act == Act.COMMENT else None


def _comments(
    consultation: Consultation, cursor: str | None, question: int | None, oldest: bool, is_open: bool
) -> tuple[Markup, bool]:
    """The list of comments with its pager, and whether the reader follows the consultation."""

    def address(cursor: str) -> str:
        order = "oldest" if oldest else None
        return url_for(".show", slug=consultation.slug, after=cursor, question=question, order=order) + "#comments"

    anchor = _question(question) if question else None
    page = threads(consultation.id, cursor, anchor=anchor, oldest_first=oldest)
    reader, follows = VISITOR, False
    if current_user.is_authenticated:
        reader, marks = read_by(consultation, page.items)
        follows = marks.follows
    macro = get_template_attribute("comments/list.html", "comment_list")
    drawn = Markup(macro(page, address, consultation.language, is_open, reader))  # noqa: S704 - drawn by a template
    return drawn, follows


@lru_cache(maxsize=256)
def _rich(text: str) -> Markup:
    return render(text, headings=True)


@blueprint.post("/consultations/<slug>/comments")
@csrf.exempt  # checked below, so that an expired form does not lose what somebody wrote
def comment(slug: str) -> Any:
    """Publish a comment; or keep it until its author has told who they are, or has seen what it tells everybody."""
    consultation = queries.consultation_by_slug(slug)
    body, anchor = request.form.get("body", ""), _question(request.form.get("question_id", ""))
    try:
        text = required("body", body, MAX_LENGTH)
        if current_user.is_authenticated:
            check_form()
        if not consultation.is_open(utcnow()):
            raise PhaseClosed
        if not current_user.is_authenticated or personal(text):
            token = drafts.keep(Act.COMMENT, consultation, request.remote_addr or "", body=text, anchor=anchor)
            _forget_draft()
            contact = request.form.get("contact", "").strip()
            if contact and not current_user.is_authenticated:
                return sending.start(token, contact)
            return redirect(url_for("sending.show", token=token), code=303)
        posted = comment_actions.post_comment(
            current_user,
            consultation,
            text,
            anchor=anchor,
            submission_key=request.form.get("submission_key", "")[:64],
        )
    except NotPermitted:
        raise
    except CivicError as error:
        db.session.rollback()
        return _page(slug, body=body, anchor=anchor, error=error.message, status=error.status)
    _forget_draft()
    return redirect(sending.receipt(url_for(".show", slug=slug), posted), code=303)


def _forget_draft() -> None:
    """The text of this draft has been sent, or is kept anew."""
    if draft := request.form.get("draft"):
        drafts.drop(draft)


def _question(number: int | str) -> Anchor:
    """The anchor of a question as forms and addresses name it; nothing for nothing."""
    return Anchor(QUESTION, str(number)) if number else NOWHERE


@blueprint.route("/workbench/processes/<process_slug>/consultations/new", methods=["GET", "POST"])
@keeps_text
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
@keeps_text
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
