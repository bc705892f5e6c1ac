"""Security headers, cookies and limits that hold for every answer."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from civic.extensions import csrf, limiter


def init_app(app: Flask) -> None:
    config = app.config["CIVIC"]
    secure = config.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=config.signing_key(),
        SESSION_COOKIE_NAME="civic_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        MAX_CONTENT_LENGTH=config.max_upload_mb * 1_000_000,
        MAX_FORM_MEMORY_SIZE=1_000_000,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=8 * 3600,
        WTF_CSRF_SSL_STRICT=secure,
        RATELIMIT_STORAGE_URI=config.ratelimit_storage,
        RATELIMIT_APPLICATION=config.request_limit,
        RATELIMIT_ENABLED=not config.testing,
        RATELIMIT_HEADERS_ENABLED=False,
    )
    if config.trusted_proxies:
        n = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    csrf.init_app(app)
    limiter.init_app(app)
    app.context_processor(lambda: {"csp_nonce": csp_nonce})
    app.after_request(add_headers)


def csp_nonce() -> str:
    """The nonce of this answer; asking for it is what puts it into the policy."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def add_headers(response: Response) -> Response:
    """Headers of every answer; a view may have set stricter ones."""
    script = "'self'" + (f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else "")
    defaults = {
        "Content-Security-Policy": (
            f"default-src 'none'; script-src {script}; style-src 'self'; img-src 'self' data:; "
            "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    for name, value in defaults.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint == "web.static" and "v" in request.args:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    if response.mimetype == "text/html":
        response.vary.add("Cookie")
    return response
