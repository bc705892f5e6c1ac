"""Who may administer accounts: administrators, who hold every permission."""

from __future__ import annotations

from enum import StrEnum


class AccountPermission(StrEnum):
    """What can be done with other people's accounts."""

    ADMINISTER = "account.administer"
