"""The published summary, a page for each of its themes, and its downloads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for

from civic.core.caching import shared
from civic.core.markdown import render
from civic.core.text import clean_line
from civic.errors import NotFound
from civic.insights.summaries import exports, labels, queries
from civic.insights.summaries.behind import page_of, voices
from civic.insights.summaries.frozen import NO_THEME
from civic.insights.summaries.models import Summary
from civic.participation.processes.kinds import address_of, kind_at
from civic.web.downloads import MEDIA_TYPES, attachment
from civic.web.links import absolute

blueprint = Blueprint("summaries", __name__, template_folder="templates")

View = Callable[..., Any]

LONGEST_SEARCH = 100


def _below(rule: str) -> Callable[[View], View]:
    """Serve a page below its activity's: /consultations/<slug>/summary and the like for every kind.

    Where no kind is named a consultation is meant: kept addresses from when only they had summaries name none.
    """

    def register(view: View) -> View:
        blueprint.get(f"/consultations/<slug>/summary{rule}", defaults={"place": "consultations"})(view)
        return blueprint.get(f"/<place>/<slug>/summary{rule}")(view)

    return register


@blueprint.url_defaults
def _address(_endpoint: str, values: dict[str, Any]) -> None:
    """`url_for("summaries.show", activity=activity)`: what an address is made of."""
    if (activity := values.pop("activity", None)) is not None:
        values |= address_of(activity)


def _edition(place: str, slug: str, number: int | None = None) -> Summary:
    return queries.edition(kind_at(place).name, slug, number)


@_below("")
@shared
def show(place: str, slug: str) -> str:
    """The newest edition."""
    return _page(_edition(place, slug))


@_below("/<int:number>")
@shared
def show_edition(place: str, slug: str, number: int) -> str:
    """One edition, at an address that stays."""
    return _page(_edition(place, slug, number))


@_below("/<int:number>/themes/<int:theme>")
@shared
def theme(place: str, slug: str, number: int, theme: int) -> str:
    """A theme of an edition with every comment behind it; `comment` opens the page on which that one stands."""
    summary = _edition(place, slug, number)
    themes = summary.content.themes
    at = next((at for at, one in enumerate(themes) if one.number == theme), None)
    if at is None:
        raise NotFound
    words, cursor = _searched(), request.args.get("after")
    if cursor is None and (comment := request.args.get("comment", type=int)) is not None:
        cursor = page_of(summary, theme, comment)
    shown = themes[at]
    return render_template(
        "summaries/theme.html",
        **_about(summary),
        theme=shown,
        answer_html=render(shown.answer),
        first_sentence=labels.first_sentence(shown.answer),
        words=words,
        voices=voices(summary, theme, words.split(), cursor),
        previous=themes[at - 1] if at else None,
        next=themes[at + 1] if at + 1 < len(themes) else None,
        edition_url=url_for("summaries.show_edition", activity=summary.activity, number=number),
        permanent=absolute(url_for("summaries.theme", activity=summary.activity, number=number, theme=theme)),
    )


@_below("/<int:number>/remainder")
@shared
def remainder(place: str, slug: str, number: int) -> str:
    """The comments that stand in no theme of an edition."""
    summary, words = _edition(place, slug, number), _searched()
    return render_template(
        "summaries/remainder.html",
        **_about(summary),
        words=words,
        voices=voices(summary, NO_THEME, words.split(), request.args.get("after")),
        edition_url=url_for("summaries.show_edition", activity=summary.activity, number=number),
    )


@_below("/<int:number>/<name>.<kind>")
@shared
def download(place: str, slug: str, number: int, name: str, kind: str) -> Response:
    """The comments, themes or assignments behind an edition."""
    if name not in exports.TABLES or kind not in MEDIA_TYPES:
        abort(404)
    summary = _edition(place, slug, number)
    left_out = queries.gone_since(summary) | queries.corrected_since(summary) if name == "comments" else ()
    key = (summary.files[name], *sorted(left_out))
    filename = f"{slug}-{number}-{name}.{kind}"
    return attachment(filename, kind, key, lambda path: exports.write_table(summary, name, kind, path))


def _searched() -> str:
    return clean_line(request.args.get("q", ""))[:LONGEST_SEARCH]


def _page(summary: Summary) -> str:
    return draw(summary, gone=queries.gone_since(summary), corrected=queries.corrected_since(summary))


def draw(
    summary: Summary,
    *,
    gone: frozenset[int] = frozenset(),
    corrected: frozenset[int] = frozenset(),
    is_preview: bool = False,
) -> str:
    """The page of an edition, published or about to be."""
    content, number = summary.content, summary.number
    permanent = absolute(url_for("summaries.show_edition", activity=summary.activity, number=number))
    return render_template(
        "summaries/show.html",
        **_about(summary) | ({"is_newest": True} if is_preview else {}),
        content=content,
        introduction=render(summary.introduction, headings=True),
        answers={theme.number: render(theme.answer) for theme in content.themes},
        headline=labels.headline(content),
        answered=labels.answered_in_words(content),
        waiting=labels.waiting_in_words(content),
        loudest=labels.loudest(content),
        decided=labels.decided(content),
        stability=labels.stability_in_words(content.method.metrics.get("stability")),
        audit=labels.audit_in_words(content.method.audit) if content.method.audit else "",
        citation=labels.citation(summary),
        editions=[] if is_preview else queries.editions_of(summary.activity_id),
        kinds=("csv", "xlsx", "json", "parquet"),
        gone=gone,
        corrected=corrected,
        is_preview=is_preview,
        permanent=permanent,
    )


def _about(summary: Summary) -> dict[str, object]:
    """What every page of an edition shows."""
    return {
        "summary": summary,
        "activity": summary.activity,
        "title": labels.title_of(summary),
        "labels": labels.STATUS_LABELS,
        "tones": labels.STATUS_TONES,
        "is_newest": summary.number == summary.activity.summary_number,
    }
