"""What looks like a natural person's name: by its surname, and by being no ordinary word."""

from __future__ import annotations

import re

from .surnames import COMMON_WORDS, COMPOUND, FOREIGN_PIECES, FUNCTION_WORDS, SINGLE

HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
HAN_ONLY = re.compile(f"{HAN}+")
_DOT = "·•‧・∙"
DOT = re.compile(f"[{_DOT}]")
SURNAME_STARTS = SINGLE | {surname[0] for surname in COMPOUND}
GAP = r"[ \u3000]"
OPEN, CLOSE = r"[（(\[〔【]", r"[）)\]〕】]"
# Every title written out: a search for words that each begin with a letter of their own skips all other text.
TITLES = (
    r"(?:责任人员?|当事人|被处罚人|经营者|经营人|投资人|业主|店主|代理人|持证人|控制人|股东|员工|职员|职工|柜员|店员|业务员|营销员"
    r"|推销员|信贷员|人员|总裁|经理|行长|部长|处长|局长|科长|所长|站长|院长|校长|厂长|店长|社长|组长|队长|理事长?|董事长?|监事长?"
    r"|主任|负责人|代表人|主管|助理|会计|出纳|总监|书记|专员|督导|讲师|从业者?|理人)"
)
_MINORITY_FORM = rf"{HAN}{{1,10}}(?:[{_DOT}]{HAN}{{1,10}}){{1,3}}"
MINORITY = re.compile(_MINORITY_FORM)
LATIN = re.compile(r"[A-Z][A-Za-z.'’\-]*(?:[ ·][A-Za-z][A-Za-z.'’\-]*){1,4}")
LATIN_COMPANY = re.compile(r"\b(?:Ltd|Limited|Inc|Corp|Company|Bank|Group|LLC|PLC|Insurance|Co|Trust|Fund)\b", re.I)
BRACKET = re.compile(rf"{GAP}*{OPEN}")
_POSITION_START = r"(?:时任|现任|曾任|历任|兼任|原任|原系?|系|任|时为)"
POSITION = re.compile(
    rf"{GAP}*{OPEN}{GAP}*(?:{_POSITION_START}|[男女][，,、）)]|身份证|公民身份|[^（()）\[\]〔〕【】]{{0,60}}?{TITLES})"
)


# A word of three characters that ends so is an office or a shop: 水电站, 应急局.
_OFFICE_ENDS = frozenset("局站厂店队馆")


def is_name(name: str, sure: bool = False) -> bool:
    """True for a surname with a given name that is no ordinary word; `sure` admits what only the place makes a name."""
    if not has_surname(name) or name in COMMON_WORDS or is_foreign(name):
        return False
    if len(name) == 3 and name[2] in _OFFICE_ENDS:
        return False
    if sure or name[:2] in COMPOUND:
        return True
    return name[0] not in FUNCTION_WORDS and name[:2] not in COMMON_WORDS


def has_surname(name: str) -> bool:
    """True for two to four Chinese characters that begin with a surname and have the length of a name."""
    compound = name[:2] in COMPOUND and len(name) in (3, 4)
    single = len(name) in (2, 3) and name[0] in SINGLE
    return (compound or single) and HAN_ONLY.fullmatch(name) is not None


def is_foreign(name: str) -> bool:
    """True for a text with a piece that stands in no given name (公司, 罚款, 某 …)."""
    return any(piece in name for piece in FOREIGN_PIECES)


def compact(name: str) -> str:
    """The name without blanks between Chinese characters, and with single blanks elsewhere."""
    name = " ".join(name.split())
    return re.sub(rf"(?<={HAN}) (?={HAN})", "", name)


def split_position(text: str) -> tuple[str, str]:
    """A party's name and the bracketed position behind it: 张三（时任经理） → 张三, （时任经理）."""
    text = text.strip()
    bracket = BRACKET.search(text)
    if bracket and bracket.start() and POSITION.match(text, bracket.start()):
        return text[: bracket.start()], text[bracket.start() :].strip()
    return text, ""


def after_bracket(text: str, position: int) -> int:
    """The place behind the bracket that opens at `position`, nested ones counted; the end where it never closes."""
    depth = 0
    for index in range(position, len(text)):
        if text[index] in "（([〔【":
            depth += 1
        elif text[index] in "）)]〕】":
            depth -= 1
            if depth == 0:
                return index + 1
    return len(text)
