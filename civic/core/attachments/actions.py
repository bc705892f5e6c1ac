"""Attaching files to a thing, and letting go of them. The module whose thing it is checks who may."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select

from civic.core.accounts.models import Account
from civic.core.attachments.content import Prepared
from civic.core.attachments.models import Attachment
from civic.core.db.transactions import transaction
from civic.core.db.types import utcnow
from civic.core.files import discard
from civic.core.uploads import is_named
from civic.extensions import db


def attach(
    actor: Account, subject_kind: str, subject_id: int, prepared: Sequence[Prepared], alternative: str = ""
) -> list[Attachment]:
    """Put files at a thing; `alternative` says what the pictures among them show."""
    with transaction():
        made = [
            Attachment(
                subject_kind=subject_kind,
                subject_id=subject_id,
                file_key=one.key,
                small_key=one.small_key,
                filename=one.filename,
                media_type=one.media_type,
                size_bytes=one.size_bytes,
                width=one.width,
                height=one.height,
                alternative=alternative[:500] if one.width else "",
                uploaded_by=actor.id,
            )
            for one in prepared
        ]
        db.session.add_all(made)
        return made


def detach(attachment_ids: Collection[int]) -> None:
    """Let go of attachments, and of their bytes where nothing else has the same."""
    with transaction():
        chosen = Attachment.id.in_(attachment_ids)
        rows = db.session.execute(select(Attachment.file_key, Attachment.small_key).where(chosen))
        keys = {key for row in rows for key in row if key}
        db.session.execute(delete(Attachment).where(chosen))
        for key in keys:
            if not is_named(key):
                discard(key, utcnow())
