"""publish.py schemas: the kinds as JSON Schemas for editors, so that a clerk sees a mistake while typing it."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plugins.registry.importing.files import write
from plugins.registry.kinds import DECISION_KINDS, Field, Kind, kind, kinds

from . import console

FOLDER = ".vscode/schemas"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"

# Where files that are no decision, list or page of an agency lie.
_PLACES = {
    "agency": "agencies/*/agency.yaml",
    "government": "content/governments.yaml",
    "settings": "content/settings.yaml",
    "releases": "content/releases.yaml",
    "harvest": "content/harvest.yaml",
    "profile": "content/profiles/*.yaml",
    "calendar": "content/calendars/*.yaml",
}
# What our own formats mean to an editor, which does not know them.
_FORMS = {
    "date": (r"^\d{4}-\d{2}-\d{2}$", "写作 2026-03-02"),
    "term": (r"^(\d{4}-\d{2}-\d{2}|长期)$", "写作 2026-03-02，没有期限的写“长期”"),
    "amount": (r"^\d{1,15}(\.\d{1,6})?(元|万元)$", "写作 5000元 或 0.5万元"),
    "uri": (r"^https?://\S+$", "写完整的网址，以 https:// 或 http:// 开头"),
    "contact": (
        r"^(https?://\S+|mailto:\S+@\S+)$",
        "写完整的网址，以 https:// 或 http:// 开头；邮箱写作 mailto:名字@域名",
    ),
}
_KEPT = ("title", "description", "type", "enum", "const", "anyOf", "minItems", "maxItems", "maxLength", "pattern")


def options(parser: ArgumentParser) -> None:
    """The command's own options."""
    parser.add_argument("--output", type=Path, metavar="DIR", help=f"写到哪里（默认站点下的 {FOLDER}/）")
    console.root_option(parser)


def run(arguments: Namespace) -> int:
    """Writes one schema for each kind and one for all decisions; returns 0."""
    output = arguments.output or console.site_root(arguments.root) / FOLDER
    for name, schema in schemas().items():
        write(output / f"{name}.json", (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode())
    console.say(f"已写 {len(schemas())} 份模式到 {output}\n")
    return console.FINE


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by the name of its file."""
    return {item.id: _schema(item) for item in kinds()} | {"decision": _decision()}


def associations() -> dict[str, str]:
    """Which files of a site a schema is for: its name → a pattern."""
    places = {"decision": "agencies/*/decisions/*/*.yaml"} | _PLACES
    for item in kinds():
        if item.shape == "list":
            places[item.id] = f"agencies/*/{item.folder}/{item.id}.yaml"
        elif item.shape == "page" and "yaml" in item.endings:
            places[item.id] = f"agencies/*/{item.folder}/{'*/' if item.years else ''}*.yaml"
    return places


def modeline(path: str, of_kind: Kind) -> str:
    """The comment that tells an editor the schema of a new file at a path below the site's root."""
    name = "decision" if of_kind.shape == "decision" else of_kind.id
    return f"# yaml-language-server: $schema={'../' * path.count('/')}{FOLDER}/{name}.json"


def _decision() -> dict[str, Any]:
    """The schema of any decision: what it calls itself says which fields it has."""
    named = [kind(name) for name in DECISION_KINDS]
    return {
        "$schema": _DIALECT,
        "title": "执法决定",
        "description": "先写执法类别，编辑器据此提示字段",
        "type": "object",
        "required": ["执法类别"],
        "properties": {"执法类别": {"description": "七类之一", "enum": [item.name for item in named]}},
        "allOf": [
            {
                "if": {"required": ["执法类别"], "properties": {"执法类别": {"const": item.name}}},
                "then": {"$ref": f"{item.id}.json"},
            }
            for item in named
        ],
    }


def _schema(of_kind: Kind) -> dict[str, Any]:
    """A kind's schema for an editor: without what only the program needs, and without what may never be filled in."""
    fields = [item for item in of_kind.fields.values() if not item.private]
    return {
        "$schema": _DIALECT,
        "title": of_kind.name,
        "description": of_kind.schema["description"],
        "type": "object",
        "additionalProperties": False,
        "properties": {item.name: _value(item.schema) | {"description": _about(item)} for item in fields},
        "allOf": list(_required(of_kind, fields)),
    }


def _about(item: Field) -> str:
    when = "，".join(f"{name}为{'、'.join(words)}时" for name, words in item.when.items())
    return f"{item.need}{f'（{when}）' if when else ''}：{item.schema['description']}"


def _value(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A value's schema, its parts included."""
    made = {key: schema[key] for key in _KEPT if key in schema}
    if form := _FORMS.get(schema.get("format", "")):
        made["pattern"], made["patternErrorMessage"] = form
    elif "pattern" in made:
        made["patternErrorMessage"] = schema.get("description", "")
    if schema.get("type") == "string" and not made.keys() & {"enum", "const", "anyOf"} and "format" not in schema:
        # A site reads everything as text; to an editor a code of digits only is a number.
        made["type"] = ["string", "number"]
    if "items" in schema:
        made["items"] = _value(schema["items"])
    if "properties" in schema:
        made["properties"] = {name: _value(part) for name, part in schema["properties"].items()}
        made["additionalProperties"] = False
        made["required"] = list(schema.get("required", ()))
    return made


def _required(of_kind: Kind, fields: list[Field]) -> Iterator[dict[str, Any]]:
    """What must be there, as the checker has it: 必备 always, 应填 under its condition in what was written by hand."""
    needed = {"required": [item.name for item in fields if item.need == "必备"]}
    spared: list[dict[str, Any]] = []
    if of_kind.shape == "decision":
        # A record withdrawn to protect privacy is emptied of all that is not named here.
        emptied = {"required": ["撤回"], "properties": {"撤回": _has({"类型": ["隐私保护"]})}}
        kept = {"required": [of_kind.role(role) for role in ("category", "published", "authority")]}
        spared = [{"not": {"anyOf": [{"required": ["来源"]}, emptied]}}]
        yield {"if": emptied, "then": kept, "else": needed}
    else:
        yield needed
    expected: dict[str, list[Field]] = {}
    for item in fields:
        if item.need == "应填":
            expected.setdefault(json.dumps(item.when), []).append(item)
    for items in expected.values():
        when = items[0].when
        conditions = [*spared, *([_has(when)] if when else ())]
        then = {"required": [item.name for item in items]}
        yield {"if": {"allOf": conditions}, "then": then} if conditions else then


def _has(when: Mapping[str, list[str]]) -> dict[str, Any]:
    """True where each field has one of its words, itself or in its list."""
    words = {
        name: {"anyOf": [{"enum": any_of}, {"type": "array", "contains": {"enum": any_of}}]}
        for name, any_of in when.items()
    }
    return {"required": list(when), "properties": words}
