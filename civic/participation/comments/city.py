"""What a city sets about comments while the portal runs."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from civic.config import settings as config
from civic.errors import Invalid
from civic.modules import Setting

_SECTION = _l("Comments")


def _at_least_one(number: int) -> None:
    if number < 1:
        raise Invalid("number", _("Give a whole number."))


SETTINGS = (
    Setting(
        "comment_limit",
        _l("Comments that one person may send in an hour"),
        lambda: config().comment_limit,
        "number",
        section=_SECTION,
        check=_at_least_one,
    ),
    Setting(
        "edit_minutes",
        _l("Minutes during which a person may correct a comment"),
        lambda: config().edit_minutes,
        "number",
        hint=_l("0: never."),
        section=_SECTION,
    ),
    Setting(
        "moderation_words",
        _l("Words whose comments wait for a moderator"),
        lambda: [word.strip() for word in config().moderation_words.split(",") if word.strip()],
        "lines",
        hint=_l("One word or phrase a line."),
        section=_SECTION,
    ),
)
