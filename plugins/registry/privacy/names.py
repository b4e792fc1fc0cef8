"""Names of natural persons: recognised, masked, and found where they stand unmasked in running text.

法释〔2016〕19号第九条: the surname stays and the given name becomes 某 (compound surnames whole); of a minority or
foreign name the first character stays; two persons of one document whose masked names agree get numerals.
"""

from __future__ import annotations

import re

from .mentions import Mention, mentions
from .persons import (
    BRACKET,
    GAP,
    HAN,
    HAN_ONLY,
    LATIN,
    LATIN_COMPANY,
    MINORITY,
    compact,
    has_surname,
    is_foreign,
    is_name,
    split_position,
)
from .surnames import COMPOUND, SINGLE

__all__ = ["Mention", "NameTable", "is_masked", "is_person_name", "mask", "mentions", "split_position"]

_MASKED = re.compile(
    rf"(?:{HAN}|[A-Z]){{0,2}}某{{1,3}}[0-9甲乙丙丁]*|{HAN}{{1,2}}[*＊×xX○〇□]{{1,3}}(?:{HAN}|[0-9]+)?|[*＊×]+{HAN}?"
)
# What turns a name of two characters into a place or an organisation.
_PLACE_TAIL = (
    r"(?![路街巷村镇乡县市区州省桥湖港岛]|大道|支行|分行|银行|农商|农业|公司|保险|集团|支公司|中支|酒店|小区|财险|寿险|人寿|财产"
    r"|信托|证券|基金|理财|租赁|金融|科技|实业)"
)


def is_person_name(text: str) -> bool:
    """True where the whole text is an unmasked natural person's name, a bracketed position behind it or not."""
    name, position = split_position(text)
    name = compact(name)
    if MINORITY.fullmatch(name):
        return not any(piece in name for piece in ("公司", "银行", "店", "厂", "某"))
    if LATIN.fullmatch(name):
        return not LATIN_COMPANY.search(name)
    if position:
        double = len(name) == 4 and name[0] in SINGLE and name[1] in SINGLE and not is_foreign(name)
        return double or (has_surname(name) and not is_foreign(name))
    return is_name(name)


def is_masked(text: str) -> bool:
    """True for a name already masked (张某, 张某2, 张*三, 陈X, A某), anything in brackets behind it or not."""
    return _MASKED.fullmatch(BRACKET.split(text.strip())[0]) is not None


def mask(text: str) -> str:
    """The masked form of a name; a bracketed position stays. Masked names come back as they are."""
    name, position = split_position(text)
    name = compact(name)
    if not name or is_masked(name):
        return name + position
    kept = 2 if name[:2] in COMPOUND and len(name) in (3, 4) else 1
    return name[:kept] + "某" + position


class NameTable:
    """The persons of one notice, each with one masked name that no other person of it has."""

    def __init__(self) -> None:
        self._masked: dict[str, str] = {}
        self._taken: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def __bool__(self) -> bool:
        return bool(self._masked)

    def add(self, name: str) -> str:
        """Takes a person (name without position) in and returns the masked name: 张某, the next one 张某2."""
        name = compact(name)
        if is_masked(name):
            self._taken.add(name)
            return name
        if name not in self._masked:
            base = masked = mask(name)
            number = 2
            while masked in self._taken:
                masked, number = f"{base}{number}", number + 1
            self._taken.add(masked)
            self._masked[name] = masked
            self._pattern = None
        return self._masked[name]

    def apply(self, text: str, shortest: int = 2) -> str:
        """The text with every name of at least `shortest` characters masked, longer ones first; all else stays."""
        if not self._masked:
            return text
        if self._pattern is None:
            ordered = sorted(self._masked, key=lambda name: (-len(name), name))
            self._pattern = re.compile("|".join(map(_occurrence, ordered)))

        def replacement(match: re.Match[str]) -> str:
            name = compact(match[0])
            return self._masked[name] if len(name) >= shortest else match[0]

        return self._pattern.sub(replacement, text)


def _occurrence(name: str) -> str:
    if not HAN_ONLY.fullmatch(name):
        return re.escape(name)
    pattern = rf"{GAP}*".join(name)
    return pattern + _PLACE_TAIL if len(name) == 2 else pattern
