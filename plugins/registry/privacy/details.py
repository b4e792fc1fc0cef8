"""Personal details in running text beside numbers and names: accounts and travel documents, and what a person must judge.

Accounts (also of companies) and travel documents are found where words say what they are, or where a check digit does.
Plates, home addresses, mail addresses and words on health are hints: whether they may stand is for a person to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from .numbers import Hit

_LUHN_LENGTHS = range(16, 20)
_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "银行账号",
        re.compile(r"(?:账号|帐号|账户|帐户|卡号|银行卡)[^\d\n。；]{0,12}?(\d(?:[ -]?\d){8,29})(?!\d)", re.ASCII),
    ),
    ("银行卡号", re.compile(r"(?<![\d.])((?:62|4|5[1-5]|35|37)\d{13,17})(?![\d.])", re.ASCII)),
    ("护照号码", re.compile(r"护照[^\dA-Za-z\n。；]{0,8}?([A-Za-z]{1,2}\d{7,8})(?!\d)", re.ASCII)),
    ("通行证号码", re.compile(r"通行证[^\dA-Za-z\n。；]{0,8}?([CHMTW]?\d{8,10})(?!\d)", re.ASCII)),
)
_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
_HINTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "机动车号牌",
        re.compile(rf"([{_PROVINCES}][A-HJ-NP-Z][·. ]?[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳])(?![A-Z0-9])"),
    ),
    (
        "家庭住址",
        re.compile(
            r"((?:家住|住址|住所地?|户籍(?:所在)?地|住)[:为在]{0,2}[^，。；\n]{4,40}?(?:室|号楼|单元|\d号|[村组屯社]))"
        ),
    ),
    ("电子邮箱", re.compile(r"([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,253}\.[A-Za-z]{2,10})")),
    ("社交账号", re.compile(r"((?:微信号?|QQ号?)[:是为]{0,2}[A-Za-z0-9_-]{5,20})")),
    (
        "健康状况",
        re.compile(
            r"(患有?(?!者)[^，。；\n]{1,12}?(?:病|症|癌|炎|障碍)|艾滋|乙肝|精神(?:病|障碍|残疾)|残疾(?:证|人证)|怀孕|妊娠)"
        ),
    ),
)
# Where not even this is found there is nothing; it is found out in a tenth of the time.
_WORDS = ("账", "帐", "卡", "护照", "通行证")
_CARD = re.compile(r"[3-6３-６](?<![0-9０-９].)[0-9０-９]{13}")


def numbers_in(text: str) -> Iterator[Hit]:
    """Accounts and numbers of travel documents, each once, in order."""
    if not any(word in text for word in _WORDS) and not _CARD.search(text):
        return
    plain = _plain(text)
    seen: dict[tuple[int, int], Hit] = {}
    for kind, pattern in _NUMBERS:
        for match in pattern.finditer(plain):
            if kind != "银行卡号" or _passes_luhn(match[1]):
                seen.setdefault(match.span(1), Hit(kind, *match.span(1)))
    yield from sorted(seen.values(), key=lambda hit: (hit.start, hit.end))


def hints_in(text: str) -> Iterator[Hit]:
    """What may tell of a person's life, in order."""
    plain = _plain(text)
    hits = [Hit(kind, *match.span(1)) for kind, pattern in _HINTS for match in pattern.finditer(plain)]
    yield from sorted(hits, key=lambda hit: (hit.start, hit.end))


def _plain(text: str) -> str:
    """Full-width forms made plain, one character for one character, so that positions stay true."""
    made = unicodedata.normalize("NFKC", text)
    return made if len(made) == len(text) else text


def _passes_luhn(digits: str) -> bool:
    if len(digits) not in _LUHN_LENGTHS:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
