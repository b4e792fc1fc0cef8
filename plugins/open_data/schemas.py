"""What is published, described for machines: a JSON Schema for every type and for the data of every kind, and an OpenAPI
description of all addresses. All of it is made from the types and from the schemas of the kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

import msgspec

from plugins.registry import program
from plugins.registry.changes import Event
from plugins.registry.keys import digest
from plugins.registry.kinds import DECISION_KINDS, Kind, kind, kinds
from plugins.site.paths import API

from . import types
from .entries import Shelf
from .v1 import dump

DIALECT = "https://json-schema.org/draft/2020-12/schema"
VERSION = "1.0.0"
_FOLDER = f"{API}schemas/"
_SHAPES = ("decision", "list", "page", "single")
_KEPT = ("title", "description", "type", "enum", "const", "anyOf", "minItems", "maxItems", "maxLength", "pattern")
_FORMS: Mapping[str, dict[str, Any]] = {
    "amount": {"type": ["number", "null"], "description": "金额，元"},
    "date": {"type": "string", "format": "date"},
    "uri": {"type": "string", "format": "uri"},
}


class Address(NamedTuple):
    """A kind of file under /api/v1/: its address, the schemas one of which it follows, what it is."""

    path: str
    schemas: tuple[str, ...]
    about: str
    media: str = "application/json"


TYPES: Mapping[str, tuple[Any, str]] = {
    "root-1": (types.Root, "根：校验和自上而下证明整个网站"),
    "agencies-1": (types.AgenciesFile, "全部机关"),
    "agency-1": (types.AgencyFile, "一个机关：主体信息和它公示的一切"),
    "shard-1": (types.Shard, "一个机关一年的执法决定"),
    "record-1": (types.RecordFile, "一条执法决定"),
    "tombstone-1": (types.TombstoneFile, "撤下的决定留下的说明，不含内容"),
    "list-1": (types.ItemFile, "一份清单"),
    "page-1": (types.ItemFile, "一份服务指南、流程图、制度文书、抽查结果或者年报"),
    "listings-1": (types.ListingsFile, "分类别、分年的目录"),
    "listing-1": (types.Listing, "一个类别一年的决定"),
    "year-1": (types.YearFile, "一年里各机关的分片"),
    "changes-1": (types.ChangesFile, "变更清单的目录"),
    "event": (Event, "变更清单的一行"),
    "statistics-1": (types.StatisticsFile, "公示数量"),
    "lookups-1": (types.LookupsFile, "按统一社会信用代码、文号查编号：怎样找到分桶"),
    "lookup-1": (types.LookupFile, "按统一社会信用代码、文号查编号：一个分桶"),
    "bulk-1": (types.BulkFile, "批量下载的目录"),
    "harvest-1": (types.HarvestFile, "归集情况：各来源的日期、数量、问题"),
    "files-1": (types.FilesFile, "网站其余全部文件的目录"),
    "part-1": (types.PartFile, "网站的一部分文件和它们的校验和"),
}

ADDRESSES = (
    Address("index.json", ("root-1",), "根：先读它"),
    Address("agencies/index.json", ("agencies-1",), "全部机关"),
    Address("agencies/{agency}/index.json", ("agency-1",), "一个机关"),
    Address("agencies/{agency}/{year}.json", ("shard-1",), "一个机关一年的决定：编号、状态、校验和"),
    Address("records/{agency}/{year}/{slug}.json", ("record-1", "tombstone-1"), "一条决定，撤下以后是不含内容的说明"),
    Address("lists/{agency}/{kind}.json", ("list-1",), "一份清单"),
    Address("lists/{agency}/{kind}.csv", (), "同一份清单，供表格软件打开", "text/csv"),
    Address("pages/{agency}/{kind}/{slug}.json", ("page-1",), "指南、流程图、文书、抽查结果、年报"),
    Address("kinds/index.json", ("listings-1",), "分类别、分年的目录"),
    Address("kinds/{kind}/{year}.json", ("listing-1",), "一个类别一年的决定"),
    Address("years/{year}.json", ("year-1",), "一年里各机关的分片"),
    Address("subjects/{government}.csv", (), "一级政府的行政执法主体名录", "text/csv"),
    Address("statistics.json", ("statistics-1",), "公示数量，分机关、类别、年"),
    Address("changes/index.json", ("changes-1",), "变更清单的目录：清单名、最新序号、各页校验和"),
    Address(
        "changes/{page}.ndjson", ("event",), "变更清单的一页，每行一个事件，满一千行后不再改变", "application/x-ndjson"
    ),
    Address("lookup/index.json", ("lookups-1",), "按统一社会信用代码、文号查编号：分桶的位数"),
    Address("lookup/{by}/{bucket}.json", ("lookup-1",), "一个分桶：代码或者文号对应的编号"),
    Address("bulk/index.json", ("bulk-1",), "批量下载的目录"),
    Address("bulk/{year}.ndjson.gz", (), "一年的决定，每行一条，内容同单条文件", "application/gzip"),
    Address("bulk/{year}.parquet", (), "一年的决定，各类别的全部字段", "application/vnd.apache.parquet"),
    Address("bulk/{table}.csv", (), "一年的决定：各类别共有的字段，或者一个类别的全部字段", "text/csv"),
    Address("bulk/decisions.sqlite", (), "全部决定，SQLite 数据库", "application/vnd.sqlite3"),
    Address("bulk/all.zip", (), "全部年度的批量文件", "application/zip"),
    Address("bulk/datapackage.json", (), "各表的字段和校验和（Frictionless Data Package）"),
    Address("catalog.jsonld", (), "数据目录（DCAT 3）", "application/ld+json"),
    Address("harvest.json", ("harvest-1",), "归集情况；只有归集下级网站的才有"),
    Address("files/index.json", ("files-1",), "网站其余文件的目录"),
    Address("files/{part}.json", ("part-1",), "网站的一部分文件和校验和"),
    Address("schemas/{type}.json", (), "各种文件的 JSON Schema", "application/schema+json"),
    Address("schemas/data/{kind}.json", (), "各类信息 data 的 JSON Schema", "application/schema+json"),
    Address("openapi.json", (), "本说明", "application/vnd.oai.openapi+json"),
)


def write_schemas(shelf: Shelf) -> None:
    """Writes the schemas and the description."""
    key = digest(program.digest(), shelf.base_url)
    for name in TYPES:
        shelf.output.offer(f"{_FOLDER}{name}.json", key, partial(_dumped, type_schema, name, shelf.base_url))
    for of_kind in described_kinds():
        path = f"{_FOLDER}data/{of_kind.id}.json"
        shelf.output.offer(path, key, partial(_dumped, data_schema, of_kind, shelf.base_url))
    shelf.output.offer(f"{API}openapi.json", key, partial(_dumped, openapi, shelf.base_url))


def _dumped(make: Callable[..., dict[str, Any]], *given: Any) -> bytes:
    return dump(make(*given))


def described_kinds() -> Iterator[Kind]:
    """The kinds whose data is published."""
    return (of_kind for of_kind in kinds() if of_kind.shape in _SHAPES)


def type_schema(name: str, base_url: str) -> dict[str, Any]:
    """The JSON Schema of a type, with the data of each kind where it has some."""
    of_type, about = TYPES[name]
    schema: dict[str, Any] = msgspec.json.schema(of_type)
    for definition in schema["$defs"].values():
        definition.pop("description", None)
    schema = {"$schema": DIALECT, "$id": f"{base_url}{_FOLDER}{name}.json", "title": about, **schema}
    data_of = {"record-1": ("decision",), "list-1": ("list",), "page-1": ("page",)}.get(name, ())
    if data_of:
        schema["allOf"] = [
            {
                "if": {"properties": {"kind": {"const": of_kind.name}}},
                "then": {"properties": {"data": {"$ref": f"data/{of_kind.id}.json"}}},
            }
            for of_kind in described_kinds()
            if of_kind.shape in data_of
        ]
    return schema


def data_schema(of_kind: Kind, base_url: str) -> dict[str, Any]:
    """The JSON Schema of a kind's public data."""
    fields = {item.name: value(item.schema) for item in of_kind.fields.values() if not item.private}
    if of_kind.shape in ("decision", "page"):
        fields["正文"] = {"type": "string", "description": "Markdown"}
    return {
        "$schema": DIALECT,
        "$id": f"{base_url}{_FOLDER}data/{of_kind.id}.json",
        "title": of_kind.name,
        "description": of_kind.schema.get("description", ""),
        "type": "object",
        "additionalProperties": False,
        "properties": fields,
    }


def value(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a public value, its parts included."""
    if form := _FORMS.get(schema.get("format", "")):
        return form | {key: schema[key] for key in ("title", "description") if key in schema}
    made = {key: schema[key] for key in _KEPT if key in schema}
    if "items" in schema:
        made["items"] = _part(schema["items"])
    if "properties" in schema:
        made["properties"] = {name: _part(part) for name, part in schema["properties"].items()}
    return made


def _part(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Within a list or a group amounts stay texts with their unit."""
    return {"type": "string"} if schema.get("format") == "amount" else value(schema)


def openapi(base_url: str) -> dict[str, Any]:
    """The OpenAPI 3.1 description of all addresses."""
    categories = "、".join(kind(name).name for name in DECISION_KINDS)
    names = {name: {"$ref": f"schemas/{name}.json"} for name in TYPES}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "行政执法公示开放数据",
            "version": VERSION,
            "summary": "静态文件，只读，不需要密钥",
            "description": f"从 index.json 开始，逐级核对校验和。v1 只增不改。执法类别：{categories}。",
        },
        "servers": [{"url": f"{base_url}{API.rstrip('/')}"}],
        "paths": {f"/{address.path}": {"get": _operation(address)} for address in ADDRESSES},
        "components": {"schemas": names},
    }


def _operation(address: Address) -> dict[str, Any]:
    names = [part.split("}")[0] for part in address.path.split("{")[1:]]
    found = [{"$ref": f"#/components/schemas/{name}"} for name in address.schemas]
    schema = {"oneOf": found} if len(found) > 1 else found[0] if found else {}
    if address.media == "application/x-ndjson" or not found:
        schema = {}
    return {
        "summary": address.about,
        "operationId": "get-" + address.path.replace("/", "-").replace("{", "").replace("}", "").replace(".", "-"),
        **({"parameters": [_parameter(name) for name in names]} if names else {}),
        "responses": {
            "200": {"description": address.about, "content": {address.media: {"schema": schema}}},
            "404": {"description": "没有这个文件"},
        },
    }


def _parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
