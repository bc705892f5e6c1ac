"""Imports that are too long for a request, and what is done by the clock."""

from __future__ import annotations

from civic.core import uploads
from civic.core.jobs import JobContext, job
from civic.participation.imports.actions import JOB, carry_out
from civic.participation.imports.models import CommentUpload


@job(JOB)
def import_job(context: JobContext, upload_id: int) -> None:
    """Import an upload, in one transaction: cut short it is done anew, and done it is not done again."""
    carry_out(upload_id, context.progress)


@job("imports.forget_uploads")
def forget_uploads_job(_context: JobContext) -> None:
    """Uploads go after a day, with their files."""
    while uploads.forget(CommentUpload):
        pass
