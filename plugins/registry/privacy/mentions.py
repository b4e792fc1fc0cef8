"""Unmasked names of natural persons in running text, in contexts that leave no doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .persons import (
    CLOSE,
    DOT,
    GAP,
    HAN,
    HAN_ONLY,
    LATIN,
    LATIN_COMPANY,
    MINORITY,
    OPEN,
    POSITION,
    SURNAME_STARTS,
    TITLES,
    after_bracket,
    compact,
    is_foreign,
    is_name,
)
from .surnames import FUNCTION_WORDS

_SPACED = re.compile(rf"({HAN}){GAP}{{1,3}}({HAN})")
_TITLE = re.compile(rf"{TITLES}(?:{GAP}*{OPEN}[^（）()\[\]〔〕【】]{{1,20}}{CLOSE})?{GAP}*[:：]?{GAP}*")
_LABEL = re.compile(r"(?:当事人|被处罚人|经营者|经营人|投资人|业主|店主|责任人员?)$")
_POSITION_STRONG = re.compile(rf"{GAP}*{OPEN}{GAP}*(?:时任|现任|曾任|历任|原任|男[，,、]|女[，,、])")
_DESCRIBED = re.compile(rf"{GAP}*[，,、]{GAP}*[男女](?=[，,。；;、\s])")
_SEPARATOR = re.compile(rf"{GAP}*(?:[、,，]|以及|和|及|与){GAP}*")
_COUNT = r"[0-9０-９一二三四五六七八九十两伍拾百千万]"
_VERB = re.compile(
    rf"{GAP}*(?:等[^，。；、]{{0,12}}?)?(?:(?:分别|各|均|合计|共计|同时|一并|依法|也|另|作出|做出|采取|实施){GAP}*)*"
    rf"(?:给予|予以|处以?{GAP}*{_COUNT}|处以|处罚|并?处罚?款|并处|并?警告|并?罚款|通报|禁止|取消|撤销|终身|没收|责令|吊销|进行(?:行政)?处罚"
    rf"|限制|暂停|行政拘留|进行(?:行政)?处罚)"
)
# Between two commas only a verb that needs a person before it; 处罚 may belong to a document number.
_PLAIN_VERB = re.compile(rf"{GAP}*(?:(?:分别|各|均){GAP}*)?(?:给予|予以|处以|并处|警告|罚款|终身禁|被处|禁止)")
_SANCTION = re.compile(
    rf"{GAP}*(?:等[^，。；、]{{0,12}}?)?(?:警告|罚款|通报|终身|{_COUNT}+年|董事|高级|任职|高管|从事|进入|从业|在{_COUNT}|担任|处|的)"
)
_TAIL = re.compile(rf"{GAP}*等|{GAP}*(?:[，。；;,、：:）)\]】〕]|$)")
_AFTER_LABEL = re.compile(rf"{GAP}*(?:[，。；;,、：:）)]|$|的|在|于|身份证?|提供|向|因|签名|自述|及其|等)")
_VERB_HEADS = tuple("给予 予以 警告 罚款 分别 处以 处罚 并处 并罚 通报 禁止 取消 撤销 终身 没收".split())
_CLAUSE_ENDS = "。；;\n"
_ORGANISATION = re.compile(
    r"[^，。；、,;\s]{2,40}?(?:公司|银行|分行|支行|联社|联合社|信用社|营业部|中心|机构|营业所|服务部|分社|分理处)(?=、|,|，|和|及|与|以及)"
)
_SUMMONS = re.compile(rf"(?:给予|禁止|取消|撤销|责令){GAP}*")
_TOWARDS = re.compile(rf"对{GAP}*")
# Where a name could begin: a surname, a Latin capital, or a minority name with its dot.
_BEGINNING = rf"(?=[{''.join(sorted(SURNAME_STARTS))}A-Z]|{HAN}{{1,10}}{DOT.pattern})"
# The beginning of the text is a boundary too, and looked at apart: without it all boundaries are plain characters.
_BOUNDARY = re.compile(rf"(?:，|。|；|、|,|;|：|:|\n|对于?| |\u3000){GAP}*{_BEGINNING}")
_AT_START = re.compile(rf"{GAP}*{_BEGINNING}")


@dataclass(frozen=True)
class Mention:
    """An unmasked name in a text: text[start:end]; `name` is the same without inner blanks."""

    start: int
    end: int
    name: str


@lru_cache(maxsize=8192)
def _mentions(text: str) -> tuple[Mention, ...]:
    found: dict[int, int] = {}
    for start, end in _candidates(text):
        found[start] = max(end, found.get(start, 0))
    result: list[Mention] = []
    for start in sorted(found):
        if not result or start >= result[-1].end:
            result.append(Mention(start, found[start], compact(text[start : found[start]])))
    return tuple(result)


def mentions(text: str) -> list[Mention]:
    """Every unmasked name of a natural person that stands in a context which leaves no doubt, in order.

    Contexts: 对…警告, 给予…警告, 禁止…终身, 时任…经理…, …（时任…, 当事人…, 经营者…, 责任人….
    """
    return list(_mentions(text))


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    for match in _TOWARDS.finditer(text):
        yield from _list(text, match.end(), _VERB, True)
    for match in _TITLE.finditer(text):
        yield from _after_title(text, match)
    for match in _SUMMONS.finditer(text):
        yield from _list(text, match.end(), _SANCTION, False)
    if start := _AT_START.match(text):
        yield from _at_boundary(text, start.end())
    for match in _BOUNDARY.finditer(text):
        yield from _at_boundary(text, match.end())


def _after_title(text: str, title: re.Match[str]) -> Iterator[tuple[int, int]]:
    begin = max(text.rfind(end, 0, title.start()) for end in _CLAUSE_ENDS) + 1
    clause = text[begin : title.end()]
    marked = "时任" in clause or "对" in clause
    spans = list(_list(text, title.end(), _VERB, marked))
    if not spans and marked:
        spans = list(_list(text, title.end(), _TAIL, False))
    if not spans and _LABEL.search(re.sub(r"[\s:：]+$", "", title[0])):
        spans = [(title.end(), end) for end in _ends(text, title.end(), _AFTER_LABEL, False)][:1]
    yield from spans


def _at_boundary(text: str, start: int) -> Iterator[tuple[int, int]]:
    for pattern in (_POSITION_STRONG, _DESCRIBED, _PLAIN_VERB):
        for end in _ends(text, start, pattern, pattern is _POSITION_STRONG):
            # 由钱某某（时任…: the first character belongs to the sentence where a name remains without it.
            joined = text[start] in FUNCTION_WORDS and is_name(text[start + 1 : end])
            yield start + joined, end
            return
    for regex in _foreign_forms(text, start):
        match = regex.match(text, start)
        if match and _POSITION_STRONG.match(text, match.end()) and not LATIN_COMPANY.search(match[0]):
            yield start, match.end()


def _list(text: str, start: int, last: re.Pattern[str], sure: bool) -> Iterator[tuple[int, int]]:
    """Names joined by 、 and the like from `start` on, whose last one stands before `last`; nothing where one fails."""
    spans: list[tuple[int, int]] = []
    known = False
    position = start
    while True:
        organisation = _ORGANISATION.match(text, position) if sure or spans else None
        item = _item(text, position, last, sure or bool(spans))
        if item is None and organisation is None:
            break
        if item:
            spans.append(item[:2])
            known = known or item[2]
            position = item[1]
            if POSITION.match(text, position):
                position = after_bracket(text, position)
            if last.match(text, position):
                yield from spans if known else ()
                return
        elif organisation:
            position = organisation.end()
        separator = _SEPARATOR.match(text, position)
        if not separator:
            break
        position = separator.end()
    # A list that breaks off says nothing about its members, except behind a title, where the next title takes it up.
    if known and last is _TAIL:
        yield from spans


def _item(text: str, start: int, last: re.Pattern[str], sure: bool) -> tuple[int, int, bool] | None:
    """The name at `start`, as (start, end, surname is known), with something behind it that ends a name."""
    if text[start : start + 1] in SURNAME_STARTS:
        for pattern in (last, POSITION, _SEPARATOR):
            for end in _ends(text, start, pattern, sure):
                return start, end, True
    for regex in _foreign_forms(text, start):
        longest = regex.match(text, start)
        for end in range(start + 1, longest.end() + 1) if longest else ():
            piece = text[start:end]
            if regex.fullmatch(piece) and _right(text, end, last) and not _is_strange(piece):
                return start, end, True
    if sure and start:
        for end in range(start + 2, min(start + 4, len(text)) + 1):
            piece = text[start:end]
            if HAN_ONLY.fullmatch(piece) and _right(text, end, last) and not is_foreign(piece):
                return start, end, False
    return None


def _foreign_forms(text: str, start: int) -> tuple[re.Pattern[str], ...]:
    """The forms of minority and foreign names that could begin at `start`."""
    if text[start : start + 1].isascii():
        return (LATIN,)
    return (MINORITY,) if DOT.search(text, start, start + 12) else ()


def _is_strange(piece: str) -> bool:
    return any(word in piece for word in _VERB_HEADS) or LATIN_COMPANY.search(piece) is not None


def _right(text: str, end: int, last: re.Pattern[str]) -> bool:
    return bool(last.match(text, end) or _SEPARATOR.match(text, end) or POSITION.match(text, end))


def _ends(text: str, start: int, right: re.Pattern[str], sure: bool) -> Iterator[int]:
    """Ends of a Chinese name with a known surname at `start` that is followed by `right`, the likeliest first."""
    if text[start : start + 1] not in SURNAME_STARTS:
        return
    ends = []
    for length in (2, 3, 4):
        end = start + length
        name = text[start:end]
        bites = length > 2 and text[end - 1 : end + 1] in _VERB_HEADS
        if len(name) == length and not bites and right.match(text, end) and is_name(name, sure):
            ends.append(end)
    spaced = _SPACED.match(text, start)
    if spaced and right.match(text, spaced.end()) and is_name(spaced[1] + spaced[2], sure):
        ends.append(spaced.end())
    yield from reversed(ends)
