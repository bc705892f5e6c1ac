"""The Markdown that people may write: paragraphs, emphasis, lists, links, quotes; nothing else survives.

A comment gives back what was typed: whatever Markdown would swallow (a link's definition, the word after a
fence, the number of a list's item, a star within a word) is shown.
"""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markupsafe import Markup

from civic.core.text import is_blank, without_overrides

TAGS = {
    "p",
    "br",
    "em",
    "strong",
    "ul",
    "ol",
    "li",
    "blockquote",
    "a",
    "code",
    "pre",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "li": {"value"}}
_spaces = re.compile(r"\s+")
# "> 50 orang" is a comparison, "08. Mei" not the eighth item of a list.
_not_markup = re.compile(r"(?m)^( {0,3})(?:(>)(?=[ \t]?\d)|(0\d*)([.)])(?=[ \t]))")
# "+ bagus" and "- mahal" weigh one against the other: as items of a list they would lose what they say.
_weighed = re.compile(r"(?m)^ {0,3}\+[ \t]+\S")
_signs = re.compile(r"(?m)^( {0,3})([+-])(?=[ \t])")
_STOP = "\ue000"  # keeps the parser from seeing a mark; nobody's text has it, and it is gone from the page


def _star_within_word(state: StateInline, silent: bool) -> bool:
    """5*3*2 and a**b are no emphasis."""
    text, start = state.src, state.pos
    if text[start] != "*" or start == 0 or not text[start - 1].isalnum():
        return False
    end = start
    while end < state.posMax and text[end] == "*":
        end += 1
    if end == state.posMax or not text[end].isalnum():
        return False
    if not silent:
        state.pending += text[start:end]
    state.pos = end
    return True


def _backslash(state: StateInline, silent: bool) -> bool:
    """A backslash is shown as typed, and keeps the sign after it from being markup: \\*bukan miring\\*, a shrug."""
    start = state.pos
    if state.src[start] != "\\":
        return False
    end = start + 2 if state.src[start + 1 : start + 2] not in ("", "\n") else start + 1
    if not silent:
        state.pending += state.src[start:end]
    state.pos = end
    return True


def _numbers_as_typed(state: StateCore) -> None:
    """Each item of a numbered list carries its own number, where it is not the one that would follow."""
    expected: list[int | None] = []
    for token in state.tokens:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            expected.append(int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            expected.pop()
        elif token.type == "list_item_open" and (number := expected[-1]) is not None:
            typed = int(token.info)
            if typed != number:
                token.attrSet("value", str(typed))
            expected[-1] = typed + 1


def _comment_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})
    parser.disable(["image", "heading", "lheading", "html_inline", "reference", "entity", "fence"])
    parser.inline.ruler.at("escape", _backslash)
    parser.inline.ruler.before("emphasis", "star_within_word", _star_within_word)
    parser.core.ruler.push("numbers_as_typed", _numbers_as_typed)
    # A link to elsewhere than the web or a mailbox would lose its address below: it stays as typed.
    parser.validateLink = lambda url: bool(re.match(r"(https?://|mailto:)\S", url, re.IGNORECASE))  # type: ignore[method-assign]
    return parser


_parser = _comment_parser()
_document_parser = MarkdownIt("commonmark", {"html": False}).disable(["image"])


def render(text: str, *, headings: bool = False, below: int = 2) -> Markup:
    """HTML of a comment (or, with `headings`, of an officer's page), safe to put into a page.

    The page has headings of its own above the text: down to this level (`below`).
    """
    if headings:
        return _sanitised(_lowered(_document_parser.render(text), below))
    text = text.replace(_STOP, "")
    marked = _signs.sub(rf"\1{_STOP}\2", text) if _weighed.search(text) else text
    html = _sanitised(_parser.render(_not_markup.sub(_stopped, marked)).replace(_STOP, ""))
    if is_blank(html.striptags()) and not is_blank(text):  # a lone "1." or "---": an item or a rule of nothing
        return Markup("<p>{}</p>\n").format(without_overrides(text))
    return html


def plain(text: str, *, headings: bool = False) -> str:
    """The text without markup, in one line, for titles, cards, mail and the search; `headings` as for `render`."""
    return _spaces.sub(" ", render(text, headings=headings).striptags()).strip()


def _sanitised(html: str) -> Markup:
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )
    # What was typed had its overrides removed; an officer's page may have brought them back as entities.
    return Markup(without_overrides(clean))  # noqa: S704 - sanitised just above


def _stopped(found: re.Match[str]) -> str:
    indent, above, number, sign = found.groups()
    return f"{indent}{_STOP}{above}" if above else f"{indent}{number}{_STOP}{sign}"


def _lowered(html: str, below: int) -> str:
    """The highest heading of the text comes right below the page's own, the others follow without a gap."""
    used = sorted(set(re.findall(r"<h([1-6])>", html)))
    level = {old: min(6, below + 1 + place) for place, old in enumerate(used)}
    return re.sub(r"<(/?)h([1-6])>", lambda tag: f"<{tag[1]}h{level[tag[2]]}>", html)
