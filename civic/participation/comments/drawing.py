"""Comments as HTML: what all readers with the same rights see alike is drawn once, and for each what is their own."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable
from typing import Any

from flask import get_template_attribute
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from civic.core.caching import while_unchanged
from civic.core.db.pagination import Page
from civic.core.permissions import can
from civic.participation.comments.permissions import CommentPermission
from civic.participation.comments.queries import CommentView, Reader, flat
from civic.participation.comments.reading import VISITOR, read_by
from civic.participation.processes.models import Activity
from civic.web.filters import datetime_formatter

_TEMPLATE = "comments/list.html"
_TOKEN = secrets.token_hex(16)  # stands where each reader's own goes; nobody can write it into a comment
_BETWEEN = secrets.token_hex(16)


def comment_list(
    activity: Activity,
    place: tuple[Hashable, ...],
    find: Callable[[], Page[CommentView]],
    address: Callable[[str], str],
    is_open: bool,
) -> tuple[Markup, bool]:
    """A page of comments with its pager, and whether the reader follows the activity.

    Args:
        place: which page of the activity's comments `find` finds.
        address: the page's address by its cursor.
    """
    draw = get_template_attribute(_TEMPLATE, "comment_list")
    if not current_user.is_authenticated:
        return draw(find(), address, activity.language, is_open, VISITOR, texts(), {}), False
    alike = Reader(may_hide=can(current_user, CommentPermission.HIDE, activity), token=_TOKEN)
    key = ("comments", activity.id, *place, activity.language, is_open, alike.may_hide, str(get_locale()))
    page, articles = while_unchanged(key, lambda: _alike(find(), activity.language, is_open, alike), _size)
    reader, marks = read_by(activity, page.items)
    own = {view.id for view in flat(page.items) if view.author_id == reader.id}
    drawn = {
        number: article.replace(_TOKEN, reader.token)
        for number, article in articles.items()
        if number not in own and number not in reader.reactions
    }
    return draw(page, address, activity.language, is_open, reader, texts(), drawn), marks.follows


def texts() -> dict[str, Any]:
    """What the template says to every comment, translated once."""
    return {
        "time": datetime_formatter(),
        "edited": _("edited"),
        "reply": _("Reply"),
        "edit": _("Correct"),
        "withdraw": _("Withdraw"),
        "hide": _("Hide"),
        "show": _("Show again"),
        "hidden": _("Hidden by a moderator"),
        "withdrawn": _("Withdrawn by its author"),
        "held": _("Waits for a moderator"),
        "agree": _("Agree"),
        "disagree": _("Disagree"),
        "skip": _("Skip"),
        "share": _("Share"),
        "report": _("Report"),
    }


def _size(drawn: tuple[Page[CommentView], dict[int, Markup]]) -> int:
    return 2 * sum(len(article) for article in drawn[1].values())  # the page holds the text once more


def _alike(
    page: Page[CommentView], language: str, is_open: bool, reader: Reader
) -> tuple[Page[CommentView], dict[int, Markup]]:
    """The page, and each comment's article as a reader sees it who has neither written nor judged it."""
    views = list(flat(page.items))
    html: Markup = get_template_attribute(_TEMPLATE, "articles")(views, language, is_open, reader, texts(), _BETWEEN)
    return page, dict(zip((view.id for view in views), html.split(_BETWEEN), strict=False))
