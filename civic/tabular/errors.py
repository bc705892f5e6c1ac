"""Why a table is refused: a sentence that can be translated, and the line it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def N_(sentence: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Marks a sentence for the catalogues; it is translated where it is shown."""
    return sentence


class TableError(Exception):
    """A file or a row cannot be read.

    `sentence` has no capital and no full stop, with %(name)s for `values`, so that it fits behind a file's
    name on a command line as well as into a page.
    """

    def __init__(self, sentence: str, line: int | None = None, **values: Any):
        super().__init__(sentence)
        self.sentence, self.line, self.values = sentence, line, values

    def __str__(self) -> str:
        sentence = self.sentence % self.values if self.values else self.sentence
        return sentence if self.line is None else f"line {self.line}: {sentence}"

    def told(self, gettext: Callable[..., str]) -> str:
        """The sentence in the language of `gettext`, as a page shows it."""
        sentence = gettext(self.sentence, **self.values)
        if self.line is not None:
            return gettext(N_("Line %(line)s: %(sentence)s."), line=self.line, sentence=sentence)
        return sentence[:1].upper() + sentence[1:] + "."
