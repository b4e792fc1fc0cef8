"""窗口岗位信息公示牌: for each counter a sheet of A4 to put up, with a QR code that leads to the list on this site."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.registry.kinds import kind

from . import fields
from .builder import Builder, column_meta
from .sheet import size
from .site import Page


def counter_pages(builder: Builder, agency: str) -> Iterator[Page]:
    """The sheet of every counter of an agency."""
    of_kind, view = kind("counters"), builder.view(agency)
    listing = builder.publication.lists.get(f"{agency}/counters")
    for code, entry in builder.entries(agency, "counters").items():
        (row,) = fields.cells(of_kind, [entry])
        duty = str(listing.values.get("亮证和告知", "")) if listing else ""
        yield builder.page(
            f"{agency}/counters/{code}/index.html",
            "counter.html",
            f"{entry['岗位名称']}岗位信息公示牌",
            crumbs=[*view.crumbs, (of_kind.name, f"{agency}/counters/")],
            meta=column_meta(of_kind.name, f"{view.agency.name}窗口岗位信息", view.agency.name, of_kind.name),
            agency=agency,
            view=view,
            name=entry["岗位名称"],
            rows=[cell for cell in row if cell.value],
            duty=duty,
            size=size((str(cell.value) for cell in row), duty),
            updated=str(listing.role("updated")) if listing else "",
            link=builder.permanent(f"{agency}/counters/index.html"),
        )
