"""The notice that a city has answered."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from civic.modules import NoticeKind

ANSWERED = "activity.answered"

KINDS = (
    NoticeKind(
        ANSWERED,
        _l("The city has answered"),
        _l("The city has answered: %(title)s"),
        _l("What people said is summed up, and each theme has the city's answer. See which theme yours is part of."),
        endpoint="summaries.show_edition",
        arguments=("slug", "number"),
    ),
)
