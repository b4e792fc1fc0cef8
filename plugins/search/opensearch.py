"""The OpenSearch 1.1 description, by which a browser or another portal can ask this site."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

PATH = "search/opensearch.xml"

# What OpenSearch allows for a short name.
_SHORT = 16


def description(title: str, base_url: str) -> bytes:
    """The description of a site with a title that stands at an address."""
    found = quoteattr(f"{base_url}search/?q={{searchTerms}}&go=1")
    itself = quoteattr(f"{base_url}{PATH}")
    icon = escape(f"{base_url}theme/icon.svg")
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
        f"<ShortName>{escape(title[:_SHORT])}</ShortName>",
        f"<Description>{escape(title)}：查询行政执法决定</Description>",
        "<Language>zh-CN</Language>",
        "<InputEncoding>UTF-8</InputEncoding>",
        f'<Image type="image/svg+xml">{icon}</Image>',
        f'<Url type="text/html" method="get" template={found}/>',
        f'<Url type="application/opensearchdescription+xml" rel="self" template={itself}/>',
        "</OpenSearchDescription>",
    )
    return "\n".join((*lines, "")).encode()
