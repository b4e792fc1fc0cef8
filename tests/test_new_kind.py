"""A new kind is one schema and one line: read, checked, shown, listed and explained with nothing else changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import INSTANCE, REPOSITORY

SCHEMA = """\
x-kind: {id: hotlines, shape: list, folder: lists, section: 事前公开}
title: 便民热线清单
description: 各条热线
type: object
properties:
  更新日期: {type: string, format: date, x-need: 必备, x-role: updated, description: 更新日期}
  条目:
    type: array
    description: 逐人列出
    x-need: 必备
    x-role: entries
    items:
      type: object
      additionalProperties: false
      required: [热线编号, 热线名称]
      properties:
        热线编号: {type: string, maxLength: 30, x-role: key, description: 编号}
        热线名称: {type: string, maxLength: 40, x-role: name, description: 热线名称}
"""
LIST = "更新日期: 2026-10-01\n条目:\n  - 热线编号: AS-001\n    热线名称: 消费维权热线\n"


def test_one_schema_and_one_line(tmp_path: Path) -> None:
    program, root, site = tmp_path / "program", tmp_path / "root", tmp_path / "site"
    for name in ("plugins", "theme"):
        shutil.copytree(REPOSITORY / name, program / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("publish.py", "pelicanconf.py"):
        shutil.copy(REPOSITORY / name, program / name)
    (program / "plugins/registry/schemas/hotlines.yaml").write_text(SCHEMA, "utf-8")
    kinds = program / "plugins/registry/kinds.py"
    before = kinds.read_text("utf-8")
    after = before.replace('*("matters",', '*("matters", "hotlines",')
    assert after != before
    kinds.write_text(after, "utf-8")
    shutil.copytree(INSTANCE, root)
    listing = root / "agencies/anshi-scjg/lists/hotlines.yaml"
    listing.write_text(LIST, "utf-8")

    def publish(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, program / "publish.py", *arguments, "--root", root]
        return subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)

    done = publish("build", "--output", site, "--no-search")
    assert done.returncode == 0, done.stdout + done.stderr
    for path in ("anshi-scjg/hotlines/index.html", "api/v1/lists/anshi-scjg/hotlines.json"):
        assert "消费维权热线" in (site / path).read_text("utf-8")
    assert "便民热线清单" in (site / "anshi-scjg/index.html").read_text("utf-8")
    assert "热线编号" in (site / "data/hotlines/index.html").read_text("utf-8")
    listing.write_text(LIST.replace("热线名称", "热线称呼"), "utf-8")
    wrong = publish("check")
    assert wrong.returncode == 1
    assert "没有“热线称呼”这个字段" in wrong.stdout
    assert "缺少必备字段“热线名称”" in wrong.stdout
