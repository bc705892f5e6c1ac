"""The portal's own sources: the comments of one activity, of a whole process, or of chosen activities of a process."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload

from civic.core.db.types import utcnow
from civic.errors import Invalid, NotFound
from civic.extensions import db
from civic.insights.corpora.comments import Comments
from civic.modules.corpora import Corpus, Covers
from civic.participation.comments.models import Comment
from civic.participation.processes.kinds import is_known, kind_of
from civic.participation.processes.models import Activity, Process
from civic.web.parsing import whole_number

ACTIVITY, PROCESS, CHOSEN = "activity", "process", "activities"
LONGEST_REF = 200


class ActivitySource(Comments):
    """One activity of any kind; the reference is its id."""

    kind = ACTIVITY
    label = _l("Activities")

    def corpus(self, ref: str) -> Corpus:
        """By primary key."""
        activity = db.session.get(Activity, _number(ref))
        if activity is None:
            raise NotFound
        return of_activity(activity)

    def offered(self, covers: Covers, limit: int) -> Sequence[Corpus]:
        """One query. Uses ix_activity_agency_id."""
        query = select(Activity).options(joinedload(Activity.agency)).where(covers(Activity.agency_id), is_known())
        return [of_activity(found) for found in db.session.scalars(query.order_by(Activity.id.desc()).limit(limit))]

    def activities(self, ref: str) -> ColumnElement[bool]:
        """The one."""
        return Activity.id == _number(ref)

    def parts_of(self, ref: str) -> Mapping[str, str]:
        """What its comments may be about, as its kind tells: the questions of a consultation."""
        activity = db.session.get(Activity, _number(ref))
        parts = kind_of(activity).parts if activity else None
        return parts(activity.id) if activity and parts else {}

    def in_part(self, key: str) -> ColumnElement[bool]:
        """The question, or other part, that it is about; an activity has parts of one kind."""
        return and_(Comment.anchor_kind != "", Comment.anchor_ref == key)


class ManyActivities(Comments):
    """What sources over several activities have in common: the activities are the parts."""

    names_places = True

    def parts_of(self, ref: str) -> Mapping[str, str]:
        """The activities."""
        return {part.ref: part.title for part in self.corpus(ref).parts}

    def in_part(self, key: str) -> ColumnElement[bool]:
        """The activity that it stands in."""
        return Comment.activity_id == _number(key)

    def corpus(self, ref: str) -> Corpus:
        """What a reference names."""
        raise NotImplementedError


class ProcessSource(ManyActivities):
    """All activities of a process, as they are when it is read; the reference is its id."""

    kind = PROCESS
    label = _l("Whole processes")

    def corpus(self, ref: str) -> Corpus:
        """Two queries."""
        process = db.session.get(Process, _number(ref))
        if process is None:
            raise NotFound
        return _of_processes([process])[0]

    def offered(self, covers: Covers, limit: int) -> Sequence[Corpus]:
        """Those of several activities: of one alone the activity is offered. Two queries."""
        several = select(Activity.process_id).where(is_known()).group_by(Activity.process_id).having(func.count() > 1)
        query = select(Process).options(joinedload(Process.agency))
        query = query.where(covers(Process.agency_id), Process.id.in_(several))
        return _of_processes(db.session.scalars(query.order_by(Process.id.desc()).limit(limit)).all())

    def activities(self, ref: str) -> ColumnElement[bool]:
        """All. Uses ix_activity_process_id."""
        return Activity.process_id == _number(ref)


class ChosenSource(ManyActivities):
    """Some activities of a process; the reference is the process's id and theirs: "3:4,7"."""

    kind = CHOSEN
    label = _l("Chosen activities")

    def corpus(self, ref: str) -> Corpus:
        """As of the process."""
        whole = ProcessSource().corpus(ref.partition(":")[0])
        if not (parts := parts_in(whole, ref)):
            raise NotFound
        return _part(whole, parts)

    def offered(self, _covers: Covers, _limit: int) -> Sequence[Corpus]:
        """None: they are chosen where the whole process is."""
        return ()

    def activities(self, ref: str) -> ColumnElement[bool]:
        """By primary key."""
        process, chosen = _numbers(ref)
        return and_(Activity.process_id == process, Activity.id.in_(chosen))


def of_activity(activity: Activity) -> Corpus:
    """The corpus of one activity; raises NotFound when the module that brought its kind is not installed."""
    return Corpus(
        ACTIVITY,
        str(activity.id),
        activity.title,
        activity.language,
        activity.agency_id,
        activity.agency.name,
        activity.comment_count,
        kind_of(activity).endpoint,
        {"slug": activity.slug},
        activity.people_count,
        activity.is_open(utcnow()),
    )


def of_process(process: Process) -> Corpus:
    """The corpus of a whole process; one query."""
    return _of_processes([process])[0]


def parts_in(whole: Corpus, ref: str) -> tuple[Corpus, ...]:
    """The parts of a process that a reference of `ChosenSource` names, as far as they are there."""
    chosen = _numbers(ref)[1]
    return tuple(part for part in whole.parts if int(part.ref) in chosen)


def narrowed(whole: Corpus, refs: Collection[str]) -> Corpus:
    """The corpus of those parts of a process; raises Invalid for none or too many to remember."""
    parts = tuple(part for part in whole.parts if part.ref in refs)
    if not parts:
        raise Invalid("parts", _("Choose at least one activity."))
    if len(parts) == len(whole.parts):
        return whole
    part = parts[0] if len(parts) == 1 else _part(whole, parts)
    if len(part.ref) > LONGEST_REF:
        raise Invalid("parts", _("These are too many. Choose fewer activities, or all of them."))
    return part


def _of_processes(processes: Sequence[Process]) -> list[Corpus]:
    query = select(Activity).options(joinedload(Activity.agency)).where(is_known())
    query = query.where(Activity.process_id.in_([process.id for process in processes]))
    rows = db.session.scalars(query.order_by(Activity.process_id, Activity.id))
    parts = {
        process_id: tuple(map(of_activity, found)) for process_id, found in groupby(rows, lambda row: row.process_id)
    }
    return [_of_parts(process, parts.get(process.id, ())) for process in processes]


def _of_parts(process: Process, parts: tuple[Corpus, ...]) -> Corpus:
    return Corpus(
        PROCESS,
        str(process.id),
        process.title,
        process.language,
        process.agency_id,
        process.agency.name,
        sum(part.size for part in parts),
        "processes.show",
        {"slug": process.slug},
        is_open=any(part.is_open for part in parts),
        parts=parts,
    )


def _part(whole: Corpus, parts: tuple[Corpus, ...]) -> Corpus:
    return replace(
        whole,
        kind=CHOSEN,
        ref=f"{whole.ref}:{','.join(part.ref for part in parts)}",
        size=sum(part.size for part in parts),
        is_open=any(part.is_open for part in parts),
        parts=parts,
    )


def _numbers(ref: str) -> tuple[int, set[int]]:
    process, _colon, chosen = ref.partition(":")
    return _number(process), {_number(number) for number in chosen.split(",")}


def _number(ref: str) -> int:
    try:
        return whole_number(ref)
    except ValueError:
        raise NotFound from None
