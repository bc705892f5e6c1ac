"""Publishing an edition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from civic.core.accounts.models import Account
from civic.core.audit import record
from civic.core.db.transactions import locked, transaction
from civic.core.db.types import utcnow
from civic.core.jobs import enqueue
from civic.core.permissions import require
from civic.core.text import check_length, clean, clean_line, required
from civic.errors import Conflict, Invalid, NotFound
from civic.extensions import db
from civic.insights.curation.actions import EditedMeanwhile
from civic.insights.curation.figures import figures_of
from civic.insights.curation.queries import curated_run, length_of_log, quotable, tally_of
from civic.insights.curation.replay import Curated
from civic.insights.learning.queries import audit_of
from civic.insights.permissions import InsightPermission
from civic.insights.runs.models import AnalysisRun
from civic.insights.runs.queries import campaign_totals
from civic.insights.summaries.content import Audit, Content, Counts, EditionTheme, Method, Opinions, Quote
from civic.insights.summaries.exports import freeze
from civic.insights.summaries.models import Summary
from civic.insights.summaries.queries import newest_of
from civic.insights.summaries.quotes import only_true, shortened
from civic.modules.corpora import Item, Tally
from civic.opendata.evidence import Evidence, evidence_of
from civic.opendata.queries import dataset_by_slug
from civic.participation.processes.models import Activity
from civic.web.days import first_day

PUBLISHED_JOB = "tracks.tell_answered"


class NotPublishable(Conflict):
    """Editions stand with one activity: its page, its downloads and its people's tracks lead to them."""

    default = _l(
        "A summary can be published only from the comments of one activity, where the people who took part find it. "
        "This analysis is for your own work."
    )


class PublishedMeanwhile(Conflict):
    """There is an edition that whoever publishes has not seen."""

    default = _l("Another edition was published since you opened the page. Read it before you publish yours.")


class NeedsSecondPerson(Conflict):
    """The agency wants somebody else than the author to publish."""

    default = _l("In this agency a second person publishes summaries. Send it to them.")


@dataclass(frozen=True)
class Words:
    """What stands above the themes, until when the rest is answered, and why it is published with something open."""

    title: str = ""
    introduction: str = ""
    answer_by: date | None = None
    reason: str = ""


def checked_words(activity: Activity, curated: Curated, words: Words, *, is_asked_why: bool = False) -> Words:
    """The words as they are kept; raises Invalid where they cannot be published so."""
    if not curated.shown:
        raise Invalid("title", _("There is no theme to publish. Show at least one."))
    title = clean_line(words.title) or activity.title
    check_length("title", title, 200)
    if words.answer_by is not None and words.answer_by < first_day(utcnow()):
        raise Invalid("answer_by", _("This day has passed. Choose today or a later one."))
    reason = required("reason", words.reason, 500) if is_asked_why else words.reason
    return Words(title, clean(words.introduction), words.answer_by, reason)


def publish_summary(
    actor: Account | None,
    run: AnalysisRun,
    title: str = "",
    introduction: str = "",
    after: int | None = None,
    answer_by: date | None = None,
    reason: str | None = None,
    sent_by: Account | None = None,
    then: Callable[[Summary], None] | None = None,
) -> Summary:
    """Freeze a run with its edits as the next edition. Without an actor it is the command line.

    The edition is made before the transaction, which only stores it: of a large corpus that takes seconds.

    Args:
        after: number of the newest edition that the actor has seen, 0 for none. So a form sent twice makes one edition.
        answer_by: the day until which the city promises to answer the themes that it has not answered yet.
        reason: why it is published although something is open, which has to be said; None where nothing is.
        sent_by: who has sent it for publishing, where it was sent.
        then: done with the edition, in the transaction that stores it.

    Raises:
        NeedsSecondPerson: the agency wants another person to publish than who has sent it.
        NotPublishable: the analysis reads more, or something else, than one activity.
        Invalid: there is nothing to publish, the title is too long, or the day of the answers has passed.
        EditedMeanwhile: somebody has changed the themes while the edition was made.
        PublishedMeanwhile: somebody has published, since, another edition than this.
    """
    if actor is not None:
        require(actor, InsightPermission.PUBLISH, run)
    if (activity := run.activity) is None:
        raise NotPublishable
    if actor is not None and activity.agency.needs_second_person and (sent_by is None or sent_by.id == actor.id):
        raise NeedsSecondPerson
    began, curated = utcnow(), curated_run(run)
    words = Words(title, introduction, answer_by, reason or "")
    words = checked_words(activity, curated, words, is_asked_why=reason is not None)
    content = compose(run, curated, answer_by)
    files = freeze(run, activity.id, curated, content.themes)
    with transaction():
        locked(activity)
        if length_of_log(run.id) != curated.seq:
            raise EditedMeanwhile
        content = only_true(content, _said(run, content))  # comments may have been corrected while it was made
        newest = newest_of(activity.id)
        number = newest.number if newest else 0
        summary = Summary(
            activity_id=activity.id,
            number=number + 1,
            run_id=run.id,
            title=words.title,
            introduction=words.introduction,
            content=content,
            files=files,
            published_at=began,  # what is corrected from now on says something else than the edition
            published_by=actor.id if actor else None,
        )
        if newest is not None and after is not None and after != number:
            if after == number - 1 and _is_same(summary, newest):
                return newest
            raise PublishedMeanwhile
        db.session.add(summary)
        activity.version += 1  # the consultation's page now links to the summary
        activity.summary_number = summary.number
        db.session.flush()
        enqueue(db.session.connection(), PUBLISHED_JOB, {"summary_id": summary.id})
        why: dict[str, Any] = {"reason": words.reason} if words.reason else {}
        why |= {"sent_by": sent_by.id} if sent_by else {}
        record(actor, "summary.published", summary, number=summary.number, run=run.id, **why)
        if then is not None:
            then(summary)
        return summary


def _is_same(summary: Summary, published: Summary) -> bool:
    """Whether it was published already, by the same person with the same words."""
    names = ("run_id", "title", "introduction", "published_by")
    same_words = all(getattr(summary, name) == getattr(published, name) for name in names)
    return same_words and summary.content.answer_by == published.content.answer_by


def _said(run: AnalysisRun, content: Content) -> dict[int, str]:
    """What each quoted comment says now; one query."""
    quoted = [quote.id for theme in content.themes for quote in theme.quotes]
    return {number: item.text for number, item in quotable(run, quoted).items()}


def compose(run: AnalysisRun, curated: Curated, answer_by: date | None = None) -> Content:
    """What the page of an edition (or its preview) shows."""
    quotes = quotable(run, [quote for theme in curated.shown for quote in theme.quotes])
    figures = figures_of(run, curated)
    tallies = {theme.number: figures[theme.number].tally or tally_of(run, theme) for theme in curated.shown}
    themes = tuple(
        EditionTheme(
            theme.number,
            theme.label,
            theme.size,
            tallies[theme.number].people,
            tuple(theme.terms),
            _opinions(tallies[theme.number]),
            tuple(
                Quote(q, shortened(quotes[q].text), _opinions(quotes[q]))
                for q in sorted(filter(quotes.__contains__, theme.quotes), key=lambda q: _is_rejected(quotes[q]))
            ),
            theme.status.value if theme.status else None,
            theme.answer,
            theme.note,
            theme.is_minority,
            tuple(_evidence(slug) for slug in theme.datasets),
        )
        for theme in curated.shown
    )
    in_themes, set_aside = sum(theme.size for theme in curated.shown), len(curated.excluded)
    groups, copies = campaign_totals(run.id)
    return Content(
        Counts(run.comment_count, run.people_count, in_themes, run.comment_count - in_themes - set_aside, set_aside),
        themes,
        tuple(_evidence(slug) for slug in curated.datasets),
        Method(run.engine, run.metrics, groups, copies, curated.seq, _audit(run, curated)),
        answer_by,
    )


def _audit(run: AnalysisRun, curated: Curated) -> Audit | None:
    """What readers found of a random sample, None where nobody has read one."""
    found = audit_of(run, curated)
    return Audit(found.checked, found.right, found.low, found.high) if found else None


def _evidence(slug: str) -> Evidence:
    try:
        return evidence_of(dataset_by_slug(slug))
    except NotFound:
        raise Invalid("title", _("The dataset %(slug)s is gone; unlink it first.", slug=slug)) from None


def _opinions(of: Item | Tally) -> Opinions:
    return Opinions(of.agrees, of.disagrees, of.skips)


def _is_rejected(item: Item) -> bool:
    """Whether more of those who judged it disagree: such a comment is not the first to speak for its theme."""
    return item.disagrees > item.agrees
