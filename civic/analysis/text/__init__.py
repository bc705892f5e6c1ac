"""What one comment says.

In: a text as it was typed. Out: its language, its stems and the forms that people read (`read`), the formal spellings
of one word (`forms`), or the same text without personal numbers (`mask`). What is known of words: `text.lexicon`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from civic.analysis.text.privacy import MASK, mask

if TYPE_CHECKING:
    from civic.analysis.text.normalise import MAX_CHARACTERS, Form, forms
    from civic.analysis.text.words import BREAK, Words, read

__all__ = ["BREAK", "MASK", "MAX_CHARACTERS", "Form", "Words", "forms", "mask", "read"]

_LATE = {
    "BREAK": "words",
    "Form": "normalise",
    "MAX_CHARACTERS": "normalise",
    "Words": "words",
    "forms": "normalise",
    "read": "words",
}


def __getattr__(name: str) -> Any:
    """Load word lists and stemmers only when somebody reads: web pages mask, and need nothing else."""
    if name in _LATE:
        return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
    raise AttributeError(name)
