"""Attachments: pictures and files that belong to something else (a process, a comment)."""

from civic.core.attachments import models  # noqa: F401 - registers the table
from civic.modules import Module

module = Module("attachments")
