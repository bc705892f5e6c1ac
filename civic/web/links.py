"""Addresses that came from outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import request, url_for

from civic.config import settings


def safe_next(target: str | None, default: str = "/") -> str:
    """A path on this portal to go on to; anything that could lead elsewhere becomes `default`."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return default
    if any(ord(c) < 32 or c == "\\" for c in target) or urlsplit(target).netloc:
        return default
    return target


def here() -> str:
    """The page that is shown, as an address that can be opened again.

    After a refused form that may be the page the form stood on: an address that only takes forms is no page.
    """
    if request.method in ("GET", "HEAD") or (request.url_rule and "GET" in (request.url_rule.methods or ())):
        return request.full_path.rstrip("?")
    return referrer()


def referrer(default: str = "/") -> str:
    """The page of this portal from which the request came, without its fragment."""
    return safe_next((request.referrer or "").removeprefix(request.host_url.rstrip("/")), default)


def absolute(path: str) -> str:
    """A path of this portal as an address for other sites: sharing, feeds, maps of the site."""
    return (settings().base_url or request.url_root).rstrip("/") + path


def pages(endpoint: str, **values: Any) -> Callable[[str], str]:
    """The addresses of a list's pages, by their cursors: `values` are what the list was asked for."""
    return lambda cursor: url_for(endpoint, after=cursor, **values)
