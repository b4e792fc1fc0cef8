"""Runs Pelican over a finished publication, and makes sure that nothing was silently left out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pelican.log
from pelican import Pelican
from pelican.settings import read_settings

from plugins.registry.checking import Progress
from plugins.registry.public import Publication

from .clock import Clock

CONFIGURATION = Path(__file__).parents[2] / "pelicanconf.py"


class Incomplete(Exception):
    """The rendered site lacks something that the publication holds."""


def render(
    publication: Publication,
    output: Path,
    *,
    base_url: str,
    search: bool,
    jobs: int,
    clock: Clock,
    progress: Callable[[str], AbstractContextManager[Progress]],
) -> None:
    """Writes pages, data, feeds and, with `search`, the search index into `output`. Raises Leak, SearchFailed.

    Pelican logs and goes on where a plugin or a page fails; here every such error ends the run.
    """
    pelican.log.init(level=logging.WARNING, fatal="errors")
    # Its closing line counts articles, of which there are none.
    pelican.log.console.quiet = True
    settings = read_settings(
        str(CONFIGURATION),
        override={
            "OUTPUT_PATH": str(output),
            "SITEURL": base_url.rstrip("/"),
            "SEARCH": search,
            "JOBS": jobs,
            "PUBLICATION": publication,
            "CLOCK": clock,
            "PROGRESS": progress,
        },
    )
    Pelican(settings).run()


def refuse_incomplete(publication: Publication, output: Path, *, search: bool) -> None:
    """Raises Incomplete unless every record, agency, list and guide has its page, and every record its data."""
    expected = ["index.html", "404.html", "api/v1/index.json", "feeds/all.rss", "sitemap.xml", "theme/css/style.css"]
    expected += [f"{page}/index.html" for page in (*publication.agencies, *publication.lists, *publication.pages)]
    for record in publication.records:
        expected += (f"{record.id}/index.html", f"api/v1/records/{record.id}.json")
    if search:
        expected.append("search/index/bundles.json")
    missing = [path for path in expected if not (output / path).is_file()]
    if missing:
        raise Incomplete(f"生成的网站缺少 {len(missing)} 个文件，例如 {missing[0]}")
