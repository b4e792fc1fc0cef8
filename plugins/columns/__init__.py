"""Pelican plugin: every HTML page of the platform, rendered from the publication."""

from __future__ import annotations

import re
from functools import partial

from pelican import Pelican, signals

from plugins.registry.program import REPOSITORY
from plugins.site.generating import PublicationGenerator
from plugins.site.records import Task

from .builder import Builder, for_records
from .pages import decision_file, listing_pages
from .security import PATH as SECURITY
from .security import security_txt
from .site import Site
from .stylesheet import stylesheet

STATIC = REPOSITORY / "theme" / "static"
# Lines of a script that are nothing but a comment, and a phone need not load.
_COMMENTS = re.compile(rb"^[ ]*(?://|/\*\*.*\*/$).*\n", re.MULTILINE)


class ColumnsGenerator(PublicationGenerator):
    """The pages, what they load (styles, scripts, the icon), and whom to tell of a hole."""

    stage = "页面"

    def task(self) -> Task:
        return Task(partial(for_records, site=self._site()), decision_file, Builder.record_key)

    def write(self) -> None:
        self.output.offer_all(listing_pages(Builder(self.publication, self._site())), self.build.jobs)
        site = self._site()
        if told := security_txt(self.publication.settings, self.publication.day, site.base_url if site.host else ""):
            self.output.write(SECURITY, told)
        self.output.write("theme/css/style.css", stylesheet())
        for file in sorted(path for path in STATIC.rglob("*") if path.is_file()):
            path, content = file.relative_to(STATIC).as_posix(), file.read_bytes()
            self.output.write(f"theme/{path}", _COMMENTS.sub(b"", content) if file.suffix == ".js" else content)

    def _site(self) -> Site:
        return Site(base_url=self.base_url, has_search=bool(self.settings["SEARCH"]))


def _generators(pelican: Pelican) -> type[ColumnsGenerator]:
    return ColumnsGenerator


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)
