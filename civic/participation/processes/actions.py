"""Everything that changes a process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from civic.core.accounts.models import Account
from civic.core.agencies.models import Agency
from civic.core.audit import record
from civic.core.db.transactions import locked, taken, transaction
from civic.core.permissions import require
from civic.core.places import city_map
from civic.core.text import check_length, check_slug, clean, clean_line
from civic.core.translations import Translations, translated
from civic.errors import Invalid
from civic.extensions import db
from civic.participation.processes.models import Phase, PhaseKind, Process, ProcessPlace
from civic.participation.processes.permissions import ProcessPermission
from civic.participation.processes.pictures import ILLUSTRATIONS, NewPicture


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
    translations: Translations = field(default_factory=dict)


@dataclass(frozen=True)
class ProcessLook:
    """How a process is shown and where it is about. `picture`: an uploaded one, None to leave what is there."""

    illustration: str = ""
    places: Sequence[str] = ()
    picture: NewPicture | None = None
    without_picture: bool = False


def create_process(
    actor: Account,
    agency: Agency,
    slug: str,
    text: ProcessText,
    phases: Mapping[PhaseKind, Period],
    look: ProcessLook | None = None,
) -> Process:
    """Open a new process of an agency. Raises Invalid at the field that is wrong."""
    with taken("slug", _("This address is taken; choose another.")), transaction():
        require(actor, ProcessPermission.MANAGE, agency)
        check_slug(slug)
        if db.session.scalar(select(Process.id).where(Process.slug == slug)):
            raise Invalid("slug", _("This address is taken; choose another."))
        process = Process(slug=slug, agency=agency)
        _fill(process, text, phases)
        _dress(process, look or ProcessLook())
        db.session.add(process)
        db.session.flush()
        record(actor, "process.created", process, slug=slug)
        return process


def update_process(
    actor: Account,
    process: Process,
    text: ProcessText,
    phases: Mapping[PhaseKind, Period],
    look: ProcessLook | None = None,
) -> Process:
    """Change a process's text, phases and look; its address stays."""
    with transaction():
        require(actor, ProcessPermission.MANAGE, process)
        locked(process)  # of two who save at once one comes second, and finds the phases that the first added
        _fill(process, text, phases)
        if look is not None:
            _dress(process, look)
        for activity in process.activities:  # their pages show the process's title
            activity.language, activity.version = process.language, activity.version + 1
        record(actor, "process.updated", process)
        return process


def _dress(process: Process, look: ProcessLook) -> None:
    if look.illustration and look.illustration not in ILLUSTRATIONS:
        raise Invalid("illustration", _("Choose one of the pictures."))
    known = {place.code for place in city_map().places}
    if not known.issuperset(look.places):
        raise Invalid("places", _("Choose districts of this city."))
    process.illustration = look.illustration
    current = {place.region_code: place for place in process.places}
    for code in current.keys() - set(look.places):
        process.places.remove(current[code])
    for code in set(look.places) - current.keys():
        process.places.append(ProcessPlace(region_code=code))
    if look.picture or look.without_picture:
        process.picture_key = look.picture.key if look.picture else ""
        process.picture_alt = clean_line(look.picture.alt) if look.picture else ""
        check_length("picture_alt", process.picture_alt, 300)


def _fill(process: Process, text: ProcessText, phases: Mapping[PhaseKind, Period]) -> None:
    process.title, process.summary = clean_line(text.title), clean_line(text.summary)
    process.description, process.language = clean(text.description), text.language
    if not process.title:
        raise Invalid("title", _("Give it a title."))
    check_length("title", process.title, 200)
    check_length("summary", process.summary, 500)
    process.translations = translated(text.translations, {"title": 200, "summary": 500, "description": None})
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
