"""A record against the schema of its kind: the validator's English becomes one plain Chinese sentence per mistake."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError

from . import amounts, dates
from .kinds import Kind, kind
from .privacy import numbers
from .problems import Finding, Keys, Level

_URI = re.compile(r"https?://[^\s<>\"']{1,480}")
_MAIL = re.compile(r"mailto:[^\s<>\"'@]{1,64}@[^\s<>\"'@]{1,200}")

FORMATS = {
    "date": lambda text: dates.parse(text) is not None,
    "term": dates.is_term,
    "amount": lambda text: amounts.yuan(text) is not None,
    "uri": lambda text: _URI.fullmatch(text) is not None,
    "contact": lambda text: (_URI.fullmatch(text) or _MAIL.fullmatch(text)) is not None,
}

_FORMAT_HELP = {
    "date": ("date-form", "不是有效日期", "写作 2026-03-02：四位年、两位月、两位日，且这一天确实存在。"),
    "term": ("date-form", "不是有效日期", "写作 2026-03-02，没有期限的写“长期”。"),
    "amount": ("amount-form", "不是写明单位的金额", "写作 5000元 或 0.5万元：阿拉伯数字加单位，不用逗号和汉字数字。"),
    "uri": ("value-form", "不是网址", "写完整的网址，以 https:// 或 http:// 开头。"),
    "contact": (
        "value-form",
        "不是网址或者邮箱",
        "写完整的网址，以 https:// 或 http:// 开头；邮箱写作 mailto:名字@域名。",
    ),
}
MISSING = frozenset(("field-missing", "field-expected"))
# What stays of a record that was withdrawn to protect privacy.
_KEPT = ("category", "published", "authority")
_TYPES = {"string": "一段文字", "array": "一个列表（每项一行，以“- ”开头）", "object": "若干“字段: 内容”"}

_TYPE_HELP = {"array": "每项另起一行，前面空两格，以“- ”开头；只有一项的也这样写。"}


def check(kind_id: str, values: Mapping[str, Any], *, imported: bool = False) -> Iterator[Finding]:
    """Every departure of `values` from the schema of a kind.

    A missing 必备 is an error; a missing 应填 is an error too, but a warning where `imported` says that the record
    came from a spreadsheet (design: nothing may be invented to fill it).
    """
    of_kind = kind(kind_id)
    emptied = _is_emptied(values)
    # Who misspelt a field left none out.
    meant = {suggestion(name, of_kind) for name in values.keys() - of_kind.fields.keys()}
    for error in _validator(kind_id).iter_errors(values):
        if (
            error.instance_path
            or error.schema_path[-1] != "required"
            or (not emptied and error.kind.as_dict()["property"] not in meant)
        ):
            yield from _finding(error, of_kind)
    if not emptied:
        yield from _expected(of_kind, values, imported, meant)
    for name in _KEPT if emptied else ():
        if not values.get(of_kind.role(name)):
            field = of_kind.role(name)
            yield Finding(
                "field-missing",
                (field,),
                f"缺少必备字段“{field}”",
                f"{field}：{of_kind.fields[field].schema['description']}。",
            )


def _is_emptied(values: Mapping[str, Any]) -> bool:
    """True for a record withdrawn to protect privacy: what may not even stand in the source is taken out of it."""
    withdrawal = values.get("撤回")
    return isinstance(withdrawal, Mapping) and withdrawal.get("类型") == "隐私保护"


def missing_expected(of_kind: Kind, values: Mapping[str, Any]) -> list[str]:
    """The names of 应填 fields that hold for this record and are not filled."""
    return [name for name, when in _expected_fields(of_kind.id) if name not in values and _applies(when, values)]


@cache
def _expected_fields(kind_id: str) -> tuple[tuple[str, Mapping[str, list[str]]], ...]:
    """The 应填 fields of a kind, each with its condition."""
    return tuple((name, item.when) for name, item in kind(kind_id).fields.items() if item.need == "应填")


def suggestion(name: str, of_kind: Kind) -> str:
    """The field of the kind that a misspelt name most likely meant, or ''."""
    headers = {header: item.name for item in of_kind.fields.values() for header in item.headers}
    if name in headers:
        return headers[name]
    close = difflib.get_close_matches(name, headers, n=1, cutoff=0.75)
    return headers[close[0]] if close else ""


@cache
def _validator(kind_id: str) -> Draft202012Validator:
    return Draft202012Validator(dict(kind(kind_id).schema), formats=FORMATS, validate_formats=True)


def _applies(when: Mapping[str, list[str]], values: Mapping[str, Any]) -> bool:
    return all(set(_words(values.get(name))) & set(wanted) for name, wanted in when.items())


def _words(value: Any) -> list[str]:
    if isinstance(value, list):
        return [word for word in value if isinstance(word, str)]
    return [value] if isinstance(value, str) else []


def _expected(of_kind: Kind, values: Mapping[str, Any], imported: bool, meant: Collection[str]) -> Iterator[Finding]:
    missing = [name for name in missing_expected(of_kind, values) if name not in meant]
    if not missing:
        return
    if imported:
        level, help_text = Level.WARNING, "原公开材料没有写的，不要编造，页面会注明“原公开材料未载明”。"
    else:
        abouts = (f"{name}：{of_kind.fields[name].schema['description']}。" for name in missing)
        level, help_text = Level.ERROR, "".join(abouts)
    yield Finding("field-expected", (missing[0],), f"缺少应填字段：{'、'.join(missing)}", help_text, level)


def _name(keys: Keys) -> str:
    parts = [f"第 {key + 1} 项" if isinstance(key, int) else f"“{key}”" for key in keys]
    return "的".join(parts) or "本文件"


def _finding(error: ValidationError, of_kind: Kind) -> Iterator[Finding]:
    keys: Keys = tuple(error.instance_path)
    *above, keyword = error.schema_path
    schema: Any = of_kind.schema
    for step in above:
        schema = schema[step]
    value: Any = error.instance
    what = _name(keys)
    match keyword:
        case "required":
            name = error.kind.as_dict()["property"]
            about = schema["properties"][name].get("description", "")
            yield Finding(
                "field-missing", (*keys, name), f"{what if keys else ''}缺少必备字段“{name}”", f"{name}：{about}。"
            )
        case "additionalProperties":
            for name in sorted(set(value) - set(schema["properties"])):
                yield _unknown(name, keys, of_kind if not keys else None, schema["properties"])
        case "type":
            expected = _TYPES[schema["type"]]
            yield Finding(
                "value-type", keys, f"{what}应是{expected}", _TYPE_HELP.get(schema["type"], "请检查缩进和冒号。")
            )
        case "enum" | "const" | "anyOf":
            yield Finding("value-word", keys, f"{what}写了“{_short(value)}”，不在代码表里", _words_help(schema))
        case "pattern":
            yield Finding("value-form", keys, f"{what}的写法不对：“{_short(value)}”", f"{schema['description']}。")
        case "format":
            code, wrong, help_text = _FORMAT_HELP[schema["format"]]
            yield Finding(code, keys, f"{what}写了“{_short(value)}”，{wrong}", help_text)
        case "maxLength":
            message = f"{what}有 {len(value)} 个字，超过 {schema['maxLength']} 个字"
            yield Finding("value-long", keys, message, "请核对是否贴错了位置；长文写进 Markdown 正文。")
        case _:
            yield Finding("value-form", keys, f"{what}不合要求", schema.get("description", ""))


def _unknown(name: str, keys: Keys, of_kind: Kind | None, known: Mapping[str, Any]) -> Finding:
    message = f"没有“{_short(name)}”这个字段"
    close = suggestion(name, of_kind) if of_kind else next(iter(difflib.get_close_matches(name, known, n=1)), "")
    if close and known[close].get("x-private"):
        return Finding("key-unknown", (*keys, name), message, f"“{close}”永不公开，请删去这一行。", secret=True)
    # Nobody should learn here of a field that may not be filled.
    public = [item for item, definition in known.items() if not definition.get("x-private")]
    help_text = f"是不是想写“{close}”？" if close else f"可用的字段：{'、'.join(public)}。"
    return Finding("key-unknown", (*keys, name), message, help_text)


def _words_help(schema: Mapping[str, Any]) -> str:
    if "const" in schema:
        return f"应写“{schema['const']}”。"
    if words := schema.get("x-words"):
        return f"可写：{'、'.join(words)}，或者“其他-具体名称”。"
    return f"可写：{'、'.join(schema['enum'])}。"


def _short(value: Any) -> str:
    text = numbers.redact(value if isinstance(value, str) else str(value))
    return text if len(text) <= 30 else f"{text[:30]}……"
