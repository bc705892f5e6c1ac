"""Sending a summary for publishing, and what a second person does with it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from civic.core.accounts.models import Account
from civic.core.audit import record
from civic.core.db.transactions import locked, transaction
from civic.core.db.types import utcnow
from civic.core.notices.actions import notify, notify_all
from civic.core.permissions import require
from civic.core.text import required
from civic.errors import Conflict, NotPermitted
from civic.extensions import db
from civic.insights.approval.models import Outcome, PublishingRequest
from civic.insights.approval.notices import PUBLISHED, RETURNED, SENT
from civic.insights.approval.queries import may_decide, others_who_publish, waiting_of
from civic.insights.curation.actions import EditedMeanwhile
from civic.insights.curation.queries import curated_run, length_of_log
from civic.insights.permissions import InsightPermission
from civic.insights.runs.models import AnalysisRun
from civic.insights.summaries.actions import NotPublishable, Words, checked_words, publish_summary
from civic.insights.summaries.models import Summary
from civic.participation.processes.kinds import address_of


class DecidedMeanwhile(Conflict):
    """Somebody has decided on it, or it was sent anew."""

    default = _l("Somebody has published or returned this summary since you opened the page, or it was sent anew.")


def send_for_publishing(
    actor: Account, run: AnalysisRun, words: Words, seq: int, newest: int, *, is_open: bool = False
) -> PublishingRequest:
    """Ask colleagues who may publish to look at a run and publish it; what was sent of it before is replaced.

    Args:
        seq: the length of the log that the actor has seen.
        newest: number of the newest edition that they have seen, 0 for none.
        is_open: whether something is open, so that a reason is asked for.

    Raises:
        Invalid, NotPublishable: as `publish_summary`.
        EditedMeanwhile: the themes are not as the actor has seen them.
    """
    require(actor, InsightPermission.CURATE, run)
    if run.activity is None:
        raise NotPublishable
    with transaction():
        locked(run)
        if length_of_log(run.id) != seq:
            raise EditedMeanwhile
        words = checked_words(run.activity, curated_run(run), words, is_asked_why=is_open)
        made = PublishingRequest(run_id=run.id, seq=seq, newest=newest, sent_by=actor.id, **vars(words))
        former = waiting_of(run.id)
        if former is not None:
            if _says(former) == _says(made):
                return former  # sent twice
            former.outcome, former.decided_by, former.decided_at = Outcome.REPLACED, actor.id, utcnow()
            db.session.flush()
        db.session.add(made)
        db.session.flush()
        about = {"run_id": run.id, "title": words.title, "person": actor.name}
        notify_all(SENT, [(one.id, str(made.id), about) for one in others_who_publish(run, actor)])
        record(actor, "summary.sent", run, request=made.id)
        return made


def publish_sent(actor: Account, request: PublishingRequest) -> Summary:
    """Publish what somebody else has sent, just as it was sent.

    Raises:
        NotPermitted: the actor has sent it, or may not publish.
        DecidedMeanwhile, EditedMeanwhile, PublishedMeanwhile: it is not as it was when it was sent.
    """
    _may(actor, request)
    if request.outcome is Outcome.PUBLISHED and request.decided_by == actor.id:
        return _edition_of(request)  # sent twice
    run, sender = request.run, request.sender
    words = request.title, request.introduction, request.newest, request.answer_by, request.reason or None

    def decided(summary: Summary) -> None:
        if length_of_log(run.id) != request.seq:
            raise EditedMeanwhile
        _decide(actor, request, Outcome.PUBLISHED)
        about = address_of(summary.activity) | {"title": request.title, "number": summary.number}
        notify(sender.id, PUBLISHED, str(request.id), **about, person=actor.name)

    return publish_summary(actor, run, *words, sent_by=sender, then=decided)


def return_sent(actor: Account, request: PublishingRequest, because: str) -> None:
    """Give it back to whoever sent it, with a reason. Raises Invalid, NotPermitted, DecidedMeanwhile."""
    _may(actor, request)
    because = required("because", because, 500)
    with transaction():
        _decide(actor, request, Outcome.RETURNED)
        request.because = because
        about = {"run_id": request.run_id, "title": request.title, "reason": because, "person": actor.name}
        notify(request.sent_by, RETURNED, str(request.id), **about)
        record(actor, "summary.returned", request.run, request=request.id, reason=because)


def _may(actor: Account, request: PublishingRequest) -> None:
    require(actor, InsightPermission.PUBLISH, request)
    if not may_decide(actor, request):
        raise NotPermitted


def _decide(actor: Account, request: PublishingRequest, outcome: Outcome) -> None:
    """Within the caller's transaction: of several who decide at once one is first."""
    if locked(request).decided_at is not None:
        raise DecidedMeanwhile
    request.outcome, request.decided_by, request.decided_at = outcome, actor.id, utcnow()


def _edition_of(request: PublishingRequest) -> Summary:
    query = select(Summary).where(Summary.run_id == request.run_id, Summary.published_by == request.decided_by)
    return db.session.scalars(query.order_by(Summary.id.desc()).limit(1)).one()


def _says(request: PublishingRequest) -> tuple[object, ...]:
    names = ("seq", "newest", "title", "introduction", "answer_by", "reason", "sent_by")
    return tuple(getattr(request, name) for name in names)
