"""Registering, signing in and out, codes, and one's own account."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from civic.config import settings
from civic.core.accounts import actions, forms, queries, sessions
from civic.core.accounts.asking import ask_again
from civic.core.accounts.browsers import this_browser
from civic.core.accounts.labels import ROLE_LABELS, device_name
from civic.core.permissions import require_account
from civic.web.links import safe_next

blueprint = Blueprint("accounts", __name__, template_folder="templates", url_prefix="/account")

# The contact a code is on its way to stands in the signed cookie: an address in a URL ends up in logs and histories.
_ASKED = "asked"


@blueprint.before_request
def know_the_browser() -> None:
    """Give a browser its token with the form, so that a form sent twice asks for one code and not for two."""
    this_browser()


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in by password or by a code, and go on to where one was."""
    form = forms.SignInForm()
    if form.validate_on_submit():
        by_code = "send_code" in request.form or not form.password.data
        with form.refusals():
            if by_code:
                return _ask(form.contact.data or "")
            signed_in = actions.sign_in(form.contact.data or "", form.password.data or "", this_browser())
            sessions.remember(signed_in.token)
            return redirect(_next(), code=303)
    return form.page("accounts/sign_in.html", next=_next(""), is_demo_hint=settings().demo)


@blueprint.route("/register", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    """Make an account; a code follows."""
    form = forms.RegisterForm()
    if form.validate_on_submit():
        with form.refusals():
            return _ask(form.contact.data or "", form.name.data or "", form.password.data or None)
    return form.page("accounts/register.html", next=_next(""))


@blueprint.route("/reset", methods=["GET", "POST"])
def reset() -> ResponseReturnValue:
    """A forgotten password: a code signs in, then a new one can be set."""
    form = forms.ResetForm()
    if form.validate_on_submit():
        with form.refusals():
            return _ask(form.contact.data or "", to=url_for(".password"))
    return form.page("accounts/reset.html")


@blueprint.route("/verify", methods=["GET", "POST"])
def verify() -> ResponseReturnValue:
    """Type in the code; one is signed in at once."""
    contact = session.get(_ASKED)
    if not contact:
        return redirect(url_for(".sign_in", next=_next("") or None), code=303)
    form = forms.CodeForm()
    asks_name = request.method == "POST" and "name" in request.form
    if form.validate_on_submit():
        name = form.name.data if asks_name else None
        with form.refusals():
            signed_in = actions.finish_sign_in(contact, form.code.data or "", this_browser(), name)
            sessions.remember(signed_in.token)
            flash(_("Welcome. Your account is ready.") if signed_in.is_new else _("You are signed in."))
            return redirect(_next(), code=303)
    return form.page(
        "accounts/verify.html",
        contact=contact,
        asks_name=asks_name or bool(form.name.errors),
        wait_s=actions.resend_wait_s(contact, this_browser()),
        next=_next(""),
        demo=settings().demo,
    )


@blueprint.post("/verify/again")
def send_again() -> Response:
    """Send another code, once a minute has passed."""
    contact = session.get(_ASKED)
    if not contact:
        return redirect(url_for(".sign_in"), code=303)
    ask_again(contact)
    return redirect(url_for(".verify", next=_next("") or None), code=303)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End this session."""
    actor = current_user._get_current_object() if current_user.is_authenticated else None
    actions.sign_out(actor, sessions.forget())
    response = redirect("/", code=303)
    # Pages that were read while signed in go; not the cookies, for the language and the device's own mark stay.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.route("", methods=["GET", "POST"])
def profile() -> ResponseReturnValue:
    """One's own account: name, language, sessions, roles, data."""
    require_account(current_user)
    form = forms.ProfileForm(obj=current_user)
    if form.validate_on_submit():
        with form.refusals():
            actions.update_profile(current_user, form.name.data or "", form.locale.data)
            flash(_("Saved."))
            return redirect(url_for(".profile"), code=303)
    return form.page(
        "accounts/profile.html",
        sessions=queries.sessions_of(current_user),
        current_digest=sessions.current_digest(),
        role_labels=ROLE_LABELS,
        device_name=device_name,
    )


@blueprint.route("/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """Set or change the password."""
    require_account(current_user)
    form = forms.PasswordForm()
    asks_current = bool(current_user.password) and not sessions.is_fresh_by_code(current_user)
    if form.validate_on_submit():
        with form.refusals():
            token = actions.set_password(
                current_user, form.current.data or "", form.password.data or "", this_browser()
            )
            sessions.remember(token)
            flash(_("Your new password is set. Every other device is signed out."))
            return redirect(url_for(".profile"), code=303)
    return form.page("accounts/password.html", asks_current=asks_current)


@blueprint.post("/sessions/<int:session_id>/end")
def end_session(session_id: int) -> Response:
    """Sign another browser out."""
    require_account(current_user)
    actions.revoke_session(current_user, session_id)
    flash(_("This device is signed out."))
    return redirect(url_for(".profile"), code=303)


def _ask(contact_text: str, name: str | None = None, password: str | None = None, to: str = "") -> Response:
    """Send a code and lead on to where it is typed in."""
    session[_ASKED] = actions.begin_sign_in(contact_text, this_browser(), name, password).value
    return redirect(url_for(".verify", next=to or _next("") or None), code=303)


def _next(default: str = "/") -> str:
    return safe_next(request.values.get("next"), default)
