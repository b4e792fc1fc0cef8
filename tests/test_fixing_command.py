"""publish.py check --fix: it mends the wanted files, shows what it changed, and reports what is left."""

from __future__ import annotations

import json
import os
import shutil
from argparse import ArgumentParser
from datetime import date
from pathlib import Path

import pytest

from plugins.commands import check as command
from plugins.commands import console
from plugins.commands.build import build
from plugins.registry.fixing import diff, fixes
from tests.conftest import REPOSITORY, Publish
from tests.repairs import PATH, TODAY

CASES = REPOSITORY / "tests" / "cases"


def test_a_difference_shows_no_number_and_drives_no_terminal() -> None:
    shown = diff(PATH, "电话: 19900001234\n日期: 2026/3/2\x1b[2J\n", "电话: 19900001234\n日期: 2026-03-02\n")
    assert shown.splitlines() == [
        f"--- a/{PATH}",
        f"+++ b/{PATH}",
        "@@ -1,2 +1,2 @@",
        " 电话: 〔已遮盖〕",
        "-日期: 2026/3/2\ufffd[2J",
        "+日期: 2026-03-02",
    ]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with one decision, which needs no repair."""
    root = tmp_path / "site"
    for case in (CASES / "_base", CASES / "review-missing" / "explained"):
        shutil.copytree(case, root, dirs_exist_ok=True)
    record = root / PATH
    record.write_text(fixes(PATH, record.read_text("utf-8")), "utf-8")
    return root


def _check(root: Path, *more: str) -> int:
    parser = ArgumentParser()
    command.options(parser)
    return command.run(parser.parse_args(["--root", str(root), "--today", TODAY, "--jobs", "1", *more]))


def _break(root: Path) -> Path:
    record = root / PATH
    text = (
        record.read_text("utf-8").replace("2026-03-02", "2026/3/2").replace("罚款金额: 12万元", "罚款金额: 120,000元")
    )
    record.write_text(text.replace("〔2026〕", "[2026]").replace("CF-SP-001", "CF-SP-999"), "utf-8")
    return record


def test_fix_mends_shows_and_checks_again(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is left is reported, and the exit code is that of what is left."""
    record = _break(site)
    assert _check(site, "--fix") == 1
    shown = capsys.readouterr().out
    assert f"--- a/{PATH}\n+++ b/{PATH}\n" in shown
    assert "\n-处罚决定日期: 2026/3/2\n" in shown and "\n+处罚决定日期: 2026-03-02\n" in shown
    assert "改好了 1 个文件。" in shown
    assert "错误[matter-unknown]" in shown and "date-form" not in shown and "amount-form" not in shown
    text = record.read_text("utf-8")
    assert "罚款金额: 120000元" in text and "〔2026〕12号" in text
    assert not list(record.parent.glob("*.tmp"))
    assert _check(site, "--fix") == 1
    assert "没有可以自动改好的。" in capsys.readouterr().out
    assert record.read_text("utf-8") == text


def test_fix_keeps_to_the_wanted_files_and_to_the_byte_order_mark(site: Path) -> None:
    record = _break(site)
    content = b"\xef\xbb\xbf" + record.read_bytes()
    record.write_bytes(content)
    _check(site, "--fix", str(site / "content"))
    assert record.read_bytes() == content
    _check(site, "--fix", PATH)
    assert record.read_bytes().startswith(b"\xef\xbb\xbf\xe6") and b"2026-03-02" in record.read_bytes()


def test_fix_leaves_standard_output_to_other_programs(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _break(site)
    _check(site, "--fix", "--format", "json")
    done = capsys.readouterr()
    assert json.loads(done.out)["errors"] == 1
    assert "+处罚决定日期: 2026-03-02" in done.err


def test_fix_shows_no_line_of_a_file_with_secrets(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = _break(site)
    record.write_text(record.read_text("utf-8").replace("本局在检查中", "对沈小满罚款"), "utf-8")
    _check(site, "--fix")
    shown = capsys.readouterr().out
    assert "privacy-name" in shown and f"{PATH}：改好了；文件里有不得公开的内容" in shown
    assert "沈小满" not in shown
    assert "2026-03-02" in record.read_text("utf-8")


def test_fix_without_permission(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is half done, and the command says so (exit code 2)."""
    record = _break(site)
    before = record.read_bytes()
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != record)
    with pytest.raises(console.Stop, match="没有写的权限，什么都没有改"):
        _check(site, "--fix")
    assert record.read_bytes() == before


def test_fix_that_fails_while_writing(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, a file system that can only be read: a sentence, no traceback."""
    _break(site)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("plugins.registry.replace_file.write", full)
    with pytest.raises(console.Stop, match="写不进去"):
        _check(site, "--fix")


def test_fix_as_a_person_meets_it(site: Path, publish: Publish) -> None:
    """The command itself, in a process of its own."""
    _break(site)
    done = publish("check", "--root", site, "--today", TODAY, "--fix", code=1)
    assert "改好了 1 个文件。" in done.stdout and "\x1b" not in done.stdout


def test_fix_after_a_publication(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A new record that is back-dated gets the day of the check; the 文号 of one already published stays."""
    record = site / PATH
    record.write_text(record.read_text("utf-8").replace("〔2026〕", "(2026)"), "utf-8")
    monkeypatch.setenv("PUBLISH_KEY", "0123456789abcdef")
    output = tmp_path / "published"
    day = date(2026, 11, 19)
    assert build(site, output, base_url="https://example.gov.cn/", today=day, jobs=1, search=False, first=True) == 0
    new = record.with_name("cf-0002.yaml")
    new.write_text(record.read_text("utf-8").replace("12号", "13号"), "utf-8")
    capsys.readouterr()
    assert _check(site, "--fix", "--previous", str(output)) == 0
    shown = capsys.readouterr().out
    assert f"-公示日期: 2026-03-10\n+公示日期: {TODAY}\n" in shown
    assert "published-backdated" not in shown and "change-silent" not in shown
    assert f"公示日期: {TODAY}\n" in new.read_text("utf-8") and "〔2026〕13号" in new.read_text("utf-8")
    assert "(2026)12号" in record.read_text("utf-8") and "公示日期: 2026-03-10\n" in record.read_text("utf-8")
