"""Every page of a site, from a finished publication: pure functions, no file is written here."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.registry.public import Publication

from .agencies import agency_pages
from .builder import Builder
from .categories import category_pages
from .decisions import decision_pages
from .home import home_pages
from .lists import list_pages
from .opendata import data_pages
from .site import Page, Site

__all__ = ["Page", "Site", "pages"]


def pages(publication: Publication, site: Site) -> Iterator[Page]:
    """All pages in a fixed order; each is made when it is asked for."""
    builder = Builder(publication, site)
    yield from home_pages(builder)
    yield from agency_pages(builder)
    yield from list_pages(builder)
    yield from category_pages(builder)
    yield from data_pages(builder)
    yield from decision_pages(builder)
