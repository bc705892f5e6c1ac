"""A consultation's page, and those with which drafters set one up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from civic.core.blocks import blocks
from civic.core.caching import shared
from civic.core.db.pagination import Page
from civic.core.db.types import utcnow
from civic.core.forms.kept import check_form, keeps_text
from civic.core.markdown import render
from civic.core.permissions import require
from civic.core.text import required
from civic.core.translations import other_language
from civic.errors import NotFound
from civic.extensions import csrf
from civic.participation.comments import actions as comment_actions
from civic.participation.comments import drafts, sending
from civic.participation.comments.drafts import Act
from civic.participation.comments.drawing import comment_list
from civic.participation.comments.errors import PhaseClosed
from civic.participation.comments.forms import CommentForm
from civic.participation.comments.models import MAX_LENGTH
from civic.participation.comments.queries import CommentView, threads
from civic.participation.comments.screening import personal
from civic.participation.consultations import actions, queries
from civic.participation.consultations.forms import ConsultationForm
from civic.participation.consultations.models import QUESTION, Consultation, ConsultationQuestion
from civic.participation.processes.models import NOWHERE, Anchor
from civic.participation.processes.permissions import ProcessPermission
from civic.participation.processes.queries import process_by_slug
from civic.web.filters import Said, said
from civic.web.i18n import LOCALES

blueprint = Blueprint("consultations", __name__, template_folder="templates")


@blueprint.get("/consultations/<slug>")
@shared
def show(slug: str) -> ResponseReturnValue:
    """The page where people read and comment."""
    return _page(slug)


@dataclass(frozen=True)
class Box:
    """Where people write: about one question, or (none) about whatever they like."""

    form: CommentForm
    prompt: str
    question: int | None = None
    hint: str = ""
    language: str = ""


def _page(slug: str, form: CommentForm | None = None) -> ResponseReturnValue:
    consultation = queries.consultation_by_slug(slug)
    form = form or _drafted(consultation) or CommentForm(formdata=None)
    oldest = request.args.get("order") == "oldest"
    question = request.args.get("question", type=int)
    is_open = consultation.is_open(utcnow())
    list_html, follows = _comments(consultation, request.args.get("after"), question, oldest, is_open)
    return form.page(
        "consultations/show.html",
        consultation=consultation,
        process=consultation.process,
        introduction=_rich(said(consultation, "introduction")),
        is_open=is_open,
        boxes=_boxes(consultation, form) if is_open else [],
        questions=[(question.id, _asked(consultation, question)) for question in consultation.questions],
        list_html=list_html,
        follows=follows,
        chosen=question,
        oldest=oldest,
        max_length=MAX_LENGTH,
        extra=blocks("activity", consultation),
        permission=ProcessPermission.MANAGE,
    )


def _boxes(consultation: Consultation, written: CommentForm) -> list[Box]:
    """A box for each question and, where there are several or none, one for everything else.

    What was written already stands in the box where it was written.
    """
    asked: list[ConsultationQuestion | None] = list(consultation.questions)
    if len(asked) != 1:
        asked.append(None)
    chosen = next((q for q in asked if q and str(q.id) == written.question_id.data), asked[-1])

    def box(number: int, question: ConsultationQuestion | None) -> Box:
        key = question.id if question else "other"
        form = written if question is chosen else CommentForm(formdata=None)
        form.question_id.data = question.id if question else ""
        if number:
            form.name_apart(key)
        if question is None:
            return Box(form, _("Anything else you want to say") if number else _("What do you think?"))
        prompt = _asked(consultation, question)
        return Box(form, prompt, question.id, question.hint, prompt.language)

    return [box(number, question) for number, question in enumerate(asked)]


def _asked(consultation: Consultation, question: ConsultationQuestion) -> Said:
    return said(question, "prompt", consultation.language)


def _drafted(consultation: Consultation) -> CommentForm | None:
    """What was written here before signing in, brought back to be changed."""
    if "draft" not in request.args:
        return None
    try:
        draft = drafts.find(request.args["draft"])
    except NotFound:
        return None
    if draft.activity_id != consultation.id or draft.act != Act.COMMENT:
        return None
    return CommentForm(formdata=None, body=draft.body, question_id=draft.anchor.ref, draft=request.args["draft"])


def _comments(
    consultation: Consultation, cursor: str | None, question: int | None, oldest: bool, is_open: bool
) -> tuple[Markup, bool]:
    """The list of comments with its pager, and whether the reader follows the consultation."""

    def address(cursor: str) -> str:
        order = "oldest" if oldest else None
        return url_for(".show", slug=consultation.slug, after=cursor, question=question, order=order) + "#comments"

    def find() -> Page[CommentView]:
        anchor = _question(question) if question else None
        return threads(consultation.id, cursor, anchor=anchor, oldest_first=oldest)

    return comment_list(consultation, (cursor, question, oldest), find, address, is_open)


@lru_cache(maxsize=256)
def _rich(text: str) -> Markup:
    return render(text, headings=True)


@blueprint.post("/consultations/<slug>/comments")
@csrf.exempt  # checked below, so that an expired form does not lose what somebody wrote
def comment(slug: str) -> ResponseReturnValue:
    """Publish a comment; or keep it until its author has told who they are, or has seen what it tells everybody."""
    consultation, form = queries.consultation_by_slug(slug), CommentForm()
    with form.refusals(at="body"):
        return _post(consultation, form)
    return _page(slug, form)


def _post(consultation: Consultation, form: CommentForm) -> ResponseReturnValue:
    anchor, text = _question(form.question_id.data or ""), required("body", form.body.data or "", MAX_LENGTH)
    if current_user.is_authenticated:
        check_form()
    if not consultation.is_open(utcnow()):
        raise PhaseClosed
    if not current_user.is_authenticated or personal(text):
        token = drafts.keep(Act.COMMENT, consultation, request.remote_addr or "", body=text, anchor=anchor)
        _forget(form)
        contact = (form.contact.data or "").strip()
        if contact and not current_user.is_authenticated:
            return sending.start(token, contact)
        return redirect(url_for("sending.show", token=token), code=303)
    key = (form.submission_key.data or "")[:64]
    posted = comment_actions.post_comment(current_user, consultation, text, anchor=anchor, submission_key=key)
    _forget(form)
    return redirect(sending.receipt(url_for(".show", slug=consultation.slug), posted), code=303)


def _forget(form: CommentForm) -> None:
    """The text of the draft has been sent, or is kept anew."""
    if form.draft.data:
        drafts.drop(form.draft.data)


def _question(number: int | str) -> Anchor:
    """The anchor of a question as forms and addresses name it; nothing for nothing."""
    return Anchor(QUESTION, str(number)) if number else NOWHERE


@blueprint.route("/workbench/processes/<process_slug>/consultations/new", methods=["GET", "POST"])
@keeps_text
def new(process_slug: str) -> ResponseReturnValue:
    """Add a consultation to a process."""
    process = process_by_slug(process_slug)
    require(current_user, ProcessPermission.MANAGE, process)
    form = ConsultationForm()
    if form.validate_on_submit():
        with form.refusals():
            consultation = actions.create_consultation(
                current_user, process, form.slug.data, form.text(process.language)
            )
            flash(_("Saved."))
            return redirect(url_for(".show", slug=consultation.slug), code=303)
    return _form_page(form, process.language, consultation=None, process=process)


@blueprint.route("/workbench/consultations/<slug>/edit", methods=["GET", "POST"])
@keeps_text
def edit(slug: str) -> ResponseReturnValue:
    """Change a consultation."""
    consultation = queries.consultation_by_slug(slug)
    require(current_user, ProcessPermission.MANAGE, consultation)
    form = ConsultationForm(data=ConsultationForm.values_of(consultation))
    if form.validate_on_submit():
        with form.refusals():
            actions.update_consultation(current_user, consultation, form.text(consultation.language))
            flash(_("Saved."))
            return redirect(url_for(".show", slug=slug), code=303)
    return _form_page(
        form,
        consultation.language,
        consultation=consultation,
        process=consultation.process,
        extra=blocks("activity.edit", consultation),
    )


def _form_page(form: ConsultationForm, language: str, **values: Any) -> ResponseReturnValue:
    other = dict(LOCALES)[other_language(language)]
    return form.page("consultations/edit.html", other_language=other, **values)
