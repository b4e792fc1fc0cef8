"""sitemap.xml (an index of parts of at most 50,000 addresses) and robots.txt. Tombstones are in none of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from plugins.registry.public import Listed, Publication

LIMIT = 50_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemaps(publication: Publication, base_url: str) -> Iterator[tuple[str, bytes]]:
    """The parts as sitemaps/1.xml …, then sitemap.xml that lists them."""
    entries = list(_entries(publication))
    parts = [entries[start : start + LIMIT] for start in range(0, len(entries), LIMIT)]
    listed = ""
    for number, part in enumerate(parts, 1):
        urls = "".join(f"<url>{_entry(base_url + path, modified)}</url>\n" for path, modified in part)
        path = f"sitemaps/{number}.xml"
        yield path, f"{_HEAD}<urlset {_NAMESPACE}>\n{urls}</urlset>\n".encode()
        newest = max(modified for _, modified in part)
        listed += f"<sitemap>{_entry(base_url + path, newest)}</sitemap>\n"
    yield "sitemap.xml", f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{listed}</sitemapindex>\n".encode()


def robots(base_url: str) -> bytes:
    """Everything may be read; the sitemap says what there is."""
    return f"User-agent: *\nAllow: /\nSitemap: {base_url}sitemap.xml\n".encode()


def _entries(publication: Publication) -> Iterator[tuple[str, str]]:
    """Each address below the root and the day it changed, '' where no day is its own."""
    newest = {agency: _newest(records) for agency, records in publication.by_agency.items()}
    yield "", max(newest.values(), default="")
    for government in publication.governments.values():
        own = (newest[agency.id] for agency in publication.agencies.values() if agency.government == government.id)
        yield f"{government.id}/", max(own, default="")
    for agency in publication.agencies:
        yield f"{agency}/", newest[agency]
    for page in (*publication.lists.values(), *publication.pages.values()):
        yield f"{page.id}/", str(page.role("updated"))
    for note in publication.site_pages:
        yield f"{note}/", ""
    for record in publication.current:
        yield f"{record.id}/", record.updated


def _newest(records: Iterable[Listed]) -> str:
    return max((record.updated for record in records), default="")


def _entry(url: str, modified: str) -> str:
    lastmod = f"<lastmod>{modified}</lastmod>" if modified else ""
    return f"<loc>{escape(url)}</loc>{lastmod}"
