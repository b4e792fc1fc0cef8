"""Kinds of published material, each made from one schema file in schemas/. A new kind is one file and one line here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from .schema_files import schema_files

DECISION_KINDS = ("penalty", "licence", "coercion", "levy", "requisition", "fee", "inspection")
KINDS = (
    *DECISION_KINDS,
    *("matters", "discretion", "random-inspections", "inspection-matters", "inspection-plan", "officers"),
    *("guide", "flowchart", "document", "counters", "spot-check", "report", "discretion-figures"),
    *("recordings", "review-catalogue", "review-elements"),
    *("agency", "government", "settings", "profile", "calendar", "releases", "harvest", "page"),
)

SECTIONS = ("事前公开", "事中公示", "事后公开", "全过程记录", "法制审核")

# The terms under which different categories stand together in one list or table (design: roles).
ROLE_TERMS = {
    "number": "文号",
    "party": "行政相对人名称",
    "category": "执法类别",
    "decided": "决定日期",
    "published": "公示日期",
    "conclusion": "执法结论",
    "authority": "执法机关",
}


@dataclass(frozen=True)
class Field:
    """One field of a kind: its official name and the annotations of the schema (see schemas/common.yaml)."""

    name: str
    schema: Mapping[str, Any]

    @property
    def need(self) -> str:
        """必备, 应填 or 选填."""
        return str(self.schema.get("x-need", "选填"))

    @property
    def when(self) -> Mapping[str, list[str]]:
        """The condition under which 应填 holds: {other field: [values]}; empty means always."""
        return dict(self.schema.get("x-when", {}))

    @property
    def role(self) -> str:
        return str(self.schema.get("x-role", ""))

    @cached_property
    def private(self) -> bool:
        """True where the value may never be public, not even in the source."""
        return bool(self.schema.get("x-private", False))

    @property
    def registered(self) -> bool:
        """True for what a government's 行政执法主体名录 says of each agency."""
        return bool(self.schema.get("x-register", False))

    @property
    def format(self) -> str:
        return str(self.schema.get("format", ""))

    @property
    def headers(self) -> tuple[str, ...]:
        """The field's name and every column header it has had in templates and exports."""
        return (self.name, *self.schema.get("x-columns", ()))

    @property
    def values(self) -> tuple[str, ...]:
        """The words of the code list, of the field itself or of its entries."""
        schema = self.schema.get("items", {}) if self.schema.get("type") == "array" else self.schema
        return tuple(schema.get("enum") or schema.get("x-words", ()))

    @property
    def open(self) -> bool:
        """True where the code list allows 其他-……."""
        return "x-words" in self.schema or "x-words" in self.schema.get("items", {})


@dataclass(frozen=True)
class Kind:
    """A kind: `id` (penalty), `name` (行政处罚), `shape` (decision, list, page, single, settings …) and its fields.

    endings: of the files of a page kind; years: True where they lie in a folder for each year;
    optional: nobody has to publish it.
    """

    id: str
    name: str
    shape: str
    folder: str
    section: str
    prefix: str
    schema: Mapping[str, Any]
    fields: Mapping[str, Field]
    roles: Mapping[str, str] = field(default_factory=dict)
    endings: tuple[str, ...] = ("md",)
    years: bool = False
    optional: bool = False

    def role(self, name: str) -> str:
        """The field that plays a role, or '' where the kind has none."""
        return self.roles.get(name, "")

    @cached_property
    def private(self) -> frozenset[str]:
        """The fields whose values may never be public."""
        return frozenset(name for name, item in self.fields.items() if item.private)

    @cached_property
    def amounts(self) -> tuple[str, ...]:
        """The fields that hold an amount of money."""
        return tuple(name for name, item in self.fields.items() if item.format == "amount")

    def entry_role(self, name: str) -> str:
        """The part that plays a role in each entry of a list kind, or '' where there is none."""
        entries = self.fields.get(self.role("entries"))
        parts = entries.schema["items"]["properties"] if entries else {}
        return next((part for part, schema in parts.items() if schema.get("x-role") == name), "")


@cache
def kind(name: str) -> Kind:
    """The kind with this id (penalty) or Chinese name (行政处罚). Raises KeyError for anything else."""
    if name in KINDS:
        return _load(name)
    for candidate in KINDS:
        if _load(candidate).name == name:
            return _load(candidate)
    raise KeyError(name)


def kinds(shape: str = "") -> Iterator[Kind]:
    """All kinds in their order, or those of one shape."""
    return (item for item in map(kind, KINDS) if not shape or item.shape == shape)


@cache
def _load(name: str) -> Kind:
    raw = dict(schema_files()[name])
    head = raw.pop("x-kind")
    properties = {key: _expand(key, value) for key, value in raw["properties"].items()}
    schema = raw | {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "additionalProperties": False,
        "properties": properties,
        "required": [key for key, value in properties.items() if value.get("x-need") == "必备"],
    }
    fields = {key: Field(key, value) for key, value in properties.items()}
    return Kind(
        id=head["id"],
        name=raw["title"],
        shape=head["shape"],
        folder=head["folder"],
        section=head.get("section", ""),
        prefix=head.get("prefix", ""),
        schema=schema,
        fields=fields,
        roles={item.role: item.name for item in fields.values() if item.role},
        endings=tuple(head.get("endings", ("md",))),
        years=head.get("years", False),
        optional=head.get("optional", False),
    )


def _expand(name: str, definition: dict[str, Any]) -> dict[str, Any]:
    """Takes a shared field's definition where `x-use` asks for it, and opens code lists that allow 其他-……."""
    definition = dict(definition)
    if shared := definition.pop("x-use", None):
        definition = schema_files()[shared][name] | definition
    _open_code_list(definition)
    if isinstance(definition.get("items"), dict):
        # What is changed is a copy: the same definition is used by other kinds.
        definition["items"] = dict(definition["items"])
        _open_code_list(definition["items"])
    return definition


def _open_code_list(definition: dict[str, Any]) -> None:
    if definition.pop("x-other", False):
        words = definition.pop("enum")
        definition["anyOf"] = [{"enum": words}, {"pattern": "^其他-.{1,60}$"}]
        definition["x-words"] = words
