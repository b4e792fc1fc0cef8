"""The columns of every table of decisions, made from the schemas: those of one category, those of all, the common ones.

A record of any category becomes one flat row by the names of these columns; each kind of table takes its own from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from plugins.registry.kinds import ROLE_TERMS, kind, kinds

BODY = "正文"

_TEXT = {"type": "string"}
_DATE = {"type": "string", "format": "date"}


class Column(NamedTuple):
    """A column: the official name, what stands in it, and its form as JSON Schema (with the formats of our schemas)."""

    name: str
    about: str
    schema: Mapping[str, Any]

    @property
    def form(self) -> str:
        """text, date, amount (a number of 元), list, or group."""
        if self.schema.get("format") in ("date", "amount"):
            return str(self.schema["format"])
        return {"array": "list", "object": "group"}.get(self.schema.get("type", ""), "text")


_FIRST = (
    Column("编号", "本站的永久编号，也是网页和数据的地址的一部分", _TEXT),
    Column("状态", "有效或者已更正", _TEXT),
)
_AGENCY = Column("机关编号", "公示这条决定的机关在本站的编号", _TEXT)
_LAST = (
    Column("更新日期", "公示、最近一次更正的日期", _DATE),
    Column("网址", "公示页的网址", {**_TEXT, "format": "uri"}),
)
_ROLES = {
    "number": "决定书、通知书等文书的文号",
    "party": "公民、法人及非法人组织的名称；自然人写“姓+某”",
    "category": "行政处罚、行政许可等",
    "decided": "作出决定的日期",
    "published": "首次向社会公示的日期",
    "conclusion": "决定的主要内容",
    "authority": "作出决定的机关全称",
}
_BODY = Column(BODY, "决定书全文或者补充内容，Markdown", _TEXT)


@cache
def common_columns() -> tuple[Column, ...]:
    """What every category has, under the terms of its role."""
    roles = (
        Column(term, _ROLES[role], _DATE if role in ("decided", "published") else _TEXT)
        for role, term in ROLE_TERMS.items()
    )
    return (*_FIRST, *roles, *_LAST)


@cache
def kind_columns(kind_id: str) -> tuple[Column, ...]:
    """All public fields of a category in the order of its schema."""
    return (*_FIRST, _AGENCY, *_LAST, *_fields(kind_id), _BODY)


@cache
def all_columns() -> tuple[Column, ...]:
    """The common columns and the fields of all categories, each once."""
    found = {column.name: column for column in (*_FIRST, _AGENCY, *_LAST, *common_columns())}
    for of_kind in kinds("decision"):
        for column in _fields(of_kind.id):
            found.setdefault(column.name, column)
    return (*found.values(), _BODY)


def flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record with content, as its file in the API, by the names of all columns that it has a value for."""
    of_kind, data = kind(record["kind"]), record["data"]
    row: dict[str, Any] = {
        "编号": record["id"],
        "状态": record["state"],
        "机关编号": record["agency"]["id"],
        "更新日期": record["updated"],
        "网址": record["url"],
    }
    for role, term in ROLE_TERMS.items():
        if (name := of_kind.role(role)) in data:
            row[term] = data[name]
    row.update(data)
    return row


def _fields(kind_id: str) -> list[Column]:
    fields = kind(kind_id).fields.values()
    return [
        Column(item.name, str(item.schema.get("description", "")), item.schema) for item in fields if not item.private
    ]
