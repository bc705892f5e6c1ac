"""Telling people what happens to their comments."""

from __future__ import annotations

from civic.participation.comments.models import Comment


def on_posted(comment: Comment, reply_to: Comment | None) -> None:
    """A receipt for the author, and a word to whoever was answered."""


def on_hidden(comment: Comment) -> None:
    """The moderator's reason, to the author."""


def on_published(comment: Comment) -> None:
    """A held or hidden comment is shown."""
