"""The notices that a summary is there, where one's own comment stands in it, and that the city has answered."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from civic.modules import NoticeKind

ANSWERED, SUMMED_UP = "activity.answered", "activity.summed_up"
# The same to those who find their own comment in a theme of the edition.
OWN_ANSWERED, OWN_PLACED = "comment.answered", "comment.placed"


def _own(name: str, like: str, label: LazyString, title: LazyString, text: LazyString) -> NoticeKind:
    """A notice that leads to one's comment among the others of its theme."""
    arguments = ("place", "slug", "number", "theme", "comment")
    return NoticeKind(name, label, title, text, "summaries.theme", arguments, "c%(comment)s", like=like)


KINDS = (
    _own(
        OWN_ANSWERED,
        ANSWERED,
        _l("The city has answered the theme of my comment"),
        _l("The city has answered: %(title)s"),
        _l("Your comment no. %(comment)s is part of the theme “%(label)s”. Read what the city answers."),
    ),
    _own(
        OWN_PLACED,
        SUMMED_UP,
        _l("My comment is part of a theme"),
        _l("Summed up: %(title)s"),
        _l("Your comment no. %(comment)s is part of the theme “%(label)s”. The city has not answered it yet."),
    ),
    NoticeKind(
        ANSWERED,
        _l("The city has answered"),
        _l("The city has answered: %(title)s"),
        _l("What people said is summed up, with the city's answers. See which theme your comment is part of."),
        endpoint="summaries.show_edition",
        arguments=("place", "slug", "number"),
    ),
    NoticeKind(
        SUMMED_UP,
        _l("What people said is summed up"),
        _l("Summed up: %(title)s"),
        _l("See what people talk about and which theme your comment is part of. The city has not answered yet."),
        endpoint="summaries.show_edition",
        arguments=("place", "slug", "number"),
    ),
)
