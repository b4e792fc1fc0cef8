"""行政执法主体名录: the agencies of a government with the nine items that its register publishes (国办发〔2018〕118号（四）)."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.registry.kinds import kind
from plugins.site.paths import register_table

from . import fields
from .builder import Builder, column_meta
from .site import Page
from .widths import widths


def register_pages(builder: Builder) -> Iterator[Page]:
    """The register of every government that has agencies."""
    of_kind = kind("agency")
    for government in builder.publication.governments.values():
        agencies = [agency for agency in builder.publication.agencies.values() if agency.government == government.id]
        if agencies:
            names = [name for name, item in of_kind.fields.items() if item.registered]
            yield builder.page(
                f"{government.id}/subjects/index.html",
                "register.html",
                f"{government.name}行政执法主体名录",
                crumbs=[(government.region or government.name, f"{government.id}/")],
                meta=column_meta(
                    "行政执法主体名录", f"{government.name}行政执法主体名录", government.name, "行政执法主体"
                ),
                government=government,
                widths=widths({name: of_kind.fields[name].schema for name in names}),
                entries=[fields.chosen(of_kind, names, agency.values) for agency in agencies],
                links=[f"{agency.id}/" for agency in agencies],
                data=register_table(government.id),
            )
