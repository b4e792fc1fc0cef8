"""Charts show the numbers in proportion, keep text apart and inside, and bring nothing but shapes and text."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations, pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from plugins.columns.charts import Tier, bars, columns, tiers
from plugins.columns.scale import linear, powers
from tests.conftest import REPOSITORY

HOSTILE = '</title></svg><script>alert(1)</script>"\' onload=alert(1) style="x" &amp; ]]> {{ 7*7 }} url(#x)'
LONG = "未取得食品生产经营许可从事食品生产经营活动，以及明知从事前述违法行为仍为其提供生产经营场所或者其他条件的" * 3
KINDS = (
    "警告、通报批评",
    "罚款",
    "没收违法所得、没收非法财物",
    "暂扣许可证件",
    "吊销许可证件",
    "责令停产停业",
    "行政拘留",
)
LADDER = [
    Tier("减轻", 0, 5000, 14, (1000, 2000, 4000)),
    Tier("从轻", 5000, 10000, 1280, (5000, 6000, 10000)),
    Tier("一般", 10000, 100000, 45, (12000, 20000, 50000)),
    Tier("从重", 100000, None, 0),
]


def months(count: int, first: int = 1) -> list[str]:
    return [f"{2021 + place // 12}-{place % 12 + 1:02}" for place in range(first - 1, first - 1 + count)]


def monthly(count: int, kinds: int, size: int = 40, first: int = 1) -> Markup:
    series = {
        kind: [(place * 7 + number * 11) % size for place in range(count)] for number, kind in enumerate(KINDS[:kinds])
    }
    return columns("monthly", "每月决定", "最近的月份", months(count, first), series)


def classes(*labels: str, unit: str = "宗") -> Markup:
    return bars("classes", "处罚种类", "由多到少", [(label, 7.5**place) for place, label in enumerate(labels)], unit)


def ladder(rows: list[Tier], *, log: bool = False) -> Markup:
    return tiers("ladder", "裁量", "各档", rows, log=log)


CHARTS = {
    "60 months of 7": monthly(60, 7),
    "60 months from December": monthly(60, 2, 20000, first=12),
    "60 months of one": monthly(60, 1, 2000000, first=7),
    "59 months to November": monthly(59, 3),
    "60 months of few": monthly(60, 1, 3),
    "60 months going down": columns("down", "少", "少", months(60), {"罚款": [990 - place for place in range(60)]}),
    "36 months": monthly(36, 3),
    "24 months from November": monthly(24, 2, first=11),
    "13 months to January": monthly(13, 1),
    "12 months": monthly(12, 2, 5000),
    "two months": monthly(2, 1),
    "one month": monthly(1, 1),
    "nothing but zeros": columns("zeros", "零", "零", months(12), {"罚款": [0] * 12, "警告": [0] * 12}),
    "no months": columns("none", "无", "无", [], {}),
    "long series": columns("long", LONG, LONG, months(3), {LONG: [1, 2, 3], LONG[1:]: [1, 2, 3]}),
    "7 classes": classes(*KINDS),
    "20 regions": bars("regions", "地区", "地区", [(f"第{place}街道办事处", place * 37) for place in range(20)]),
    "long labels": classes(LONG, "罚款", LONG, "W" * 99, unit="个工作日"),
    "one bar": classes("罚款"),
    "bars of nothing": bars("zero", "零", "零", [("罚款", 0), ("警告", 0)]),
    "no bars": bars("nobars", "无", "无", []),
    "tiers": ladder(LADDER),
    "tiers on steps of ten": ladder(LADDER, log=True),
    "tiers of millions": ladder([Tier(LONG, 12345678, 123456789, 1234567, None)], log=True),
    "one tier": ladder([Tier("一般", 100, 1000, 1, (500, 500, 500))], log=True),
    "tiers of nothing": ladder([Tier("不予处罚", 0, 0, 0)]),
    "no tiers": ladder([]),
    "hostile columns": columns("h1", HOSTILE, HOSTILE, months(2), {HOSTILE: [1, 2], "x": [2, 1]}, HOSTILE[:12]),
    "hostile bars": bars("h2", HOSTILE, HOSTILE, [(HOSTILE, 1)], "<i>"),
    "hostile tiers": tiers("h3", HOSTILE, HOSTILE, [Tier(HOSTILE, 1, 2, 3)], unit="<i>"),
}
every_chart = pytest.mark.parametrize("chart", CHARTS.values(), ids=list(CHARTS))


def numbers(element: Element, *names: str) -> list[float]:
    return [float(element.attrib[name]) for name in names]


def placed(element: Element, across: float = 0, down: float = 0) -> Iterator[tuple[Element, float, float]]:
    """Everything that is shown, with how far the groups around it have moved it."""
    if element.tag == "pattern":
        return
    if move := re.fullmatch(r"translate\((\S+) (\S+)\)", element.get("transform", "")):
        across, down = across + float(move[1]), down + float(move[2])
    yield element, across, down
    for child in element:
        yield from placed(child, across, down)


def lines(chart: Element) -> Iterator[tuple[str, float, float, float]]:
    """Every text with its left, its right and its base line, in a font of full width."""
    for element, across, down in placed(chart):
        if element.tag == "text":
            text = element.text or ""
            width = 12 * sum(0.6 if character in "0123456789,.–" else 1 for character in text)
            left = float(element.attrib["x"]) + across
            left -= {"start": 0.0, "middle": width / 2, "end": width}[element.get("text-anchor", "start")]
            yield text, left, left + width, float(element.attrib["y"]) + down


def series(chart: Markup) -> list[list[Element]]:
    """The columns of each series, in the order of the stack."""
    plot = fromstring(chart).find("g")
    assert plot is not None
    return [list(group) for group in plot.findall("g") if group.get("class") or group.get("fill")]


def test_columns_are_as_high_as_their_numbers() -> None:
    values = {"警告": [1, 20, 300], "罚款": [50, 1, 0], "没收": [7, 8, 9]}
    drawn = series(columns("a", "", "", months(3), values))
    heights = [[float(column.attrib["height"]) for column in group] for group in drawn]
    unit = heights[0][2] / 300
    assert unit > 0.3
    for shown, wanted in zip(heights, values.values(), strict=True):
        assert shown == pytest.approx([value * unit for value in wanted if value], abs=0.02)


def test_columns_stand_on_each_other() -> None:
    drawn = series(columns("a", "", "", months(2), {"警告": [3, 4], "罚款": [5, 6], "没收": [1, 2]}))
    assert len(drawn) == 3
    for place in range(2):
        stack = [group[place] for group in drawn]
        assert len({column.attrib["x"] for column in stack}) == 1
        for below, above in pairwise(stack):
            assert sum(numbers(above, "y", "height")) == pytest.approx(float(below.attrib["y"]), abs=0.02)


def test_sixty_months_of_seven_series_are_all_there() -> None:
    drawn = series(columns("a", "", "", months(60), {kind: [2] * 60 for kind in KINDS}))
    assert [len(group) for group in drawn] == [60] * 7
    rights = [sum(numbers(column, "x", "width")) for column in drawn[0]]
    assert all(right < float(column.attrib["x"]) for right, column in zip(rights, drawn[0][1:], strict=False))


def test_months_years_and_the_highest_are_written() -> None:
    written = [text for text, *_ in lines(fromstring(columns("a", "", "", months(25), {"罚款": [*range(25)]}, "件")))]
    assert {"2021年", "2022年", "2023年", "1月", "24", "单位：件"} <= set(written)
    assert "23" not in written
    written = [text for text, *_ in lines(fromstring(columns("a", "", "", months(3), {"罚款": [3, 1, 2]})))]
    assert written.count("2021年") == 1
    assert {"3", "1", "2"} <= set(written)


def test_a_pointer_finds_the_numbers_of_a_month() -> None:
    chart = columns("a", "", "", months(2), {"警告": [3, 4], "罚款": [0, 1234]})
    found = [title.text for title in fromstring(chart).findall(".//rect/title")]
    assert found == ["2021年1月：警告 3宗，罚款 0宗", "2021年2月：警告 4宗，罚款 1,234宗"]


def test_bars_are_as_long_as_their_numbers() -> None:
    rows = [("罚款", 1234), ("警告", 617), ("没收", 0), ("罚款", 61.7)]
    chart = fromstring(bars("b", "", "", rows))
    lengths = [float(bar.attrib["width"]) for bar in chart.findall("g/rect")]
    assert max(right for _, _, right, _ in lines(chart)) > 350, "all the room is taken"
    assert lengths == pytest.approx([value / 1234 * lengths[0] for _, value in rows], abs=0.02)
    written = [(text, round(down)) for text, _, _, down in sorted(lines(chart), key=lambda line: (line[3], line[1]))]
    assert [text for text, _ in written] == ["罚款", "1,234宗", "警告", "617宗", "没收", "0宗", "罚款", "61.7宗"]
    assert all(label[1] == value[1] for label, value in zip(written[::2], written[1::2], strict=True))


def ranges(chart: Markup) -> list[tuple[float, float]]:
    shapes = [path.attrib["d"] for path in fromstring(chart).findall("g/path")]
    return [
        (float(found[1]), float(found[2])) for shape in shapes if (found := re.match(r"M(\S+) \S+H([\d.]+)", shape))
    ]


def test_tiers_lie_along_the_amounts() -> None:
    shown = ranges(ladder(LADDER[:3]))
    unit = shown[-1][1] / 100000
    assert unit > 0.001
    for (begin, end), tier in zip(shown, LADDER, strict=False):
        assert (begin, end) == pytest.approx((tier.lower * unit, (tier.upper or 0) * unit), abs=0.1)


def test_steps_of_ten_are_equally_long() -> None:
    rows = [Tier("轻", 100, 1000, 1), Tier("中", 1000, 10000, 2), Tier("重", 10000, 100000, 3)]
    lengths = [end - begin for begin, end in ranges(ladder(rows, log=True))]
    assert lengths[0] > 50
    assert lengths == pytest.approx([lengths[0]] * 3, abs=0.2)


@pytest.mark.parametrize("log", [False, True])
def test_quartiles_lie_in_their_tier(log: bool) -> None:
    rows = [Tier("轻", 1000, 2000, 3, (1000, 1500, 2000)), Tier("重", 2000, 5000, 4)]
    chart = ladder(rows, log=log)
    half, median = fromstring(chart).findall("g/rect")
    ((begin, end), _) = ranges(chart)
    x, width = numbers(half, "x", "width")
    assert (x, x + width) == pytest.approx((begin, end), abs=0.1)
    left, thick = numbers(median, "x", "width")
    middle = left + thick / 2
    assert begin < middle < end
    assert (middle > (begin + end) / 2 + 1) is log


def test_a_tier_without_limit_is_an_arrow_to_the_end() -> None:
    chart = fromstring(ladder(LADDER))
    *closed, last = [path.attrib["d"] for path in chart.findall("g/path")]
    assert all("l0 " in shape for shape in closed)
    assert "l7.0 " in last
    begin, end = ranges(ladder(LADDER))[-1]
    assert end - begin > 20
    written = [text for text, *_ in lines(chart)]
    assert {"5,000元–1万元", "1万–10万元", "10万元以上", "1,280宗", "0宗"} <= set(written)


@every_chart
def test_text_stays_inside_and_apart(chart: Markup) -> None:
    root = fromstring(chart)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert width == 360
    shown = list(lines(root))
    for text, left, right, base in shown:
        assert left >= -0.1, text
        assert right <= width + 0.1, text
        assert 10 <= base <= height - 2, text
    for one, other in combinations(shown, 2):
        assert one[1] >= other[2] or other[1] >= one[2] or abs(one[3] - other[3]) >= 11.9, (one, other)


@every_chart
def test_shapes_stay_inside(chart: Markup) -> None:
    root = fromstring(chart)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for element, across, down in placed(root):
        if element.tag == "rect":
            x, y, wide, high = numbers(element, "x", "y", "width", "height")
            assert wide >= 0
            assert high >= 0
            assert x + across >= 0
            assert y + down >= 0
            assert x + across + wide <= width
            assert y + down + high <= height


@every_chart
def test_there_are_only_shapes_and_text(chart: Markup) -> None:
    for element in fromstring(chart).iter():
        assert element.tag in {"svg", "title", "desc", "g", "path", "rect", "line", "text", "pattern"}
        for name, value in element.attrib.items():
            assert not re.match("on|style|.*href|src", name)
            assert not re.search("url|script|:", value) or re.fullmatch(r"url\(#[a-z0-9-]+\)", value)


@every_chart
def test_it_is_one_image_with_a_name_and_a_description(chart: Markup) -> None:
    root = fromstring(chart)
    texts = {part.attrib["id"]: part.text for part in root if part.tag in {"title", "desc"}}
    assert root.attrib["role"] == "img"
    assert texts[root.attrib["aria-labelledby"]]
    assert texts[root.attrib["aria-describedby"]]


def test_what_is_written_stays_text() -> None:
    for name in ("hostile columns", "hostile bars", "hostile tiers"):
        root = fromstring(CHARTS[name])
        assert [root[0].text, root[1].text] == [HOSTILE, HOSTILE]
        assert "</title></" in "".join(text for text, *_ in lines(root)).replace("…", "")


def test_two_charts_share_no_id() -> None:
    drawn = [columns(name, "", "", months(2), {kind: [1, 2] for kind in KINDS}) for name in ("one", "two")]
    page = fromstring(f"<div>{''.join(drawn)}{bars('three', '', '', [('罚款', 1)])}</div>")
    ids = [element.attrib["id"] for element in page.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids)) == 2 * 3 + 3 * 2
    for chart in page:
        own = {element.get("id") for element in chart.iter()}
        used = {element.get("fill", "")[5:-1] for element in chart.iter() if "url" in element.get("fill", "")}
        assert used <= own


def test_series_differ_without_colour() -> None:
    """Two neighbours are never both plain, and no two hatches are the same."""
    chart = fromstring(monthly(6, 7))
    hatches = [pattern.find("path") for pattern in chart.iter("pattern")]
    assert len({hatch.attrib["d"] for hatch in hatches if hatch is not None}) == len(hatches) == 3
    samples = chart.findall("rect")
    assert [("fill" in sample.attrib) for sample in samples] == [False, True, False, True, False, True, False]
    assert [text for text, *_ in lines(chart)][:7] == list(KINDS)


def test_long_labels_are_cut_and_told_in_full() -> None:
    chart = fromstring(bars("b", "", "", [(LONG, 1)]))
    written = [text for text, *_ in lines(chart)]
    assert len(written) == 4
    assert written[2].endswith("…")
    assert LONG.startswith("".join(written[:3])[:-1])
    assert chart.findtext("g/rect/title") == f"{LONG}：1宗"


@pytest.mark.parametrize("name", ["", "a b", "1", 'a"', "<a>", "处罚"])
def test_a_name_that_cannot_begin_an_id(name: str) -> None:
    with pytest.raises(ValueError, match="cannot begin an id"):
        bars(name, "", "", [])


def test_no_more_series_than_can_be_told_apart() -> None:
    with pytest.raises(ValueError, match="7 series"):
        columns("a", "", "", months(1), {str(number): [1] for number in range(8)})


def test_series_as_long_as_the_months() -> None:
    with pytest.raises(ValueError, match="zip"):
        columns("a", "", "", months(2), {"罚款": [1]})


def run(code: str, seed: str = "0") -> str:
    environment = os.environ | {"PYTHONHASHSEED": seed}
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=REPOSITORY, env=environment
    ).stdout


def test_the_same_bytes_for_any_hash_seed() -> None:
    code = "from tests.test_charts import CHARTS; print(*CHARTS.values())"
    assert run(code, "1") == run(code, "2") == "{}\n".format(" ".join(CHARTS.values()))


@given(st.floats(1e-3, 1e12), st.sampled_from([0.0, 0.1, 0.9, 0.999]))
def test_a_scale_is_round_and_holds_what_it_is_for(high: float, share: float) -> None:
    low = high * share
    ticks = linear(low, high).ticks
    step = ticks[1] - ticks[0]
    assert ticks[0] <= low and high <= ticks[-1] and 2 <= len(ticks) <= 7
    assert all(after - before == pytest.approx(step) for before, after in pairwise(ticks))
    assert f"{step:.6e}"[0] in "125"
    assert linear(low, high).place(low, 100) >= 0 and linear(low, high).place(high, 100) <= 100


@pytest.mark.parametrize(("low", "high", "ticks"), [(1, 10, (0, 1)), (5, 5, (0, 1)), (200, 30_000, (2, 3, 4, 5))])
def test_powers_of_ten(low: float, high: float, ticks: tuple[int, ...]) -> None:
    assert powers(low, high).ticks == ticks
