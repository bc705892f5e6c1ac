"""Append-only audit events: `record` is called by every action."""

from civic.core.audit import models  # noqa: F401 - registers the table
from civic.core.audit.actions import record
from civic.modules import Module

__all__ = ["module", "record"]

module = Module("audit")
