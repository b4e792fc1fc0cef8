"""The published tables that are known by their columns: one file for a kind in templates/, see penalty.yaml there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from ..kinds import Kind, kind
from . import headers, mapping
from .mapping import ColumnMapping

_FOLDER = files(__package__).joinpath("templates")


@dataclass(frozen=True)
class Template:
    """A table that is known where it has a column of each group in `required` and none in `absent` (keys of headers)."""

    name: str
    required: tuple[frozenset[str], ...]
    absent: frozenset[str]
    mapping: ColumnMapping


@dataclass(frozen=True)
class Templates:
    """All templates of a kind, in the order in which they are tried, and what holds for any table of it."""

    shared: ColumnMapping = field(default_factory=ColumnMapping)
    each: tuple[Template, ...] = ()


@cache
def of(kind_id: str) -> Templates:
    """The templates of a kind; none where there is no file."""
    file = _FOLDER.joinpath(f"{kind_id}.yaml")
    if not file.is_file():
        return Templates()
    raw = mapping.load(file.read_text("utf-8"))
    of_kind = kind(kind_id)
    shared = mapping.from_values(raw["共用"], of_kind, private=True)
    return Templates(shared, tuple(_template(item, of_kind, shared) for item in raw["模板"]))


def recognise(header: Sequence[str], of_kind: Kind) -> Template | None:
    """The template that a table with this header follows, or None."""
    present = {headers.key(text) for text in header}
    for template in of(of_kind.id).each:
        if not present & template.absent and all(present & group for group in template.required):
            return template
    return None


def _template(raw: dict[str, object], of_kind: Kind, shared: ColumnMapping) -> Template:
    name, required, absent = raw.pop("名称"), raw.pop("有"), raw.pop("没有", [])
    own = mapping.from_values(raw, of_kind, private=True).over(shared)
    groups = tuple(map(_keys, required))  # type: ignore[call-overload]
    return Template(str(name), groups, _keys(absent), own)


def _keys(names: object) -> frozenset[str]:
    return frozenset(map(headers.key, names)) if isinstance(names, list) else frozenset()
