"""What people see when something goes wrong: a page in their language, or problem+json for programs."""

from __future__ import annotations

import contextlib
import errno
from http import HTTPStatus

import structlog
from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import DataError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from civic.errors import CivicError, SignInNeeded, TooMany
from civic.extensions import db
from civic.web.links import here

log = structlog.get_logger("civic")
_NOT_WRITTEN = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)


def init_app(app: Flask) -> None:
    app.register_error_handler(CivicError, on_civic_error)
    app.register_error_handler(CSRFError, on_csrf_error)
    app.register_error_handler(HTTPException, on_http_error)
    for kind in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(kind, on_database_away)
    app.register_error_handler(OSError, on_unwritable_storage)
    app.register_error_handler(DataError, on_bad_data)
    app.register_error_handler(OverflowError, on_bad_data)
    if not app.config["CIVIC"].testing:
        app.register_error_handler(Exception, on_crash)


def on_civic_error(error: CivicError) -> Response:
    """An action said no: its own message. Whoever is not signed in is led to sign in and back."""
    db.session.rollback()
    if isinstance(error, SignInNeeded) and not wants_json():
        return redirect(url_for("accounts.sign_in", next=here()), code=302 if request.method == "GET" else 303)  # type: ignore[return-value]
    response = answer(error.status, error.message, plain=isinstance(error, TooMany) and g.get("is_counted_out", False))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def on_csrf_error(_error: CSRFError) -> Response:
    return answer(
        400,
        _("This form was open for too long or came from another page. Go back, reload it and send it again."),
    )


def on_http_error(error: HTTPException) -> Response:
    if error.response is not None:  # a redirect in the guise of an error
        return error.response  # type: ignore[return-value]
    status = error.code or 500
    response = answer(status, message_of(status))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def on_database_away(error: Exception) -> Response:
    """The database is away, busy for too long, or full. What is said must not need it."""
    reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    log.error("database_unavailable", error=reason)
    if any(word in reason for word in ("full", "No space left", "readonly database")):
        db.session.rollback()
        return _refuse_to_write()
    g.database_is_away = True
    with contextlib.suppress(SQLAlchemyError):
        db.session.rollback()
    response = answer(503, message_of(503), plain=True)
    response.headers["Retry-After"] = "5"
    return response


def on_unwritable_storage(error: OSError) -> Response:
    if error.errno not in _NOT_WRITTEN:
        return on_crash(error)
    db.session.rollback()
    log.error("storage_not_written", reason=errno.errorcode[error.errno], exc_info=error)
    return _refuse_to_write()


def _refuse_to_write() -> Response:
    message = _(
        "The portal's storage is full or cannot be written, so nothing was saved. "
        "You can go on reading; we have been told."
    )
    response = answer(507, message, plain=True)
    response.headers["Retry-After"] = "600"
    return response


def on_bad_data(_error: Exception) -> Response:
    """A value that no database or calendar holds: a NUL byte, a number of thirty digits, a time after the year 9999."""
    db.session.rollback()
    return answer(400, message_of(400))


def on_crash(error: Exception) -> Response:
    db.session.rollback()
    log.error("crash", exc_info=error)
    return answer(500, message_of(500))


def message_of(status: int) -> str:
    """What to tell a person about an HTTP status."""
    texts = {
        400: _("We could not read this request. Go back and try again."),
        403: _("Your account is not allowed to do this."),
        404: _("We could not find this page. Check the address, or start from the home page."),
        405: _("This address cannot be used in this way."),
        413: _("This is too large to send. Choose a smaller file or shorten the text."),
        429: _("Too many requests from your connection. Please wait a minute and try again."),
        500: _("Something went wrong on our side. We have noted it; please try again later."),
        503: _("The portal cannot answer right now. Please try again in a few seconds."),
    }
    return texts.get(status, texts[500] if status >= 500 else texts[400])


def answer(status: int, message: str, *, plain: bool = False) -> Response:
    """The error as a page, or as problem+json (RFC 9457) for programs.

    The plain page asks nothing of the database, and costs little.
    """
    if wants_json():
        response = jsonify(
            type="about:blank",
            title=HTTPStatus(status).phrase,
            status=status,
            detail=message,
            request_id=g.get("request_id", ""),
        )
        response.content_type = "application/problem+json"
    else:
        response = make_response(_page(status, message, "errors/plain.html" if plain else "errors/error.html"))
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(status: int, message: str, template: str) -> str:
    """The error page; a bare one when what broke is also needed to draw it."""
    try:
        return render_template(template, status=status, message=message, request_id=g.get("request_id", ""))
    except Exception:
        log.exception("error_page_failed")
        return f"<!DOCTYPE html><title>{escape(message)}</title><p>{escape(message)}</p>"


def wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return request.path.startswith("/api/") or best == "application/json"
