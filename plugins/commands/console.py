"""What commands share: where they print, how they stop, and the options every one of them takes."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from plugins.registry import dates

if TYPE_CHECKING:
    from plugins.registry.looking import Progress as Report

FINE, PROBLEMS, COULD_NOT_RUN = 0, 1, 2

stderr = Console(stderr=True, highlight=False, soft_wrap=True)


class Stop(Exception):
    """The command cannot run (exit code 2); the message says why in plain Chinese."""


def say(text: str) -> None:
    """Prints to standard output, as it is."""
    sys.stdout.write(text)


def root_option(parser: ArgumentParser) -> None:
    """--root, which every command takes."""
    parser.add_argument(
        "--root",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="站点所在文件夹，内有 agencies/ 和 content/（默认当前文件夹）",
    )


def day_option(parser: ArgumentParser) -> None:
    """--today, which wins over a demonstration's fixed day."""
    parser.add_argument("--today", type=day, metavar="DATE", help="按哪一天检查和生成，如 2026-11-20（默认今天）")


def jobs_option(parser: ArgumentParser) -> None:
    """--jobs: more processes, the same output."""
    parser.add_argument("--jobs", type=positive, metavar="N", help="并行进程数（默认与处理器核数相同）")


def day(text: str) -> date:
    """A date option."""
    parsed = dates.parse(text)
    if parsed is None:
        raise ArgumentTypeError(f"“{text}”不是日期，写作 2026-11-20")
    return parsed


def positive(text: str) -> int:
    """A whole number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"“{text}”应是大于 0 的整数")
    return int(text)


def site_root(path: Path) -> Path:
    """The absolute root of a site. Raises Stop where there is none."""
    root = path.resolve()
    if not (root / "agencies").is_dir():
        raise Stop(f"{root} 里没有 agencies/ 文件夹，不是一个站点；用 --root 指明站点所在文件夹")
    return root


def memory_folder(root: Path) -> Path | None:
    """Where what was found out about a site is kept: PUBLISH_MEMORY, else the user's cache. Never in the repository.

    None where the user has no folder of their own: then nothing is kept.
    """
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        home = None
    chosen = os.environ.get("PUBLISH_MEMORY") or (home / "publish" if home else None)
    return Path(chosen, sha256(str(root).encode()).hexdigest()[:16]) if chosen else None


def lines_of(root: Path, path: str) -> list[str]:
    """The lines of a site's file, for excerpts; bytes that are no UTF-8 show as �."""
    return (root / path).read_text("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")


@contextmanager
def progress(what: str) -> Iterator[Report]:
    """A progress bar on a terminal, nothing elsewhere; gives a function (done, of how many)."""
    if not stderr.is_terminal:
        yield lambda _done, _total: None
        return
    # Loaded where somebody looks on.
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=stderr, transient=True, auto_refresh=False) as bar:
        task = bar.add_task(what, total=None)

        def report(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, refresh=True)

        yield report
