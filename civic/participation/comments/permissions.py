"""Who may do what with comments."""

from __future__ import annotations

from enum import StrEnum

from civic.modules import Role


class CommentPermission(StrEnum):
    """What can be done with comments."""

    POST = "comment.post"
    HIDE = "comment.hide"


PERMISSIONS: dict[Role, frozenset[StrEnum]] = {
    Role.RESIDENT: frozenset({CommentPermission.POST}),
    Role.MODERATOR: frozenset({CommentPermission.HIDE}),
}
