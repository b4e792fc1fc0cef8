"""An incremental build equals a full one, byte for byte, whatever was edited, lost, spoilt or killed before."""

from __future__ import annotations

import pstats
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.commands import build as command
from plugins.commands import console
from tests.conftest import INSTANCE, REPOSITORY, Publish
from tests.trees import differences, readable, tree

WITHDRAWAL = "撤回:\n  日期: 2026-08-01\n  类型: 撤销\n  原因: 复议机关撤销\n  依据: 行政处罚法第四十八条\n"
CORRECTION = "更正:\n  - 日期: {day}\n    内容: 更正地址\n    原因: 录入有误\n"


class Site:
    """A repository that is edited, the site that follows it, and its day."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        self.output = folder / "site"
        self.day = date(2026, 11, 20)
        shutil.copytree(INSTANCE, self.root)
        self.edit("content/settings.yaml", lambda text: text.replace("演示: 是\n今日: 2026-11-20\n", ""))
        self.count = 0

    def edit(self, path: str, change: Callable[[str], str]) -> None:
        file = self.root / path
        file.write_text(change(file.read_text("utf-8")), "utf-8")

    def decisions(self) -> list[Path]:
        return sorted((self.root / "agencies").glob("*/decisions/*/*"))

    def build(self, output: Path | None = None, *, full: bool = False, search: bool = False) -> int:
        return command.build(
            self.root,
            output or self.output,
            base_url=None,
            today=self.day,
            # With search what an incremental build leaves to others, a full one does by itself.
            jobs=2 if search and not full else 1,
            search=search,
            downloads=search,
            full=full,
        )

    def fresh(self, *, search: bool = False) -> tuple[int, dict[str, bytes]]:
        """What a full build into an empty folder returns and makes."""
        with TemporaryDirectory() as folder:
            output = Path(folder) / "site"
            code = self.build(output, full=True, search=search)
            return code, tree(output) if output.exists() else {}


def add(site: Site, chance: random.Random) -> None:
    site.count += 1
    original = site.root / "agencies/anshi-scjg/decisions/2026/cf-0001.yaml"
    text = (original if original.exists() else chance.choice(site.decisions())).read_text("utf-8")
    text = re.sub("文号: .*", f"文号: 安市监处罚〔2026〕{700 + site.count}号", text, count=1)
    text = re.sub("公示日期: .*", f"公示日期: 2026-{chance.randrange(6, 13):02}-15", text)
    (site.root / f"agencies/anshi-scjg/decisions/2026/cf-{8000 + site.count}.yaml").write_text(text, "utf-8")


def change(site: Site, chance: random.Random) -> None:
    file = chance.choice(site.decisions())
    text = file.read_text("utf-8")
    text = re.sub("相对人名称: (.*)有限公司", r"相对人名称: \1食品有限公司", text, count=1)
    file.write_text(text.replace("5000元", f"{chance.randrange(1, 9)}000元"), "utf-8")


def correct(site: Site, chance: random.Random) -> None:
    file = chance.choice([file for file in site.decisions() if file.suffix == ".yaml"])
    if "更正:" not in file.read_text("utf-8"):
        file.write_text(file.read_text("utf-8") + CORRECTION.format(day=site.day + timedelta(5)), "utf-8")


def rename(site: Site, chance: random.Random) -> None:
    file = chance.choice([file for file in site.decisions() if file.suffix == ".yaml"])
    if "曾用编号" not in file.read_text("utf-8"):
        site.count += 1
        former = f"{file.parts[-4]}/{file.parts[-2]}/{file.stem}"
        new = file.with_name(f"cf-{9000 + site.count}.yaml")
        new.write_text(file.read_text("utf-8") + f"曾用编号:\n  - {former}\n", "utf-8")
        file.unlink()


def withdraw(site: Site, chance: random.Random) -> None:
    file = chance.choice([file for file in site.decisions() if file.suffix == ".yaml"])
    if "撤回:" not in file.read_text("utf-8"):
        file.write_text(file.read_text("utf-8") + WITHDRAWAL, "utf-8")


def delete(site: Site, chance: random.Random) -> None:
    if len(site.decisions()) > 3:
        chance.choice(site.decisions()).unlink()


def break_it(site: Site, chance: random.Random) -> None:
    """A file with an error: nothing may be published until it is mended."""
    file = chance.choice(site.decisions())
    text = file.read_text("utf-8")
    file.write_text(text.replace("公示日期: ", "公示日期: x", 1), "utf-8")


def mend(site: Site, _: random.Random) -> None:
    for file in site.decisions():
        file.write_text(file.read_text("utf-8").replace("公示日期: x", "公示日期: "), "utf-8")


def rename_agency(site: Site, chance: random.Random) -> None:
    site.edit("agencies/anshi-sthj/agency.yaml", lambda text: f"{text}简称: 环保{chance.randrange(9)}\n"[-500:])


def rename_government(site: Site, chance: random.Random) -> None:
    name = f"安石市人民政府（{chance.randrange(9)}）"
    site.edit("content/governments.yaml", lambda text: re.sub("名称: .*", f"名称: {name}", text))


def rename_platform(site: Site, chance: random.Random) -> None:
    title = f"安石市行政执法公示平台{chance.randrange(9)}"
    site.edit("content/settings.yaml", lambda text: re.sub("平台名称: .*", f"平台名称: {title}", text))


def succeed(site: Site, chance: random.Random) -> None:
    """An agency is abolished; what it becomes is named on its page, and it on that of its successor."""
    day = f"2026-0{chance.randrange(1, 9)}-01"
    lines = f"状态: 撤销\n撤销日期: {day}\n承继机关: anshi-scjg\n"
    site.edit(
        "agencies/anshi-sthj/agency.yaml",
        lambda text: re.sub("状态: 待补\n|状态: 撤销\n撤销日期: .*\n承继机关: .*\n", lines, text),
    )


def change_matter(site: Site, chance: random.Random) -> None:
    name = f"对经营超过保质期食品行为的处罚（{chance.randrange(99)}）"
    site.edit(
        "agencies/anshi-scjg/lists/matters.yaml", lambda text: re.sub("名称: 对经营超过.*", f"名称: {name}", text)
    )


def change_guide(site: Site, chance: random.Random) -> None:
    site.edit("agencies/anshi-scjg/guides/shipin.md", lambda text: f"{text}\n第 {chance.randrange(99)} 条说明。\n")


def change_settings(site: Site, chance: random.Random) -> None:
    site.edit(
        "content/settings.yaml", lambda text: re.sub("单位年数: .*", f"单位年数: {chance.choice((1, 2, 5))}", text)
    )


def another_day(site: Site, chance: random.Random) -> None:
    site.day += timedelta(chance.choice((-400, -30, -1, 1, 5, 40, 400, 2000)))


def spoil(site: Site, chance: random.Random) -> None:
    """Somebody works in the site itself: edits, deletes, adds."""
    if not site.output.exists():
        return
    files = sorted(path for path in site.output.rglob("*") if path.is_file())
    chance.choice(files).write_text("spoilt", "utf-8")
    chance.choice(files).unlink()
    (site.output / "qinghe").mkdir(exist_ok=True)
    (site.output / "qinghe" / "left.html").write_text("left", "utf-8")
    (site.output / "api/v1").mkdir(parents=True, exist_ok=True)
    (site.output / "api/v1/index.json").touch()


def forget(site: Site, _: random.Random) -> None:
    shutil.rmtree(memory_of(site), ignore_errors=True)


def memory_of(site: Site) -> Path:
    folder = console.memory_folder(site.root)
    assert folder
    return folder


def copy_away_and_back(site: Site, _: random.Random) -> None:
    """As a cache of a workflow does: the same files with other inodes and times."""
    if site.output.exists():
        away = site.output.with_name("away")
        shutil.copytree(site.output, away)
        shutil.rmtree(site.output)
        away.rename(site.output)


def die(site: Site, chance: random.Random) -> None:
    """A build that ends while its files are moved into the site."""
    left = chance.randrange(12)
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        nonlocal left
        if ".new-" in str(self):
            left -= 1
            if left < 0:
                raise KeyboardInterrupt
        return real(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        try:
            site.build()
        except KeyboardInterrupt:
            return


EDITS = (add, add, change, change, correct, rename, withdraw, delete, break_it, mend, rename_agency, rename_government,
         rename_platform, succeed, change_matter, change_guide, change_settings, another_day, spoil, forget, copy_away_and_back, die)  # fmt: skip


def follow(steps: list[tuple[Callable[[Site, random.Random], None], int]], *, search: bool) -> None:
    with TemporaryDirectory() as folder:
        site = Site(Path(folder))
        assert site.build(search=search) == 0
        for edit, seed in steps:
            edit(site, random.Random(seed))
            before = tree(site.output) if site.output.exists() else {}
            code, expected = site.fresh(search=search)
            assert site.build(search=search) == code, edit.__name__
            assert not differences(expected if code == 0 else before, tree(site.output)), edit.__name__


STEPS = st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 999)), min_size=1, max_size=6)


@pytest.mark.xdist_group("incremental")
@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_any_sequence_of_edits(steps: list[tuple[Callable[[Site, random.Random], None], int]]) -> None:
    follow(steps, search=False)


@pytest.mark.heavy
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_any_sequence_of_edits_with_search(steps: list[tuple[Callable[[Site, random.Random], None], int]]) -> None:
    follow(steps, search=True)


@pytest.mark.heavy
@pytest.mark.parametrize("edit", sorted(set(EDITS), key=lambda edit: edit.__name__), ids=lambda edit: edit.__name__)
def test_each_edit_alone(edit: Callable[[Site, random.Random], None]) -> None:
    follow([(edit, 3), (add, 1)], search=True)


def test_what_did_not_change_is_not_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = Site(tmp_path)
    site.build()
    before = {path: path.stat() for path in site.output.rglob("*") if path.is_file()}
    site.edit("agencies/anshi-scjg/decisions/2026/cf-0001.yaml", lambda text: text.replace("青禾食品", "青苗食品"))
    capsys.readouterr()
    site.build()
    touched = {
        path.relative_to(site.output).as_posix()
        for path, stat in before.items()
        if path.stat().st_mtime_ns != stat.st_mtime_ns or path.stat().st_ino != stat.st_ino
    }
    streams = ("all", "agency/anshi-scjg", "category/penalty", "region/anshi")
    forms = (".atom", ".json", ".rss", "/index.html")
    assert touched == {
        "anshi-scjg/2026/cf-0001/index.html",
        "anshi-scjg/index.html",
        "anshi-scjg/matters/CF-0001/index.html",
        "anshi-scjg/penalty/2026/index.html",
        "anshi-scjg/penalty/index.html",
        "anshi/index.html",
        "api/v1/agencies/anshi-scjg/2026.json",
        "api/v1/agencies/anshi-scjg/index.json",
        "api/v1/agencies/index.json",
        "api/v1/changes/000001.ndjson",
        "api/v1/changes/index.json",
        *(f"api/v1/files/{part}.json" for part in ("anshi-scjg", "api", "feeds", "index", "site")),
        "api/v1/index.json",
        "api/v1/records/anshi-scjg/2026/cf-0001.json",
        "api/v1/years/2026.json",
        *(f"feeds/{stream}{form}" for stream in streams for form in forms),
        "index.html",
        "organisations/19/index.html",
    }
    assert "沿用" in capsys.readouterr().out


def test_a_record_leaves_on_its_day_without_anything_being_edited(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.build(search=True)
    path = "anshi-scjg/2025/cf-0001"
    text = (site.output / path / "index.html").read_text("utf-8")
    party = re.search("<dt>执法对象</dt><dd>(.*?)<", text)
    site.day = date(2031, 1, 1)
    site.build(search=True)
    assert "公示期满" in (site.output / path / "index.html").read_text("utf-8")
    assert party
    assert not [name for name, content in readable(site.output).items() if party[1] in content]


def test_a_change_of_the_program_reaches_every_page(tmp_path: Path) -> None:
    program, site = tmp_path / "program", tmp_path / "site"
    for name in ("plugins", "theme"):
        shutil.copytree(REPOSITORY / name, program / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("publish.py", "pelicanconf.py"):
        shutil.copy(REPOSITORY / name, program / name)
    arguments = [program / "publish.py", "build", "--root", INSTANCE, "--no-search", "--no-downloads", "--output"]
    for number, templates in enumerate(((), ("decision.html", "_bottom.html"))):
        for template in templates:
            file = program / "theme" / "templates" / template
            file.write_text(file.read_text("utf-8").replace("<dl", '<dl id="new"').replace("<ul", '<ul id="new"'))
        subprocess.run([sys.executable, *map(str, arguments), str(site)], check=True, capture_output=True)
        fresh = tmp_path / f"fresh-{number}"
        subprocess.run([sys.executable, *map(str, arguments), str(fresh), "--full"], check=True, capture_output=True)
        assert not differences(tree(fresh), tree(site))


# Runs a build and kills it before its n-th step on the disk: SIGKILL, nothing can be tidied up.
_KILLED = """
import builtins, io, os, pathlib, signal, sys
sys.path.insert(0, sys.argv.pop(1))
left = int(sys.argv.pop(1))
def counted(real):
    def step(*arguments, **named):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)
    return step
import publish
from plugins.commands import build
for name in ("replace", "unlink", "rmdir", "write_bytes", "rename"):
    setattr(pathlib.Path, name, counted(getattr(pathlib.Path, name)))
os.open, os.write, os.mkdir = counted(os.open), counted(os.write), counted(os.mkdir)
code = publish.main(sys.argv[1:])
print("steps", 1_000_000 - left)
sys.exit(code)
"""


@pytest.mark.parametrize("kills", [5, pytest.param(50, marks=pytest.mark.heavy)])
def test_killed_at_any_moment(tmp_path: Path, kills: int) -> None:
    """SIGKILL at so many steps from the first file to the last; then the next build finishes."""
    site = Site(tmp_path)
    site.build()
    memory = memory_of(site)
    first = tree(site.output)
    for source in (site.output, memory):
        shutil.copytree(source, tmp_path / f"first-{source.name}")
    site.edit("agencies/anshi-scjg/decisions/2026/cf-0001.yaml", lambda text: text + WITHDRAWAL)
    (site.root / "agencies/anshi-scjg/decisions/2025/cf-0001.yaml").unlink()
    _, second = site.fresh()

    def killed_before(step: int) -> subprocess.CompletedProcess[str]:
        for folder in (site.output, memory):
            shutil.rmtree(folder)
            shutil.copytree(tmp_path / f"first-{folder.name}", folder)
        options = ["--root", site.root, "--output", site.output, "--today", site.day, "--no-search", "--no-downloads"]
        arguments = [sys.executable, "-c", _KILLED, REPOSITORY, step, "build", *options]
        return subprocess.run([*map(str, arguments)], capture_output=True, text=True, check=False)

    whole = killed_before(1_000_000)
    assert whole.returncode == 0, whole.stderr
    steps = int(whole.stdout.split()[-1])
    assert steps > kills
    half_way = 0
    # As many in the last quarter, where files are moved into the site, as before it.
    late, each = steps * 3 // 4, kills // 2
    moments = [number * late // each for number in range(each)]
    for step in (*moments, *(late + number * (steps - late) // each for number in range(each))):
        ended = killed_before(step)
        # Where a worker was met, its master says so and ends.
        assert ended.returncode == -signal.SIGKILL or (ended.returncode == 2 and "工作进程" in ended.stderr), (
            ended.stderr
        )
        now = tree(site.output)
        for path, content in now.items():
            assert content in (first.get(path), second.get(path)), f"{path} is not whole"
        half_way += now not in (first, second)
        site.build()
        assert not differences(second, tree(site.output)), f"killed before step {step}"
    assert half_way > kills // 10, "too few of the kills met the moving of files"
    assert not list(tmp_path.glob(".site.new-*"))


def test_in_the_order_that_harvesters_need(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is withdrawn goes first, the root comes last."""
    site = Site(tmp_path)
    site.build(search=True)
    site.edit("agencies/anshi-scjg/decisions/2026/cf-0001.yaml", lambda text: text + WITHDRAWAL)
    (site.root / "agencies/anshi-scjg/decisions/2025/cf-0001.yaml").unlink()
    done: list[str] = []
    move, remove = Path.replace, Path.unlink

    def replace(self: Path, target: Path) -> Path:
        if ".new-" in str(self):
            done.append(target.relative_to(site.output).as_posix())
        return move(self, target)

    def unlink(self: Path, missing_ok: bool = False) -> None:
        if self.is_relative_to(site.output):
            done.append(f"- {self.relative_to(site.output).as_posix()}")
        remove(self, missing_ok)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(Path, "unlink", unlink)
    site.build(search=True)
    removals = [index for index, path in enumerate(done) if path.startswith("- ")]
    tombstone = done.index("anshi-scjg/2026/cf-0001/index.html")
    lists = [index for index, path in enumerate(done) if path.startswith(("feeds/", "api/v1/agencies/", "sitemap"))]
    assert "- anshi-scjg/2025/cf-0001/index.html" in done
    assert max(removals) < tombstone < min(lists)
    assert done[-1] == "api/v1/index.json"
    assert done.index("search/index/bundles.json") > max(i for i, path in enumerate(done) if "pagefind" in path)


def test_a_profile_for_the_curious(tmp_path: Path, publish: Publish) -> None:
    done = publish("build", "--root", INSTANCE, "--output", tmp_path / "site", "--profile", tmp_path / "times")
    assert "各函数用时" in done.stdout
    assert "read_decisions" in pstats.Stats(str(tmp_path / "times")).get_stats_profile().func_profiles


@pytest.mark.parametrize("place", ["/proc/nowhere", "file", ""])
def test_a_memory_that_cannot_be_kept_only_costs_time(tmp_path: Path, publish: Publish, place: str) -> None:
    """A folder that cannot be written, a file in its place, a user without a home."""
    (tmp_path / "file").write_text("")
    where = str(tmp_path / place) if place == "file" else place
    environment = {"PUBLISH_MEMORY": where, "XDG_CACHE_HOME": "", "HOME": "/proc/nowhere"}
    publish("check", "--root", INSTANCE, **environment)
    publish("build", "--root", INSTANCE, "--output", tmp_path / "site", "--no-search", **environment)
    again = publish("build", "--root", INSTANCE, "--output", tmp_path / "site", "--no-search", **environment)
    assert "沿用 0" in again.stdout


def test_a_memory_that_is_not_ours_is_not_believed(tmp_path: Path, publish: Publish) -> None:
    memory = tmp_path / "memory"
    arguments = ["--root", INSTANCE, "--output", tmp_path / "site", "--no-search"]
    publish("build", *arguments, PUBLISH_MEMORY=str(memory))
    before, times = tree(tmp_path / "site"), touched_at(tmp_path / "site")
    for file in memory.rglob("*"):
        if file.is_file():
            file.write_bytes(b"\x81\xa1a\xc0" + file.read_bytes()[:100])
    publish("build", *arguments, PUBLISH_MEMORY=str(memory))
    assert not differences(before, tree(tmp_path / "site"))
    assert touched_at(tmp_path / "site") == times


def touched_at(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
