"""What themes are called, and what speaks for them.

In: a corpus and the theme of each of its comments. Out: a `Name` for each theme and each part of one (`name_groups`,
`name_parts`), the comments to quote (`choose_quotes`), and the words of each comment that put it there
(`matching_words`).
"""

from __future__ import annotations

from civic.analysis.naming.names import Name, name_groups
from civic.analysis.naming.parts import name_parts
from civic.analysis.naming.quotes import POOL, REASONS, choose_quotes, matching_words, pool_of

__all__ = ["POOL", "REASONS", "Name", "choose_quotes", "matching_words", "name_groups", "name_parts", "pool_of"]
