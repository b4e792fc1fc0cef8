"""publish.py build: check, render, index, and put the finished site in the place of the old one."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from plugins.registry import reporting
from plugins.registry.checking import check
from plugins.registry.public import Publication
from plugins.registry.publication import Leak, publication
from plugins.search.indexing import SearchFailed
from plugins.site import rendering, replacing
from plugins.site.clock import Clock

from . import console
from .check import counted


def options(parser: ArgumentParser) -> None:
    """The command's own options."""
    parser.add_argument("--output", type=Path, metavar="DIR", help="网站放在哪里（默认站点下的 output/）")
    parser.add_argument(
        "--base-url", metavar="URL", help="网站的网址，如 https://www.example.gov.cn/xzzf/（默认取站点设置的“网址”）"
    )
    parser.add_argument("--no-search", action="store_true", help="不生成搜索索引")
    console.root_option(parser)
    console.day_option(parser)
    console.jobs_option(parser)


def run(arguments: Namespace) -> int:
    """Builds; returns 1 and leaves the old site alone where the check finds errors."""
    root = console.site_root(arguments.root)
    output = (arguments.output or root / "output").resolve()
    return build(
        root,
        output,
        base_url=arguments.base_url,
        today=arguments.today,
        jobs=arguments.jobs or os.cpu_count() or 1,
        search=not arguments.no_search,
    )


def build(root: Path, output: Path, *, base_url: str | None, today: date | None, jobs: int, search: bool) -> int:
    """The whole build. Raises console.Stop where it cannot run; the old site then stands as it was."""
    clock = Clock()
    with console.progress("检查") as report, clock.stage("检查"):
        checked = check(root, today, jobs=jobs, progress=report)
    if checked.errors:
        console.say(reporting.as_text(checked.errors, partial(console.lines_of, root)))
        console.say(
            f"{reporting.summary(checked.problems, counted(checked))}\n有错误，没有生成网站；原来的网站没有动。\n"
        )
        return console.PROBLEMS
    try:
        with clock.stage("公示"):
            public = publication(checked.registry, checked.today)
        url = _base_url(base_url or public.settings.get("网址") or "http://127.0.0.1:8000/")
        with replacing.fresh(output) as staging:
            rendering.render(
                public, staging, base_url=url, search=search, jobs=jobs, clock=clock, progress=console.progress
            )
            rendering.refuse_incomplete(public, staging, search=search)
    except (Leak, SearchFailed, rendering.Incomplete, replacing.NotOurs) as error:
        raise console.Stop(str(error)) from error
    console.say(f"{reporting.summary(checked.problems, counted(checked))}\n{_summary(public, output)}\n{clock}\n")
    return console.FINE


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise console.Stop(f"“{text}”不是网址，写作 https://www.example.gov.cn/xzzf/")
    return text.rstrip("/") + "/"


def _summary(public: Publication, output: Path) -> str:
    shown = sum(1 for _ in public.current)
    gone = len(public.records) - shown
    return f"按 {public.day} 公示：机关 {len(public.agencies)}、决定 {shown}、已撤下 {gone}。网站在 {output}"
