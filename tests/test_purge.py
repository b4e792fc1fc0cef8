"""publish.py purge: every step is said, only what is asked for is deleted, and a wrong id reaches nothing."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from plugins.commands import console
from plugins.commands.build import build
from publish import main
from tests.conftest import BASE_URL, INSTANCE
from tests.trees import differences, readable, tree

RECORD = "anshi-scjg/2026/cf-0002"
PAGE, DATA = f"{RECORD}/index.html", f"api/v1/records/{RECORD}.json"
SOURCE = "agencies/anshi-scjg/decisions/2026/cf-0002"
PARTY = "安石市远帆商贸有限公司"
STEPS = (
    *("清除历史", "拉取请求", "预览", "重新生成并发布", "缓存", "搜索", "上级平台", "其他克隆"),
    "个人信息已经泄露的",
)
EMPTIED = """\
执法类别: 行政处罚
公示日期: 2026-05-15
处罚机关: 安石市市场监督管理局
撤回:
  日期: 2026-11-20
  类型: 隐私保护
  原因: 不应公开
"""


class Result(NamedTuple):
    """How a command ended, and what it printed where."""

    code: int
    out: str
    err: str


class Site:
    """A repository whose site stands in its output folder, with what is remembered of both."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = folder / "root"
        self.output = self.root / "output"
        self._capsys = capsys
        shutil.copytree(INSTANCE, self.root)

    @property
    def memory(self) -> Path:
        folder = console.memory_folder(self.root)
        assert folder
        return folder

    def build(self, output: Path | None = None, *, full: bool = False) -> None:
        target = output or self.output
        assert build(self.root, target, base_url=BASE_URL, today=None, jobs=1, search=True, full=full) == 0

    def purge(self, *arguments: object) -> Result:
        self._capsys.readouterr()
        code = main(["purge", *map(str, arguments), "--root", str(self.root)])
        return Result(code, *self._capsys.readouterr())


@pytest.fixture
def site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Site:
    made = Site(tmp_path, capsys)
    made.build()
    return made


def test_every_step_is_said_and_nothing_done(site: Site) -> None:
    before, remembered = tree(site.root), tree(site.memory)
    done = site.purge(RECORD)
    assert (done.code, done.err) == (0, "")
    assert re.findall(r"^  \[ \] \d\. (\w+)", done.out, re.M) == list(STEPS)
    assert "本机要删除（加 --yes 执行）" in done.out
    for path in (site.output / PAGE, site.output / DATA, site.output / "search" / "index", site.memory):
        assert f"  {path}\n" in done.out
    assert f"git filter-repo --invert-paths --path {SOURCE}.yaml --path {SOURCE}.md\n" in done.out
    assert f"<网址>/{PAGE}\n" in done.out
    assert f"<网址>/{DATA}\n" in done.out
    assert PARTY not in done.out
    assert tree(site.root) == before
    assert tree(site.memory) == remembered


def test_with_yes_it_goes_from_this_machine(site: Site, tmp_path: Path) -> None:
    """The page, the data, the search index and the memory of this site; nothing else, and of no other site."""
    other = tmp_path / "other"
    shutil.copytree(INSTANCE, other)
    assert build(other, other / "output", base_url=BASE_URL, today=None, jobs=1, search=False) == 0
    elsewhere = console.memory_folder(other)
    assert elsewhere
    before, others = tree(site.root), tree(other) | tree(elsewhere)
    done = site.purge(RECORD, "--yes")
    assert done.code == 0
    assert "\n已删除：\n" in done.out
    assert "[ ] 1. 清除历史" in done.out, "the steps that others must do are still said"
    after = tree(site.root)
    gone = before.keys() - after.keys()
    assert gone == {f"output/{PAGE}", f"output/{DATA}"} | {
        path for path in before if path.startswith("output/search/index/")
    }
    assert after == {path: content for path, content in before.items() if path not in gone}
    assert not site.memory.exists()
    assert tree(other) | tree(elsewhere) == others


def test_the_next_build_makes_the_site_whole_again(site: Site, tmp_path: Path) -> None:
    """Without the record, once it is emptied: of what was withdrawn no word is left."""
    assert [path for path, text in readable(site.output).items() if PARTY in text]
    (site.root / f"{SOURCE}.yaml").write_text(EMPTIED, "utf-8")
    site.purge(RECORD, "--yes")
    site.build()
    assert not [path for path, text in readable(site.output).items() if PARTY in text]
    assert "不应公开" in (site.output / PAGE).read_text("utf-8")
    site.build(tmp_path / "fresh", full=True)
    assert not differences(tree(tmp_path / "fresh"), tree(site.output))


def test_a_site_elsewhere(site: Site, tmp_path: Path) -> None:
    published = tmp_path / "published"
    site.build(published)
    before = tree(site.output)
    assert site.purge(RECORD, "--output", published, "--yes").code == 0
    assert not (published / PAGE).exists()
    assert not (published / DATA).exists()
    assert tree(site.output) == before


def test_an_unknown_record_reaches_nothing(site: Site) -> None:
    """A slip of the pen takes neither the search nor the memory away."""
    before, remembered = tree(site.root), tree(site.memory)
    done = site.purge("anshi-scjg/2026/cf-0999", "--yes")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("不能继续：没有记录 anshi-scjg/2026/cf-0999：")
    assert (tree(site.root), tree(site.memory)) == (before, remembered)


def test_a_folder_that_is_no_site_is_left_alone(site: Site, tmp_path: Path) -> None:
    """However its files are called."""
    other = tmp_path / "other"
    for path in (PAGE, "search/index/book.txt"):
        (other / path).parent.mkdir(parents=True, exist_ok=True)
        (other / path).write_text("x", "utf-8")
    before = tree(other)
    done = site.purge(RECORD, "--output", other, "--yes")
    assert (done.code, done.err) == (2, f"不能继续：{other} 不是本程序生成的网站，什么都没有删\n")
    assert tree(other) == before
    shutil.move(other, site.root / "output2")
    shutil.rmtree(site.output)
    shutil.move(site.root / "output2", site.output)
    assert site.purge(RECORD, "--yes").code == 0
    assert tree(site.output).keys() == {"search/index/book.txt"}


def test_a_record_that_only_the_site_still_has(site: Site) -> None:
    """Somebody deleted the file first."""
    (site.root / f"{SOURCE}.yaml").unlink()
    assert site.purge(RECORD, "--yes").code == 0
    assert not (site.output / PAGE).exists()


def test_where_there_is_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A machine that never built the site is told what to do elsewhere."""
    site = Site(tmp_path, capsys)
    before = tree(site.root)
    done = site.purge(RECORD, "--yes")
    assert done.code == 0
    assert "已删除：\n  （没有）\n" in done.out
    assert "[ ] 5. 缓存" in done.out
    assert tree(site.root) == before


WRONG = (
    "",
    "cf-0002",
    "2026/cf-0002",
    f"{RECORD}/",
    f"/{RECORD}",
    f"{RECORD}.yaml",
    f"{RECORD}/index.html",
    f"{RECORD}\n",
    f"{RECORD} {RECORD}",
    "..",
    "../2026/cf-0002",
    "anshi-scjg/2026/..",
    "anshi-scjg/../cf-0002",
    "../../2026/cf-0002",
    "anshi-scjg/2026/../../../content",
    "anshi-scjg/2026/cf-0002/../cf-0001",
    "anshi-scjg/2026/%2e%2e",
    "anshi-scjg\\2026\\cf-0002",
    "ANSHI-SCJG/2026/CF-0002",
    "anshi-scjg/26/cf-0002",
    "anshi-scjg/2026/cf-0002\x00",
    "安石/2026/cf-0002",
)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_id_reaches_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: str) -> None:
    site = Site(tmp_path, capsys)
    for path in (PAGE, DATA, "search/index/bundles.json", "2026/cf-0002/index.html"):
        (site.output / path).parent.mkdir(parents=True, exist_ok=True)
        (site.output / path).write_text("x", "utf-8")
    site.memory.mkdir(parents=True)
    before = tree(tmp_path)
    done = site.purge(wrong, "--yes")
    assert (done.code, done.out) == (2, "")
    assert done.err == "不能继续：请写明哪一条记录，如 qinghe-scjg/2026/cf-0001（网址里就有）\n"
    assert tree(tmp_path) == before
    assert site.memory.is_dir()


def test_a_place_that_is_no_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["purge", RECORD, "--yes", "--root", str(tmp_path)]) == 2
    assert "不是一个站点" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("commits", "shown", "more"),
    [(0, 0, ""), (1, 1, ""), (10, 10, ""), (12, 10, "  ……共 12 次\n")],
)
def test_the_history_that_must_be_rewritten(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    commits: int,
    shown: int,
    more: str,
) -> None:
    """How often the record was committed, on any branch, in either form; asked of git, here a stand-in."""
    git = tmp_path / "bin" / "git"
    git.parent.mkdir()
    lines = "".join(f"echo abc{number:04} 2026-05-15\n" for number in range(commits))
    git.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >"{tmp_path}/asked"\n{lines}', "utf-8")
    git.chmod(0o755)
    monkeypatch.setenv("PATH", f"{git.parent}{os.pathsep}{os.environ['PATH']}")
    site = Site(tmp_path, capsys)
    done = site.purge(RECORD)
    assert len(re.findall(r"^  abc\d{4} 2026-05-15$", done.out, re.M)) == shown
    assert more in done.out
    assert ("仓库历史里有这条记录的提交：\n  （没有）\n" in done.out) == (not commits)
    asked = (tmp_path / "asked").read_text("utf-8").split("\n")
    assert {"--all", f"{SOURCE}.yaml", f"{SOURCE}.md", str(site.root)} <= set(asked)


def test_without_git(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = Site(tmp_path, capsys).purge(RECORD)
    assert done.code == 0
    assert "本机没有 git，请在仓库里核对历史。" in done.out
