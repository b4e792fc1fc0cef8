"""The open data pages: what there is and how to use it, and the data dictionary made from the schemas.

The first is made last, by whoever knows what became of the downloads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from plugins.registry.kinds import Field, Kind, kinds

from .builder import Builder
from .site import Page

_SHAPES = ("decision", "list", "page", "single")
_FORMATS = {
    "date": "日期，写作 2026-03-02",
    "term": "日期或者“长期”",
    "amount": "金额，开放数据里是以元为单位的数",
    "uri": "网址",
}


class Entry(NamedTuple):
    """One line of the dictionary. depth: 0 for a field, 1 for a part of a field that is a list or a group."""

    name: str
    depth: int
    need: str
    about: str
    form: str
    code: str
    words: tuple[str, ...]


class File(NamedTuple):
    """A file to download: what it is, how large (with a unit), and its SHA-256 in hex."""

    path: str
    about: str
    records: int
    size: str
    sha256: str


class Shelf(NamedTuple):
    """Some files under one heading."""

    title: str
    files: tuple[File, ...]


class DataView(NamedTuple):
    """What only is known when everything else was written. modified: the newest day in the data; description: JSON-LD."""

    shelves: tuple[Shelf, ...]
    modified: str
    log_id: str
    sequence: int
    description: dict[str, Any]


def data_page(builder: Builder, view: DataView) -> Page:
    """/data/: all downloads, licence, how to cite, examples, and where the dictionaries are."""
    current = builder.publication.current
    years = sorted({record.year for record in current})
    return builder.page(
        "data/index.html",
        "data.html",
        "开放数据",
        nav="data",
        licence=builder.settings.get("许可协议"),
        total=len(current),
        kinds=_described(),
        sample=current[0].id if current else "",
        year=years[-1] if years else "",
        view=view,
        publisher=builder.settings.get("主办单位") or builder.settings.title,
        base_url=builder.site.base_url,
    )


def dictionary_pages(builder: Builder) -> Iterator[Page]:
    """A data dictionary per kind."""
    for of_kind in _described():
        yield builder.page(
            f"data/{of_kind.id}/index.html",
            "dictionary.html",
            f"{of_kind.name}数据字典",
            crumbs=[("开放数据", "data/")],
            nav="data",
            kind=of_kind,
            about=str(of_kind.schema.get("description", "")),
            entries=list(dictionary(of_kind)),
            private=[item.name for item in of_kind.fields.values() if item.private],
        )


def _described() -> list[Kind]:
    return [of_kind for of_kind in kinds() if of_kind.shape in _SHAPES]


def dictionary(of_kind: Kind) -> Iterator[Entry]:
    """The lines of a kind's dictionary in the order of its schema, without what is never public."""
    for name, item in of_kind.fields.items():
        if item.private:
            continue
        yield Entry(name, 0, _need(item), *_describe(item.schema))
        inner = item.schema.get("items", item.schema)
        for part, schema in inner.get("properties", {}).items():
            need = "必备" if part in inner.get("required", ()) else "选填"
            yield Entry(part, 1, need, *_describe(schema))


def _need(item: Field) -> str:
    conditions = "，且".join(f"{name}为{'、'.join(words)}" for name, words in item.when.items())
    return f"{item.need}（{conditions}时）" if conditions else item.need


def _describe(schema: Mapping[str, Any]) -> tuple[str, str, str, tuple[str, ...]]:
    """The description, form, national code name and code list of a field."""
    inner = schema.get("items", schema)
    words = tuple(inner.get("enum") or inner.get("x-words", ()))
    return str(schema.get("description", "")), _form(schema), str(schema.get("x-code", "")), words


def _form(schema: Mapping[str, Any]) -> str:
    if schema.get("type") == "array":
        inner = schema["items"]
        return "列表，每项有下列各项" if inner.get("type") == "object" else f"列表，每项是{_form(inner)}"
    if schema.get("type") == "object":
        return "一组，有下列各项"
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    if "const" in schema:
        return f"固定为“{schema['const']}”"
    if "enum" in schema or "x-words" in schema:
        return "代码表里的词"
    return f"文字，最多 {schema['maxLength']} 字" if "maxLength" in schema else "文字"
