"""Text as the search index sees it. theme/static/js/tokens.js does the same to a query; a test proves the two equal.

A Han character is a token, a run of ASCII letters and digits is a token, all else only separates: 〔2026〕, [2026] and
（2026） are one and the same.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parents[2] / "theme" / "static" / "js" / "simplified.js"

# Only blocks whose meaning is the same in every version of Unicode: Python and browsers know different versions.
_FOREIGN = re.compile(
    "[^\u0000-\u024f\u0300-\u036f\u2000-\u2bff\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe6f\uff00-\uffef\U00020000-\U0003fffd]"
)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd〇々"
_TOKEN = re.compile(f"[0-9a-z]+|[{_HAN}]")
_RUN = re.compile(f"[0-9a-z]+|[{_HAN}]+")


def tokens(text: str) -> tuple[str, ...]:
    """The tokens of a text in their order: Han characters in simplified form, lower-case runs of [0-9a-z]."""
    return tuple(_TOKEN.findall(_folded(text)))


def runs(text: str) -> list[str]:
    """The same with Han characters that nothing separates left together."""
    return _RUN.findall(_folded(text))


def _folded(text: str) -> str:
    known = unicodedata.normalize("NFKC", _FOREIGN.sub(" ", text)).lower()
    # Few texts hold any, and that is found out ten times as quickly.
    return known.translate(_simplified()) if _traditional().search(known) else known


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, _simplified()))}]")


@cache
def _simplified() -> dict[int, str]:
    characters = "".join(TABLE.read_text("utf-8").split("`")[1].split())
    return {ord(old): new for old, new in zip(characters[::2], characters[1::2], strict=True)}
