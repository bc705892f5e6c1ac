"""Who may do what with comments."""

from __future__ import annotations

from enum import StrEnum

from civic.modules import Role


class CommentPermission(StrEnum):
    """What can be done with comments."""

    POST = "comment.post"
    REACT = "comment.react"
    HIDE = "comment.hide"


PERMISSIONS: dict[Role, frozenset[StrEnum]] = {
    Role.RESIDENT: frozenset({CommentPermission.POST, CommentPermission.REACT}),
    Role.MODERATOR: frozenset({CommentPermission.HIDE}),
}
