"""Which comments are copies of one another.

In: texts, a signature for each (`signatures`). Out: groups of near copies (`groups`), and for each group what a drafter
is told of it (`describe`): how many people, from when to when, and where their letters differ.
"""

from __future__ import annotations

from civic.analysis.campaigns.campaign import Campaign, describe
from civic.analysis.campaigns.duplicates import groups, signatures

__all__ = ["Campaign", "describe", "groups", "signatures"]
