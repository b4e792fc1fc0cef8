#!/usr/bin/env python3
"""Draws the pictures of the guides anew, from the repository's folder: .venv/bin/python .ci/pictures.py

A decision's page of the demonstration, the checker's report as on a terminal, the comment under a pull request.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import markdown
from playwright.sync_api import Page, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from tests.browser import launch, serve  # noqa: E402

IMAGES = REPOSITORY / "docs/images"
SITE = ("agencies", "content")
RECORD = "agencies/qinghe-scjg/decisions/2026/cf-0002.yaml"
DECISION = "qinghe-scjg/2026/cf-0002/"

_FRAME = "body{margin:0;padding:16px 20px;width:fit-content;font-family:system-ui,'Noto Sans CJK SC',sans-serif}"
_TERMINAL = """
body{background:#1e2227;color:#d7dae0;max-width:860px}
pre{margin:0;font:14px/1.55 'Noto Sans Mono CJK SC',monospace;white-space:pre-wrap}
b{color:#ff7b72}i{color:#7ee787;font-style:normal}s{color:#8b949e;text-decoration:none}
"""
_HOST = """
body{color:#1f2328;max-width:900px;font-size:14px;line-height:1.5}
h2{font-size:21px;border-bottom:1px solid #d1d9e0;padding-bottom:6px;margin:4px 0 12px}h3{font-size:17px}
table{border-collapse:collapse}td,th{border:1px solid #d1d9e0;padding:5px 10px;text-align:left}
td{overflow-wrap:anywhere}td:first-child,td:last-child,th{white-space:nowrap}a{color:#0969da;text-decoration:none}
"""


def publish(*arguments: object, root: Path) -> str:
    """What a command prints; problems are what is to be seen."""
    command = [sys.executable, REPOSITORY / "publish.py", *arguments]
    done = subprocess.run(list(map(str, command)), cwd=root, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout


def spoilt(folder: Path) -> Path:
    """The demonstration with a record in which a clerk went wrong twice."""
    for name in SITE:
        shutil.copytree(REPOSITORY / name, folder / name)
    record = folder / RECORD
    text = record.read_text("utf-8").replace("处罚决定日期: 2026-03-10", "处罚决定日期: 2026年3月10日")
    record.write_text(text.replace("罚款金额: 800元", "罚款金额: 800"), "utf-8")
    return folder


def report(root: Path) -> str:
    """The checker's report, in the colours of a terminal."""
    text = html.escape(publish("check", RECORD, root=root).strip(), quote=False)
    text = re.sub(r"^(\S.*错误\[.*)$", r"<b>\1</b>", text, flags=re.M)
    text = re.sub(r"^( +\| )( *\^+)$", r"\1<b>\2</b>", text, flags=re.M)
    text = re.sub(r"^(  怎样改：.*)$", r"<i>\1</i>", text, flags=re.M)
    text = re.sub(r"^(  详见 .*)$", r"<s>\1</s>", text, flags=re.M)
    return f"<!doctype html><style>{_FRAME}{_TERMINAL}</style><pre><s>$ publish.py check {RECORD}</s>\n{text}</pre>"


def comment(root: Path) -> str:
    """The comment, as a code host shows it."""
    text = publish("check", RECORD, "--format", "markdown", "--base", REPOSITORY, root=root)
    return f"<!doctype html><style>{_FRAME}{_HOST}</style>{markdown.markdown(text, extensions=['tables'])}"


def draw(page: Page, content: str, name: str) -> None:
    """A picture of a document, as large as it is."""
    page.set_content(content)
    page.locator("body").screenshot(path=IMAGES / f"{name}.png")


def main() -> None:
    """Draws all three."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root, site = spoilt(Path(folder, "root")), Path(folder, "site")
        publish("build", "--output", site, root=REPOSITORY)
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 920, "height": 760})
        draw(page, report(root), "check")
        draw(page, comment(root), "comment")
        with serve(site) as address:
            page.goto(address + DECISION)
            page.screenshot(path=IMAGES / "decision.png")
        browser.close()


if __name__ == "__main__":
    main()
