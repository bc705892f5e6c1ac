"""Which comments are copies of one another.

In: comments, and a signature of each text (`signatures`). Out: the corpus `Folded`: groups of near copies (`groups`),
one comment of each standing for all, and for each group the `Campaign` that a drafter is told of (`describe`): how
many people, from when to when, and where their letters differ.
"""

from __future__ import annotations

from civic.analysis.campaigns.campaign import Campaign, describe
from civic.analysis.campaigns.duplicates import Keys, groups, signatures
from civic.analysis.campaigns.folding import Folded, fold

__all__ = ["Campaign", "Folded", "Keys", "describe", "fold", "groups", "signatures"]
