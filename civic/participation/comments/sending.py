"""From what somebody wrote to what is published: a one-time code in between, on the same page.

The draft waits on the server under a token; the steps are pages of their own, which a browser with scripts shows
within the page where the text was written.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from civic.config import settings
from civic.core.accounts import actions as accounts
from civic.core.accounts import sessions
from civic.core.accounts.asking import ask_again
from civic.core.accounts.browsers import this_browser
from civic.core.accounts.contacts import masked
from civic.core.forms import Form
from civic.core.permissions import require
from civic.extensions import db
from civic.participation.comments import drafts
from civic.participation.comments.drafts import Act
from civic.participation.comments.forms import CodeForm, ContactForm
from civic.participation.comments.models import Comment, CommentDraft, CommentState
from civic.participation.comments.permissions import CommentPermission
from civic.participation.comments.screening import personal
from civic.participation.processes.links import activity_url

blueprint = Blueprint("sending", __name__, url_prefix="/sending", template_folder="templates")

# The contact a code is on its way to, in the signed cookie: in an address it would end up in histories.
_CONTACT = "sending_to"


@blueprint.get("/<token>")
def show(token: str) -> Response:
    """The next step: contact, code, or (whoever is signed in) a last look."""
    if drafts.find(token).act == Act.DONE:
        return _done(token)
    return _page(token)


@blueprint.post("/<token>/contact")
def contact(token: str) -> ResponseReturnValue:
    """Send a code to this contact."""
    return start(token, request.form.get("contact", ""))


def start(token: str, contact: str) -> ResponseReturnValue:
    """Send a code to a contact, and go on to the step where it is typed."""
    form = ContactForm(formdata=None, contact=contact)
    with form.refusals(at=""):
        session[_CONTACT] = accounts.begin_sign_in(contact, this_browser()).value
        return redirect(url_for("sending.show", token=token), code=303)
    return _page(token, form)


@blueprint.post("/<token>/other")
def other(token: str) -> Response:
    """Begin anew with another contact."""
    session.pop(_CONTACT, None)
    return redirect(url_for(".show", token=token), code=303)


@blueprint.post("/<token>/again")
def again(token: str) -> Response:
    """Send another code, once a minute has passed."""
    if contact := session.get(_CONTACT):
        ask_again(contact)
    return redirect(url_for(".show", token=token), code=303)


@blueprint.post("/<token>/code")
def code(token: str) -> ResponseReturnValue:
    """Sign in by the code and send what waits; the same form sent twice leads to what came of it."""
    if drafts.find(token).act == Act.DONE:
        return _done(token)
    form = CodeForm()
    with form.refusals(at=""):
        code, name = form.code.data or "", (form.name.data or "").strip() or _("Resident")
        signed_in = accounts.finish_sign_in(session.get(_CONTACT, ""), code, this_browser(), name)
        sessions.remember(signed_in.token)
        return _send(token, signed_in.account, is_new=signed_in.is_new)
    return _page(token, form)


@blueprint.post("/<token>")
def send(token: str) -> ResponseReturnValue:
    """Send what waits, as whoever is signed in."""
    require(current_user, CommentPermission.POST)
    return _send(token, current_user)


def _send(token: str, actor: Any, *, is_new: bool = False) -> ResponseReturnValue:
    activity, form = drafts.find(token).activity, Form()
    with form.refusals(at=""):
        comment = drafts.perform(actor, token)
        return redirect(receipt(activity_url(activity), comment, is_new=is_new), code=303)
    return _page(token, form)


def _done(token: str) -> Response:
    """The draft has become a comment: there it is."""
    draft = drafts.find(token)
    comment = db.session.get(Comment, draft.reply_to_id) if draft.reply_to_id else None
    return redirect(receipt(activity_url(draft.activity), comment), code=303)  # type: ignore[return-value]


def receipt(page: str, comment: Comment | None, *, is_new: bool = False) -> str:
    """Where to go on to: the comment where it stands, with what happens next beside it."""
    if comment is None:
        return page
    if comment.root_id is not None or comment.state is not CommentState.PUBLISHED:
        page = url_for("comments.show", comment_id=comment.id)
    marks = {"posted": comment.id} | ({"new": 1} if is_new else {})
    return f"{page}?{urlencode(marks)}#c{comment.id}"


def _page(token: str, form: Form | None = None) -> Response:
    """The step that comes next, or the one with this form, with the text that waits."""
    draft, waits_for = drafts.find(token), session.get(_CONTACT, "")
    if form is None:
        form = Form() if current_user.is_authenticated else CodeForm() if waits_for else ContactForm()
    form.name_apart(draft.id)
    html = form.page(
        "sending/show.html",
        token=token,
        draft=draft,
        text=draft.body if draft.act in (Act.COMMENT, Act.REPLY, Act.EDIT) else "",
        concerns=personal(draft.body),
        change=_where_written(draft, token),
        sent_to=masked(waits_for) if waits_for else "",
        wait_s=accounts.resend_wait_s(waits_for, this_browser()) if waits_for else 0,
        is_demo_hint=settings().demo,
    )
    response = make_response(html)
    response.headers["Cache-Control"] = "no-store"  # what is not published yet stays in no browser's copy
    return response


def _where_written(draft: CommentDraft, token: str) -> str:
    """The page on which the text can be changed."""
    if draft.act == Act.REPLY:
        return url_for("comments.reply", comment_id=draft.reply_to_id, draft=token)
    if draft.act == Act.EDIT:
        return url_for("comments.edit", comment_id=draft.reply_to_id, draft=token)
    return f"{activity_url(draft.activity)}?draft={token}#write"
