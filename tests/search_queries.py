"""Questions for the search, drawn from published records, and what is true of them.

The truth is "the text of the record holds it", with a table of variants written by hand: none of it shares code with
the program's normalisers. Digits and letters at the edge of a question must also be the edge of a number in the text
(12号 is not in 112号), but for the beginnings of credit codes.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

# As far as the questions go: characters that the corpus, the demonstration and the questions hold.
_WIDE = dict(
    zip(
        "０１２３４５６７８９ＡＢＣＤＥＦＧＨＪＫＬＭＮＰＱＲＴＵＷＸＹ（）［］",
        "0123456789ABCDEFGHJKLMNPQRTUWXY()[]",
        strict=True,
    )
)
_TRADITIONAL = dict(
    zip(
        "處罰決證營業農資經產線術東豐雲啟龍華興廠藥醫療飲務製藝環設貿國際達聯園館銷質護質檢驗憑據發廣傳虛違規劃記錄單電開關門際間險陽陳陸",
        "处罚决证营业农资经产线术东丰云启龙华兴厂药医疗饮务制艺环设贸国际达联园馆销质护质检验凭据发广传虚违规划记录单电开关门际间险阳陈陆",
        strict=True,
    )
)
_TO_TRADITIONAL = {simple: old for old, simple in _TRADITIONAL.items()}
_VARIANTS = str.maketrans(
    _WIDE | _TRADITIONAL | {"[": "〔", "]": "〕", "【": "〔", "】": "〕", "(": "〔", ")": "〕", "（": "〔", "）": "〕"}
)
_DROPPED = re.compile(r"[\s《》〔〕，。、；：“”\"'·.,;:-]")
_EDGE = re.compile("[0-9A-Z]")


def plain(text: str) -> str:
    """A text with its variants put right by hand: widths, brackets, characters; without punctuation but for a mark."""
    return _DROPPED.sub("|", text.upper().translate(_VARIANTS))


class Text:
    """What a record says, as the truth sees it."""

    def __init__(self, record: dict[str, Any]) -> None:
        self.id: str = record["id"]
        self.data: dict[str, Any] = record["data"]
        self.agency: str = record["agency"]["name"]

    @cached_property
    def fields(self) -> list[str]:
        """Every field without punctuation, where numbers that punctuation kept apart stay apart."""
        values = [self.agency, *(_text(value) for value in self.data.values())]
        return [_together(plain(value)) for value in values if value]

    @cached_property
    def _whole(self) -> str:
        # Most records hold nothing of a question, and that is found out ten times as quickly.
        return "\n".join(self.fields)

    def holds(self, query: str, part_of_code: bool = False) -> bool:
        """True where every word of the query stands in one of the fields."""
        words = _words(query)
        return all(word in self._whole for word in words) and all(
            any(_stands(field, word, part_of_code) for field in self.fields) for word in words
        )


class Query(NamedTuple):
    """A question: its kind, its text, whether the record it came from must come first, that record."""

    kind: str
    text: str
    first: bool
    source: str
    part_of_code: bool = False


def texts(site: Path) -> list[Text]:
    """Every record of a published site that has content."""
    files = sorted((site / "api/v1/records").rglob("*.json"))
    return [Text(record) for file in files if "data" in (record := json.loads(file.read_bytes()))]


def queries(records: list[Text], count: int, seed: int = 7) -> Iterator[Query]:
    """Questions of every kind in turn, each from a record drawn by chance."""
    chance = random.Random(seed)
    made: set[str] = set()
    while len(made) < count:
        for kind, (make, first, part) in KINDS.items():
            for _ in range(20):
                record = chance.choice(records)
                text = make(record, chance)
                if text and text not in made:
                    made.add(text)
                    yield Query(kind, text, first, record.id, part)
                    break
            if len(made) == count:
                return


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(filter(None, map(_text, value)))
    return str(value) if isinstance(value, str | int | float) else ""


@lru_cache(maxsize=256)
def _words(query: str) -> tuple[str, ...]:
    return tuple(_together(plain(word)) for word in query.split())


def _together(text: str) -> str:
    return re.sub(r"(?<![0-9A-Z])\|+|\|+(?![0-9A-Z])", "", text)


def _stands(field: str, word: str, part_of_code: bool) -> bool:
    start = field.find(word)
    while start >= 0:
        end = start + len(word)
        left = _EDGE.match(word[0]) and start > 0 and _EDGE.match(field[start - 1])
        right = _EDGE.match(word[-1]) and end < len(field) and _EDGE.match(field[end])
        if part_of_code or not (left or right):
            return True
        start = field.find(word, start + 1)
    return False


Maker = Callable[[Text, random.Random], str]


def _party(record: Text) -> str:
    return str(record.data.get("行政相对人名称", ""))


def _number(record: Text) -> str:
    return str(record.data.get("行政处罚决定书文号", ""))


def _code(record: Text) -> str:
    code = str(record.data.get("统一社会信用代码", ""))
    return code if re.fullmatch("[0-9A-Z]{18}", code) else ""


def _facts(record: Text) -> str:
    return str(record.data.get("违法事实", ""))


def _infix(length: int, get: Callable[[Text], str]) -> Maker:
    def make(record: Text, chance: random.Random) -> str:
        runs = [run for run in re.findall("[\u4e00-\u9fff]+", get(record)) if len(run) >= length]
        if not runs:
            return ""
        run = chance.choice(runs)
        start = chance.randrange(len(run) - length + 1)
        return run[start : start + length]

    return make


def _bracketed(opening: str, closing: str) -> Maker:
    return lambda record, _: _number(record).replace("〔", opening).replace("〕", closing)


def _serial(record: Text, _: random.Random) -> str:
    found = re.search(r"([0-9]+号)$", _number(record))
    return found[1] if found else ""


def _year_and_serial(record: Text, _: random.Random) -> str:
    found = re.search(r"(〔[0-9]{4}〕[0-9]+号)$", _number(record))
    return found[1] if found else ""


def _basis(record: Text) -> str:
    return str(record.data.get("处罚依据", "")).split("；")[0]


def _statute(record: Text, _: random.Random) -> str:
    found = re.match("《([^》]+)》", _basis(record))
    return found[1] if found else ""


def _article(record: Text, _: random.Random) -> str:
    found = re.match("《中?华?人?民?共?和?国?([^》]+)》(第[一二三四五六七八九十百零]+条)", _basis(record))
    return found[1] + found[2] if found else ""


def _sentence(record: Text, chance: random.Random) -> str:
    found = [part for part in re.split("[。；]", _facts(record)) if 12 <= len(part) <= 60]
    return chance.choice(found) if found else ""


def _amount(record: Text, _: random.Random) -> str:
    found = re.search("罚款(?:人民币)?[0-9.]+(?:万)?元", str(record.data.get("处罚内容", "")))
    return found[0] if found else ""


def _mixed(record: Text, chance: random.Random) -> str:
    return " ".join(filter(None, (_infix(2, _brand)(record, chance), _infix(4, _facts)(record, chance), _year(record))))


def _year(record: Text) -> str:
    found = re.search("[0-9]{4}", _number(record))
    return found[0] if found else ""


def _brand(record: Text) -> str:
    return _party(record)[3:6]


def _wide(record: Text, _: random.Random) -> str:
    return _number(record).translate({ord(old): wide for wide, old in _WIDE.items() if old.isdigit()})


def _traditional(record: Text, _: random.Random) -> str:
    name = _party(record)
    old = "".join(_TO_TRADITIONAL.get(character, character) for character in name)
    return old if old != name else ""


# What is asked, whether its record must come first, whether it is a part of a code.
KINDS: dict[str, tuple[Maker, bool, bool]] = {
    "完整名称": (lambda record, _: _party(record), True, False),
    "名称中的两个字": (_infix(2, _brand), False, False),
    "名称中的三个字": (_infix(3, _brand), False, False),
    "名称中的四个字": (_infix(4, _party), False, False),
    "名称去地名": (lambda record, _: _party(record)[3:], False, False),
    "名称跨词": (lambda record, _: _party(record)[5:9], False, False),
    "文号〔〕": (_bracketed("〔", "〕"), True, False),
    "文号[]": (_bracketed("[", "]"), True, False),
    "文号()": (_bracketed("（", "）"), True, False),
    "文号【】": (_bracketed("【", "】"), True, False),
    "文号加空格": (_bracketed(" [", "] "), False, False),
    "只有序号": (_serial, False, False),
    "年份和序号": (_year_and_serial, False, False),
    "信用代码": (lambda record, _: _code(record), True, False),
    "信用代码小写": (lambda record, _: _code(record).lower(), True, False),
    "信用代码前 8 位": (lambda record, _: _code(record)[:8], False, True),
    "信用代码前 14 位": (lambda record, _: _code(record)[:14], False, True),
    "依据带书名号": (lambda record, _: _basis(record), False, False),
    "依据不带书名号": (lambda record, _: _basis(record).replace("《", "").replace("》", ""), False, False),
    "法律名称": (_statute, False, False),
    "法律简称和条": (_article, False, False),
    "整句": (_sentence, False, False),
    "金额": (_amount, False, False),
    "四字短语": (_infix(4, _facts), False, False),
    "几个词": (_mixed, False, False),
    "全角": (_wide, True, False),
    "繁体": (_traditional, True, False),
}
NOWHERE = (
    "甲乙丙丁戊己",
    "有限公司基准市",
    "罚款的公司",
    "第九百九十九条",
    "基执罚〔2031〕1号",
    "ZZ990900MA00000000",
    "执法人员人员执法",
    "现场照片现场笔录",
    "丙丁戊有限公司",
    "公司有限",
)
