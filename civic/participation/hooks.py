"""Places where higher rooms (insights) show something of theirs, filled in their module's `setup`.

Each hook is a list of functions in `app.extensions`; pages call `blocks(name, thing)`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup

Block = Callable[[Any], str | None]
PROCESS_PAGE = "civic_hook_process"
CONSULTATION_PAGE = "civic_hook_consultation"
COMMENT_PAGE = "civic_hook_comment"


def add_block(app: Flask, hook: str, block: Block) -> None:
    """Show `block(thing)` on the pages of this hook; it returns safe HTML, or None for nothing."""
    app.extensions.setdefault(hook, []).append(block)


def blocks(hook: str, thing: Any) -> Markup:
    """What the blocks of a hook have to show for `thing`."""
    shown = (block(thing) for block in current_app.extensions.get(hook, ()))
    return Markup("").join(Markup(html) for html in shown if html)  # noqa: S704 - blocks render templates
