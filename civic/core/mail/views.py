"""/dev/outbox: the messages of a demonstration portal, whose codes would otherwise reach nobody."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from civic.config import settings
from civic.core.mail.transports import outbox

blueprint = Blueprint("mail", __name__, template_folder="templates")


@blueprint.get("/dev/outbox")
def show() -> str:
    """The newest messages; only in demonstration mode."""
    if not settings().demo:
        abort(404)
    return render_template("mail/outbox.html", messages=outbox(settings()))
