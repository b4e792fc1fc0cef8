"""Pictures of every kind of page, to be looked at: python -m tests.screenshots [--all DIR]

Without arguments the main kinds on a desk and on a phone go to docs/screenshots/, small enough to be kept. With --all every
kind at 390, 768 and 1280 pixels in light, dark, 长者模式 and print goes to a folder. Fails where a page scrolls sideways.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from plugins.commands.build import build
from tests.browser import launch, serve
from tests.pages import kinds_of_pages

REPOSITORY = Path(__file__).parents[1]
KEPT = REPOSITORY / "docs/screenshots"
MODES = ("light", "dark", "large", "print")
WIDTHS = (390, 768, 1280)
# What is kept: kind, mode, width.
MAIN = (
    *product(("home", "decision"), ("light", "large"), (390, 1280)),
    *product(("home", "decision"), ("dark",), (1280,)),
    *product(("home", "decision"), ("light",), (768,)),
    *product(("decision",), ("print",), (1280,)),
    *product(("agency", "list", "search"), ("light",), (390, 1280)),
    *product(("stats", "flowchart", "design", "organisation", "tombstone"), ("light",), (1280,)),
)
# Of A4 at 96 pixels an inch.
_PAPER, _A4 = 794, 1123
_HEIGHT = {390: 844, 768: 1000, 1280: 800}
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def main() -> int:
    """Draws, and returns 1 where something did not fit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", type=Path, metavar="DIR", help="每种页面、每种宽度和模式，写到这个文件夹")
    folder = parser.parse_args().all
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        site = Path(made, "site")
        build(REPOSITORY, site, base_url=None, today=None, jobs=1, search=True)
        kinds = kinds_of_pages(site)
        wanted = product(kinds, MODES, WIDTHS) if folder else MAIN
        target = folder or KEPT
        target.mkdir(parents=True, exist_ok=True)
        browser = launch(playwright)
        with serve(site) as url:
            wide = [name for name in wanted if not draw(browser, url, kinds, *name, target, whole=bool(folder))]
        browser.close()
    for name in wide:
        print("横向溢出：", *name, file=sys.stderr)
    return 1 if wide else 0


def draw(
    browser: Browser,
    url: str,
    kinds: dict[str, list[str]],
    kind: str,
    mode: str,
    width: int,
    target: Path,
    *,
    whole: bool,
) -> bool:
    """One picture, of the whole page or of its beginning; True where the page fits its width."""
    width_drawn = _PAPER if mode == "print" and width == 1280 else width
    context = browser.new_context(
        viewport={"width": width_drawn, "height": _A4 if mode == "print" else _HEIGHT[width]},
        color_scheme="dark" if mode == "dark" else "light",
    )
    if mode == "large":
        context.add_init_script("localStorage.setItem('display', 'large')")
    page = context.new_page()
    page.emulate_media(media="print" if mode == "print" else "screen")
    path = kinds[kind][0]
    page.goto(f"{url}{path}?q=公司" if kind == "search" else f"{url}{path}")
    if kind == "search":
        page.locator("#search-results a").first.wait_for()
    if kind == "organisation":
        page.goto(f"{url}{path}#{page.locator('.organisation').first.get_attribute('id')}")
    fits = page.evaluate(_OVERFLOW) <= 0
    page.screenshot(path=target / f"{kind}-{mode}-{width}.png", full_page=whole)
    context.close()
    return bool(fits)


if __name__ == "__main__":
    sys.exit(main())
