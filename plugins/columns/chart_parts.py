"""The parts that charts are drawn with: the frame, shapes, texts and how wide they are, legends, hatches."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

WIDTH, FONT, LINE = 360, 12, 15
# Rows: the widest label, in characters; how many lines of it are shown; the thickness of a bar.
LABEL, LINES, BAR = 11, 3, 14

# Drawn in the colour of the paper over the colour of a series, in squares of 4 units.
_HATCHES = {2: "M0 2H4", 4: "M-1 1L1 -1M0 4L4 0M3 5L5 3", 6: "M2 0V4"}
# A number or one character, with the brackets and the punctuation that stay with it.
_WORD = re.compile(r"[（《“]?(?:[0-9][0-9,.]{0,8}|.)[，。；：、）》”]{0,2}", re.DOTALL)


def frame(name: str, title: str, description: str) -> Element:
    """The frame, with what is read out instead of it."""
    if not re.fullmatch("[a-z][a-z0-9-]*", name):
        raise ValueError(f"{name!r} cannot begin an id")
    chart = Element("svg", {"class": "chart", "role": "img", "font-size": f"{FONT}", "fill": "currentColor"})
    for part, text in (("title", title), ("desc", description)):
        SubElement(chart, part, id=f"{name}-{part}").text = text
    chart.attrib.update({"aria-labelledby": f"{name}-title", "aria-describedby": f"{name}-desc"})
    return chart


def markup(chart: Element, height: float) -> Markup:
    """The finished chart, with coordinates no finer than can be seen."""
    chart.set("viewBox", f"0 0 {WIDTH} {height:.0f}")
    for element in chart.iter():
        for key in ("x", "y", "width", "height", "x1", "x2", "y1", "y2"):
            if key in element.attrib:
                element.set(key, f"{round(float(element.attrib[key]), 2):g}")
    # The serializer escapes texts and attributes.
    return Markup(tostring(chart, encoding="unicode"))  # noqa: S704


def nothing(chart: Element) -> Markup:
    draw_text(chart, 0, LINE, "暂无数据")
    return markup(chart, 2 * LINE)


def rect(x: float, y: float, width: float, height: float, attributes: Mapping[str, str] | None = None) -> Element:
    place = {"x": f"{x}", "y": f"{y}", "width": f"{width}", "height": f"{height}"}
    return Element("rect", place | dict(attributes or {}))


def draw_text(parent: Element, x: float, y: float, text: str, anchor: str = "start") -> Element:
    """A line of text on the base line y."""
    line = SubElement(parent, "text", {"x": f"{x}", "y": f"{y}"})
    if anchor != "start":
        line.set("text-anchor", anchor)
    line.text = text
    return line


def text_width(text: str) -> float:
    """The most room that a text takes in any usual font."""
    return FONT * sum(0.65 if character in "0123456789,.-– " else 1 for character in text)


def wrapped(text: str, width: float = LABEL * FONT, most: int = LINES) -> list[str]:
    """A text in lines of some width; what does not fit in the last one is left out (…)."""
    lines = [""]
    for word in _WORD.findall(" ".join(text.split())):
        if text_width(lines[-1] + word) > width:
            lines.append("")
        lines[-1] += word
    if len(lines) > most:
        last = lines[most - 1]
        while text_width(f"{last}…") > width:
            last = last[:-1]
        lines[most - 1 :] = [f"{last}…"]
    return lines


def legend(chart: Element, items: Sequence[tuple[Mapping[str, str], str]]) -> float:
    """Samples with their names, as many in a line as there is room for. Returns the height."""
    x, y = 0.0, 0.0
    for attributes, text in items:
        (shown,) = wrapped(text, WIDTH - FONT - 4, 1)
        width = FONT + 4 + text_width(shown)
        if x + width > WIDTH:
            x, y = 0, y + LINE + 3
        chart.append(rect(x, y + 2, 11, 11, attributes))
        draw_text(chart, x + FONT + 4, y + FONT, shown)
        x += width + FONT
    return y + LINE + 9


def fill_of(chart: Element, name: str, number: int) -> dict[str, str]:
    """What gives a shape the look of a series: 1 to 7."""
    if number > 7:
        raise ValueError("more than 7 series cannot be told apart")
    if number not in _HATCHES:
        return {"class": f"chart-{number}"}
    size = {"width": "4", "height": "4", "patternUnits": "userSpaceOnUse"}
    pattern = SubElement(chart, "pattern", {"id": f"{name}-{number}", **size})
    pattern.append(rect(0, 0, 4, 4, {"class": f"chart-{number}"}))
    SubElement(pattern, "path", {"d": _HATCHES[number], "class": "chart-hatch", "stroke": "#fff", "stroke-width": ".7"})
    return {"fill": f"url(#{name}-{number})"}


def write_labels(chart: Element, labels: Sequence[Sequence[str]], top: float) -> tuple[float, float]:
    """Labels of some lines, one below the other, right-aligned. Returns where the plot begins, and the height of a row."""
    left = max(text_width(line) for lines in labels for line in lines)
    row = max(map(len, labels)) * LINE + 9
    for place, lines in enumerate(labels):
        first = top + (place + 0.5) * row - (len(lines) - 1) / 2 * LINE + 4
        for number, line in enumerate(lines):
            draw_text(chart, left, first + number * LINE, line, "end")
    return left + 6, row
