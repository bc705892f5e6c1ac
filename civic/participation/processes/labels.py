"""How phases are called, and where a process stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from civic.participation.processes.models import Phase, PhaseKind

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


def steps(phases: list[Phase], now: datetime) -> list[Step]:
    """The phases in order of time, with where we are."""
    begun = [phase for phase in phases if phase.starts_at <= now]
    current = begun[-1] if begun else None
    return [
        Step(
            str(PHASE_LABELS[phase.kind]),
            phase.starts_at,
            phase.ends_at,
            "now" if phase is current else ("past" if phase in begun else "next"),
        )
        for phase in phases
    ]
