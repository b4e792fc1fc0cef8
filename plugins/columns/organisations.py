"""All decisions on one organisation, whichever agency made them: /organisations/<last two of the code>/#<code>.

A page for each would double the files of a site, and a decision, whose page knows nothing of its neighbours, must be able
to link there. So the organisations whose codes end alike share a page, at most 961 of them for any number of decisions
(both characters are check characters or follow a serial number, so that they spread evenly), and the stylesheet shows of
it the organisation that the address names. Natural persons and 个体工商户 are on none (PublicRecord.organisation).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from operator import attrgetter
from typing import Any

from plugins.registry.keys import digest
from plugins.registry.public import Listed
from plugins.site.output import Chapter

from .builder import Builder, column_meta
from .site import Page

FOLDER = "organisations"
_NAME = "按单位查看"


def organisation_link(code: str) -> str:
    """The place of an organisation's decisions, below the site's root."""
    return f"{FOLDER}/{code[-2:]}/#{code}"


def organisation_pages(builder: Builder) -> Iterator[Chapter]:
    """The index, and for each ending that a code has a page, which is a chapter: of most nothing changed."""
    endings: dict[str, list[Listed]] = defaultdict(list)
    for record in builder.publication.current:
        if code := record.organisation:
            endings[code[-2:]].append(record)
    counts = [(ending, len({record.code for record in endings[ending]})) for ending in sorted(endings)]
    total = sum(count for _, count in counts)
    yield Chapter(b"", lambda: [_page(builder, "", _NAME, total=total, endings=counts)])
    for ending, records in endings.items():
        names = {record.agency for record in records}
        agencies = {name: builder.publication.agencies[name].name for name in sorted(names)}
        # A record's commitment covers all that is shown of it.
        made_of = [record.commitment for record in records]
        key = digest(builder.frame_key, FOLDER, ending, made_of, agencies)
        yield Chapter(key, partial(_of_ending, builder, ending, records, agencies))


def _of_ending(builder: Builder, ending: str, records: list[Listed], agencies: dict[str, str]) -> Iterator[Page]:
    found: dict[str, list[Listed]] = defaultdict(list)
    # They come in the order of their ids, and sorting keeps it where the days are the same.
    oldest_first = sorted(records, key=attrgetter("published"))
    for record in reversed(oldest_first):
        found[record.code].append(record)
    yield _page(
        builder,
        ending,
        f"单位的执法决定（代码末两位 {ending}）",
        # Called as the newest decision calls it.
        organisations=[(code, found[code][0].party, found[code]) for code in sorted(found)],
        agencies=agencies,
    )


def _page(builder: Builder, ending: str, title: str, **context: Any) -> Page:
    return builder.page(
        f"{FOLDER}/{ending}/index.html" if ending else f"{FOLDER}/index.html",
        "organisations.html",
        title,
        crumbs=[(_NAME, f"{FOLDER}/")] if ending else [],
        meta=column_meta(_NAME, "一个单位在各级各机关的执法决定", "统一社会信用代码", "行政执法公示"),
        ending=ending,
        **context,
    )
