"""The benchmark: full builds of generated sites, side by side with a Hugo site that does the same work.

`python -m tests.benchmark [COUNT …]`, by default 1000 and 10000 records, in the order ABAB, each build cold and into a
fresh folder (a folder deleted and made again is several times slower to fill, which would be unfair to either). Memory
is that of the whole process tree. Search is built and timed once at the end of each size; Hugo has none.
"""

from __future__ import annotations

import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests import corpus

REPOSITORY = Path(__file__).parents[1]
HUGO = Path(sys.executable).with_name("hugo")
ROUNDS = 3


class Run(NamedTuple):
    """One build: wall seconds, peak bytes of the process tree, what it printed last."""

    seconds: float
    peak: int
    printed: str


def main(sizes: list[int]) -> None:
    """Measures every size and prints one block each."""
    print(f"{platform.platform()}，Python {platform.python_version()}，{_version()}")
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            _measure_size(Path(folder), size)


def _measure_size(folder: Path, size: int) -> None:
    root = folder / "root"
    corpus.write(root, size)
    mean = sum(path.stat().st_size for path in root.rglob("cf-*.yaml")) / size
    print(f"\n{size:,} 条记录（平均 {mean:,.0f} 字节），各 {ROUNDS} 次")
    hugo = _hugo_site(folder, root)
    ours, theirs = [], []
    for count in range(ROUNDS):
        ours.append(
            run([sys.executable, REPOSITORY / "publish.py", *_build(root, folder / f"ours{count}"), "--no-search"])
        )
        theirs.append(run([HUGO, "-s", hugo, "-d", folder / f"hugo{count}", "--quiet"]))
    for name, runs in (("本程序", ours), ("Hugo", theirs)):
        print(
            f"  {name}：{_median(run.seconds for run in runs):.2f} 秒，内存 {_median(run.peak for run in runs) / 1e6:,.0f} MB"
        )
    ratios = sorted(one.seconds / other.seconds for one, other in zip(ours, theirs, strict=True))
    memory = _median(run.peak for run in ours) / _median(run.peak for run in theirs)
    print(
        f"  时间之比 {ratios[0]:.2f} / {_median(ratios):.2f} / {ratios[-1]:.2f}（最小、中位、最大），内存之比 {memory:.2f}"
    )
    print(f"  网页平均 {_page_size(folder / 'ours0'):,.0f} 字节，Hugo 的 {_page_size(folder / 'hugo0'):,.0f} 字节")
    print(f"  {min(ours).printed}")
    searched = run([sys.executable, REPOSITORY / "publish.py", *_build(root, folder / "searched")])
    written = [path for path in (folder / "searched").rglob("*") if path.is_file()]
    total = sum(path.stat().st_size for path in written)
    print(f"  含搜索：{searched.seconds:.2f} 秒，内存 {searched.peak / 1e6:,.0f} MB；{searched.printed}")
    print(f"  输出 {len(written):,} 个文件，每条 {total / size / 1000:.1f} KB、{len(written) / size:.1f} 个文件")


def run(command: Sequence[object]) -> Run:
    """Runs a command to its end, watching its memory. Stops the benchmark where it fails."""
    start = time.perf_counter()
    running = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, text=True)
    peak, done = 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.05):
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


def _build(root: Path, output: Path) -> list[object]:
    return ["build", "--root", root, "--output", output]


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


def _median(values: object) -> float:
    return statistics.median(values)  # type: ignore[arg-type]


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
    main([int(size) for size in sys.argv[1:]] or [1_000, 10_000])
