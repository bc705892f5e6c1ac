"""The Markdown that people may write: paragraphs, emphasis, lists, links, quotes; nothing else survives."""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a", "code", "pre", "h3", "h4", "hr"}
_parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False}).disable(
    ["image", "heading", "lheading", "html_inline"]
)
_document_parser = MarkdownIt("commonmark", {"html": False}).disable(["image"])
_spaces = re.compile(r"\s+")


def render(text: str, *, headings: bool = False) -> Markup:
    """HTML of a comment (or, with `headings`, of an officer's page), safe to put into a page."""
    html = (_document_parser if headings else _parser).render(text)
    if headings:  # the page owns h1 and h2
        html = re.sub(r"<(/?)h[12]>", r"<\1h3>", re.sub(r"<(/?)h[3-6]>", r"<\1h4>", html))
    return Markup(  # noqa: S704 - sanitised on this very line
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow ugc noopener",
        )
    )


def plain(text: str) -> str:
    """The text without markup, in one line, for titles, cards and mail."""
    return _spaces.sub(" ", nh3.clean(_parser.render(text), tags=set())).strip()
