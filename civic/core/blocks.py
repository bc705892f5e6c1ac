"""What modules show on pages that are not theirs: blocks at a named place, cards on the front page.

A block that fails says so where it would stand; the page around it is as it would be without.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from civic.modules import registry


def blocks(place: str, thing: Any) -> Markup:
    """What the blocks of a place have to show for `thing`."""
    found = registry()
    shown = (
        found.attempt(block, f"block {place}", partial(block.render, thing), _failing())
        for block in found.blocks
        if block.place == place
    )
    return _joined(shown)


def cards() -> Markup:
    """What the modules show on the front page, in order."""
    found = registry()
    return _joined(found.attempt(card, f"card {card.name}", card.render, _failing()) for card in found.cards)


def _joined(parts: Iterable[str | None]) -> Markup:
    return Markup("").join(Markup(html) for html in parts if html)  # noqa: S704 - parts render templates


def _failing() -> str | None:
    text = _("This part of the page cannot be shown at the moment.")
    return Markup('<p class="panel panel--soft">{}</p>').format(text)
