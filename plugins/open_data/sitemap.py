"""sitemap.xml and robots.txt: an index, a part for the site's own pages and one for each agency, at most 50,000 addresses each.

So a decision that changes rewrites one small part, and a search engine reads only that. Tombstones are in none of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from xml.sax.saxutils import escape

from plugins.registry import program
from plugins.registry.keys import digest
from plugins.registry.public import SHOWN, Listed, Publication
from plugins.site.output import Output

LIMIT = 50_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

# Addresses below the root, each with the day it changed, '' where no day is its own.
Entries = list[tuple[str, str]]


def write_sitemaps(publication: Publication, base_url: str, output: Output) -> None:
    """Offers sitemaps/site.xml, sitemaps/<agency>.xml …, and sitemap.xml that lists them."""
    newest = {agency: _newest(records) for agency, records in publication.by_agency.items()}
    listed = ""
    for number, part in enumerate(_parts(_of_site(publication, newest)), 1):
        listed += _offer(output, base_url, "site", number, part)
    for agency, records in publication.by_agency.items():
        entries = [(f"{record.id}/", record.updated) for record in records if record.state in SHOWN]
        for number, part in enumerate(_parts(entries), 1):
            listed += _offer(output, base_url, agency, number, part)
    output.write("sitemap.xml", f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{listed}</sitemapindex>\n".encode())


def robots(base_url: str) -> bytes:
    """Everything may be read; the sitemap says what there is."""
    return f"User-agent: *\nAllow: /\nSitemap: {base_url}sitemap.xml\n".encode()


def _of_site(publication: Publication, newest: dict[str, str]) -> Entries:
    """All pages but those of the decisions."""
    entries = [("", max(newest.values(), default=""))]
    for government in publication.governments.values():
        own = (newest[agency.id] for agency in publication.agencies.values() if agency.government == government.id)
        entries.append((f"{government.id}/", max(own, default="")))
    entries += [(f"{agency}/", newest[agency]) for agency in publication.agencies]
    for page in (*publication.lists.values(), *publication.pages.values()):
        entries.append((f"{page.id}/", str(page.role("updated"))))
    return entries + [(f"{note}/", "") for note in publication.site_pages]


def _parts(entries: Entries) -> list[Entries]:
    return [entries[start : start + LIMIT] for start in range(0, len(entries), LIMIT)]


def _offer(output: Output, base_url: str, name: str, number: int, part: Entries) -> str:
    """Offers a part, and gives how the index names it."""
    path = f"sitemaps/{name}.xml" if number == 1 else f"sitemaps/{name}/{number}.xml"
    output.offer(path, digest(program.digest(), base_url, part), partial(_written, base_url, part))
    return f"<sitemap>{_entry(base_url + path, max(modified for _, modified in part))}</sitemap>\n"


def _written(base_url: str, part: Entries) -> bytes:
    urls = "".join(f"<url>{_entry(base_url + path, modified)}</url>\n" for path, modified in part)
    return f"{_HEAD}<urlset {_NAMESPACE}>\n{urls}</urlset>\n".encode()


def _newest(records: Iterable[Listed]) -> str:
    return max((record.updated for record in records), default="")


def _entry(url: str, modified: str) -> str:
    lastmod = f"<lastmod>{modified}</lastmod>" if modified else ""
    return f"<loc>{escape(url)}</loc>{lastmod}"
