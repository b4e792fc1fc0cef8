"""The templates of a data standard, one file in templates/ for each version, named after it. See templates/2018.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import yaml

from ..kinds import Field, Kind, kind
from .outcome import ExportFailed

FOLDER = files(__package__).joinpath("templates")

_COLUMN_KEYS = frozenset(("列名", "字段", "固定值", "单位", "小数", "取值"))


@dataclass(frozen=True)
class Column:
    """A column: filled from the field `source`, or with `constant` where there is none.

    unit and decimals: of amounts; words: what the template writes for a word of ours; format and private: the field's.
    """

    header: str
    source: str = ""
    constant: str = ""
    unit: str = ""
    decimals: int = 0
    words: Mapping[str, str] = field(default_factory=dict)
    format: str = ""
    private: bool = False


@dataclass(frozen=True)
class Template:
    """One table of a version; it takes the records of its kind whose fields have one of the words in `when`."""

    name: str
    kind_id: str
    when: Mapping[str, list[str]]
    columns: tuple[Column, ...]

    def takes(self, data: Mapping[str, Any]) -> bool:
        """True where a record's public data belongs into this table."""
        return all(data.get(name) in words for name, words in self.when.items())


@dataclass(frozen=True)
class Profile:
    """A version of a data standard: its templates in order, and how it writes dates, 长期 and several words."""

    version: str
    basis: str
    date_form: str
    long_term: str
    joint: str
    templates: tuple[Template, ...]

    def of_kind(self, kind_id: str) -> tuple[Template, ...]:
        """The templates for a kind; none where the standard has none."""
        return tuple(template for template in self.templates if template.kind_id == kind_id)


def versions() -> list[str]:
    """The names of all profiles."""
    return sorted(item.name.removesuffix(".yaml") for item in FOLDER.iterdir() if item.name.endswith(".yaml"))


def profile(name: str) -> Profile:
    """The profile with a name. Raises ExportFailed where there is none, or where its file is wrong."""
    if name not in versions():
        raise ExportFailed(f"没有“{name}”这套模板；可用：{'、'.join(versions())}")
    return read(FOLDER.joinpath(f"{name}.yaml").read_text("utf-8"))


def read(text: str) -> Profile:
    """The profile that a file's text describes. Raises ExportFailed with the place that is wrong."""
    try:
        raw = yaml.load(text, Loader=yaml.CSafeLoader)
        return Profile(
            version=str(raw["版本"]),
            basis=str(raw["依据"]),
            date_form=str(raw["日期"]),
            long_term=str(raw["长期"]),
            joint=str(raw["连接"]),
            templates=tuple(map(_template, raw["模板"])),
        )
    except yaml.YAMLError as error:
        raise ExportFailed("模板文件不是合格的 YAML，请检查缩进、冒号和引号") from error
    except KeyError as error:
        raise ExportFailed(f"模板文件缺少“{error.args[0]}”") from error
    except (TypeError, AttributeError, ValueError) as error:
        raise ExportFailed("模板文件的写法不对，请对照 templates/2018.yaml") from error


def _template(raw: Mapping[str, Any]) -> Template:
    name = str(raw["名称"])
    try:
        of_kind = kind(str(raw["类别"]))
    except KeyError:
        raise ExportFailed(f"模板文件的“{name}”：没有“{raw['类别']}”这一类") from None
    when = {_field(name, of_kind, key).name: list(words) for key, words in raw.get("适用", {}).items()}
    return Template(name, of_kind.id, when, tuple(_column(name, of_kind, item) for item in raw["列"]))


def _column(template: str, of_kind: Kind, raw: str | Mapping[str, Any]) -> Column:
    """A column; one that bears a field's own name is written as that name alone."""
    entry: Mapping[str, Any] = {"列名": raw, "字段": raw} if isinstance(raw, str) else raw
    where = f"{template}”的“{entry['列名']}"
    if strange := sorted(set(entry) - _COLUMN_KEYS):
        raise ExportFailed(f"模板文件的“{where}”：没有“{'、'.join(strange)}”这一项")
    if ("字段" in entry) == ("固定值" in entry):
        raise ExportFailed(f"模板文件的“{where}”：“字段”和“固定值”写一个")
    if "固定值" in entry:
        return Column(header=str(entry["列名"]), constant=str(entry["固定值"]))
    item = _field(where, of_kind, str(entry["字段"]))
    if entry.get("单位", "元") not in ("元", "万元"):
        raise ExportFailed(f"模板文件的“{where}”：“单位”应是元或者万元")
    return Column(
        header=str(entry["列名"]),
        source=item.name,
        unit=str(entry.get("单位", "")),
        decimals=int(entry.get("小数", 2)),
        words={str(ours): str(theirs) for ours, theirs in entry.get("取值", {}).items()},
        format=item.format,
        private=item.private,
    )


def _field(where: str, of_kind: Kind, name: str) -> Field:
    """A field that fits into a cell: a text, or several words."""
    item = of_kind.fields.get(name)
    schema = item.schema if item else {}
    if item is None or "string" not in (schema.get("type"), schema.get("items", {}).get("type")):
        raise ExportFailed(f"模板文件的“{where}”：{of_kind.name}没有能写进一格的字段“{name}”")
    return item
