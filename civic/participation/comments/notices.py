"""Telling people what happens to their comments. No text stands in a notice: what is withdrawn is gone everywhere."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from civic.core.notices.actions import notify, notify_all
from civic.modules import NoticeKind
from civic.participation.comments.models import Comment, CommentState
from civic.participation.follows.models import THREAD
from civic.participation.follows.queries import followers

RECEIVED, REPLY, HIDDEN, PUBLISHED = "comment.received", "comment.reply", "comment.hidden", "comment.published"


def _kind(name: str, label: LazyString, title: LazyString, text: LazyString) -> NoticeKind:
    """A notice that leads to the comment."""
    return NoticeKind(name, label, title, text, "comments.show", ("comment_id",), "c%(comment_id)s")


KINDS = (
    _kind(
        RECEIVED,
        _l("My comment has arrived"),
        _l("Your comment no. %(comment_id)s has arrived"),
        _l("On: %(title)s. It is read with all the others, becomes part of a theme, and the city answers the theme."),
    ),
    _kind(
        REPLY,
        _l("Somebody replied to me"),
        _l("A reply to your comment"),
        _l("On: %(title)s."),
    ),
    _kind(
        HIDDEN,
        _l("A moderator hid my comment"),
        _l("Your comment no. %(comment_id)s was hidden"),
        _l("On: %(title)s. The moderator's reason: %(reason)s"),
    ),
    _kind(
        PUBLISHED,
        _l("A moderator published my comment"),
        _l("Your comment no. %(comment_id)s is published"),
        _l("On: %(title)s. A moderator has read it."),
    ),
)


def on_posted(comment: Comment) -> None:
    """A receipt for the author, and a word to whoever was answered."""
    notify(comment.author_id, RECEIVED, str(comment.id), **_values(comment))
    _tell_thread(comment)


def on_hidden(comment: Comment) -> None:
    """The moderator's reason, to the author; once for each reason."""
    key = f"{comment.id}: {comment.state_reason}"
    notify(comment.author_id, HIDDEN, key, reason=comment.state_reason, **_values(comment))


def on_published(comment: Comment) -> None:
    """A comment that was held or hidden is shown."""
    notify(comment.author_id, PUBLISHED, str(comment.id), **_values(comment))
    _tell_thread(comment)


def _tell_thread(comment: Comment) -> None:
    """Whoever was answered and whoever follows the thread hears of a reply, but not of their own."""
    if comment.root_id is None or comment.state is not CommentState.PUBLISHED:
        return
    people = set(followers(THREAD, comment.root_id))
    if comment.reply_to is not None and comment.reply_to.author_id is not None:
        people.add(comment.reply_to.author_id)
    values = _values(comment)
    told = sorted(people - {comment.author_id})
    notify_all(REPLY, ((person, str(comment.id), values) for person in told))


def _values(comment: Comment) -> dict[str, int | str]:
    return {"comment_id": comment.id, "title": comment.activity.title}
