"""The notices that a summary waits for a second person, and what that person has decided."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from civic.modules import NoticeKind

SENT, RETURNED, PUBLISHED = "summary.sent", "summary.returned", "summary.sent_published"

KINDS = (
    NoticeKind(
        SENT,
        _l("A summary waits for me to publish it"),
        _l("To be published by you or a colleague: %(title)s"),
        _l("%(person)s has sent this summary. Look it through, then publish it or return it with a reason."),
        endpoint="workbench.publish",
        arguments=("run_id",),
    ),
    NoticeKind(
        RETURNED,
        _l("A summary that I sent was returned"),
        _l("Returned: %(title)s"),
        _l("%(person)s has returned your summary: %(reason)s"),
        endpoint="workbench.publish",
        arguments=("run_id",),
    ),
    NoticeKind(
        PUBLISHED,
        _l("A summary that I sent is published"),
        _l("Published: %(title)s"),
        _l("%(person)s has published the summary that you sent."),
        endpoint="summaries.show_edition",
        arguments=("place", "slug", "number"),
    ),
)
