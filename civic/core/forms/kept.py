"""What somebody typed outlives their session: a form that cannot be taken now is shown again, not lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import current_app, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from civic.errors import Invalid
from civic.extensions import csrf

View = Callable[..., Any]


def keeps_text(view: View) -> View:
    """For views that take long texts of people who are signed in.

    Whoever is signed out meanwhile, or whose form has lapsed, gets a page with all that was typed. It signs in
    elsewhere and sends again: nothing is stored for somebody whom nobody knows.
    """

    @wraps(view)
    def kept(*arguments: Any, **values: Any) -> Any:
        if request.method == "POST" and not (current_user.is_authenticated and _is_ours()):
            typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
            return render_template("kept.html", typed=typed), 422 if current_user.is_authenticated else 401
        return view(*arguments, **values)

    return csrf.exempt(kept)  # type: ignore[no-any-return]


def check_form(field: str = "body") -> None:
    """Raise Invalid when the form's token has lapsed, so that the page can be shown again with its text.

    For views that are exempt from the check that answers with an error page.
    """
    if not _is_ours():
        raise Invalid(field, _("This page was open for a long time. Your text is still here: please send it again."))


def _is_ours() -> bool:
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return True
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True
