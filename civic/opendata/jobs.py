"""What the catalogue has done by the clock."""

from __future__ import annotations

from civic.core import uploads
from civic.core.jobs import JobContext, job
from civic.opendata.models import Upload


@job("opendata.forget_uploads")
def forget_uploads_job(_context: JobContext) -> None:
    """Uploads that nobody published within a day go, with their files."""
    while uploads.forget(Upload):
        pass
