"""The notices that a summary is there, and that the city has answered."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from civic.modules import NoticeKind

ANSWERED, SUMMED_UP = "activity.answered", "activity.summed_up"

KINDS = (
    NoticeKind(
        ANSWERED,
        _l("The city has answered"),
        _l("The city has answered: %(title)s"),
        _l("What people said is summed up, with the city's answers. See which theme your comment is part of."),
        endpoint="summaries.show_edition",
        arguments=("slug", "number"),
    ),
    NoticeKind(
        SUMMED_UP,
        _l("What people said is summed up"),
        _l("Summed up: %(title)s"),
        _l("See what people talk about and which theme your comment is part of. The city has not answered yet."),
        endpoint="summaries.show_edition",
        arguments=("slug", "number"),
    ),
)
