"""Pelican plugin: holds the build that all other plugins share, and reads the decisions before they write.

Every other plugin finds in the settings:

    BUILD           plugins.site.building.Build: the publication, the output, the clock
    BASE_URL        absolute, with a slash at the end
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

from pelican import Pelican, signals

from plugins.harvest.reading import harvested
from plugins.registry.checking import begin, check
from plugins.registry.reporting import as_text

from .building import Build
from .generating import RecordsGenerator
from .output import Output
from .replacing import clear


class Unpublishable(Exception):
    """The site has errors or a plugin is missing. Raised outside Pelican's own error handling, so that it ends."""


def prepare(pelican: Pelican) -> None:
    """Fills the settings; begins the check itself only where `publish.py build` has not done it already."""
    settings: dict[str, Any] = pelican.settings
    missing = set(settings["PUBLISH_PLUGINS"]) - {plugin.__name__ for plugin in pelican.plugins}
    if missing:
        raise Unpublishable(f"Pelican 没有装上插件：{'、'.join(sorted(missing))}")
    settings["BASE_URL"] = settings["SITEURL"].rstrip("/") + "/"
    if "BUILD" not in settings:
        settings["BUILD"] = _in_place(Path(settings["PUBLISH_ROOT"]), Path(pelican.output_path), _day(settings))


def _in_place(root: Path, output: Path, day: date | None) -> Build:
    """The build of Pelican's own command, which writes where the site stands: checked as a whole before it begins."""
    jobs = os.cpu_count() or 1
    taken = harvested(root)
    checked = check(root, day, jobs=jobs)
    if checked.errors:
        lines = as_text(checked.errors, lambda path: (root / path).read_text("utf-8", "replace").splitlines())
        raise Unpublishable(f"有 {len(checked.errors)} 条错误，不能发布：\n{lines}")
    clear(output)
    return Build(begin(root, day, jobs=jobs, harvested=taken), Output(output), jobs)


def _day(settings: dict[str, Any]) -> date | None:
    day = settings.get("PUBLISH_TODAY")
    return date.fromisoformat(day) if day else None


def _generators(pelican: Pelican) -> type[RecordsGenerator]:
    return RecordsGenerator


def register() -> None:
    """Called by Pelican."""
    signals.initialized.connect(prepare)
    signals.get_generators.connect(_generators)
