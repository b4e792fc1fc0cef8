"""Runs Pelican over a build, and makes sure that nothing was silently left out."""

from __future__ import annotations

import logging

import pelican.log
from pelican import Pelican
from pelican.settings import read_settings

from plugins.registry.program import REPOSITORY
from plugins.registry.public import Publication

from .building import Build
from .failures import Failed
from .output import Output
from .paths import API, ROOT, record_data, record_page

CONFIGURATION = REPOSITORY / "pelicanconf.py"

_ALWAYS = ("index.html", "404.html", ROOT, "feeds/all.rss", "sitemap.xml", "theme/css/style.css")


class Incomplete(Failed):
    """The rendered site lacks something that the publication holds."""


def render(build: Build, *, base_url: str, search: bool, downloads: bool) -> None:
    """Writes pages, data, feeds and, with `search`, the search index of a build, with `downloads` the bulk files.

    Pelican logs and goes on where a plugin or a page fails; here every such error ends the run. Raises Refused, Leak,
    Collision, SearchFailed, Incomplete.
    """
    pelican.log.init(level=logging.WARNING, fatal="errors")
    # Its closing line counts articles, of which there are none.
    pelican.log.console.quiet = True
    settings = read_settings(
        str(CONFIGURATION),
        override={
            "OUTPUT_PATH": str(build.output.root),
            "SITEURL": base_url.rstrip("/"),
            "SEARCH": search,
            "DOWNLOADS": downloads,
            "BUILD": build,
        },
    )
    try:
        Pelican(settings).run()
    finally:
        build.apart.wait()
    _refuse_incomplete(build.publication, build.output, search=search, downloads=downloads)


def _refuse_incomplete(publication: Publication, output: Output, *, search: bool, downloads: bool) -> None:
    """Raises Incomplete unless every record, agency, list and guide has its page, and every record its data."""
    expected = [*_ALWAYS, *(["search/index/bundles.json"] if search else [])]
    expected += [f"{API}bulk/index.json"] if downloads else []
    expected += [f"{page}/index.html" for page in (*publication.agencies, *publication.lists, *publication.pages)]
    for record in publication.records:
        expected += (record_page(record.id), record_data(record.id))
    missing = [path for path in expected if path not in output.files]
    if missing:
        raise Incomplete(f"生成的网站缺少 {len(missing)} 个文件，例如 {missing[0]}")
