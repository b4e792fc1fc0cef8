"""The kinds of pages of a built site, and of each its longest and its emptiest page: what looks at all kinds asks here."""

from __future__ import annotations

import re
from pathlib import Path

from plugins.registry.kinds import kinds

_LISTS, _PAGES, _DECISIONS = ("|".join(kind.id for kind in kinds(shape)) for shape in ("list", "page", "decision"))
_AGENCY = "[a-z0-9]+-[a-z0-9-]+"

# By path, the first that fits; a redirect is left at once and is no page to look at.
_KINDS = {
    "home": "",
    "not-found": r"404\.html",
    "search": "search/",
    "names": "search/names/.+",
    "numbers": "search/numbers/.+",
    "feeds": "feeds/",
    "feed": "feeds/.+",
    "data": "data/",
    "dictionary": "data/[a-z-]+/",
    "stats": "stats/",
    "overview": f"stats/(?:{_DECISIONS})/",
    "organisations": "organisations/",
    "organisation": "organisations/[0-9A-Z]{2}/",
    "map": "about/map/",
    "design": "about/design/",
    "decision": rf"{_AGENCY}/\d{{4}}/[^/]+/",
    "agency-stats": f"{_AGENCY}/stats/",
    "list": f"{_AGENCY}/(?:{_LISTS})/",
    "category": f"{_AGENCY}/(?:{_DECISIONS})/",
    "period": rf"{_AGENCY}/(?:{_DECISIONS})/\d{{4}}/",
    "entries": f"{_AGENCY}/(?:{_PAGES})/",
    **{kind.id: rf"{_AGENCY}/{kind.id}/[^/]+/" for kind in kinds("page")},
    "matter": f"{_AGENCY}/matters/[^/]+/",
    "counter": f"{_AGENCY}/counters/[^/]+/",
    "agency": f"{_AGENCY}/",
    "register": "[a-z0-9]+/subjects/",
    "note": "about/",
    "government": "[a-z0-9]+/",
}


def kinds_of_pages(site: Path) -> dict[str, list[str]]:
    """By kind of page the addresses of its longest and emptiest page (one where there is one only). Every page is of a kind."""
    found: dict[str, list[tuple[int, str]]] = {}
    for file in site.rglob("*.html"):
        path = file.relative_to(site).as_posix().removesuffix("index.html")
        text = file.read_text("utf-8")
        if 'http-equiv="refresh"' not in text:
            found.setdefault(_kind(path, text), []).append((len(text), path))
    assert set(_KINDS) <= set(found), f"没有这些页面：{set(_KINDS) - set(found)}"
    return {name: list(dict.fromkeys((max(pages)[1], min(pages)[1]))) for name, pages in sorted(found.items())}


def _kind(path: str, text: str) -> str:
    # A page that nobody put on the list is looked at all the same.
    name = next((name for name, form in _KINDS.items() if re.fullmatch(form, path)), path.split("/")[0])
    return "tombstone" if name == "decision" and "本条信息已停止公示" in text else name
