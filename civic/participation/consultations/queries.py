"""Reading consultations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from civic.errors import NotFound
from civic.extensions import db
from civic.participation.consultations.models import Consultation
from civic.participation.processes.models import Activity, ActivityKind, Process


@dataclass(frozen=True)
class Version:
    """What decides whether a reader's copy of a consultation page is still right."""

    id: int
    version: int
    opens_at: datetime
    closes_at: datetime | None
    summary_number: int | None = None


def consultation_by_slug(slug: str) -> Consultation:
    """A consultation with its questions, process and agency, in one query; raises NotFound."""
    consultation = (
        db.session.scalars(
            select(Consultation)
            .options(
                joinedload(Consultation.questions),
                joinedload(Consultation.process).joinedload(Process.agency),
            )
            .where(Consultation.kind == ActivityKind.CONSULTATION, Consultation.slug == slug)
        )
        .unique()
        .one_or_none()
    )
    if consultation is None:
        raise NotFound
    return consultation


def version_of(slug: str) -> Version:
    """One small row to answer "you have it already" with; uses the unique index on (kind, slug)."""
    row = db.session.execute(
        select(Activity.id, Activity.version, Activity.opens_at, Activity.closes_at).where(
            Activity.kind == ActivityKind.CONSULTATION, Activity.slug == slug
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return Version(row.id, row.version, row.opens_at, row.closes_at)
