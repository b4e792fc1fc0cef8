"""A repository that tests edit, what is published from it with the site's key, and what may happen from one day to the next."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from publish import main
from tests.browser import serve
from tests.conftest import BASE_URL, INSTANCE
from tests.trees import tree

KEY, OTHER_KEY = "zhangsan-keeps-this-key", "lisi-keeps-another-key"
DAY, LATER = "2026-11-20", "2026-11-25"
DECISIONS = "agencies/anshi-scjg/decisions"
RECORD, CORRECTED, WITHDRAWN = (f"{DECISIONS}/2026/cf-000{number}.yaml" for number in (1, 2, 4))
MARKDOWN, EXPIRED, AHEAD = (
    f"{DECISIONS}/2026/cf-0005.md",
    f"{DECISIONS}/2024/cf-0001.yaml",
    f"{DECISIONS}/2026/cf-0006.yaml",
)
WITHDRAWAL = f"撤回:\n  日期: {LATER}\n  类型: 撤销\n  原因: 复议机关撤销\n"
CORRECTION = f"更正:\n  - 日期: {LATER}\n    内容: 更正货值\n    原因: 录入有误\n"
RELEASES = "公告:\n  - 日期: {day}\n    内容: 软件升级，姓名的写法更严。\n"


class Result(NamedTuple):
    """How a command ended, and all that it printed."""

    code: int
    said: str

    @property
    def codes(self) -> set[str]:
        """The codes of the errors it reported."""
        return set(re.findall(r"错误\[([a-z-]+)\]", self.said))


class Site:
    """A repository that is edited, and the site that is published from it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.output = folder / "root", folder / "site"
        shutil.copytree(INSTANCE, self.root)
        self._capsys, self._environment = capsys, monkeypatch

    def edit(self, path: str, change: Callable[[str], str]) -> None:
        before = (self.root / path).read_text("utf-8")
        after = change(before)
        assert after != before, f"{path} did not change"
        (self.root / path).write_text(after, "utf-8")

    def run(self, *arguments: object, key: str = KEY) -> Result:
        self._environment.setenv("PUBLISH_KEY", key)
        self._capsys.readouterr()
        code = main([*map(str, arguments), "--root", str(self.root)])
        return Result(code, "".join(self._capsys.readouterr()))

    def build(self, *arguments: object, key: str = KEY, today: str = LATER) -> Result:
        options = ("--no-search", "--jobs", 1, "--base-url", BASE_URL, "--today", today)
        return self.run("build", "--output", self.output, *options, *arguments, key=key)

    def record(self, record_id: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.output / f"api/v1/records/{record_id}.json").read_bytes())
        return content

    def index(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.output / "api/v1/index.json").read_bytes())
        return content


@pytest.fixture
def site(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Site:
    return Site(tmp_path, capsys, monkeypatch)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first publication of the tiny site; nobody changes it."""
    output = tmp_path_factory.mktemp("published") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PUBLISH_KEY", KEY)
        arguments = ["build", "--first", "--root", INSTANCE, "--output", output, "--no-search", "--base-url", BASE_URL]
        assert main([*map(str, arguments), "--jobs", "1", "--today", DAY]) == 0
    return output


@pytest.fixture(scope="module")
def standing(published: Path) -> dict[str, bytes]:
    """Its files, as they were before anybody tried to take its place."""
    return tree(published)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Where a folder of these tests is on the web."""
    base = tmp_path_factory.getbasetemp()
    with serve(base, prefix="/open/data/") as url:
        yield lambda folder: f"{url}{folder.relative_to(base).as_posix()}/"


def replaced(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


def added(more: str) -> Callable[[str], str]:
    return lambda text: text + more


def changed(path: str, change: Callable[[str], str]) -> Callable[[Site], None]:
    return lambda site: site.edit(path, change)


def removed(path: str) -> Callable[[Site], None]:
    return lambda site: (site.root / path).unlink()


def renamed(more: str = "") -> Callable[[Site], None]:
    def rename(site: Site) -> None:
        file = site.root / RECORD
        file.with_name("cf-0111.yaml").write_text(file.read_text("utf-8") + more, "utf-8")
        file.unlink()

    return rename


def new_record(published: str, more: str = "") -> Callable[[Site], None]:
    """One more decision, on another company, shown on some day."""

    def write(site: Site) -> None:
        text = (site.root / RECORD).read_text("utf-8").replace("处罚〔2026〕1号", "处罚〔2026〕77号")
        text = text.replace("公示日期: 2026-05-15", f"公示日期: {published}")
        (site.root / DECISIONS / "2026" / "cf-0077.yaml").write_text(text + more, "utf-8")

    return write


def agency_removed(site: Site) -> None:
    shutil.rmtree(site.root / "agencies" / "anshi-sthj")


def announced(day: str) -> Callable[[Site], None]:
    def announce(site: Site) -> None:
        changed(RECORD, replaced("12 袋", "13 袋"))(site)
        (site.root / "content" / "releases.yaml").write_text(RELEASES.format(day=day), "utf-8")

    return announce


def corrected_again(site: Site) -> None:
    site.edit(CORRECTED, replaced("12 袋", "13 袋"))
    site.edit(CORRECTED, replaced("录入有误\n", f"录入有误\n  - 日期: {LATER}\n    内容: 数量\n    原因: 录入有误\n"))
