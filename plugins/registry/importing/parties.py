"""Who a row is about: an organisation, a person to be masked, or both in one cell."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from ..privacy import names
from ..privacy.persons import after_bracket
from ..privacy.surnames import COMMON_WORDS, FOREIGN_PIECES
from . import cells, headers
from .outcome import Unclear

PERSON, TRADER, ORGANISATION = "自然人", "个体工商户", "法人及非法人组织"

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
# Verbs of the decision that a broken table has left hanging on a name.
_VERB = r"(?:分别|给予|予以|警告|罚款|处以|处罚)"
_GLUED_VERB = re.compile(f"{_VERB}+$")
_BRACKET = re.compile(r"[（(\[〔【]")
_POSITION = re.compile(r"[（(\[〔【](?:时任|现任|曾任|历任|原)")
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z]+[ ·]+[A-Z][A-Za-z]+")
_FOOTER = re.compile(r"(?:合\s*计|小\s*计|总\s*计|注|说明|备注|表格说明|填表|制表|审核)(?:[:：].*|人.*)?")
_LIST = re.compile(r"[、，,;；\n]|(?<=[\u4e00-\u9fff])(?:和|及|与)(?=[\u4e00-\u9fff])")
_OWNER = re.compile(r"[（(](?:经营者|业主|负责人)?[:：]?([^（）()]{2,8})[）)]$")
# How the names of organisations and shops end; the single characters are none that given names are known to end in.
_ORGANISATION = re.compile(
    r"(?:公司|集团|银行|信用社|合作社|超市|商店|药店|酒店|饭店|宾馆|网吧|餐厅|医院|诊所|学校|中心|商行|分行|支行|部|厂|店|馆|社|所|局|院|校"
    r"|坊|铺|场|站|吧|处|行|队|会|委|室|户|摊)$"
)
_SURELY_ORGANISATION = re.compile(
    r"(?:公司|集团|银行|信用社|合作社|联合社|超市|商店|药店|酒店|饭店|医院|诊所|学校|分行|支行)$"
)
_SHORT_NAME = re.compile(rf"{_HAN}{{2,6}}")


@dataclass(frozen=True)
class Party:
    """A party as it stands in the row. `names` are the natural persons in it; `kind` is the 行政相对人类别 that holds.

    `note` tells why `kind` differs from what the row says.
    """

    text: str
    names: tuple[str, ...]
    kind: str
    note: str = ""


def read(text: str, kind: str, conclusion: str, header_keys: Collection[str]) -> Party:
    """Reads a party cell. `kind` is what the row says of it ('' = nothing). Raises Unclear with the reason."""
    _refuse_what_is_no_party(text, header_keys)
    if kind == PERSON:
        return _person(text, conclusion)
    name, position = names.split_position(text)
    if position and (names.is_person_name(text) or names.is_masked(text)):
        note = "" if kind != ORGANISATION else "原表写作单位，姓名后写有任职情况，按自然人导入"
        return Party(text, (name,), PERSON, note)
    if names.is_person_name(text):
        if kind == ORGANISATION:
            raise Unclear("写作单位，名称却像人名，分不清是谁")
        return Party(text, (text,), kind)
    if not kind and _could_be_person(text):
        raise Unclear("看不出是单位还是个人，请写明相对人类别")
    found = _names_inside(text, kind)
    if found and kind != TRADER:
        return Party(text, found, "", "单位和个人写在同一格，相对人类别未导入" if kind else "")
    return Party(text, found, kind)


def _refuse_what_is_no_party(text: str, header_keys: Collection[str]) -> None:
    if headers.key(text) in header_keys:
        raise Unclear("这一格是表头的文字")
    if _FOOTER.fullmatch(text):
        raise Unclear("这一行是合计或者说明")
    if not re.search(rf"{_HAN}|[A-Za-z]", text):
        raise Unclear("这一格不是名称")
    if is_date(text):
        raise Unclear("这一格是日期")


def is_date(text: str) -> bool:
    """True where the whole text is a date."""
    try:
        return bool(cells.day(text))
    except Unclear:
        return False


def _person(text: str, conclusion: str) -> Party:
    pieces = [piece.strip() for piece in re.split("[、，,]", text)]
    if len(pieces) > 1 and all(map(names.is_person_name, pieces)):
        return Party(text, tuple(names.split_position(piece)[0] for piece in pieces), PERSON)
    # The row says that this is a person, so whatever bracket follows the name is about that person.
    bracket = _BRACKET.search(text)
    name = text[: bracket.start()].strip() if bracket else text
    position = text[bracket.start() :].strip() if bracket else ""
    if _LATIN_NAME.search(position):
        raise Unclear("括号里另有外文姓名，无法确保打码")
    if _SURELY_ORGANISATION.search(text):
        raise Unclear("写作自然人，名称却像单位，分不清是谁")
    if bracket and after_bracket(text, bracket.start()) < len(text.rstrip()):
        raise Unclear("写作自然人，括号后面还有文字，看不出是一个人的姓名")
    if names.is_masked(name):
        return Party(text, (name,), PERSON)
    glued = name[:-1] if name.endswith("警") and f"{name}告" in conclusion else _GLUED_VERB.sub("", name)
    for candidate in (glued, name):
        if _is_person(candidate, position, conclusion):
            return Party(candidate + position, (candidate,), PERSON)
    raise Unclear("写作自然人，但看不出是一个人的姓名，无法确保打码")


def _is_person(name: str, position: str, conclusion: str) -> bool:
    """True for a name of a row that says it is a person: rare surnames too, and longer names before a position."""
    if names.is_person_name(name) or any(mention.name == name for mention in names.mentions(conclusion)):
        return True
    plain = re.sub(r"\s", "", name)
    if any(piece in plain for piece in FOREIGN_PIECES):
        return False
    if position and names.is_person_name(f"{name}（时任）"):
        return True
    if plain in COMMON_WORDS and not re.search(f"{plain}{_VERB}", conclusion):
        return False
    longest = 6 if _POSITION.search(position) else 3
    return re.fullmatch(f"{_HAN}{{2,{longest}}}", plain) is not None


def _could_be_person(text: str) -> bool:
    """True for a text so short that it may be a name whose surname nobody knows."""
    bare = re.sub(r"\s|[（(\[〔【][^（()）]*[）)\]〕】]", "", text)
    return _SHORT_NAME.fullmatch(bare) is not None and not (_ORGANISATION.search(bare) or names.is_masked(text))


def _names_inside(text: str, kind: str) -> tuple[str, ...]:
    # As if the party were being punished, so that the last name of a list stands in a context of its own.
    found = {mention.name: None for mention in names.mentions(f"对{text}警告")}
    pieces = [piece.strip() for piece in _LIST.split(text)]
    if len(pieces) > 1:
        found |= {names.split_position(piece)[0]: None for piece in pieces if names.is_person_name(piece)}
    if kind == TRADER and (owner := _OWNER.search(text)) and names.is_person_name(owner[1]):
        found[owner[1]] = None
    return tuple(found)
