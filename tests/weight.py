"""What a page weighs and how soon it is seen on a slow phone: python -m tests.weight [SITE] [--json]

Chromium as a phone of the lower middle: 360 pixels wide, processor slowed four times, 1.6 Mbit/s down, 150 ms there and
back, nothing cached. Not a test: figures for docs/benchmarks.md. Bytes are those of the answers as a plain server sends
them, without compression.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from plugins.commands.build import build
from tests.browser import launch, serve

REPOSITORY = Path(__file__).parents[1]
PAGES = {
    "首页": "",
    "执法决定": "qinghe-scjg/2026/cf-0002/",
    "最长的决定": "qinghe-scjg/2026/cf-0001/",
    "机关专栏": "qinghe-scjg/",
    "清单": "qinghe-scjg/matters/",
    "统计": "stats/",
}
_PHONE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
_SLOWED = 4
_RUNS = 5
_WATCH = """
window.seen = {lcp: 0, cls: 0};
new PerformanceObserver((list) => { for (const one of list.getEntries()) seen.lcp = one.startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) seen.cls += one.value; })
  .observe({type: "layout-shift", buffered: true});
"""


def measure(browser: Browser, url: str) -> dict[str, Any]:
    """LCP in ms, CLS, requests and bytes of a page: the median of some visits."""
    visits = [_visit(browser, url) for _ in range(_RUNS)]
    return {name: median(visit[name] for visit in visits) for name in visits[0]}


def _visit(browser: Browser, url: str) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True)
    context.add_init_script(_WATCH)
    page = context.new_page()
    phone = context.new_cdp_session(page)
    phone.send("Network.enable")
    phone.send("Network.emulateNetworkConditions", _PHONE)
    phone.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWED})
    received: list[float] = []
    phone.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(url, wait_until="networkidle")
    seen = page.evaluate("seen")
    context.close()
    return {"lcp": round(seen["lcp"]), "cls": round(seen["cls"], 4), "requests": len(received), "bytes": sum(received)}


def weigh(site: Path) -> dict[str, dict[str, Any]]:
    """The figures of the main pages of the demonstration as it was built."""
    with sync_playwright() as playwright, serve(site) as url:
        browser = launch(playwright)
        measured = {name: measure(browser, url + path) for name, path in PAGES.items()}
        browser.close()
    return measured


def main() -> int:
    """Prints the figures as a table of Markdown, or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", nargs="?", type=Path, help="已经生成的演示网站（默认现生成一个）")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        site = arguments.site or Path(made, "site")
        if not arguments.site:
            build(REPOSITORY, site, base_url=None, today=None, jobs=1, search=True)
        measured = weigh(site)
    if arguments.json:
        print(json.dumps(measured, ensure_ascii=False, indent=1))
        return 0
    print("| 页面 | 最大内容出现（毫秒） | 布局偏移 | 请求 | 字节 |\n| --- | --- | --- | --- | --- |")
    for name, one in measured.items():
        print(f"| {name} | {one['lcp']:.0f} | {one['cls']:g} | {one['requests']:.0f} | {one['bytes']:,.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
