"""Pelican plugin: checks the site once, refuses to go on with errors, and leaves the publication in the settings.

Every other plugin finds there what it turns into files:

    PUBLICATION     registry.public.Publication
    OUTPUT          plugins.site.output.Output, the only way to write
    BASE_URL        absolute, with a slash at the end
    CLOCK           plugins.site.clock.Clock, seconds per stage
    PROGRESS        what a stage reports to: PROGRESS(name) gives a context with a function (done, of how many)
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from pelican import Pelican, signals

from plugins.registry.checking import Progress, check
from plugins.registry.publication import publication
from plugins.registry.reporting import as_text

from .clock import Clock
from .output import Output
from .replacing import clear


class Refused(Exception):
    """The site has errors and may not be published. Raised outside Pelican's own error handling, so that it ends."""


def prepare(pelican: Pelican) -> None:
    """Fills the settings; does the check itself only where `publish.py build` has not done it already."""
    settings: dict[str, Any] = pelican.settings
    missing = set(settings["PUBLISH_PLUGINS"]) - {plugin.__name__ for plugin in pelican.plugins}
    if missing:
        raise Refused(f"Pelican 没有装上插件：{'、'.join(sorted(missing))}")
    if "PUBLICATION" not in settings:
        root = Path(settings["PUBLISH_ROOT"])
        checked = check(root, _day(settings), jobs=os.cpu_count() or 1)
        if checked.errors:
            text = as_text(checked.errors, lambda path: (root / path).read_text("utf-8", "replace").splitlines())
            raise Refused(f"有 {len(checked.errors)} 条错误，不能发布：\n{text}")
        settings["PUBLICATION"] = publication(checked.registry, checked.today)
        clear(Path(pelican.output_path))
    settings.setdefault("CLOCK", Clock())
    settings.setdefault("PROGRESS", _silent)
    settings["OUTPUT"] = Output(Path(pelican.output_path))
    settings["BASE_URL"] = settings["SITEURL"].rstrip("/") + "/"


@contextmanager
def _silent(stage: str) -> Iterator[Progress]:
    yield lambda done, total: None


def _day(settings: dict[str, Any]) -> date | None:
    day = settings.get("PUBLISH_TODAY")
    return date.fromisoformat(day) if day else None


def register() -> None:
    """Called by Pelican."""
    signals.initialized.connect(prepare)
