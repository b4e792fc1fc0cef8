"""What machines are told of a page: schema.org as JSON-LD, in a block that no browser runs.

Nothing is said of the party of a decision: an index of people and firms is not what this is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from markupsafe import Markup

from plugins.registry.public import PublicRecord
from plugins.registry.records import Agency

CONTEXT = "https://schema.org"


def linked_data(value: Mapping[str, Any]) -> Markup:
    """JSON that can stand in a page: no text in it can end the block."""
    text = msgspec.json.encode(value).decode()
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704


def of_site(name: str, url: str, owner: str, has_search: bool) -> dict[str, Any]:
    """The site, whose it is, and where it is searched."""
    told: dict[str, Any] = {"@context": CONTEXT, "@type": "WebSite", "name": name, "url": url, "inLanguage": "zh-CN"}
    if owner:
        told["publisher"] = {"@type": "GovernmentOrganization", "name": owner}
    if has_search:
        target = f"{url}search/?q={{query}}"
        told["potentialAction"] = {"@type": "SearchAction", "target": target, "query-input": "required name=query"}
    return told


def of_agency(agency: Agency, url: str) -> dict[str, Any]:
    """An agency as its own page tells it."""
    told = {"@context": CONTEXT, **_agency(agency), "url": url}
    for key, field in (("telephone", "办公电话"), ("address", "单位地址"), ("taxID", "统一社会信用代码")):
        if value := agency.values.get(field):
            told[key] = str(value)
    return told


def of_decision(record: PublicRecord, agency: Agency, name: str, url: str) -> dict[str, Any]:
    """A decision as a document: what, by whom, when."""
    told: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "DigitalDocument",
        "name": name,
        "url": url,
        "datePublished": record.published,
        "dateModified": record.updated,
        "author": _agency(agency),
    }
    if record.decided:
        told["dateCreated"] = record.decided
    return told


def _agency(agency: Agency) -> dict[str, Any]:
    return {"@type": "GovernmentOrganization", "name": agency.name}
