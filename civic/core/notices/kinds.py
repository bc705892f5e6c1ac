"""The kinds of notice that the modules declare, and how one is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from werkzeug.routing import BuildError

from civic.modules import NoticeKind, registry


@dataclass(frozen=True)
class Said:
    """A notice in the language at hand. `url` is a path of this portal, empty where there is nothing to open."""

    title: str
    text: str
    url: str


def kinds() -> dict[str, NoticeKind]:
    """The kinds by name, in the order of the modules."""
    return {kind.name: kind for kind in registry().notices}


def say(kind: NoticeKind, values: Mapping[str, Any]) -> Said:
    """The notice in words. A value that an older notice lacks leaves a gap and breaks nothing."""
    given = _Given(values)
    return Said(str(kind.title) % given, str(kind.text) % given, _url(kind, given))


class _Given(dict[str, Any]):
    def __missing__(self, _name: str) -> str:
        return "…"


def _url(kind: NoticeKind, given: _Given) -> str:
    """Built without a request: the worker has none."""
    if not kind.endpoint:
        return ""
    adapter = current_app.url_map.bind("")
    try:
        path = adapter.build(kind.endpoint, {name: given[name] for name in kind.arguments if name in given})
    except BuildError:  # the module or its page is gone
        return ""
    return f"{path}#{kind.anchor % given}" if kind.anchor else path
