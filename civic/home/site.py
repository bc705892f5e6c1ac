"""What crawlers, feed readers and browsers ask a site for: robots.txt, the map of the site, the feed, icons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, render_template, send_from_directory, url_for
from flask_babel import force_locale

from civic.home.queries import newest_processes
from civic.insights.summaries.labels import headline
from civic.insights.summaries.models import Summary
from civic.insights.summaries.queries import latest_editions
from civic.modules import registry
from civic.opendata.queries import latest_datasets
from civic.participation.processes.links import activity_url
from civic.web.links import absolute
from civic.web.statics import FOLDER as STATIC

blueprint = Blueprint("site", __name__, template_folder="templates")

CLOSED = ("/workbench", "/admin", "/account", "/search", "/language")
FEED = 30
MAPPED = 1_000  # addresses of each kind in the map; the newest are what a crawler lacks


@dataclass(frozen=True)
class Entry:
    """One piece of news; `language` is that of its own text."""

    kind: str
    title: str
    text: str
    language: str
    at: datetime
    url: str


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Crawlers may read what is public."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), f"Sitemap: {absolute('/sitemap.xml')}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """Every public page that says something of its own."""
    pages = [url_for(name) for name in ("home.index", "processes.index", "opendata.index", "home.about")]
    for process in newest_processes(MAPPED):
        pages.append(url_for("processes.show", slug=process.slug))
        pages += [activity_url(activity) for activity in process.activities]
    for summary in latest_editions(MAPPED, only_newest=True):
        pages.append(url_for("summaries.show", activity=summary.activity))
        pages += [_url(summary, theme.number) for theme in summary.content.themes]
    pages += [url_for("opendata.show", slug=dataset.slug) for dataset in latest_datasets(MAPPED)]
    pages += [url_for("opendata.live_table", slug=table.slug) for table in registry().tables]
    return Response(render_template("home/sitemap.xml", pages=pages), mimetype="application/xml")


@blueprint.get("/feed.atom")
def feed() -> Response:
    """New processes and editions of summaries with their finding, the newest first, for feed readers."""
    entries = [
        Entry("process", p.title, p.summary, p.language, p.created_at, url_for("processes.show", slug=p.slug))
        for p in newest_processes(FEED)
    ]
    entries += [_news(summary) for summary in latest_editions(FEED)]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return Response(render_template("home/feed.xml", entries=entries[:FEED]), mimetype="application/atom+xml")


def _news(summary: Summary) -> Entry:
    language = summary.activity.language
    with force_locale(language):
        text = headline(summary.content)
    return Entry("summary", summary.title, text, language, summary.published_at, _url(summary))


def _url(summary: Summary, theme: int | None = None) -> str:
    """The permanent address of an edition or of one of its themes."""
    if theme is None:
        return url_for("summaries.show_edition", activity=summary.activity, number=summary.number)
    return url_for("summaries.theme", activity=summary.activity, number=summary.number, theme=theme)


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Asked for by browsers and programs that read no HTML."""
    return send_from_directory(STATIC, "favicon.ico", max_age=86400)


@blueprint.get("/apple-touch-icon.png")
def touch_icon() -> Response:
    """Asked for by phones that put the portal on their home screen."""
    return send_from_directory(STATIC, "apple-touch-icon.png", max_age=86400)
