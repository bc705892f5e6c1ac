"""The published summary and its downloads."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, url_for

from civic.core.caching import shared
from civic.core.markdown import render
from civic.insights.summaries import exports, queries
from civic.insights.summaries.labels import STATUS_LABELS, STATUS_TONES, stability_in_words
from civic.insights.summaries.models import Summary
from civic.web.downloads import MEDIA_TYPES, attachment
from civic.web.links import absolute

blueprint = Blueprint("summaries", __name__, template_folder="templates", url_prefix="/consultations/<slug>/summary")


@blueprint.get("")
@shared
def show(slug: str) -> str:
    """The newest edition."""
    return _page(queries.edition(slug))


@blueprint.get("/<int:number>")
@shared
def show_edition(slug: str, number: int) -> str:
    """One edition, at an address that stays."""
    return _page(queries.edition(slug, number))


@blueprint.get("/<int:number>/<name>.<kind>")
@shared
def download(slug: str, number: int, name: str, kind: str) -> Response:
    """The comments, themes or assignments behind an edition."""
    if name not in exports.TABLES or kind not in MEDIA_TYPES:
        abort(404)
    summary = queries.edition(slug, number)
    left_out = queries.gone_since(summary) | queries.corrected_since(summary) if name == "comments" else ()
    key = (summary.files[name], *sorted(left_out))
    filename = f"{slug}-{number}-{name}.{kind}"
    return attachment(filename, kind, key, lambda path: exports.write_table(summary, name, kind, path))


def _page(summary: Summary) -> str:
    is_newest = summary.number == summary.activity.summary_number
    gone, corrected = queries.gone_since(summary), queries.corrected_since(summary)
    return draw(summary, gone=gone, corrected=corrected, is_newest=is_newest)


def draw(
    summary: Summary,
    *,
    gone: frozenset[int] = frozenset(),
    corrected: frozenset[int] = frozenset(),
    is_newest: bool = True,
    is_preview: bool = False,
) -> str:
    """The page of an edition, published or about to be."""
    return render_template(
        "summaries/show.html",
        summary=summary,
        activity=summary.activity,
        content=summary.content,
        introduction=render(summary.introduction, headings=True),
        answers={theme.number: render(theme.answer) for theme in summary.content.themes},
        labels=STATUS_LABELS,
        tones=STATUS_TONES,
        stability=stability_in_words(summary.content.method.metrics.get("stability")),
        editions=[] if is_preview else queries.editions_of(summary.activity_id),
        kinds=("csv", "xlsx", "json", "parquet"),
        gone=gone,
        corrected=corrected,
        is_newest=is_newest,
        is_preview=is_preview,
        permanent=absolute(url_for("summaries.show_edition", slug=summary.activity.slug, number=summary.number)),
    )
