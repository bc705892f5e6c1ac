"""Numbers in addresses and forms: those that no table can hold are no numbers.

Views ask as Flask teaches (`<int:id>`, `request.args.get("agency", type=int)`); the limits stand here alone.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1  # of a BIGINT, on both databases


def whole_number(text: str) -> int:
    """The number that plain digits say; raises ValueError for what no table can hold."""
    if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > 20 or abs(int(text)) > LARGEST:
        raise ValueError("not a number that can be stored")
    return int(text)


def stored_number(text: str) -> int:
    """As `whole_number`; for digits beyond the limit there is no such thing (404), rather than everything.

    Other text is no number at all, so the default holds.
    """
    try:
        return whole_number(text)
    except ValueError:
        if text.isascii() and text.removeprefix("-").isdigit():
            raise NotFound from None
        raise


class BoundedConverter(IntegerConverter):
    """`<int:…>` in addresses; beyond the limit there is no such page."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **{"max": LARGEST} | kwargs)


class Parameters(ImmutableMultiDict[str, str]):
    """Values of a query or a form, whose `type=int` is `stored_number`."""

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]
        return super().get(key, default, stored_number if type is int else type)

    def getlist(self, key: str, type: Any = None) -> list[Any]:
        return super().getlist(key, stored_number if type is int else type)


class BoundedRequest(Request):
    parameter_storage_class = Parameters


def init_app(app: Flask) -> None:
    app.request_class = BoundedRequest
    app.url_map.converters["int"] = BoundedConverter
