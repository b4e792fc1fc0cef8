"""政府信息公开目录: what stands above each published text (国办发〔2017〕47号, 政府信息公开条例), taken from the roles of its fields."""

from __future__ import annotations

from datetime import date

from plugins.registry import dates
from plugins.registry.records import Agency, Record

from .fields import Row

# The days of a text by their roles, each shown under the name that its schema gives it.
_DATES = ("signed", "issued", "effective", "repealed", "updated")
# Said in the 目录 or in the title, so not once more among the fields.
_SAID = ("name", "class", "reference", "issuer", "subjects", *_DATES)


def catalogue(agency: Agency, record: Record, day: date) -> list[Row]:
    """The 目录 of a page that an agency published, as it reads on a day."""
    rows = [
        Row("索引号", "text", index_number(agency, f"{record.kind_id}-{record.id.rsplit('/', 1)[1]}")),
        Row("信息分类", "text", str(record.role("class") or record.kind.name)),
        Row("发布机构", "text", str(record.role("issuer") or agency.name)),
        Row("文号", "text", record.role("reference")),
        *(Row(record.kind.role(role), "date", record.role(role)) for role in _DATES),
        Row("主题词", "words", record.role("subjects")),
        Row("有效性", "text", validity(record, day)),
        Row("公开方式", "text", "主动公开"),
    ]
    return [row for row in rows if row.value]


def said(record: Record) -> list[str]:
    """The fields that the 目录 and the title show."""
    return [name for role in _SAID if (name := record.kind.role(role))]


def validity(record: Record, day: date) -> str:
    """有效性 of a document on a day, '' for what is no document."""
    if not record.kind.role("repealed"):
        return ""
    repealed, effective = (dates.parse(str(record.role(role))) for role in ("repealed", "effective"))
    if repealed and repealed <= day:
        return "已废止"
    return "尚未施行" if effective and effective > day else "有效"


def index_number(agency: Agency, serial: str) -> str:
    """索引号: the agency's code, and what names the text there for ever."""
    return f"{agency.values.get('统一社会信用代码') or agency.id}/{serial}"
