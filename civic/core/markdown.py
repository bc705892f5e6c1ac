"""The Markdown that people may write: paragraphs, emphasis, lists, links, quotes; nothing else survives."""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a", "code", "pre", "h3", "h4", "h5", "h6", "hr"}
_parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False}).disable(
    ["image", "heading", "lheading", "html_inline"]
)
_document_parser = MarkdownIt("commonmark", {"html": False}).disable(["image"])
_spaces = re.compile(r"\s+")


def render(text: str, *, headings: bool = False) -> Markup:
    """HTML of a comment (or, with `headings`, of an officer's page), safe to put into a page."""
    html = (_document_parser if headings else _parser).render(text)
    if headings:
        html = _below_h2(html)
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )
    return Markup(clean)  # noqa: S704 - sanitised just above


def plain(text: str) -> str:
    """The text without markup, in one line, for titles, cards and mail."""
    return _spaces.sub(" ", nh3.clean(_parser.render(text), tags=set())).strip()


def _below_h2(html: str) -> str:
    """The page owns h1 and h2: the highest heading of the text becomes h3, the others follow without a gap."""
    used = sorted(set(re.findall(r"<h([1-6])>", html)))
    level = {old: min(6, 3 + place) for place, old in enumerate(used)}
    return re.sub(r"<(/?)h([1-6])>", lambda tag: f"<{tag[1]}h{level[tag[2]]}>", html)
