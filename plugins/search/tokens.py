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
_TOKEN = re.compile("[0-9a-z]+|[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd〇々]")


def tokens(text: str) -> tuple[str, ...]:
    """The tokens of a text in their order: Han characters in simplified form, lower-case runs of [0-9a-z]."""
    known = _FOREIGN.sub(" ", text)
    return tuple(_TOKEN.findall(unicodedata.normalize("NFKC", known).lower().translate(_simplified())))


@cache
def _simplified() -> dict[int, str]:
    characters = "".join(TABLE.read_text("utf-8").split("`")[1].split())
    return {ord(old): new for old, new in zip(characters[::2], characters[1::2], strict=True)}
