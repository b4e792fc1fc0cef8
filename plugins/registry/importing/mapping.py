"""A mapping file: how the columns of one source become fields. YAML with Chinese keys, all optional:

类别: 行政处罚                     # must agree with --kind
工作表: Sheet1                    # otherwise the first sheet with a known header
字段:                             # field: its columns, beside those that the schema knows
  处罚内容: [行政处罚内容]
单位: {罚款金额: 元}                # for bare numbers whose header names no unit
取值:                             # field: what stands in the cell: what it means ('' = leave the field out)
  行政相对人类别: {机构: 法人及非法人组织, 个人: 自然人}
固定值: {数据来源单位: 某某局}        # for every record
公告: [源链接]                     # rows that agree here are one notice; names are masked across it
网址: [源链接]                     # becomes 来源.网址
标题: [文档标题]
文号取自标题: 是                   # only where the title holds exactly one number
机关:
  列: [作出决定机关]
  标题中: '^(.+?监管局)'            # where the column is empty: group 1 of this in the title
  同名规则:                        # in order, each on the outcome of the one before; gives the full name
    - {原文: '^(.+)金融监管局$', 改为: '国家金融监督管理总局\\1监管局'}
  编号取自: '^国家金融监督管理总局(.+)'  # the part of the full name whose initials make the id
  地区: [所属省份]
  无记录也建: 是                    # a stub also for an agency all of whose rows were refused
政府: {编号: nfra, 名称: 国家金融监督管理总局, 层级: 国家, 区划代码: '100000'}
不导入:                            # rows that are no decisions
  - {列: 文档标题, 含: '送达公告|催告书', 原因: 不是处罚决定}
忽略: [原始文本]                    # columns that are known and not wanted
相对人类别取自: {自然人: [个人姓名]}  # what a party is where its name stands in this column
拆分:                              # a column that holds several fields: what stands in the brackets of each pattern
  机关和日期: {处罚机关: '^([^\\d]+)', 处罚决定日期: '(\\d{4}年.+日)$'}
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from ..kinds import Kind
from ..records import LEVELS
from . import headers
from .column_mapping import ColumnMapping, Exclusion, GovernmentEntry, Piece, Rule
from .outcome import ImportFailed

__all__ = ["ColumnMapping", "GovernmentEntry", "from_values", "load", "read"]


def read(data: bytes, of_kind: Kind) -> ColumnMapping:
    """The mapping in a file's bytes. Raises ImportFailed with a sentence that names the key that is wrong."""
    try:
        raw = load(data.decode("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else "里"
        raise ImportFailed(f"列名对照文件{where}不是合格的 YAML：请检查缩进、冒号和重复的键。") from error
    return from_values(_dict(raw, "列名对照文件", _KEYS), of_kind)


def load(text: str) -> Any:
    """What a YAML text says, every scalar as text. Raises YAMLError, also for a key that stands there twice."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a loader that knows texts only


_KEYS = (
    "类别 工作表 字段 单位 取值 固定值 公告 网址 标题 文号取自标题 机关 政府 不导入 忽略 相对人类别取自 拆分".split()
)
_AGENCY_KEYS = "列 标题中 同名规则 编号取自 地区 无记录也建".split()
_GOVERNMENT_KEYS = "编号 名称 层级 区划代码".split()


def from_values(raw: dict[str, Any], of_kind: Kind, *, private: bool = False) -> ColumnMapping:
    """The mapping in values that are read already; `private` admits columns that are known only to be left out."""
    if raw.get("类别", of_kind.name) not in (of_kind.name, of_kind.id):
        raise ImportFailed(f"列名对照文件是为“{raw['类别']}”写的，不能用来导入{of_kind.name}。")
    agency = _dict(raw.get("机关", {}), "机关", _AGENCY_KEYS)
    names = [item.name for item in headers.importable(of_kind) if private or not item.private]
    return ColumnMapping(
        sheet=_text(raw.get("工作表", ""), "工作表"),
        fields={name: _texts(value, name) for name, value in _dict(raw.get("字段", {}), "字段", names).items()},
        units={
            k: _one_of(v, f"单位.{k}", ("元", "万元")) for k, v in _dict(raw.get("单位", {}), "单位", names).items()
        },
        words={
            name: {word: _text(meaning, f"取值.{name}") for word, meaning in _dict(value, f"取值.{name}").items()}
            for name, value in _dict(raw.get("取值", {}), "取值", names).items()
        },
        constants={k: _text(v, f"固定值.{k}") for k, v in _dict(raw.get("固定值", {}), "固定值", names).items()},
        notice=_texts(raw.get("公告", []), "公告"),
        url=_texts(raw.get("网址", []), "网址"),
        title=_texts(raw.get("标题", []), "标题"),
        number_from_title=_yes(raw.get("文号取自标题", "否"), "文号取自标题"),
        agency=_texts(agency.get("列", []), "机关.列"),
        agency_in_title=_pattern(agency["标题中"], "机关.标题中", 1) if "标题中" in agency else None,
        same_body=tuple(_rule(item) for item in _list(agency.get("同名规则", []), "机关.同名规则")),
        id_part=_pattern(agency["编号取自"], "机关.编号取自", 1) if "编号取自" in agency else None,
        region=_texts(agency.get("地区", []), "机关.地区"),
        agencies_of_refused_rows=_yes(agency.get("无记录也建", "否"), "机关.无记录也建"),
        government=_government(raw["政府"]) if "政府" in raw else None,
        exclusions=tuple(_exclusion(item) for item in _list(raw.get("不导入", []), "不导入")),
        ignored=_texts(raw.get("忽略", []), "忽略"),
        party_kinds={
            column: word
            for word, columns in _dict(raw.get("相对人类别取自", {}), "相对人类别取自", _kinds(of_kind)).items()
            for column in _texts(columns, "相对人类别取自")
        },
        pieces=tuple(
            Piece(column, name, _pattern(pattern, f"拆分.{column}.{name}", 1))
            for column, parts in _dict(raw.get("拆分", {}), "拆分").items()
            for name, pattern in _dict(parts, f"拆分.{column}", names).items()
        ),
    )


def _kinds(of_kind: Kind) -> tuple[str, ...]:
    item = of_kind.fields.get(of_kind.role("party-kind"))
    return item.values if item else ()


def _government(value: Any) -> GovernmentEntry:
    raw = _dict(value, "政府", _GOVERNMENT_KEYS)
    for name in ("编号", "名称", "层级"):
        if not raw.get(name):
            raise ImportFailed(f"列名对照文件的“政府”缺少“{name}”。")
    if not re.fullmatch(r"[a-z][a-z0-9]{1,19}", _text(raw["编号"], "政府.编号")):
        raise ImportFailed("列名对照文件的“政府.编号”只用小写字母和数字，以字母开头，2 到 20 个字符。")
    level = _one_of(raw["层级"], "政府.层级", LEVELS)
    return GovernmentEntry(
        raw["编号"], _text(raw["名称"], "政府.名称"), level, _text(raw.get("区划代码", ""), "政府.区划代码")
    )


def _rule(value: Any) -> Rule:
    raw = _dict(value, "机关.同名规则", ("原文", "改为"))
    pattern = _pattern(raw.get("原文", ""), "机关.同名规则.原文", 0)
    replacement = _text(raw.get("改为", ""), "机关.同名规则.改为")
    try:
        pattern.sub(replacement, "")
        re.compile(f"(?:{pattern.pattern})|").sub(replacement, "")
    except (re.error, IndexError) as error:
        raise ImportFailed("列名对照文件的“机关.同名规则.改为”引用了“原文”里没有的括号。") from error
    return pattern, replacement


def _exclusion(value: Any) -> Exclusion:
    raw = _dict(value, "不导入", ("列", "含", "原因"))
    if not (raw.get("列") and raw.get("含") and raw.get("原因")):
        raise ImportFailed("列名对照文件的“不导入”每项都要写“列”“含”“原因”。")
    return Exclusion(
        _text(raw["列"], "不导入.列"), _pattern(raw["含"], "不导入.含", 0), _text(raw["原因"], "不导入.原因")
    )


def _pattern(value: Any, where: str, groups: int) -> re.Pattern[str]:
    try:
        pattern = re.compile(_text(value, where))
    except re.error as error:
        raise ImportFailed(f"列名对照文件的“{where}”不是合格的正则表达式。") from error
    if pattern.groups < groups:
        raise ImportFailed(f"列名对照文件的“{where}”里要用括号标出取哪一段。")
    return pattern


def _dict(value: Any, where: str, keys: Any = None) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ImportFailed(f"列名对照文件的“{where}”应是若干“名称: 内容”。")
    for name in value:
        if keys is not None and name not in keys:
            raise ImportFailed(f"列名对照文件的“{where}”里没有“{name}”这一项，可用的有：{'、'.join(keys)}。")
    return value


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise ImportFailed(f"列名对照文件的“{where}”应是一个列表，每项一行，以“- ”开头。")
    return value


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(_text(item, where) for item in _list(value, where))


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise ImportFailed(f"列名对照文件的“{where}”应是一段文字。")
    return value


def _one_of(value: Any, where: str, words: tuple[str, ...]) -> str:
    if value not in words:
        raise ImportFailed(f"列名对照文件的“{where}”应是{'、'.join(words)}之一。")
    return str(value)


def _yes(value: Any, where: str) -> bool:
    return _one_of(value, where, ("是", "否")) == "是"


class _Loader(yaml.BaseLoader):
    """Reads every scalar as text and refuses duplicate keys."""


def _construct(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    pairs = [
        (loader.construct_object(key, deep=True), loader.construct_object(item, deep=True)) for key, item in node.value
    ]
    if len({str(key) for key, _ in pairs}) < len(pairs):
        raise yaml.constructor.ConstructorError(None, None, "duplicate key", node.start_mark)
    return dict(pairs)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct)
