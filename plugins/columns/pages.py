"""Every page of a site, from a publication: pure functions, no file is written here."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from plugins.registry.public import PublicRecord
from plugins.site.output import Chapter

from .agencies import agency_page
from .builder import Builder
from .categories import category_pages
from .counters import counter_pages
from .decisions import decision_page, redirects
from .directory import directory_pages
from .entries import entry_pages
from .figures import agency_figures, platform_figures
from .harvest import harvest_pages
from .home import home_pages
from .lists import list_pages
from .matters import matter_pages
from .opendata import dictionary_pages
from .organisations import organisation_pages
from .overview import overview_pages
from .platform import platform_pages
from .register import register_pages
from .site import Page, Site

__all__ = ["Page", "Site", "decision_file", "listing_pages"]


def listing_pages(builder: Builder) -> Iterator[Chapter]:
    """All pages but those of the records and the one that lists the downloads: a chapter for each agency, and the rest."""
    for agency in builder.publication.agencies:
        yield Chapter(builder.agency_key(agency), partial(_of_agency, builder, agency))
    if builder.site.has_search:
        yield from directory_pages(builder)
    yield from organisation_pages(builder)
    yield Chapter(b"", partial(_of_site, builder))


def _of_agency(builder: Builder, agency: str) -> Iterator[Page]:
    """What is made of one agency's own publications; `Builder.agency_key` says when it changes."""
    yield agency_page(builder, agency)
    yield from list_pages(builder, agency)
    yield from entry_pages(builder, agency)
    yield from category_pages(builder, agency)
    yield from matter_pages(builder, agency)
    yield from agency_figures(builder, agency)
    yield from counter_pages(builder, agency)


def _of_site(builder: Builder) -> Iterator[Page]:
    yield from home_pages(builder)
    yield platform_figures(builder)
    yield from overview_pages(builder)
    yield from register_pages(builder)
    yield from dictionary_pages(builder)
    yield from harvest_pages(builder)
    yield from platform_pages(builder)
    yield from redirects(builder)


def decision_file(builder: Builder, record: PublicRecord) -> tuple[str, bytes]:
    """The path and content of a record's page."""
    page = decision_page(builder, record)
    return page.path, page.content()
