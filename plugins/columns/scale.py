"""The scale of a chart: round numbers at even distances, the place of a value among them, and the lines that show them."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from .chart_parts import FONT, draw_text

# Steps between two ticks; no more of them than so many, but for where both ends are not round.
_STEPS, _MOST = (1, 2, 5, 10), 5


class Scale(NamedTuple):
    """Ticks in rising order, at even distances; the scale begins with the first and ends with the last."""

    ticks: tuple[float, ...]

    def place(self, value: float, length: float) -> float:
        """Where a value lies on a line of a length."""
        first, last = self.ticks[0], self.ticks[-1]
        return (value - first) / (last - first) * length


def linear(low: float, high: float) -> Scale:
    """A scale that holds both, `low` below `high`, with steps of 1, 2 or 5 times a power of ten."""
    span = high - low
    power = floor(log10(span / _MOST))
    step = next(number for number in _STEPS if number * 10.0**power * _MOST >= span)
    # A power below zero divides: tenths that were multiplied would not be round.
    size, parts = (step * 10**power, 1) if power >= 0 else (step, 10**-power)
    return Scale(tuple(n * size / parts for n in range(floor(low * parts / size), ceil(high * parts / size) + 1)))


def powers(low: float, high: float) -> Scale:
    """The powers of ten from `low` or below to `high` or above, at least two of them; a value is placed by its logarithm."""
    first = floor(log10(low))
    return Scale(tuple(range(first, max(first + 1, ceil(log10(high))) + 1)))


def level_lines(plot: Element, scale: Scale, names: Sequence[str], width: float, height: float) -> None:
    """A line across for every tick of a scale that rises from the bottom, with its name before it."""
    axis = SubElement(plot, "g")
    for tick, name in zip(scale.ticks, names, strict=True):
        y = height - scale.place(tick, height)
        _line(axis, -4, y, width, y)
        draw_text(axis, -8, y + 0.32 * FONT, name, "end")


def upright_lines(plot: Element, scale: Scale, names: Sequence[str], width: float, height: float, every: int) -> None:
    """A line upwards for every so many ticks of a scale that goes to the right, with its name below it."""
    axis = SubElement(plot, "g")
    for tick, name in list(zip(scale.ticks, names, strict=True))[::every]:
        x = scale.place(tick, width)
        _line(axis, x, 0, x, height)
        draw_text(axis, x, height + 4 + FONT, name, "middle")


def _line(axis: Element, x1: float, y1: float, x2: float, y2: float) -> None:
    ends = {"x1": f"{x1}", "y1": f"{y1}", "x2": f"{x2}", "y2": f"{y2}"}
    SubElement(axis, "line", ends | {"stroke": "currentColor", "stroke-opacity": ".2"})
