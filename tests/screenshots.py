"""Pictures of every kind of page, to be looked at: python -m tests.screenshots [--all DIR]

Every kind at 390, 768 and 1280 pixels in light, dark and 长者模式, and on paper, whose width is one. Without arguments the
first view of each goes to docs/screenshots/, small enough to be kept; with --all the whole pages go to a folder. Fails where
a page scrolls sideways.
"""

from __future__ import annotations

import argparse
import base64
import sys
import tempfile
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from plugins.commands.build import build
from tests.browser import launch, serve
from tests.pages import kinds_of_pages

REPOSITORY = Path(__file__).parents[1]
KEPT = REPOSITORY / "docs/screenshots"
HEIGHTS = {390: 844, 768: 1000, 1280: 800}
# What 95-print.css leaves of A4 between its margins, at 96 pixels an inch.
PAPER = (612, 932)
VIEWS = (*product(("light", "dark", "large"), HEIGHTS.items()), ("print", PAPER))
# How small a picture that is kept is made.
_SCALE, _QUALITY = 0.75, 12
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def main() -> int:
    """Draws, and returns 1 where something did not fit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", type=Path, metavar="DIR", help="整页的图，写到这个文件夹")
    folder = parser.parse_args().all
    target = folder or KEPT
    target.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("*.webp") if target == KEPT else ():
        old.unlink()
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        site = Path(made, "site")
        build(REPOSITORY, site, base_url=None, today=None, jobs=1, search=True, downloads=True)
        kinds = {name: paths[0] for name, paths in kinds_of_pages(site).items()}
        browser = launch(playwright)
        with serve(site) as url:
            wide = [
                name
                for mode, size in VIEWS
                for name in draw(browser, url, kinds, mode, size, target, whole=bool(folder))
            ]
        browser.close()
    for name in wide:
        print("横向溢出：", name, file=sys.stderr)
    return 1 if wide else 0


def draw(
    browser: Browser, url: str, kinds: dict[str, str], mode: str, size: tuple[int, int], target: Path, *, whole: bool
) -> list[str]:
    """A picture of each kind, of the whole page or of its first view; returns the names of those that are too wide."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if mode == "dark" else "light"
    )
    if mode == "large":
        context.add_init_script("localStorage.setItem('display', 'large')")
    wide = []
    for kind, path in kinds.items():
        page = context.new_page()
        page.emulate_media(media="print" if mode == "print" else "screen")
        page.goto(f"{url}{path}?q=公司" if kind == "search" else f"{url}{path}")
        if kind == "search":
            page.locator("#search-results a").first.wait_for()
        if kind == "organisation":
            page.goto(f"{url}{path}#{page.locator('.organisation').first.get_attribute('id')}")
        name = f"{kind}-print" if mode == "print" else f"{kind}-{mode}-{width}"
        if page.evaluate(_OVERFLOW) > 0:
            wide.append(name)
        if whole:
            page.screenshot(path=target / f"{name}.png", full_page=True)
        else:
            (target / f"{name}.webp").write_bytes(_small(page, size))
        page.close()
    context.close()
    return wide


def _small(page: Page, size: tuple[int, int]) -> bytes:
    """The first view in a format that Playwright itself does not offer."""
    browser = page.context.new_cdp_session(page)
    clip = {"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": _SCALE}
    drawn = browser.send("Page.captureScreenshot", {"format": "webp", "quality": _QUALITY, "clip": clip})
    return base64.b64decode(drawn["data"])


if __name__ == "__main__":
    sys.exit(main())
