"""Registering, signing in and out, codes, and one's own account."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from civic.config import settings
from civic.core.accounts import actions, forms, queries, sessions
from civic.errors import Invalid, SignInNeeded
from civic.web.links import safe_next

blueprint = Blueprint("accounts", __name__, template_folder="templates", url_prefix="/account")


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> str | Response:
    """Sign in and go on to where one was."""
    form = forms.SignInForm(contact=request.args.get("contact"))
    if form.validate_on_submit():
        try:
            token = actions.sign_in(form.contact.data or "", form.password.data or "", _address(), _browser())
        except Invalid as error:
            form.attach(error)
        else:
            sessions.remember(token)
            return redirect(_next())
    return render_template("accounts/sign_in.html", form=form, next=_next(""), is_demo_hint=settings().demo)


@blueprint.route("/register", methods=["GET", "POST"])
def register() -> str | Response:
    """Make an account; a code follows."""
    form = forms.RegisterForm()
    if form.validate_on_submit():
        try:
            contact = actions.register(
                form.name.data or "",
                form.contact.data or "",
                form.password.data or "",
                str(get_locale()),
                _address(),
            )
        except Invalid as error:
            form.attach(error)
        else:
            return redirect(url_for(".verify", contact=contact.value, next=_next("") or None))
    return render_template("accounts/register.html", form=form, next=_next(""))


@blueprint.route("/verify", methods=["GET", "POST"])
def verify() -> str | Response:
    """Type in the code; one is signed in at once."""
    form = forms.CodeForm(contact=request.args.get("contact"))
    if form.validate_on_submit():
        try:
            token = actions.verify(form.contact.data or "", form.code.data or "", _address(), _browser())
        except Invalid as error:
            form.attach(error)
        else:
            sessions.remember(token)
            flash(_("Welcome. Your account is ready."))
            return redirect(_next())
    return render_template("accounts/verify.html", form=form, next=_next(""), demo=settings().demo)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End this session."""
    actor = current_user._get_current_object() if current_user.is_authenticated else None
    actions.sign_out(actor, sessions.forget())
    return redirect("/")


@blueprint.route("/reset", methods=["GET", "POST"])
def reset() -> str | Response:
    """Ask for a code with which to set a new password."""
    form = forms.ResetForm(contact=request.args.get("contact"))
    if form.validate_on_submit():
        try:
            contact = actions.request_reset(form.contact.data or "", _address())
        except Invalid as error:
            form.attach(error)
        else:
            return redirect(url_for(".reset_confirm", contact=contact.value))
    return render_template("accounts/reset.html", form=form)


@blueprint.route("/reset/confirm", methods=["GET", "POST"])
def reset_confirm() -> str | Response:
    """Set the new password by code."""
    form = forms.NewPasswordForm(contact=request.args.get("contact"))
    if form.validate_on_submit():
        try:
            actions.reset_password(form.contact.data or "", form.code.data or "", form.password.data or "", _address())
        except Invalid as error:
            form.attach(error)
        else:
            flash(_("Your new password is set. Sign in with it."))
            return redirect(url_for(".sign_in", contact=form.contact.data))
    return render_template("accounts/reset_confirm.html", form=form, demo=settings().demo)


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
            return redirect(url_for(".profile"))
    return render_template(
        "accounts/profile.html",
        form=form,
        sessions=queries.sessions_of(current_user),
        current_digest=sessions.current_digest(),
    )


@blueprint.route("/password", methods=["GET", "POST"])
def password() -> str | Response:
    """Change the password."""
    _signed_in()
    form = forms.PasswordForm()
    if form.validate_on_submit():
        try:
            actions.change_password(current_user, form.current.data or "", form.password.data or "")
        except Invalid as error:
            form.attach(error)
        else:
            sessions.forget()
            flash(_("Your new password is set. Sign in with it."))
            return redirect(url_for(".sign_in"))
    return render_template("accounts/password.html", form=form)


@blueprint.post("/sessions/<int:session_id>/end")
def end_session(session_id: int) -> Response:
    """Sign another browser out."""
    _signed_in()
    actions.revoke_session(current_user, session_id)
    flash(_("This browser is signed out."))
    return redirect(url_for(".profile"))


@blueprint.get("/data")
def data() -> Response:
    """What is kept about me, as JSON."""
    _signed_in()
    response = jsonify(queries.own_data(current_user))
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def _signed_in() -> None:
    if not current_user.is_authenticated:
        raise SignInNeeded


def _next(default: str = "/") -> str:
    return safe_next(request.values.get("next"), default)


def _address() -> str:
    return request.remote_addr or ""


def _browser() -> str:
    return request.user_agent.string
