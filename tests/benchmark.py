"""The benchmark: builds generated sites and prints seconds per stage and peak memory of the whole process tree.

`python -m tests.benchmark [COUNT …]`, by default 1000 and 10000 records; each build is cold, into a fresh folder.
"""

from __future__ import annotations

import platform
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests import corpus

REPOSITORY = Path(__file__).parents[1]


def main(sizes: list[int]) -> None:
    """Measures every size and prints one block each."""
    print(f"{platform.platform()}，Python {platform.python_version()}")
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            root, output = Path(folder, "root"), Path(folder, "site")
            corpus.write(root, size)
            sources = list(root.rglob("cf-*.yaml"))
            mean = sum(path.stat().st_size for path in sources) / size
            seconds, peak, printed = measure(["build", "--root", str(root), "--output", str(output)])
            written = [path for path in output.rglob("*") if path.is_file()]
            total = sum(path.stat().st_size for path in written)
            print(f"\n{size:,} 条记录（平均 {mean:,.0f} 字节）")
            print(f"  {printed.splitlines()[-1]}")
            print(f"  全部 {seconds:.2f} 秒，每条 {1000 * seconds / size:.2f} 毫秒，内存峰值 {peak / 1e6:,.0f} MB")
            print(f"  输出 {len(written):,} 个文件，{total / 1e6:,.1f} MB，每条 {total / size / 1000:.1f} KB")


def measure(arguments: list[str]) -> tuple[float, int, str]:
    """Runs publish.py; returns wall seconds, peak bytes of the process tree, and what it printed."""
    start = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, str(REPOSITORY / "publish.py"), *arguments], stdout=subprocess.PIPE, text=True
    )
    peak, done = 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.05):
            peak = max(peak, _tree_memory(running.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    printed, _ = running.communicate()
    done.set()
    watcher.join()
    if running.returncode:
        raise SystemExit(printed)
    return time.perf_counter() - start, peak, printed


def _tree_memory(pid: int) -> int:
    """Resident bytes of a process and everything it started (pages that processes share count once for each)."""
    total = 0
    waiting = [pid]
    while waiting:
        process = waiting.pop()
        try:
            status = Path(f"/proc/{process}/statm").read_text().split()
            for task in Path(f"/proc/{process}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += int(status[1]) * 4096
    return total


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 10_000])
