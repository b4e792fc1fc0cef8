"""Schemas read by an earlier run: the same values, only this program's, and never a reason to fail."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

from plugins.registry import program
from plugins.registry.schema_files import FOLDER, schema_files


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "kind.yaml").write_text("title: 行政处罚\nx-need: 必备\n", "utf-8")
    return tmp_path


def _read(folder: Path) -> object:
    schema_files.cache_clear()
    return schema_files(folder)


def test_what_is_kept_is_what_the_files_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for path in FOLDER.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    said = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in FOLDER.glob("*.yaml")}
    assert _read(tmp_path) == said
    for path in tmp_path.glob("*.yaml"):
        path.unlink()
    assert _read(tmp_path) == said


def test_another_program_reads_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _read(folder) == {"kind": {"title": "行政处罚", "x-need": "必备"}}
    (folder / "kind.yaml").write_text("title: 行政许可\n", "utf-8")
    monkeypatch.setattr(program, "digest", lambda: b"another")
    assert _read(folder) == {"kind": {"title": "行政许可"}}


@pytest.mark.parametrize("length", [0, 10, 21, 30])
def test_a_spoilt_file_is_made_again(folder: Path, length: int) -> None:
    whole = _read(folder)
    (kept,) = (folder / "__pycache__").iterdir()
    kept.write_bytes(kept.read_bytes()[:length])
    assert _read(folder) == whole
