"""Registering, signing in and out, codes, and one's own account."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug import Response

from civic.config import settings
from civic.core.accounts import actions, forms, queries, sessions
from civic.core.accounts.browsers import this_browser
from civic.core.accounts.labels import ROLE_LABELS, device_name
from civic.errors import Invalid, SignInNeeded
from civic.web.links import safe_next

blueprint = Blueprint("accounts", __name__, template_folder="templates", url_prefix="/account")

# The contact a code is on its way to stands in the signed cookie: an address in a URL ends up in logs and histories.
_ASKED = "asked"


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> str | Response:
    """Sign in by password or by a code, and go on to where one was."""
    form = forms.SignInForm()
    if form.validate_on_submit():
        by_code = "send_code" in request.form or not form.password.data
        try:
            if by_code:
                return _ask(form.contact.data or "")
            signed_in = actions.sign_in(form.contact.data or "", form.password.data or "", this_browser())
        except Invalid as error:
            form.attach(error)
        else:
            sessions.remember(signed_in.token)
            return redirect(_next(), code=303)
    return render_template("accounts/sign_in.html", form=form, next=_next(""), is_demo_hint=settings().demo)


@blueprint.route("/register", methods=["GET", "POST"])
def register() -> str | Response:
    """Make an account; a code follows."""
    form = forms.RegisterForm()
    if form.validate_on_submit():
        try:
            return _ask(form.contact.data or "", form.name.data or "", form.password.data or None)
        except Invalid as error:
            form.attach(error)
    return render_template("accounts/register.html", form=form, next=_next(""))


@blueprint.route("/reset", methods=["GET", "POST"])
def reset() -> str | Response:
    """A forgotten password: a code signs in, then a new one can be set."""
    form = forms.ResetForm()
    if form.validate_on_submit():
        try:
            return _ask(form.contact.data or "", to=url_for(".password"))
        except Invalid as error:
            form.attach(error)
    return render_template("accounts/reset.html", form=form)


@blueprint.route("/verify", methods=["GET", "POST"])
def verify() -> str | Response:
    """Type in the code; one is signed in at once."""
    contact = session.get(_ASKED)
    if not contact:
        return redirect(url_for(".sign_in", next=_next("") or None), code=303)
    form = forms.CodeForm()
    asks_name = request.method == "POST" and "name" in request.form
    if form.validate_on_submit():
        name = form.name.data if asks_name else None
        try:
            signed_in = actions.finish_sign_in(contact, form.code.data or "", this_browser(), name)
        except Invalid as error:
            asks_name = asks_name or error.field == "name"
            form.attach(error)
        else:
            sessions.remember(signed_in.token)
            flash(_("Welcome. Your account is ready.") if signed_in.is_new else _("You are signed in."))
            return redirect(_next(), code=303)
    return render_template(
        "accounts/verify.html",
        form=form,
        contact=contact,
        asks_name=asks_name,
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
    wait = actions.resend_wait_s(contact, this_browser())
    if wait:
        flash(ngettext("Wait %(num)s second more.", "Wait %(num)s seconds more.", wait), "error")
    else:
        actions.send_again(contact, this_browser())
        flash(_("A new code is on its way."))
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
def profile() -> str | Response:
    """One's own account: name, language, sessions, roles, data."""
    _signed_in()
    form = forms.ProfileForm(obj=current_user)
    if form.validate_on_submit():
        try:
            actions.update_profile(current_user, form.name.data or "", form.locale.data)
        except Invalid as error:
            form.attach(error)
        else:
            flash(_("Saved."))
            return redirect(url_for(".profile"), code=303)
    return render_template(
        "accounts/profile.html",
        form=form,
        sessions=queries.sessions_of(current_user),
        current_digest=sessions.current_digest(),
        role_labels=ROLE_LABELS,
        device_name=device_name,
    )


@blueprint.route("/password", methods=["GET", "POST"])
def password() -> str | Response:
    """Set or change the password."""
    _signed_in()
    form = forms.PasswordForm()
    asks_current = bool(current_user.password) and not sessions.is_fresh_by_code(current_user)
    if form.validate_on_submit():
        try:
            token = actions.set_password(
                current_user, form.current.data or "", form.password.data or "", this_browser()
            )
        except Invalid as error:
            form.attach(error)
        else:
            sessions.remember(token)
            flash(_("Your new password is set. Every other device is signed out."))
            return redirect(url_for(".profile"), code=303)
    return render_template("accounts/password.html", form=form, asks_current=asks_current)


@blueprint.post("/sessions/<int:session_id>/end")
def end_session(session_id: int) -> Response:
    """Sign another browser out."""
    _signed_in()
    actions.revoke_session(current_user, session_id)
    flash(_("This device is signed out."))
    return redirect(url_for(".profile"), code=303)


def _ask(contact_text: str, name: str | None = None, password: str | None = None, to: str = "") -> Response:
    """Send a code and lead on to where it is typed in."""
    session[_ASKED] = actions.begin_sign_in(contact_text, this_browser(), name, password).value
    return redirect(url_for(".verify", next=to or _next("") or None), code=303)


def _signed_in() -> None:
    if not current_user.is_authenticated:
        raise SignInNeeded


def _next(default: str = "/") -> str:
    return safe_next(request.values.get("next"), default)
