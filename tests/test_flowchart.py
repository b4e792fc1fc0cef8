"""The drawing of a 行政执法流程图: what it shows, that it can be read, and what is said of a wrong graph."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.columns.environment import environment
from plugins.columns.flow_shapes import Area, Arrow, Drawing, extent, wrap
from plugins.columns.flowchart import draw
from plugins.registry.flow import following, problems
from plugins.registry.problems import Keys

Steps = list[dict[str, Any]]


def step(number: str, name: str, shape: str = "", to: str = "", **more: str) -> dict[str, Any]:
    """A step; `to` is written "6 符合, 7 不符合"."""
    ways = [dict(zip(("到", "条件"), way.split(" ", 1), strict=False)) for way in to.split(", ") if way]
    return {
        "编号": number,
        "名称": name,
        **({"类型": shape} if shape else {}),
        **more,
        **({"下一步": ways} if ways else {}),
    }


PENALTY: Steps = [
    step("1", "发现违法线索", "开始", 内容="监督检查、投诉举报、上级交办、其他机关移送。"),
    step("2", "是否符合立案条件", "判断", "3 符合, 4 不符合, 5 事实确凿且处罚较轻", 时限="15个工作日内"),
    step("4", "不予立案", "结束", 内容="告知举报人。"),
    step("5", "当场调查、告知并听取陈述申辩", "环节", "6", 负责="两名以上执法人员"),
    step("6", "填写并当场交付处罚决定书", "环节", "7"),
    step("7", "报所属机关备案", "环节", "19", 时限="2日内"),
    step("3", "立案", 负责="机关负责人批准"),
    step("8", "调查取证", 内容="全面、客观、公正地调查，收集有关证据。", 负责="两名以上执法人员"),
    step("9", "案件审核", "判断", "10 需要法制审核, 11 不需要, 8 事实不清、证据不足", 负责="承办机构"),
    step("10", "重大执法决定法制审核", 负责="法制审核机构", 时限="10个工作日内"),
    step("11", "行政处罚事先告知", 内容="告知拟作出的处罚内容及事实、理由、依据和陈述、申辩、要求听证的权利。"),
    step("12", "是否要求听证", "判断", "13 要求, 14 不要求", 时限="5个工作日内"),
    step("13", "组织听证", "环节", "15", 负责="听证主持人"),
    step("14", "听取陈述、申辩并复核", "环节", "15"),
    step("15", "负责人审查，重大案件集体讨论", "判断", "16 应予处罚, 17 不予处罚, 18 涉嫌犯罪", 负责="机关负责人"),
    step("16", "作出行政处罚决定", "环节", "20", 时限="自立案之日起90日内"),
    step("17", "作出不予处罚决定", "环节", "19"),
    step("18", "移送司法机关", "结束"),
    step("20", "送达并公示", 时限="7个工作日内"),
    step("21", "是否履行", "判断", "19 履行, 22 逾期不履行"),
    step("22", "申请人民法院强制执行", "环节", "19"),
    step("19", "结案归档", "结束"),
]

LICENCE: Steps = [
    step("1", "申请人提出申请", "开始"),
    step("2", "材料是否齐全、符合法定形式", "判断", "4 齐全, 3 不齐全, 5 不属于本机关职权", 时限="5个工作日内"),
    step("3", "一次告知补正", "环节", "1 补正后", 时限="5个工作日内"),
    step("5", "不予受理决定书", "结束"),
    step("4", "受理", 内容="出具加盖专用印章和注明日期的受理单。"),
    step("6", "审查", 负责="两名以上工作人员"),
    step("7", "是否需要听证、检验、专家评审", "判断", "8 需要, 9 不需要"),
    step("8", "听证、检验、专家评审", 时限="不计入期限"),
    step("9", "作出决定", "判断", "10 符合条件, 11 不符合条件", 时限="20个工作日内"),
    step("10", "准予许可，颁发证件", "环节", "12", 时限="10个工作日内"),
    step("11", "不予许可，说明理由并告知救济途径", "环节", "12"),
    step("12", "送达、公开", "结束"),
]

REVIEW: Steps = [
    step("1", "承办机构提出拟作决定", "开始"),
    step("2", "是否属于重大执法决定法制审核目录", "判断", "4 属于, 3 不属于"),
    step("3", "按一般程序办理", "结束"),
    step("4", "送交审核材料", 负责="承办机构"),
    step("5", "材料是否齐全", "判断", "6 齐全, 4 退回补充"),
    step("6", "法制审核", 负责="法制审核机构", 时限="10个工作日内"),
    step("7", "审核意见", "判断", "9 同意, 8 提出修改意见, 8 建议不作决定"),
    step("8", "承办机构研究采纳", "判断", "9 采纳, 10 有异议"),
    step("10", "协商或者报请负责人决定", "环节", "9"),
    step("9", "负责人审批或者集体讨论", 负责="机关负责人"),
    step("11", "作出重大执法决定", "结束"),
]

EXAMPLES = {"penalty": PENALTY, "licence": LICENCE, "review": REVIEW}


def segments(arrow: Arrow) -> list[Area]:
    """The straight parts of an arrow, up to the tip of its head, as rectangles without breadth."""
    points = [*arrow.points[:-1], arrow.head[0]]
    return [Area(min(a, c), min(b, d), abs(a - c), abs(b - d)) for (a, b), (c, d) in pairwise(points)]


def meet(one: Area, other: Area) -> bool:
    """Whether the insides of two rectangles meet."""
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


def within(area: Area, outer: Area) -> bool:
    return (
        outer.x <= area.x
        and outer.y <= area.y
        and area.x + area.width <= outer.x + outer.width
        and area.y + area.height <= outer.y + outer.height
    )


def faults(drawing: Drawing) -> set[str]:
    """What is wrong with a drawing."""
    found = set()
    paper = Area(0, 0, drawing.width, drawing.height)
    labels = [(arrow, arrow.label_area) for arrow in drawing.arrows if arrow.label_area]
    for one, other in combinations(drawing.boxes, 2):
        if meet(one.area, other.area):
            found.add("two boxes overlap")
    for (_, one_area), (_, other_area) in combinations(labels, 2):
        if meet(one_area, other_area):
            found.add("two labels overlap")
    for box in drawing.boxes:
        if not within(box.area, paper):
            found.add("a box leaves the paper")
        for _, area in labels:
            if meet(area, box.area):
                found.add("a label lies on a box")
    for _, area in labels:
        if not within(area, paper):
            found.add("a label leaves the paper")
    for arrow in drawing.arrows:
        found |= arrow_faults(arrow, drawing)
    return found


def arrow_faults(arrow: Arrow, drawing: Drawing) -> set[str]:
    found = set()
    paper = Area(0, 0, drawing.width, drawing.height)
    for part in segments(arrow):
        if part.width and part.height:
            found.add("a line runs askew")
        if not within(part, paper):
            found.add("a line leaves the paper")
        if any(meet(part, box.area) for box in drawing.boxes if box.step not in (arrow.source, arrow.target)):
            found.add("a line crosses a foreign box")
        if any(other.label_area and meet(part, other.label_area) for other in drawing.arrows):
            found.add("a line crosses a label")
        for other in drawing.arrows:
            if other.target != arrow.target and any(shared(part, foreign) for foreign in segments(other)):
                found.add("two arrows to different steps share a line")
    target, (x, y) = drawing.boxes[arrow.target].area, arrow.head[0]
    sides = [(target.x + target.width // 2, target.y)]
    sides += [(target.x + side, target.y + target.height // 2) for side in (0, target.width)]
    if (x, y) not in sides:
        found.add("a head does not touch its box")
    source, start = drawing.boxes[arrow.source].area, arrow.points[0]
    if not within(Area(*start, 0, 0), source):
        found.add("a line does not begin at its box")
    return found


def shared(one: Area, other: Area) -> bool:
    """Whether two straight lines run on the same line for a while."""
    if one.width == other.width == 0:
        return one.x == other.x and one.y < other.y + other.height and other.y < one.y + one.height
    if one.height == other.height == 0:
        return one.y == other.y and one.x < other.x + other.width and other.x < one.x + one.width
    return False


@pytest.mark.parametrize("name", EXAMPLES)
def test_real_flows_are_right_and_drawn_for_a_phone(name: str) -> None:
    steps = EXAMPLES[name]
    drawing = draw(steps)
    assert list(problems(steps)) == []
    assert faults(drawing) == set()
    assert drawing.width <= 360


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_step_has_a_box_and_every_way_an_arrow(name: str) -> None:
    steps = EXAMPLES[name]
    drawing = draw(steps)
    assert [box.step for box in drawing.boxes] == list(range(len(steps)))
    ways = {(source, target): "" for source, found in enumerate(following(steps)) for target, _ in found}
    assert {(arrow.source, arrow.target) for arrow in drawing.arrows} == set(ways)
    assert len(drawing.arrows) == len(ways)
    for box, written in zip(drawing.boxes, steps, strict=True):
        assert "".join(line.text for line in box.names) == written["名称"]
    for arrow in drawing.arrows:
        conditions = [text for target, text in following(steps)[arrow.source] if target == arrow.target]
        assert "".join(line.text for line in arrow.label) == "；".join(filter(None, conditions))


@pytest.mark.parametrize("name", EXAMPLES)
def test_text_stays_in_its_shape(name: str) -> None:
    for box in draw(EXAMPLES[name]).boxes:
        x, y, width, height = box.area
        for size, lines in ((15, box.names), (13, box.notes)):
            for line in lines:
                half = extent(line.text, size) / 2
                for reach in (abs(line.y - size + 3 - box.level), abs(line.y + 1 - box.level)):
                    room = width / 2 * (1 - reach / (height / 2)) if box.shape == "判断" else width / 2 - 4
                    assert half <= room, line
                assert y < line.y < y + height
                assert abs(line.x - x - width // 2) <= 4


def test_the_main_way_is_one_straight_line() -> None:
    middle = {box.area.x + box.area.width // 2 for box in draw(LICENCE).boxes if LICENCE[box.step]["编号"] in "1246789"}
    assert len(middle) == 1


def test_a_way_back_arrives_from_the_side() -> None:
    drawing = draw(PENALTY)
    names = [written["名称"] for written in PENALTY]
    review, inquiry = names.index("案件审核"), names.index("调查取证")
    back = next(arrow for arrow in drawing.arrows if (arrow.source, arrow.target) == (review, inquiry))
    assert drawing.boxes[inquiry].area.y < drawing.boxes[review].area.y
    assert back.head[0] == (drawing.boxes[inquiry].area.x, drawing.boxes[inquiry].level)
    assert "".join(line.text for line in back.label) == "事实不清、证据不足"


def test_a_side_step_listed_last_stands_where_it_belongs() -> None:
    steps = [
        step("1", "申请", "开始"),
        step("2", "是否听证", "判断", "3 不需要, 9 需要"),
        step("3", "决定"),
        step("4", "办结", "结束"),
        step("9", "听证", "环节", "3"),
    ]
    tops = [box.area.y for box in draw(steps).boxes]
    assert tops[1] < tops[4] < tops[2] < tops[3]


def test_three_at_once_wait_for_a_place_on_a_phone() -> None:
    ends = [step(str(number), f"结果{number}", "结束") for number in range(3, 6)]
    steps = [step("1", "开始", "开始"), step("2", "决定", "判断", "3 甲, 4 乙, 5 丙"), *ends]
    more = [step("6", "办理", "环节", "7"), step("7", "完成", "结束")]
    assert draw(steps).width > 360
    steps[1] = step("2", "决定", "判断", "3 甲, 4 乙, 6 丙")
    assert draw(steps[:4] + more).width <= 360


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("自受理之日起15个工作日内", 105, ["自受理之日起", "15个工作日内"]),
        ("不超过1234567元的罚款", 90, ["不超过", "1234567元", "的罚款"]),
        ("听取陈述、申辩并复核", 105, ["听取陈述、", "申辩并复核"]),
        ("责令改正违法行为吗？", 135, ["责令改正违", "法行为吗？"]),
        ("", 100, []),
    ],
)
def test_text_is_wrapped_where_one_may(text: str, room: int, lines: list[str]) -> None:
    assert wrap(text, 15, room) == lines


@given(st.text("第一条、（）《》，。15.8%ab 罚款", max_size=60), st.integers(30, 200))
def test_wrapping_loses_nothing_and_fits(text: str, room: int) -> None:
    lines = wrap(text, 15, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(extent(line, 15) <= room for line in lines)


@st.composite
def graphs(draw_one: st.DrawFn) -> Steps:
    """Any graph that the schema allows, right or wrong."""
    count = draw_one(st.integers(1, 20))
    target = st.integers(0, count).map(str)
    way = st.fixed_dictionaries({"到": target}, optional={"条件": st.text("不符合条件A1，", min_size=1, max_size=30)})
    one = st.fixed_dictionaries(
        {"名称": st.text("审核立案0ab（）、", min_size=1, max_size=40)},
        optional={
            "类型": st.sampled_from(["开始", "环节", "判断", "结束"]),
            "时限": st.text("日内15", min_size=1, max_size=30),
            "负责": st.just("法制审核机构"),
            "下一步": st.lists(way, min_size=1, max_size=5),
        },
    )
    steps = draw_one(st.lists(one, min_size=count, max_size=count))
    return [{"编号": str(number), **written} for number, written in enumerate(steps)]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(graphs())
def test_any_graph_is_drawn_well(steps: Steps) -> None:
    list(problems(steps))
    drawing = draw(steps)
    assert faults(drawing) == set()
    assert len(drawing.arrows) == len(
        {(source, target) for source, found in enumerate(following(steps)) for target, _ in found}
    )


def test_nothing_and_one_step_are_drawn() -> None:
    assert draw([]).boxes == ()
    assert len(draw([step("1", "开始")]).boxes) == 1


def test_the_same_in_every_process() -> None:
    code = (
        "import hashlib;from plugins.columns.flowchart import draw;from tests.test_flowchart import EXAMPLES;"
        "print(hashlib.sha256(repr([draw(e) for e in EXAMPLES.values()]).encode()).hexdigest())"
    )
    root = Path(__file__).parents[1]
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=root,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(seen) == 1


HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}</svg>"


def page(steps: Steps) -> str:
    macros = environment().get_template("_flowchart.html").module
    return (
        f"<main>{macros.flowchart(draw(steps), HOSTILE, 'f')}{macros.steps_text(steps, following(steps), 'f')}</main>"
    )


def test_hostile_text_stays_text() -> None:
    steps = [
        step("1", HOSTILE, "判断", f"2 {HOSTILE}, 1 否", 内容=HOSTILE, 负责="<b>", 时限='"><i>'),
        step("2", "结束", "结束"),
    ]
    tree = ET.fromstring(page(steps))
    allowed = {"main", "svg", "title", "desc", "g", "path", "polygon", "rect", "text", "tspan"}
    allowed |= {"ol", "ul", "li", "p", "span", "a"}
    assert {element.tag for element in tree.iter()} <= allowed
    written = "".join(tree.itertext())
    assert written.count(HOSTILE) >= 3
    assert "<b>" in written
    assert "49" not in written


def test_the_svg_obeys_a_strict_policy_and_has_a_name() -> None:
    tree = ET.fromstring(page(PENALTY))
    names = {name for element in tree.iter() for name in element.attrib}
    assert not {name for name in names if name == "style" or name.startswith("on") or "href" in name} - {"href"}
    ids = [element.attrib["id"] for element in tree.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    svg = tree.find("svg")
    assert svg is not None
    assert svg.attrib["role"] == "img"
    named = svg.attrib["aria-labelledby"].split()
    assert [svg.find("title").attrib["id"], svg.find("desc").attrib["id"]] == named  # type: ignore[union-attr]
    assert svg.attrib["viewBox"].startswith("0 0 ")
    assert "url(" not in page(PENALTY)


def test_the_text_says_all_and_leads_on() -> None:
    tree = ET.fromstring(page(PENALTY))
    steps = tree.findall("ol/li")
    assert len(steps) == len(PENALTY)
    links = {link.attrib["href"].removeprefix("#") for link in tree.iter("a")}
    assert links <= {element.attrib["id"] for element in steps}
    review = "".join(steps[[written["名称"] for written in PENALTY].index("是否要求听证")].itertext())
    assert "要求 → 第 13 步 组织听证" in review
    assert "时限：5个工作日内" in review


def said(steps: Steps) -> list[tuple[Keys, str]]:
    return [(keys, message) for keys, message, _ in problems(steps)]


START = step("1", "受理", "开始")
END = step("9", "办结", "结束")


@pytest.mark.parametrize(
    ("steps", "keys", "message"),
    [
        ([START, step("1", "审查"), END], (1, "编号"), "编号 1 已经用在“受理”"),
        ([START, step("2", "审查", "环节", "7"), END], (1, "下一步", 0, "到"), "本图没有编号为 7 的步骤"),
        ([step("1", "受理", "开始", "9"), step("2", "审查"), END], (1,), "从第一步走不到“审查”"),
        ([START, step("2", "审查")], (), "从第一步走不到任何结束"),
        (
            [
                step("1", "受理", "判断", "2 是, 9 否"),
                step("2", "审查", "环节", "3"),
                step("3", "复查", "环节", "2"),
                END,
            ],
            (1,),
            "从“审查”走不到任何结束",
        ),
        ([START, step("2", "符合吗", "判断", "9 符合"), END], (1,), "判断“符合吗”的下一步不足两个"),
        ([START, step("2", "符合吗", "判断"), END], (1,), "判断“符合吗”的下一步不足两个"),
        (
            [START, step("2", "符合吗", "判断", "9 符合, 1"), END],
            (1, "下一步", 1),
            "判断“符合吗”的这个下一步没有写条件",
        ),
        ([START, step("2", "审查", "环节", "2 重做, 9 完成"), END], (1, "下一步", 0, "到"), "“审查”的下一步是它自己"),
        ([START, step("9", "办结", "结束", "1")], (1, "下一步"), "结束“办结”后面还有下一步"),
    ],
)
def test_what_is_wrong_is_said(steps: Steps, keys: Keys, message: str) -> None:
    assert (keys, message) in said(steps)
    assert all(help_text.endswith("。") for _, _, help_text in problems(steps))
    assert faults(draw(steps)) == set()


def test_one_mistake_is_said_once() -> None:
    steps = [START, step("2", "审查", "环节", "7"), END]
    assert [keys for keys, _ in said(steps)].count((1, "下一步", 0, "到")) == 1
    assert said([START, step("2", "审查"), END]) == []
