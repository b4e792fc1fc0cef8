"""Characters that nobody can see: control characters become �, zero-width and direction marks vanish."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def clean(text: str) -> str:
    """The text as it may be shown."""
    if _is_plain(text):
        return text
    return _INVISIBLE.sub("", _CONTROL.sub("\ufffd", text))


def strange(text: str) -> Iterator[tuple[int, str]]:
    """The first control character and the first invisible one, each as (position, what it is in Chinese)."""
    if _is_plain(text):
        return
    for pattern, what in ((_CONTROL, "控制字符"), (_INVISIBLE, "看不见的字符")):
        if match := pattern.search(text):
            yield match.start(), f"{what}（U+{ord(match[0]):04X}）"


def _is_plain(text: str) -> bool:
    """True for nearly every text, found out quickly: what is printable is neither control nor invisible."""
    return text.replace("\n", "").isprintable()
