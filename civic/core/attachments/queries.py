"""Reading what is attached to things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from civic.core.attachments.models import Attachment
from civic.errors import NotFound
from civic.extensions import db

MOST = 1_000


def attachments_of(subject_kind: str, subject_ids: Collection[int]) -> Mapping[int, Sequence[Attachment]]:
    """What is attached to each of these things, in order; one query. Uses ix_attachment_subject."""
    found: defaultdict[int, list[Attachment]] = defaultdict(list)
    if subject_ids:
        query = select(Attachment).where(
            Attachment.subject_kind == subject_kind, Attachment.subject_id.in_(subject_ids)
        )
        for one in db.session.scalars(query.order_by(Attachment.subject_id, Attachment.id).limit(MOST)):
            found[one.subject_id].append(one)
    return found


def attachment_at(subject_kind: str, subject_id: int, attachment_id: int) -> Attachment:
    """One of a thing's attachments; raises NotFound for another's."""
    found = db.session.get(Attachment, attachment_id)
    if found is None or (found.subject_kind, found.subject_id) != (subject_kind, subject_id):
        raise NotFound
    return found
