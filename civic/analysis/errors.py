"""What can be wrong with the text handed in."""

from __future__ import annotations


class AnalysisError(ValueError):
    """The text cannot be read or analysed; the message is one line that says what and where."""
