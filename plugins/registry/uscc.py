"""统一社会信用代码 (GB 32100-2015): 18 characters, checked by its own last one.

Own code because the usual library refuses correct codes that do not begin with eight digits (village collectives,
A… and Y… codes) and the official placeholder.
"""

from __future__ import annotations

import re
from functools import lru_cache

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PLACEHOLDER = "0" * 17 + "X"

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_MASKED = re.compile(r"[0-9A-Za-z]*[*＊Xx×]{3,}[0-9A-Za-z*＊×]*")


def check_character(first17: str) -> str:
    """The 18th character that belongs to the first 17. Raises KeyError for characters outside the alphabet."""
    total = sum(_VALUES[character] * weight for character, weight in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def is_masked(code: str) -> bool:
    """True for a code that its publisher has blotted out in part, such as 91430681XXXXXXXXXX."""
    return bool(_MASKED.fullmatch(code))


# Every record repeats the codes of its agency.
@lru_cache(maxsize=1024)
def fault(code: str) -> str:
    """What is wrong with a code, as a Chinese sentence; '' where nothing is.

    The official placeholder (17 zeros and X) and masked codes are right; they just identify nobody.
    """
    if code == PLACEHOLDER or is_masked(code):
        return ""
    if len(code) != 18:
        return f"应为 18 位，实为 {len(code)} 位"
    strange = sorted(set(code) - set(ALPHABET))
    if strange:
        return f"含有代码中不会出现的字符“{''.join(strange)}”（只用数字和大写字母，且没有 I、O、S、V、Z）"
    if check_character(code[:17]) != code[17]:
        return "最后一位校验码不对，代码中有抄错的字符"
    return ""
