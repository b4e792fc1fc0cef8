"""What a harvest costs: a whole source the first time, ten changed records after, nothing new; and the builds that follow.

`python -m tests.harvest_benchmark [COUNT]` (default 50,000) prints requests, bytes and seconds, behind nginx where it is
installed.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import corpus, nginx, serving
from tests.federation import Platform, platform, source

DAYS = ("2026-11-20", "2026-11-21")
CORRECTION = "更正:\n  - 日期: 2026-11-21\n    内容: 违法事实的写法\n    原因: 录入有误\n"


def main(count: int) -> None:
    """Builds both levels, and says what each step took."""
    with tempfile.TemporaryDirectory(prefix="harvest-") as name:
        folder = Path(name)
        server = nginx.nginx if nginx.PROGRAM.exists() else _plain
        with server(folder / "lower-site", folder / "server") as url:
            lower = Platform(folder / "lower", folder / "lower-site", url)
            corpus.write(lower.root, count)
            # A demonstration shows its day on every page: all of it would be new on another one.
            lower.write("content/settings.yaml", "平台名称: 基准测试站点\n")
            upper = platform(folder, "sheng", "http://127.0.0.1:9/", "sheng")
            government = "  - 编号: jizhun\n    名称: 基准市人民政府\n    层级: 市\n    地区: 基准市\n"
            upper.edit("content/governments.yaml", "政府:\n", f"政府:\n{government}")
            upper.sources(source("xian", url, "jizhun"))
            _timed("下级生成", lambda: lower.build(DAYS[0]))
            _timed("第一次归集", lambda: upper.harvest(DAYS[0], "--timeout", 60))
            _timed("上级生成", lambda: upper.build(DAYS[0]))
            _timed("没有变化", lambda: upper.harvest(DAYS[0], "--timeout", 60))
            for path in sorted((lower.root / "agencies").glob("*/decisions/2026/*.yaml"))[:: max(1, count // 60)][:10]:
                path.write_text(path.read_text("utf-8").replace("数量", "数目") + CORRECTION, "utf-8")
            _timed("下级更正十条", lambda: lower.build(DAYS[1]))
            _timed("归集十条", lambda: upper.harvest(DAYS[1], "--timeout", 60))
            _timed("上级再生成", lambda: upper.build(DAYS[1]))


@contextmanager
def _plain(folder: Path, _work: Path) -> Iterator[str]:
    with serving.serving(folder) as found:
        yield found.url


def _timed(what: str, step: Callable[[], str]) -> None:
    start, own = time.perf_counter(), time.process_time()
    said = step()
    seconds, own = time.perf_counter() - start, time.process_time() - own
    told = re.search(r"请求 .*? 秒|文件 [\d,]+，其中沿用 [\d,]+", said)
    print(f"{what}：{seconds:.2f} 秒（本进程的处理器时间 {own:.2f} 秒）　{told[0] if told else ''}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
