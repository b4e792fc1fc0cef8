"""sitemap.xml (an index of parts of at most 50,000 addresses) and robots.txt. Tombstones are in none of them."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from plugins.registry.public import Publication

LIMIT = 50_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemaps(publication: Publication, base_url: str) -> Iterator[tuple[str, bytes]]:
    """The parts as sitemaps/1.xml …, then sitemap.xml that lists them."""
    entries = list(_entries(publication, base_url))
    parts = [entries[start : start + LIMIT] for start in range(0, len(entries), LIMIT)]
    for number, part in enumerate(parts, 1):
        yield f"sitemaps/{number}.xml", f"{_HEAD}<urlset {_NAMESPACE}>\n{''.join(part)}</urlset>\n".encode()
    listed = "".join(
        f"<sitemap><loc>{escape(f'{base_url}sitemaps/{number}.xml')}</loc></sitemap>\n"
        for number in range(1, len(parts) + 1)
    )
    yield "sitemap.xml", f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{listed}</sitemapindex>\n".encode()


def robots(base_url: str) -> bytes:
    """Everything may be read; the sitemap says what there is."""
    return f"User-agent: *\nAllow: /\nSitemap: {base_url}sitemap.xml\n".encode()


def _entries(publication: Publication, base_url: str) -> Iterator[str]:
    yield _entry(base_url)
    for agency in publication.agencies:
        yield _entry(f"{base_url}{agency}/")
    for page in (*publication.lists.values(), *publication.pages.values()):
        yield _entry(f"{base_url}{page.id}/", str(page.role("updated")))
    for record in publication.current:
        yield _entry(f"{base_url}{record.id}/", record.updated)


def _entry(url: str, modified: str = "") -> str:
    lastmod = f"<lastmod>{modified}</lastmod>" if modified else ""
    return f"<url><loc>{escape(url)}</loc>{lastmod}</url>\n"
