"""theme/css/style.css: the one stylesheet of the site, joined from theme/styles in the order of the files' names."""

from __future__ import annotations

import re

from plugins.registry.program import REPOSITORY

SOURCES = REPOSITORY / "theme" / "styles"

# Rules for short lines: up to which width they hold, and up to which in 长者模式, whose letters are half as large again. A media
# query knows nothing of that, so the rules stand in the stylesheet twice.
_SHORT = {"80-medium.css": ("62rem", "93rem"), "85-narrow.css": ("44rem", "66rem")}
_LARGE = ":root:is(.large, :has(#large:checked))"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Blanks and line feeds beside what parts rules and values, and what the end of a rule ends anyway; none stands so inside
# quotes (tests/test_theme.py).
_BLANKS = re.compile(r" (?=\{)|(?<=[{;:,]) | (?=> )|(?<=>) |(?<=[{};,])\n|;\n?(?=\})")


def stylesheet() -> bytes:
    """The stylesheet as it is served, without comments and without blanks and line feeds that say nothing."""
    return "".join(_part(file.name, file.read_text("utf-8")) for file in sorted(SOURCES.glob("*.css"))).encode()


def _part(name: str, text: str) -> str:
    rules = "\n".join(filter(None, map(str.strip, _COMMENT.sub("", text).splitlines()))) + "\n"
    rules = _BLANKS.sub("", rules)
    if name not in _SHORT:
        return rules
    usual, large = _SHORT[name]
    return (
        f"@media (max-width: {usual}) {{\n{rules}}}\n"
        f"@media screen and (max-width: {large}) {{\n{_LARGE} {{\n{rules}}}\n}}\n"
    )
