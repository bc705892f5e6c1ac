"""The browser somebody sits at: told from others by a cookie of its own, whether signed in or not.

Codes are bound to it, so that what one person filled in is never confirmed by another; and a browser that its owner
has signed in with before is not slowed down by what strangers try elsewhere.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from flask import Flask, Response, g, request
from flask_babel import get_locale

COOKIE = "portal_device"  # not one of the visible choices, by which copies of pages are told apart
_MAX_AGE_S = 365 * 86400


@dataclass(frozen=True)
class Browser:
    """Whence a request came."""

    token: str
    address: str = ""
    user_agent: str = ""
    locale: str = "id"

    @property
    def hash(self) -> str:
        """What tables keep of the token."""
        return hashlib.sha256(self.token.encode()).hexdigest()


def this_browser() -> Browser:
    """The browser of the request at hand; one that has no token yet gets one with the answer."""
    token = request.cookies.get(COOKIE, "")
    if not re.fullmatch(r"[\w-]{43}", token):
        token = g.setdefault("new_device", secrets.token_urlsafe(32))
    return Browser(token, request.remote_addr or "", request.user_agent.string, str(get_locale() or "id"))


def init_app(app: Flask) -> None:
    app.after_request(_set_cookie)


def _set_cookie(response: Response) -> Response:
    if token := g.pop("new_device", None):
        secure = bool(request.is_secure)
        response.set_cookie(COOKIE, token, max_age=_MAX_AGE_S, secure=secure, httponly=True, samesite="Lax")
    return response
