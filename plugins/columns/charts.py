"""Charts: numbers drawn as inline SVG while the site is made. Scales, ticks and bars are leather's, the layout is ours.

A chart is 360 units wide: a phone shows it at its size, a wide screen enlarges it. The reader's font is unknown, so
text is laid out as if every character were as wide as it is high. Colours are classes (chart-1 … chart-7), and every
other series of a stack is hatched as well. There is no style, script or reference in it, and data stays text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import ceil, floor, log10
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from markupsafe import Markup

from .chart_parts import (
    BAR,
    FONT,
    LINE,
    WIDTH,
    draw_text,
    fill_of,
    frame,
    legend,
    markup,
    nothing,
    plain,
    rect,
    text_width,
    wrapped,
    write_labels,
)
from .wording import chinese_period

# Columns: the height of the plot, the fewest places in it, and the room for the name of a month and of a year.
HEIGHT, PLACES, MONTH, YEAR = 160, 12, 28, 46

# How the limits of a tier, the middle half of its amounts and their median are drawn.
_LIMITS = {"class": "chart-1", "fill-opacity": ".2", "stroke": "currentColor", "stroke-width": ".5"}
_HALF = {"class": "chart-1"}
_MEDIAN = {"width": "3"}


class Tier(NamedTuple):
    """One tier of discretion: its amounts in 元 (upper None: no limit), its decisions, and the quartiles of these."""

    name: str
    lower: float
    upper: float | None
    decisions: int
    quartiles: tuple[float, float, float] | None = None


def columns(
    name: str,
    title: str,
    description: str,
    months: Sequence[str],
    series: Mapping[str, Sequence[int]],
    unit: str = "宗",
) -> Markup:
    """Columns over months (2026-03, in order), of one series or of up to 7 stacked, the first at the bottom.

    name: the start of the chart's ids, one of its own on the page; title, description: for those who do not see it.
    """
    from leather import Axis, Columns, Ordinal, Series

    chart = frame(name, title, description)
    if not months or not series:
        return nothing(chart)
    fills = [fill_of(chart, name, number) for number in range(1, len(series) + 1)]
    top = 2 * LINE + (legend(chart, list(zip(fills, series, strict=True))) if len(series) > 1 else 0)
    draw_text(chart, 0, top - 1.2 * LINE, f"单位：{unit}")

    # Half a decision is none: the ticks are whole, and the scale is long enough for several.
    scale = _scale(0, max(4, *map(sum, zip(*series.values(), strict=True))))
    ticks = [tick for tick in scale.ticks() if tick == int(tick)]
    left = max(text_width(f"{tick:,.0f}") for tick in ticks) + 8
    width = WIDTH - left - MONTH / 2
    places = [*months, *map(str, range(len(months), PLACES))]
    plot = SubElement(chart, "g", transform=f"translate({left:.1f} {top:.1f})")
    axis = Axis(ticks, lambda tick, *_: f"{tick:,.0f}")
    plot.append(plain(axis.to_svg(width, HEIGHT, scale, "left")))

    totals, tops = [0] * len(months), [float(HEIGHT)] * len(months)
    for fill, values in zip(fills, series.values(), strict=True):
        totals = [total + value for total, value in zip(totals, values, strict=True)]
        data = Series(list(zip(months, totals, strict=True)))
        stack = Columns("none").to_svg(width, HEIGHT, Ordinal(places), scale, data, ())
        group = SubElement(plot, "g", fill)
        for place, column in enumerate(stack):
            # leather draws every column from the bottom; here it stands on the one before.
            y = float(column.get("y"))
            if values[place]:
                group.append(rect(column.get("x"), y, column.get("width"), tops[place] - y))
            tops[place] = y
    SubElement(plot, "path", d=f"M0 {HEIGHT}h{width:.1f}", stroke="currentColor")
    step = width / len(places)
    _write_totals(plot, totals, tops, step, width + MONTH / 2)
    _write_months(plot, months, step, left)
    for place, month in enumerate(months):
        # Nothing to see, but a pointer that rests on a month is told its numbers.
        area = rect(place * step, 0, step, HEIGHT)
        area.attrib.update({"fill": "none", "pointer-events": "all"})
        numbers = (f"{label} {values[place]:,}{unit}" for label, values in series.items())
        SubElement(area, "title").text = f"{chinese_period(month)}：{'，'.join(numbers)}"
        plot.append(area)
    return markup(chart, top + HEIGHT + 2.5 * LINE)


def bars(name: str, title: str, description: str, rows: Sequence[tuple[str, float]], unit: str = "宗") -> Markup:
    """Horizontal bars in the order of the rows (label, value from 0), each with its label before and its value after it.

    name: the start of the chart's ids, one of its own on the page; title, description: for those who do not see it.
    """
    from leather import Bars, Ordinal, Series

    chart = frame(name, title, description)
    if not rows:
        return nothing(chart)
    left, row = write_labels(chart, [wrapped(label) for label, _ in rows], 0)
    texts = [f"{value:,.1f}".removesuffix(".0") + unit for _, value in rows]
    longest = max(value for _, value in rows) or 1
    scale = _scale(0, longest)
    # leather's scale ends at a round number; here the longest bar takes all the room there is.
    room = (WIDTH - left - max(map(text_width, texts)) - 6) * float(scale.ticks()[-1]) / longest

    plot = SubElement(chart, "g", {"class": "chart-1", "transform": f"translate({left:.1f} 0)"})
    # Labels may be the same: the rows are told apart by their places, from the bottom.
    data = Series([(value, str(place)) for place, (_, value) in enumerate(rows)])
    order = Ordinal([str(place) for place in reversed(range(len(rows)))])
    drawn = Bars("none").to_svg(room, row * len(rows), scale, order, data, ())
    for place, (bar, (label, _)) in enumerate(zip(drawn, rows, strict=True)):
        middle, length = (place + 0.5) * row, float(bar.get("width"))
        plot.append(rect(0, middle - BAR / 2, length, BAR))
        SubElement(plot[-1], "title").text = f"{label}：{texts[place]}"
        draw_text(chart, left + length + 4, middle + 4, texts[place])
    SubElement(chart, "path", d=f"M{left:.1f} 0v{row * len(rows)}", stroke="currentColor")
    return markup(chart, row * len(rows))


def tiers(
    name: str, title: str, description: str, rows: Sequence[Tier], *, log: bool = False, unit: str = "宗"
) -> Markup:
    """The tiers of one matter along an axis of amounts, each with its count and the middle half and median of its amounts.

    name: the start of the chart's ids, one of its own on the page; title, description: for those who do not see it.
    log: every step of the axis is ten times the one before; a tier from 0 then begins with the axis.
    """
    from leather import Axis

    chart = frame(name, title, description)
    amounts = [amount for row in rows for amount in (row.lower, row.upper, *(row.quartiles or ())) if amount]
    if not amounts:
        return nothing(chart)
    # A tier without upper limit goes on beyond the highest amount.
    highest = max(amounts) * (1.5 if any(row.upper is None for row in rows) else 1)
    first = floor(log10(max(1, min(amounts))))
    scale = _scale(first, max(first + 1, ceil(log10(highest)))) if log else _scale(0, highest)

    top = legend(chart, [(_LIMITS, "裁量幅度"), (_HALF, "中间一半"), (_MEDIAN, "中位数")])
    left, row = write_labels(chart, [[*wrapped(tier.name)[:2], _range(tier)] for tier in rows], top)
    counts = [f"{tier.decisions:,}{unit}" for tier in rows]
    width, height = WIDTH - left - max(map(text_width, counts)) - 12, row * len(rows)

    def project(amount: float) -> float:
        return float(scale.project(max(first, log10(max(1, amount))) if log else amount, 0, width))

    plot = SubElement(chart, "g", transform=f"translate({left:.1f} {top:.1f})")
    ticks = [tick for tick in scale.ticks() if not log or tick == int(tick)]
    names = [_amount(float(10**tick if log else tick)) for tick in ticks]
    # Every second or third amount where all would touch.
    apart = ceil((max(map(text_width, names)) + 4) / (width / (len(ticks) - 1)))
    axis = Axis(ticks[::apart], lambda _, place, __: names[place * apart])
    plot.append(plain(axis.to_svg(width, height, scale, "bottom")))
    for place, tier in enumerate(rows):
        middle = (place + 0.5) * row
        begin, end = project(tier.lower), width if tier.upper is None else project(tier.upper)
        # Without limit: the end is an arrow.
        tip = BAR / 2 if tier.upper is None else 0
        shape = f"M{begin:.1f} {middle - BAR / 2}H{end - tip:.1f}l{tip} {BAR / 2}l{-tip} {BAR / 2}H{begin:.1f}Z"
        SubElement(plot, "path", {"d": shape, **_LIMITS})
        if tier.quartiles:
            low, mid, high = map(project, tier.quartiles)
            plot.append(rect(low, middle - BAR / 2, high - low, BAR, _HALF))
            plot.append(rect(mid - 1.5, middle - BAR, 3, 2 * BAR, _MEDIAN))
        draw_text(chart, WIDTH, top + middle + 4, counts[place], "end")
    draw_text(chart, WIDTH, top + height + 8 + FONT, "元", "end")
    return markup(chart, top + height + 2 * LINE)


@lru_cache(maxsize=1024)
def _scale(low: float, high: float) -> Any:
    """A scale with round ticks: to find them takes longer than all else, and many charts have the same limits."""
    from leather import Linear

    return Linear(low, high)


def _write_totals(plot: Element, totals: Sequence[int], tops: Sequence[float], step: float, end: float) -> None:
    """The number above every column, or where there is no room for that above the highest one."""
    widths = [text_width(f"{total:,}") for total in totals]
    chosen = range(len(totals)) if max(widths) <= step else [totals.index(max(totals))]
    for place in chosen:
        half = widths[place] / 2
        x = max(half, min((place + 0.5) * step, end - half))
        draw_text(plot, x, tops[place] - 3, f"{totals[place]:,}", "middle").set("font-weight", "700")


def _write_months(plot: Element, months: Sequence[str], step: float, left: float) -> None:
    """Months, or every third or sixth, as there is room, and below them the years."""
    every = next((count for count in (1, 2, 3, 6) if count * step >= MONTH), 12)
    for place, (year, month) in enumerate((text[:4], int(text[5:7])) for text in months):
        x = (place + 0.5) * step
        if every < 12 and (month - 1) % every == 0:
            draw_text(plot, x, HEIGHT + LINE, f"{month}月", "middle")
        # The year of the first month, unless the next year begins before there is room for it.
        if month == 1 or (place == 0 and (13 - month) * step > YEAR):
            draw_text(plot, max(x, YEAR / 2 - left), HEIGHT + 2 * LINE, f"{year}年", "middle")


def _amount(amount: float) -> str:
    """50000 → 5万."""
    size, name = next(((size, name) for size, name in ((10**8, "亿"), (10**4, "万")) if amount >= size), (1, ""))
    return f"{amount / size:,.10g}{name}"


def _range(tier: Tier) -> str:
    """5000, 10000 → 5,000元–1万元; 10000, 50000 → 1万–5万元; 50000, None → 5万元以上."""
    lower = _amount(tier.lower)
    if tier.upper is None:
        return f"{lower}元以上"
    upper = _amount(tier.upper)
    return f"{lower}{'' if lower[-1:].isdigit() == upper[-1:].isdigit() or not tier.lower else '元'}–{upper}元"
