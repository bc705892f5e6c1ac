"""Security headers, cookies and limits that hold for every answer."""

from __future__ import annotations

import base64
import hashlib

from flask import Flask, Response, request
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

from civic.extensions import csrf
from civic.web.limits import MAX_FORM_BYTES, MAX_FORM_PARTS

# Run before the page is drawn, so that what needs scripts does not jump. Its hash stands in the policy.
EARLY_SCRIPT = 'document.body.classList.add("js-enabled","govuk-frontend-supported")'
_HASH = base64.b64encode(hashlib.sha256(EARLY_SCRIPT.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; script-src 'self' 'sha256-{_HASH}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
# What is about one person or for staff alone: no copy may stay in a browser that others use after them.
PRIVATE_PATHS = ("/account", "/workbench", "/admin")


def init_app(app: Flask) -> None:
    config = app.config["CIVIC"]
    secure = config.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=config.signing_key(),
        # With the prefix, browsers take the cookie from this very host over TLS alone: no sibling domain can plant one.
        SESSION_COOKIE_NAME="__Host-civic_session" if secure else "civic_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        MAX_CONTENT_LENGTH=config.max_upload_mb * 1_000_000,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES,
        MAX_FORM_PARTS=MAX_FORM_PARTS,
        WTF_CSRF_TIME_LIMIT=8 * 3600,
        WTF_CSRF_SSL_STRICT=secure,
    )
    if config.trusted_proxies:
        n = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    csrf.init_app(app)
    app.context_processor(lambda: {"early_script": Markup(EARLY_SCRIPT)})  # noqa: S704 - ours
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Headers of every answer; a view may have set stricter ones."""
    for name, value in HEADERS:
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "Cache-Control" not in response.headers:
        private = request.path.startswith(PRIVATE_PATHS)
        response.headers["Cache-Control"] = "no-store" if private else "private, no-cache"
    if response.mimetype == "text/html":
        response.vary.add("Cookie")
    return response
