"""The main navigation: what the modules offer and this person may open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import Flask, request, url_for
from flask_login import current_user

from civic.core.permissions import can
from civic.modules import registry


@dataclass(frozen=True)
class MenuEntry:
    """A link of the navigation as the layout shows it."""

    label: str
    url: str
    active: bool
    is_work: bool = False  # for people who hold a role


def init_app(app: Flask) -> None:
    """Hand the navigation to the layout."""
    app.context_processor(lambda: {"menu_items": menu_items})


def menu_items() -> list[MenuEntry]:
    """Entries in order; `active` is the longest address that the current one starts with."""
    found = registry()
    allowed = [item for item in found.menu if item.permission is None or can(current_user, item.permission)]
    addresses = [found.attempt(item, "menu", partial(url_for, item.endpoint), None) for item in allowed]
    shown = [(item, url) for item, url in zip(allowed, addresses, strict=True) if url is not None]
    matching = [url for _item, url in shown if request.path == url or (url != "/" and request.path.startswith(url))]
    best = max(matching, key=len, default=None)
    return [MenuEntry(str(item.label), url, url == best, item.permission is not None) for item, url in shown]
