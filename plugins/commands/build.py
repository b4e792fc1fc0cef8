"""publish.py build: check, render, index, and put the finished site in the place of the old one."""

from __future__ import annotations

import cProfile
import gc
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from plugins.harvest.reading import harvested
from plugins.harvest.store import BadStore
from plugins.registry import program, reporting, repository
from plugins.registry.checking import begin
from plugins.registry.harvested import reason
from plugins.registry.memory import Memory
from plugins.registry.parallel import Died, aside
from plugins.registry.publication import Leak
from plugins.site.building import Build, Refused
from plugins.site.clock import Clock
from plugins.site.failures import Failed
from plugins.site.publishing import publishing

from . import console
from .check import counted

SHORTEST_KEY = 16
# Held-back records that are listed on the terminal.
_NAMED = 50


def options(parser: ArgumentParser) -> None:
    """The command's own options."""
    parser.add_argument("--output", type=Path, metavar="DIR", help="网站放在哪里（默认站点下的 output/）")
    parser.add_argument(
        "--base-url", metavar="URL", help="网站的网址，如 https://www.example.gov.cn/xzzf/（默认取站点设置的“网址”）"
    )
    against = parser.add_mutually_exclusive_group()
    against.add_argument(
        "--previous", metavar="DIR|URL", help="正式发布：与上次发布的网站核对，不丢失、不倒签、不擅自改动"
    )
    against.add_argument("--first", action="store_true", help="正式发布：本站第一次发布，没有上次可核对")
    parser.add_argument("--store", type=Path, metavar="DIR", help="归集的内容在哪里（默认站点下的 .harvest/）")
    parser.add_argument("--no-search", action="store_true", help="不生成搜索索引")
    parser.add_argument(
        "--no-downloads", action="store_true", help="不生成批量下载的文件（CSV、NDJSON、Parquet、SQLite、zip）"
    )
    parser.add_argument("--full", action="store_true", help="全部重新生成，不沿用上一次的结果")
    parser.add_argument("--profile", type=Path, metavar="FILE", help="单进程生成，把各函数的用时写到这个文件")
    console.root_option(parser)
    console.day_option(parser)
    console.jobs_option(parser)


def run(arguments: Namespace) -> int:
    """Builds; returns 1 and leaves the old site alone where the check finds errors."""
    root = console.site_root(arguments.root)
    profiler = cProfile.Profile() if arguments.profile else None
    work = partial(
        build,
        root,
        (arguments.output or root / "output").resolve(),
        base_url=arguments.base_url,
        today=arguments.today,
        jobs=1 if profiler else arguments.jobs or os.cpu_count() or 1,
        search=not arguments.no_search,
        downloads=not arguments.no_downloads,
        full=arguments.full,
        previous=arguments.previous,
        first=arguments.first,
        store=arguments.store,
    )
    if profiler is None:
        return work()
    try:
        return profiler.runcall(work)
    finally:
        profiler.dump_stats(arguments.profile)
        console.say(f"各函数用时在 {arguments.profile}，用 python -m pstats {arguments.profile} 查看\n")


def build(
    root: Path,
    output: Path,
    *,
    base_url: str | None,
    today: date | None,
    jobs: int,
    search: bool,
    downloads: bool = False,
    full: bool = False,
    previous: str | None = None,
    first: bool = False,
    store: Path | None = None,
) -> int:
    """The whole build. Raises console.Stop where it cannot run; the old site then stands as it was.

    previous: where the last publication is; first: there is none; neither: this is a preview. store: of the harvest.
    """
    clock = Clock()
    kept = console.memory_folder(root)
    key = _salt_key() if previous is not None or first else b""
    try:
        # Loaded where it is wanted: a preview should not wait for what reads another site.
        before = import_module("plugins.site.previous").previous(previous) if previous is not None else None
        taken = harvested(root, store)
        with _undisturbed(), ExitStack() as until_the_end:
            with clock.stage("准备"):
                # Two others look through the repository and the old site, while this process loads what is remembered.
                walked = until_the_end.enter_context(aside(repository.look, root))
                ready = until_the_end.enter_context(publishing(output, kept, full=full))
                rendering = import_module("plugins.site.rendering")
                memory = Memory(None if full else kept, program.digest())
                begun = begin(root, today, jobs=jobs, memory=memory, harvested=taken, seen=walked.result())
                if before and str(begun.today) < before.day:
                    raise console.Stop(
                        f"上一次发布是 {before.day} 的，不能再发布更早的 {begun.today}；请核对 --today 和“今日”设置"
                    )
                url = _base_url(base_url or begun.registry.settings.get("网址") or "http://127.0.0.1:8000/")
                place = ready()
            made = Build(begun, place.output, jobs, place.state, clock, console.progress, previous=before, salt_key=key)
            rendering.render(made, base_url=url, search=search, downloads=downloads)
            with clock.stage("就位"):
                place.finish(made)
    except Refused as refused:
        problems = refused.checked.problems
        console.say(reporting.as_text(refused.checked.errors, partial(console.lines_of, root)))
        console.say(
            f"{reporting.summary(problems, counted(refused.checked))}\n有错误，没有生成网站；原来的网站没有动。\n"
        )
        return console.PROBLEMS
    except (Leak, Failed, BadStore) as error:
        raise console.Stop(str(error)) from error
    except Died as error:
        raise console.Stop("有一个工作进程被中途结束，多半是内存不够；没有生成网站，可以加 --jobs 1 再试") from error
    checked = made.checked
    console.say(_held(made))
    console.say(f"{reporting.summary(checked.problems, counted(checked))}\n{_summary(made, output)}\n{clock}\n")
    return console.FINE


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hundreds of thousands of small objects live to the end; looking for garbage among them takes a third of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _salt_key() -> bytes:
    """The site's secret for a publication, from the environment: it stands in no file and no log."""
    key = os.environ.get("PUBLISH_KEY", "")
    if len(key) < SHORTEST_KEY:
        raise console.Stop(
            f"正式发布要用环境变量 PUBLISH_KEY 给出本站的密钥（至少 {SHORTEST_KEY} 个字符，保管好，以后不变）；"
            "只是预览的，不要加 --previous 和 --first"
        )
    return os.fsencode(key)


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise console.Stop(f"“{text}”不是网址，写作 https://www.example.gov.cn/xzzf/")
    return text.rstrip("/") + "/"


def _held(build: Build) -> str:
    """What of the harvest is held back, for whoever runs the build: the public page does not name what is private."""
    held = build.publication.held
    lines = [f"暂缓公示 {item.id}（{item.source}）：{'、'.join(map(reason, item.codes))}\n" for item in held]
    more = f"另有 {len(lines) - _NAMED} 条暂缓公示\n" if len(lines) > _NAMED else ""
    return "".join(lines[:_NAMED]) + more


def _summary(build: Build, output: Path) -> str:
    public, site = build.publication, build.output
    shown = len(public.current)
    gone = len(public.records) - shown
    files = f"文件 {len(site.files):,}，其中沿用 {len(site.kept):,}"
    kind = "预览" if public.preview else "发布"
    taken = f"其中归集的机关 {len(public.origins)}、暂缓公示 {len(public.held)}。" if public.standings else ""
    counts = f"机关 {len(public.agencies)}、决定 {shown}、已撤下 {gone}"
    return f"{kind}，按 {public.day} 公示：{counts}。{taken}网站在 {output}（{files}）"
