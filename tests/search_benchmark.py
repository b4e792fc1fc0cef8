"""How well and how fast the search answers, in a real browser over a built site.

    python -m tests.search_benchmark SITE [--queries N] [--misses]

Each question is asked as an address (?q=…). Recall at ten is the number of right records among the first ten, divided by
ten or by all that are right, whichever is less. Cold: in a new browser context, until the results stand, with all bytes
that the network carried, filters included; later: in a page that answered before.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from tests.browser import launch, serve
from tests.nginx import PROGRAM, nginx
from tests.search_queries import KINDS, NOWHERE, Query, Text, queries, texts

COLD = 2
# Milliseconds; and in how many of them in a row nothing happens.
MOMENT, MOMENTS = 30, 3
DONE = re.compile("^(找到|没有找到|查询暂|请|“)")
# Kinds that stand for a name, a number or a code, and for free text, in the figures of a cold start.
EXACT = ("完整名称", "文号[]", "信用代码", "年份和序号")
FREE = ("四字短语", "整句", "依据带书名号", "几个词")


class Asked(NamedTuple):
    """What came of a question: milliseconds, bytes, the ids shown."""

    milliseconds: float
    received: int
    ids: list[str]


class Figures(NamedTuple):
    """What `measure` found: recall by kind, share of first places by kind, false hits, and cold and later costs."""

    recall: dict[str, float]
    first: dict[str, float]
    false_hits: int
    cold: dict[str, list[Asked]]
    later: list[Asked]
    missed: list[Query]


class Meter:
    """Counts what a page and its workers receive, heads included."""

    def __init__(self, page: Page) -> None:
        self._finished: list[Request] = []
        self._received = 0
        self._page = page
        # What began before is nobody's.
        self._running: set[Request] = set()
        page.context.on("request", self._begin)
        page.context.on("requestfinished", self._finish)
        page.context.on("requestfailed", self._fail)

    def _begin(self, request: Request) -> None:
        self._running.add(request)

    def _finish(self, request: Request) -> None:
        self._finished.append(request)
        self._running.discard(request)

    def _fail(self, request: Request) -> None:
        self._running.discard(request)

    def settle(self) -> None:
        """Waits until nothing has been asked for during a moment: what comes after the results is paid for all the same."""
        still = 0
        while still < MOMENTS:
            self._page.wait_for_timeout(MOMENT)
            still = 0 if self._running else still + 1

    @property
    def received(self) -> int:
        """Bytes so far."""
        while self._finished:
            sizes = self._finished.pop().sizes()
            self._received += sizes["responseHeadersSize"] + sizes["responseBodySize"]
        return self._received


def measure(browser: Browser, site: Path, records: list[Text], count: int) -> Figures:
    """Asks `count` questions of a site and some that have no answer."""
    recall, first = defaultdict(list), defaultdict(list)
    cold: dict[str, list[Asked]] = {"名称、文号、代码": [], "其他": []}
    later, missed, false_hits = [], [], 0
    with _serve(site) as root:
        drawn = list(queries(records, count))
        for name, kinds in zip(cold, (EXACT, FREE), strict=True):
            for kind in kinds:
                for query in [one for one in drawn if one.kind == kind][:COLD]:
                    cold[name].append(_cold(browser, root, query.text))
        page = browser.new_page()
        page.goto(f"{root}search/")
        meter = Meter(page)
        _ask(page, meter, "基准")
        for query in drawn:
            asked = _ask(page, meter, query.text)
            later.append(asked)
            holding = [record for record in records if record.holds(query.text, query.part_of_code)]
            right = {record.id for record in holding}
            found = [one for one in asked.ids if one in right]
            false_hits += len(asked.ids) - len(found)
            recall[query.kind].append(len(found) / max(1, min(10, len(right))))
            if recall[query.kind][-1] < 1:
                missed.append(query)
            if query.first and asked.ids:
                names = {query.source, *(record.id for record in holding if _is(record, query))}
                first[query.kind].append(asked.ids[0] in names)
        for text in NOWHERE:
            if not any(record.holds(text) for record in records):
                false_hits += len(_ask(page, meter, text).ids)
        page.close()
    return Figures(_means(recall), _means(first), false_hits, cold, later, missed)


@contextmanager
def _serve(site: Path) -> Iterator[str]:
    """A server as the documentation has it, which packs what it sends, where there is one."""
    with TemporaryDirectory() as folder, nginx(site, Path(folder)) if PROGRAM.exists() else serve(site) as root:
        yield root


def _is(record: Text, query: Query) -> bool:
    """Whether the record's own name, number or code is what was asked for."""
    return any(
        record.data.get(name)
        and Text({"id": "", "data": {name: record.data[name]}, "agency": {"name": ""}}).holds(query.text)
        for name in ("行政相对人名称", "行政处罚决定书文号", "统一社会信用代码")
    )


def _cold(browser: Browser, root: str, text: str) -> Asked:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    meter = Meter(page)
    start = time.perf_counter()
    page.goto(f"{root}search/?{_query(page, text)}", wait_until="commit")
    expect(page.locator("#search-status")).to_have_text(DONE, timeout=60_000)
    taken = time.perf_counter() - start
    # The filters come after the results and are paid for all the same.
    page.wait_for_load_state("networkidle")
    asked = Asked(taken * 1000, meter.received, _ids(page))
    context.close()
    return asked


_RUN = """(address) => new Promise((done) => {
    const status = document.getElementById("search-status"), results = document.getElementById("search-results");
    status.textContent = "";
    const start = performance.now();
    const watch = new MutationObserver(() => {
        if (status.textContent && !status.textContent.startsWith("正在") && !results.hasAttribute("aria-busy")) {
            watch.disconnect();
            done(performance.now() - start);
        }
    });
    watch.observe(document.getElementById("main"), { subtree: true, childList: true, characterData: true, attributes: true });
    history.pushState(null, "", address);
    dispatchEvent(new PopStateEvent("popstate"));
})"""


def _ask(page: Page, meter: Meter, text: str) -> Asked:
    before = meter.received
    taken = page.evaluate(_RUN, f"?{_query(page, text)}")
    meter.settle()
    return Asked(taken, meter.received - before, _ids(page))


def _query(page: Page, text: str) -> str:
    return str(page.evaluate("(q) => new URLSearchParams({ q }).toString()", text))


def _ids(page: Page) -> list[str]:
    links = page.locator(".search-result__title a").evaluate_all("(all) => all.map((one) => one.pathname)")
    return [path.strip("/") for path in links]


def _means(values: dict[str, list[float]] | dict[str, list[bool]]) -> dict[str, float]:
    return {name: statistics.mean(map(float, found)) for name, found in values.items()}


def rows(figures: Figures) -> Iterator[tuple[str, str, str]]:
    """The figures as (measure, bar, value)."""
    yield "前十条的召回，全部", "≥ 99%", f"{statistics.mean(figures.recall.values()):.1%}"
    for kind in KINDS:
        if kind in figures.recall:
            place = f"，第一位 {figures.first[kind]:.0%}" if kind in figures.first else ""
            yield f"　{kind}", "≥ 95%" + ("，第一位" if place else ""), f"{figures.recall[kind]:.1%}{place}"
    yield "错误的结果", "0", str(figures.false_hits)
    for name, bar in (("名称、文号、代码", "< 600 KB、1.0 秒"), ("其他", "< 1.5 MB、1.5 秒")):
        asked = figures.cold[name]
        most = max(one.received for one in asked) / 1000
        middle = statistics.median(one.milliseconds for one in asked) / 1000
        yield f"第一次查询：{name}", bar, f"最多 {most:.0f} KB，中位 {middle:.2f} 秒"
    times = sorted(one.milliseconds for one in figures.later)
    received = sorted(one.received for one in figures.later)
    at = int(len(times) * 0.95)
    yield "以后的查询：时间", "中位 100、95% 位 500 毫秒", f"{statistics.median(times):.0f}、{times[at]:.0f} 毫秒"
    yield (
        "以后的查询：字节",
        "< 60 KB",
        f"中位 {statistics.median(received) / 1000:.0f} KB，95% 位 {received[at] / 1000:.0f} KB",
    )


def report(site: Path, count: int, *, misses: bool = False) -> None:
    """Measures a built site with `count` questions and prints a Markdown table."""
    records = texts(site)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        figures = measure(browser, site, records, count)
        browser.close()
    print(f"\n搜索，{len(records):,} 条记录，{count:,} 个查询\n\n| 指标 | 限 | 实测 |\n| --- | --- | --- |")
    size = sum(file.stat().st_size for file in (site / "search/index").rglob("*") if file.is_file())
    for row in (*rows(figures), ("索引，每条记录", "< 3 KB", f"{size / len(records) / 1000:.2f} KB")):
        print("| " + " | ".join(row) + " |")
    if misses:
        for query in figures.missed:
            print(f"{query.kind}\t{query.text}\t{query.source}")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--misses", action="store_true", help="print the questions that were not answered in full")
    options = parser.parse_args()
    report(options.site, options.queries, misses=options.misses)


if __name__ == "__main__":
    main()
