"""How phases are called, and where a process stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from civic.participation.processes.models import PhaseKind, Process

PHASE_LABELS: dict[PhaseKind, LazyString] = {
    PhaseKind.DRAFT: _l("Being prepared"),
    PhaseKind.OPEN: _l("Open for comments"),
    PhaseKind.CLOSED: _l("Comments closed"),
    PhaseKind.ANALYSIS: _l("Comments being read"),
    PhaseKind.RESPONSE: _l("City's response"),
    PhaseKind.ADOPTED: _l("Decided"),
}


@dataclass(frozen=True)
class Step:
    """A phase as the timeline shows it; state is past, now or next."""

    label: str
    starts_at: datetime
    ends_at: datetime | None
    state: str


def steps(process: Process, now: datetime) -> list[Step]:
    """The phases in order of time, with where we are."""
    current = process.phase_at(now)
    return [
        Step(
            str(PHASE_LABELS[phase.kind]),
            phase.starts_at,
            phase.ends_at,
            "now" if phase is current else ("past" if phase.starts_at <= now else "next"),
        )
        for phase in process.phases
    ]


def stage_label(process: Process, now: datetime) -> str:
    """Where a process stands, in words."""
    if stage := process.stage_at(now):
        return str(PHASE_LABELS[stage])
    begun = [phase.starts_at <= now for phase in process.phases]
    if not any(begun):
        return _("Planned")
    return _("Ended") if all(begun) else _("Between two phases")
