"""Templates compiled by an earlier run: only this program's, only of this text, and never a reason to fail."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from plugins.columns.environment import environment
from plugins.registry import program


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "a.html").write_text("<b>{{ name }}</b>", "utf-8")
    return tmp_path


def _render(templates: Path) -> str:
    environment.cache_clear()
    return environment(templates).get_template("a.html").render(name="<i>")


def _kept(templates: Path) -> Path:
    (path,) = (templates / "__pycache__").iterdir()
    return path


def test_a_kept_template_is_used_and_gives_the_same(templates: Path) -> None:
    assert _render(templates) == "<b>&lt;i&gt;</b>"
    written = _kept(templates).stat().st_mtime_ns
    assert _render(templates) == "<b>&lt;i&gt;</b>"
    assert _kept(templates).stat().st_mtime_ns == written


def test_another_text_or_another_program_compiles_again(templates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _render(templates)
    (templates / "a.html").write_text("<p>{{ name }}</p>", "utf-8")
    assert _render(templates) == "<p>&lt;i&gt;</p>"
    kept = _kept(templates).read_bytes()
    monkeypatch.setattr(program, "digest", lambda: b"another")
    assert _render(templates) == "<p>&lt;i&gt;</p>"
    assert _kept(templates).read_bytes() != kept


@pytest.mark.parametrize("length", [0, 10, 21, 40, 200])
def test_a_spoilt_file_is_made_again(templates: Path, length: int) -> None:
    _render(templates)
    whole = _kept(templates).read_bytes()
    _kept(templates).write_bytes(whole[:length])
    assert _render(templates) == "<b>&lt;i&gt;</b>"
    assert _kept(templates).read_bytes() == whole


def test_nothing_is_kept_where_python_keeps_nothing(templates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert _render(templates) == "<b>&lt;i&gt;</b>"
    assert not (templates / "__pycache__").exists()
