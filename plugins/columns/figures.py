"""Figures: what is published, how soon and how completely, for the whole platform and for each agency."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from plugins.registry.kinds import kind, kinds
from plugins.registry.profile import Profile
from plugins.registry.public import SHOWN, Listed
from plugins.registry.records import LEVELS, Agency
from plugins.registry.statistics import Punctuality, heaviest, monthly, punctuality

from .agencies import NO_DUTY
from .builder import Builder, column_meta
from .site import Page
from .wording import chinese_period

MONTHS = 24
# Upper ends of the bands, in 元.
_AMOUNTS = (
    (0, "无罚没"),
    (1_000, "不超过1千元"),
    (10_000, "1千至1万元"),
    (50_000, "1万至5万元"),
    (100_000, "5万至10万元"),
)
_MOST = "10万元以上"
# The first band ends where 行政处罚法第四十八条 wants a changed decision to be withdrawn; the others by the profile.
_SOON = 3


class Standing(NamedTuple):
    """How an agency publishes: how many records, how timely, how many with gaps, and how many obligations are empty."""

    id: str
    name: str
    records: int
    timely: Punctuality
    gaps: int
    empty: list[str]


def platform_figures(builder: Builder) -> Page:
    """The figures of the platform."""
    everything, agencies = builder.publication.current, builder.publication.agencies
    return builder.page(
        "stats/index.html",
        "stats.html",
        "统计",
        nav="stats",
        meta=column_meta("统计", "公示数量、及时、完整情况", "行政执法公示", "统计"),
        **_figures(builder, everything, builder.timely),
        levels=_ordered(Counter(agencies[record.agency].level for record in everything), LEVELS),
        regions=Counter(agencies[record.agency].region for record in everything).most_common(20),
        standings=[_standing(builder, agency) for agency in agencies.values() if _publishes(agency)],
        standing=None,
    )


def agency_figures(builder: Builder, agency: str) -> Iterator[Page]:
    """The figures of an agency that publishes."""
    view, shown = builder.view(agency), builder.column(agency).shown
    if _publishes(view.agency):
        yield builder.page(
            f"{agency}/stats/index.html",
            "stats.html",
            f"{view.agency.name}公示情况",
            crumbs=view.crumbs,
            meta=column_meta("公示情况", f"{view.agency.name}公示数量、及时、完整情况", view.agency.name, "统计"),
            agency=agency,
            **_figures(builder, shown, punctuality(shown)),
            levels=[],
            regions=[],
            standings=[],
            standing=_standing(builder, view.agency),
        )


def _publishes(agency: Agency) -> bool:
    return agency.status == "在用"


def _figures(builder: Builder, records: Sequence[Listed], timely: Punctuality) -> dict[str, Any]:
    """What both pages show of some records."""
    months, series = monthly(records, str(builder.publication.day)[:7], MONTHS)
    penalties = [record for record in records if record.kind_id == "penalty"]
    profile = builder.settings.profile
    day_bands, longest = _day_bands(profile)
    classes: Counter[str] = Counter()
    for named, count in Counter(record.classes for record in penalties).items():
        classes[heaviest(named)] += count
    counts = Counter(record.kind_id for record in records)
    return {
        "day": str(builder.publication.day),
        "count": len(records),
        "kinds": [
            (of_kind.id, of_kind.name, counts[of_kind.id]) for of_kind in kinds("decision") if counts[of_kind.id]
        ],
        "months": months,
        "series": {kind(kind_id).name: numbers for kind_id, numbers in series.items()},
        "month_rows": [(chinese_period(month), *row) for month, *row in zip(months, *series.values(), strict=True)],
        "classes": classes.most_common(),
        "penalties": len(penalties),
        "fined": sum(record.taken for record in penalties),
        "amounts": _bands([record.taken for record in penalties], _AMOUNTS, _MOST),
        "days": _bands([record.working_days for record in records if record.working_days >= 0], day_bands, longest),
        "within": {"许可处罚": profile.publish_fast, "其他决定": profile.publish},
        "timely": timely,
        "marks": Counter(mark for record in records for mark in record.marks).most_common(),
    }


def _standing(builder: Builder, agency: Agency) -> Standing:
    records = [record for record in builder.publication.by_agency[agency.id] if record.state in SHOWN]
    said = {gap["栏目"] for gap in agency.values.get("空缺说明", ()) if gap["情形"] == NO_DUTY}
    there = builder.kinds_of(agency.id)
    empty = [
        of_kind.name
        for of_kind in kinds()
        if of_kind.section
        and of_kind.shape in ("list", "page")
        and of_kind.id not in there
        and of_kind.name not in said
    ]
    gaps = sum(1 for record in records if record.gaps)
    return Standing(agency.id, agency.name, len(records), punctuality(records), gaps, empty)


def _bands(values: Sequence[float], bands: Sequence[tuple[float, str]], beyond: str) -> list[tuple[str, int]]:
    """How many values lie in each band, given by its upper end."""
    ends = [end for end, _ in bands]
    counts = Counter(bisect_left(ends, value) for value in values)
    return [(name, counts[place]) for place, name in enumerate([*(name for _, name in bands), beyond])]


def _day_bands(profile: Profile) -> tuple[list[tuple[int, str]], str]:
    """Bands of working days that end where the region's rules say that a decision must be public, and what lies beyond."""
    ends = sorted({_SOON, profile.publish_fast, profile.publish})
    bands = [(ends[0], f"{ends[0]}个工作日以内")]
    bands += [(end, f"{before + 1}至{end}个") for before, end in pairwise(ends)]
    return bands, f"{ends[-1]}个以上"


def _ordered(counts: Counter[str], order: Sequence[str]) -> list[tuple[str, int]]:
    return [(name, counts[name]) for name in order if counts[name]]
