"""Markdown from agencies to safe HTML: raw HTML is shown as text, and what the parser makes is sanitised again."""

from __future__ import annotations

import re
from functools import cache
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

_TAGS = set(
    "a blockquote br code dd dl dt em h2 h3 h4 h5 h6 hr li ol p pre strong sub sup table tbody td th thead tr ul".split()
)
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "td": {"align"}, "th": {"align"}}
# Nested beyond use, or brackets by the thousand (the parser's time grows with their square): an attack, not a text.
_NESTED = re.compile(r"^(?:[ \t]*(?:>|[*+-][ \t])){50}|^[ \t]{200}", re.MULTILINE)
_BRACKETS = 1000
# A table may be wider than a phone: it scrolls by itself, also with the keyboard.
_TABLE = '<div class="scroll" role="group" tabindex="0" aria-label="表格"><table>'
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class _Headings(Treeprocessor):
    """Moves the headings of a text as a whole so that its highest becomes `top`."""

    top = 3

    def run(self, root: Element) -> None:
        headings = [element for element in root.iter() if element.tag in _HEADINGS]
        shift = self.top - min((int(element.tag[1]) for element in headings), default=self.top)
        for element in headings:
            element.tag = f"h{min(6, int(element.tag[1]) + shift)}"


@cache
def _parser() -> tuple[Markdown, _Headings]:
    parser = Markdown(extensions=["tables", "sane_lists"], output_format="html")
    parser.preprocessors.deregister("html_block")
    parser.inlinePatterns.deregister("html")
    headings = _Headings(parser)
    # After inline patterns, before serialising.
    parser.treeprocessors.register(headings, "headings", 5)
    return parser, headings


def to_html(text: str, top: int = 3) -> Markup:
    """Safe HTML of a Markdown text whose highest heading becomes h`top`; '' for an empty text, an attack as plain text."""
    if not text.strip():
        return Markup("")
    if _NESTED.search(text) or text.count("[") > _BRACKETS:
        return Markup("<pre>{}</pre>").format(text)
    parser, headings = _parser()
    headings.top = top
    raw = parser.reset().convert(text)
    clean = nh3.clean(
        raw,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )
    return Markup(clean.replace("<table>", _TABLE).replace("</table>", "</table></div>"))  # noqa: S704
