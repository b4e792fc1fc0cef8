"""Charts: numbers drawn as inline SVG while the site is made.

A chart is 360 units wide: a phone shows it at its size, a wide screen enlarges it. The reader's font is unknown, so
text is laid out as if every character were as wide as it is high. Colours are classes (chart-1 … chart-7), and every
other series of a stack is hatched as well. There is no style, script or reference in it, and data stays text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, log10
from typing import NamedTuple
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
    rect,
    text_width,
    wrapped,
    write_labels,
)
from .scale import level_lines, linear, powers, upright_lines
from .wording import chinese_period

# Columns: the height of the plot, the fewest places in it, and the room for the name of a month and of a year.
HEIGHT, PLACES, MONTH, YEAR = 160, 12, 28, 46
# Of a column's place on either side of it.
_GAP = 0.05

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
    chart = frame(name, title, description)
    if not months or not series:
        return nothing(chart)
    fills = [fill_of(chart, name, number) for number in range(1, len(series) + 1)]
    top = 2 * LINE + (legend(chart, list(zip(fills, series, strict=True))) if len(series) > 1 else 0)
    draw_text(chart, 0, top - 1.2 * LINE, f"单位：{unit}")

    # Half a decision is none: the ticks are whole, and the scale is long enough for several.
    scale = linear(0, max(4, *map(sum, zip(*series.values(), strict=True))))
    ticks = [f"{tick:,.0f}" for tick in scale.ticks]
    left = max(map(text_width, ticks)) + 8
    width = WIDTH - left - MONTH / 2
    step = width / max(len(months), PLACES)
    plot = SubElement(chart, "g", transform=f"translate({left:.1f} {top:.1f})")
    level_lines(plot, scale, ticks, width, HEIGHT)

    totals, tops = [0] * len(months), [float(HEIGHT)] * len(months)
    for fill, values in zip(fills, series.values(), strict=True):
        group = SubElement(plot, "g", fill)
        for place, (total, value) in enumerate(zip(totals, values, strict=True)):
            if value:
                totals[place] = total + value
                y = HEIGHT - scale.place(totals[place], HEIGHT)
                group.append(rect((place + _GAP) * step, y, (1 - 2 * _GAP) * step, tops[place] - y))
                tops[place] = y
    SubElement(plot, "path", d=f"M0 {HEIGHT}h{width:.1f}", stroke="currentColor")
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


def bars(name: str, title: str, description: str, values: Sequence[tuple[str, float]], unit: str = "宗") -> Markup:
    """Horizontal bars in the order of the values (label, value from 0), each with its label before and its value after it.

    name: the start of the chart's ids, one of its own on the page; title, description: for those who do not see it.
    """
    chart = frame(name, title, description)
    if not values:
        return nothing(chart)
    left, row = write_labels(chart, [wrapped(label) for label, _ in values], 0)
    texts = [f"{value:,.1f}".removesuffix(".0") + unit for _, value in values]
    longest = max(value for _, value in values) or 1
    room = WIDTH - left - max(map(text_width, texts)) - 6

    plot = SubElement(chart, "g", {"class": "chart-1", "transform": f"translate({left:.1f} 0)"})
    for place, (label, value) in enumerate(values):
        middle, length = (place + 0.5) * row, value / longest * room
        plot.append(rect(0, middle - BAR / 2, length, BAR))
        SubElement(plot[-1], "title").text = f"{label}：{texts[place]}"
        draw_text(chart, left + length + 4, middle + 4, texts[place])
    SubElement(chart, "path", d=f"M{left:.1f} 0v{row * len(values)}", stroke="currentColor")
    return markup(chart, row * len(values))


def tiers(
    name: str, title: str, description: str, ranks: Sequence[Tier], *, log: bool = False, unit: str = "宗"
) -> Markup:
    """The tiers of one matter along an axis of amounts, each with its count and the middle half and median of its amounts.

    name: the start of the chart's ids, one of its own on the page; title, description: for those who do not see it.
    log: every step of the axis is ten times the one before; a tier from 0 then begins with the axis.
    """
    chart = frame(name, title, description)
    amounts = [amount for row in ranks for amount in (row.lower, row.upper, *(row.quartiles or ())) if amount]
    if not amounts:
        return nothing(chart)
    # A tier without upper limit goes on beyond the highest amount.
    highest = max(amounts) * (1.5 if any(row.upper is None for row in ranks) else 1)
    scale = powers(max(1, min(amounts)), highest) if log else linear(0, highest)

    top = legend(chart, [(_LIMITS, "裁量幅度"), (_HALF, "中间一半"), (_MEDIAN, "中位数")])
    left, row = write_labels(chart, [[*wrapped(tier.name)[:2], _range(tier)] for tier in ranks], top)
    counts = [f"{tier.decisions:,}{unit}" for tier in ranks]
    width, height = WIDTH - left - max(map(text_width, counts)) - 12, row * len(ranks)

    def project(amount: float) -> float:
        return scale.place(max(scale.ticks[0], log10(max(1, amount))) if log else amount, width)

    plot = SubElement(chart, "g", transform=f"translate({left:.1f} {top:.1f})")
    names = [_amount(float(10**tick if log else tick)) for tick in scale.ticks]
    # Every second or third amount where all would touch.
    apart = ceil((max(map(text_width, names)) + 4) / (width / (len(names) - 1)))
    upright_lines(plot, scale, names, width, height, apart)
    for place, tier in enumerate(ranks):
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
