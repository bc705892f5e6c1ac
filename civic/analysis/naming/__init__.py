"""What themes are called, and what speaks for them.

In: the themes that were `Found` and the `Wording` of their comments. Out: all of them `Named` (`name_themes`): a name
for each theme and each part of one, the comments to quote, and the words of each comment that put it there.
"""

from __future__ import annotations

from civic.analysis.naming.labels import LABELS
from civic.analysis.naming.named import Named, name_themes
from civic.analysis.naming.names import Name, name_groups
from civic.analysis.naming.spelling import read_spelling
from civic.analysis.naming.wording import Wording

__all__ = ["LABELS", "Name", "Named", "Wording", "name_groups", "name_themes", "read_spelling"]
