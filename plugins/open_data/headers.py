"""What a web server shall say of the files: who may read them, for how long they keep, what they are.

One list of rules as data; `_headers` (Netlify, Cloudflare Pages and what follows their form) is made from it, and the
examples in docs/hosting say the same, which a test holds true. No header is set by two rules that match one file: some
hosts would join the values. A path holds at most one `*`, which stands for anything; more is refused by some hosts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from plugins.site.policy import HEADERS


class Rule(NamedTuple):
    """Headers of the files whose path (from the site's root) fits."""

    path: str
    headers: tuple[tuple[str, str], ...]


# Pages of other sites may read the data: there is nothing in it that is not for everybody.
_OPEN = ("Access-Control-Allow-Origin", "*")
# Kept, but asked for anew each time: what was withdrawn must not live on in a cache.
_ASK = ("Cache-Control", "no-cache")
# The names of these folders of the search index hold a digest of their content.
_FOR_EVER = ("Cache-Control", "public, max-age=31536000, immutable")

RULES = (
    Rule("*", tuple(HEADERS.items())),
    Rule("api/*", (_OPEN, _ASK)),
    Rule("feeds/*", (_OPEN, _ASK)),
    Rule("search/index/*", (_OPEN,)),
    Rule("search/index/bundles.json", (_ASK,)),
    Rule("search/index/2*", (_FOR_EVER,)),
    Rule("search/index/engine.*", (_FOR_EVER,)),
    Rule("search/index/presence.*", (_FOR_EVER,)),
    Rule("api/*.jsonld", (("Content-Type", "application/ld+json"),)),
    Rule("api/*.ndjson", (("Content-Type", "application/x-ndjson; charset=utf-8"),)),
    # Without Content-Encoding: what arrives is what the checksum is of.
    Rule("api/*.gz", (("Content-Type", "application/gzip"),)),
    Rule("api/*.parquet", (("Content-Type", "application/vnd.apache.parquet"),)),
    Rule("api/*.sqlite", (("Content-Type", "application/vnd.sqlite3"),)),
    Rule("api/*.csv", (("Content-Type", "text/csv; charset=utf-8"),)),
)


def header_file(base_url: str, rules: Iterable[Rule] = RULES) -> bytes:
    """The file `_headers`. It counts only where the site stands at the root of its host or deploys as a whole."""
    start = urlsplit(base_url).path
    lines = [
        f"{start}{rule.path}\n" + "".join(f"  {name}: {value}\n" for name, value in rule.headers) for rule in rules
    ]
    return "\n".join(lines).encode()
