"""Schemas for editors: up to date, sound, as strict as the checker on the shape of a record, and never stricter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema_rs import Draft202012Validator, meta

from plugins.commands.schemas import FOLDER, associations, modeline, schemas
from plugins.registry.kinds import KINDS, kind
from tests.conftest import INSTANCE, REPOSITORY, Publish

RECORD = INSTANCE / "agencies/anshi-scjg/decisions/2026/cf-0001.yaml"


class Loader(yaml.CSafeLoader):
    """YAML 1.2 as editors read it: digits are numbers, dates and words are texts."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012


for _tag, _form, _first in (
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false", list("tf")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_form})$"), _first)


@cache
def _validator(name: str) -> Draft202012Validator:
    made = schemas()
    for branch in made["decision"]["allOf"]:
        branch["then"] = made[branch["then"]["$ref"].removesuffix(".json")]
    return Draft202012Validator(made[name])


def _mistakes(name: str, text: str) -> list[str]:
    return [error.message for error in _validator(name).iter_errors(yaml.load(text, Loader))]  # noqa: S506


def _files() -> Iterator[tuple[str, Path]]:
    for root in (REPOSITORY, INSTANCE):
        for name, pattern in associations().items():
            yield from ((name, path) for path in root.glob(pattern))


def test_they_are_up_to_date(tmp_path: Path, publish: Publish) -> None:
    """After a change to a kind: publish.py schemas."""
    publish("schemas", "--output", tmp_path)
    fresh = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    kept = {path.name: path.read_text("utf-8") for path in (REPOSITORY / FOLDER).iterdir()}
    assert kept == fresh, "运行 publish.py schemas，一并提交"
    assert fresh.keys() == {f"{name}.json" for name in (*KINDS, "decision")}


def test_the_editor_uses_them() -> None:
    settings = json.loads((REPOSITORY / ".vscode/settings.json").read_text("utf-8"))
    assert settings["yaml.schemas"] == {f"./{FOLDER}/{name}.json": pattern for name, pattern in associations().items()}
    assert "redhat.vscode-yaml" in (REPOSITORY / ".vscode/extensions.json").read_text("utf-8")


def test_they_are_sound_and_say_what_to_write() -> None:
    for name, schema in schemas().items():
        assert meta.is_valid(schema), name
        assert "x-" not in "".join(key for key in _keys(schema))
        for field in schema["properties"].values():
            assert re.match("必备|应填|选填|七类之一", field["description"]), name


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield key if key.startswith("x-") else ""
            yield from _keys(part)
    elif isinstance(value, list):
        for part in value:
            yield from _keys(part)


def test_what_the_checker_takes_the_editor_takes() -> None:
    """Every file of both sites, none of which has an error."""
    seen = set()
    for name, path in _files():
        assert not _mistakes(name, path.read_text("utf-8")), path
        seen.add(name)
    assert seen >= associations().keys() - {"releases", "harvest"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("行政处罚", "行政处分", "行政处分"),
        ("^行政相对人名称: .*$", "行政相对人: 甲公司", "行政相对人"),
        ("^行政相对人类别: .*$", "行政相对人类别: 公司", "公司"),
        ("^公示日期: .*$", "公示日期: 2026/03/06", "2026/03/06"),
        ("^公示日期: .*\n", "", "公示日期"),
        ("^罚款金额: .*$", "罚款金额: 5000", "5000"),
        ("^罚款金额: .*\n", "", "罚款金额"),
        ("^违法事实: .*\n", "", "违法事实"),
        ("\\Z", "证件号码: 370000\n", "证件号码"),
        ("\\Z", "更正: 改了金额\n", "改了金额"),
    ],
)
def test_what_a_clerk_gets_wrong(old: str, new: str, told: str) -> None:
    text = RECORD.read_text("utf-8")
    changed = re.sub(old, new, text, count=1, flags=re.M)
    assert changed != text
    assert any(told in mistake for mistake in _mistakes("decision", changed))


def test_imported_and_emptied_records_may_have_gaps() -> None:
    head = "执法类别: 行政处罚\n公示日期: 2026-03-06\n处罚机关: 安石市市场监督管理局\n"
    assert _mistakes("decision", head)
    assert not _mistakes("decision", f"{head}撤回: {{日期: 2026-03-09, 类型: 隐私保护, 原因: 误公示}}\n")
    rest = "行政相对人名称: 安石市某某有限公司\n处罚内容: 罚款\n"
    assert _mistakes("decision", head + rest)
    assert not _mistakes("decision", f"{head}{rest}来源: {{文件: 处罚.xlsx, 行: 3}}\n")


def test_a_new_file_tells_its_schema() -> None:
    for name, path in (
        ("penalty", "agencies/anshi-scjg/decisions/2026/cf-0009.yaml"),
        ("matters", "agencies/anshi-scjg/lists/matters.yaml"),
    ):
        where = modeline(path, kind(name)).removeprefix("# yaml-language-server: $schema=")
        assert ((REPOSITORY / path).parent / where).resolve().is_file()
