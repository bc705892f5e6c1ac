"""Words for what an edition says: its finding, statuses, how steady and how well placed its themes are."""

from __future__ import annotations

import re
from functools import lru_cache

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from civic.core.markdown import plain
from civic.core.settings import get
from civic.insights.curation.models import ResponseStatus
from civic.insights.summaries.content import Audit, Content, EditionTheme
from civic.insights.summaries.models import Summary
from civic.web.filters import Said, long_date, number, percent, said

LOUDEST = 3
_SENTENCE = re.compile(r"(.+?[.!?…])(?=\s|$)", re.DOTALL)
_LONGEST_SENTENCE = 240

STATUS_LABELS: dict[str, LazyString] = {
    ResponseStatus.ACCEPTED: _l("Accepted"),
    ResponseStatus.PARTLY: _l("Partly accepted"),
    ResponseStatus.NOT_ACCEPTED: _l("Not accepted"),
    ResponseStatus.UNDER_STUDY: _l("Under study"),
}
STATUS_TONES = {
    ResponseStatus.ACCEPTED: "good",
    ResponseStatus.PARTLY: "accent",
    ResponseStatus.NOT_ACCEPTED: "bad",
    ResponseStatus.UNDER_STUDY: "",
}


def stability_in_words(value: float | None) -> str:
    """What the stability figure means for a reader."""
    if value is None:
        return _("There are too few comments to say how steady the themes are.")
    if value >= 0.75:
        return _("The themes are steady: parts of the comments alone give nearly the same ones.")
    if value >= 0.45:
        return _("The themes are fairly steady: some comments could stand in a neighbouring theme.")
    return _("The themes are not very steady: take their borders and sizes as approximate.")


def title_of(summary: Summary) -> Said:
    """What an edition is called: as its activity in the reader's language, unless the drafters gave it a name."""
    activity = summary.activity
    return said(activity, "title") if summary.title == activity.title else Said(summary.title, activity.language)


def headline(content: Content) -> str:
    """The finding in a line or two, for feeds and cards."""
    spoken_of = ", ".join(theme.label for theme in loudest(content))
    return " ".join(filter(None, (answered_in_words(content), f"{_('Most people spoke of')} {spoken_of}.")))


def answered_in_words(content: Content) -> str:
    """How much of it the city has answered."""
    total, answered = len(content.themes), len(content.answered)
    if not answered:
        return ngettext("The city has not answered the theme yet.", "The city has not answered the themes yet.", total)
    if answered == total:
        return ngettext("The city has answered the theme.", "The city has answered all %(num)s themes.", total)
    return _("The city has answered %(answered)s of %(total)s themes.", answered=answered, total=total)


def waiting_in_words(content: Content) -> str:
    """Until when the city answers the rest; empty where nothing waits."""
    if not (waiting := len(content.unanswered)):
        return ""
    if content.answer_by is None:
        return ngettext(
            "%(num)s theme waits for its answer; the city has not said until when.",
            "%(num)s themes wait for their answers; the city has not said until when.",
            waiting,
        )
    return ngettext(
        "%(num)s theme waits for its answer; the city has promised it by %(date)s.",
        "%(num)s themes wait for their answers; the city has promised them by %(date)s.",
        waiting,
        date=long_date(content.answer_by),
    )


def loudest(content: Content) -> list[EditionTheme]:
    """The themes of which most people spoke."""
    return sorted(content.themes, key=lambda theme: -theme.people)[:LOUDEST]


def decided(content: Content) -> list[tuple[str, list[tuple[EditionTheme, str]]]]:
    """By status, what the city has answered: each theme with the first sentence of the answer."""
    found = {
        status: [(theme, first_sentence(theme.answer)) for theme in content.themes if theme.status == status]
        for status in STATUS_LABELS
    }
    return [(status, themes) for status, themes in found.items() if themes]


def audit_in_words(audit: Audit) -> str:
    """What a check at random has shown."""
    return _(
        "Of %(checked)s comments checked at random %(right)s stand where readers would put them. "
        "So of all comments %(low)s to %(high)s do, with a certainty of 95 %%.",
        checked=number(audit.checked),
        right=number(audit.right),
        low=percent(audit.low),
        high=percent(audit.high),
    )


def citation(summary: Summary) -> str:
    """How others name the edition when they write of it; its permanent address follows."""
    return _(
        "%(agency)s, %(city)s. %(title)s: summary of a public consultation, edition %(number)s, %(date)s.",
        agency=summary.activity.agency.name,
        city=get("city_name"),
        title=summary.title,
        number=summary.number,
        date=long_date(summary.published_at),
    )


@lru_cache(maxsize=1_000)
def first_sentence(text: str) -> str:
    """How an answer begins."""
    words = plain(text)
    found = _SENTENCE.match(words)
    sentence = found[1] if found else words
    return sentence if len(sentence) <= _LONGEST_SENTENCE else sentence[:_LONGEST_SENTENCE].rsplit(" ", 1)[0] + " …"
