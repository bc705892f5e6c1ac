"""Everything that changes a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from civic.core.accounts.models import Account
from civic.core.agencies.models import Agency
from civic.core.audit import record
from civic.core.db.transactions import transaction
from civic.core.permissions import require
from civic.core.text import check_length, check_slug, clean, clean_line
from civic.errors import Invalid
from civic.extensions import db
from civic.participation.processes.models import Phase, PhaseKind, Process
from civic.participation.processes.permissions import ProcessPermission


@dataclass(frozen=True)
class Period:
    """When a phase lasts; without an end it lasts until the next one begins."""

    starts_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True)
class ProcessText:
    """What people read about a process."""

    title: str
    summary: str
    description: str
    language: str = "id"


def create_process(
    actor: Account, agency: Agency, slug: str, text: ProcessText, phases: Mapping[PhaseKind, Period]
) -> Process:
    """Open a new process of an agency. Raises Invalid at the field that is wrong."""
    with transaction():
        require(actor, ProcessPermission.MANAGE, agency)
        check_slug(slug)
        if db.session.scalar(select(Process.id).where(Process.slug == slug)):
            raise Invalid("slug", _("This address is taken; choose another."))
        process = Process(slug=slug, agency=agency)
        _fill(process, text, phases)
        db.session.add(process)
        db.session.flush()
        record(actor, "process.created", process, slug=slug)
        return process


def update_process(actor: Account, process: Process, text: ProcessText, phases: Mapping[PhaseKind, Period]) -> Process:
    """Change a process's text and phases; its address stays."""
    with transaction():
        require(actor, ProcessPermission.MANAGE, process)
        _fill(process, text, phases)
        for activity in process.activities:  # their pages show the process's title
            activity.language, activity.version = process.language, activity.version + 1
        record(actor, "process.updated", process)
        return process


def _fill(process: Process, text: ProcessText, phases: Mapping[PhaseKind, Period]) -> None:
    process.title, process.summary = clean_line(text.title), clean_line(text.summary)
    process.description, process.language = clean(text.description), text.language
    if not process.title:
        raise Invalid("title", _("Give it a title."))
    check_length("title", process.title, 200)
    check_length("summary", process.summary, 500)
    if not phases:
        raise Invalid(PhaseKind.OPEN, _("Give at least one phase with its first day."))
    for kind, period in phases.items():
        if period.ends_at and period.ends_at <= period.starts_at:
            raise Invalid(kind, _("The last day must not lie before the first."))
    current = {phase.kind: phase for phase in process.phases}
    for kind in current.keys() - phases.keys():
        process.phases.remove(current[kind])
    for kind, period in phases.items():
        phase = current.get(kind)
        if phase is None:
            phase = Phase(kind=kind)
            process.phases.append(phase)
        phase.starts_at, phase.ends_at = period.starts_at, period.ends_at
