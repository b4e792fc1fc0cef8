"""Lists, charts and sheets as visitors use them: in a real browser, on a desk and on a phone, without JavaScript, as CSV.

The site is the tiny one with lists, a flow chart and a report added, and with texts that are too long for any cell.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from plugins.commands.build import build
from plugins.registry import source, writing
from plugins.registry.kinds import kind
from tests.browser import serve
from tests.conftest import BASE_URL, INSTANCE
from tests.test_site import Visit, assert_fits

AGENCY = "anshi-scjg"
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 900}
# No browser finds a place to break it.
LONG = "x" * 120
HOSTILE = "</td><script>document.title='!'</script>"
# In the order of their sounds, and of their numbers.
NAMES = ("白云酒店", "陈皮加工", "董事备案", "李子销售", "面包保质期", "王家饭店", "许可变更", "张贴价签", "周边摊位")
MATTERS = [
    {
        "事项编码": f"CF-{number}",
        "执法类别": "行政处罚",
        "事项名称": name,
        "执法依据": f"《中华人民共和国食品安全法》第{number}条" + ("，" + LONG if number == 9 else ""),
        "承办机构": "执法二科" if number % 2 else "执法一科ＡＢ",
    }
    # 9, 10, 11: a text order would put 9 last.
    for number, name in zip((11, 9, 10, 101, 102, 103, 104, 105, 106), NAMES, strict=True)
]
MATTERS[3] |= {"办理时限": '=HYPERLINK("https://elsewhere.example")', "裁量基准": HOSTILE}
MATTERS[4] |= {"办理时限": "+86", "裁量基准": "-1+1"}
MATTERS[5] |= {"办理时限": "@SUM(A1)", "裁量基准": "＝1＋1"}
TIERS = [
    {
        "档次": "从轻",
        "适用情形": f"首次，{LONG}",
        "处罚幅度": "5000元以上1万元以下",
        "罚款下限": "5000元",
        "罚款上限": "1万元",
    },
    {"档次": "一般", "适用情形": "其他", "处罚幅度": "1万元以上5万元以下", "罚款下限": "1万元", "罚款上限": "5万元"},
    {"档次": "从重", "适用情形": "造成后果", "处罚幅度": "5万元以上", "罚款下限": "5万元"},
]
LISTS: dict[str, dict[str, Any]] = {
    "matters": {"更新日期": "2026-01-05", "条目": MATTERS},
    "discretion": {
        "更新日期": "2026-01-05",
        "基准文件": "安石市裁量基准",
        "条目": [
            {"事项编码": f"CF-{code}", "违法行为": "经营过期食品", "处罚依据": "法", "档次": TIERS} for code in (11, 9)
        ],
    },
    "counters": {
        "更新日期": "2026-01-05",
        "亮证和告知": "主动出示证件。",
        "条目": [
            {
                "岗位编号": f"CK-00{number}",
                "岗位名称": "综合受理窗口",
                "单位": "许可科",
                "姓名": "沈青禾",
                "服务事项": "食品经营许可的受理、发证" + LONG,
                "岗位职责": "受理申请，核对材料，一次告知。" * 12,
                "窗口地址": "安石市人民路1号一层",
                "咨询电话": "0990-5550002",
                "投诉举报": "0990-5550001",
            }
            for number in (1, 2)
        ],
    },
}
FLOW = {
    "名称": "行政处罚普通程序流程图",
    "依据": "《中华人民共和国行政处罚法》",
    "更新日期": "2026-01-05",
    "步骤": [
        {"编号": "a", "名称": "发现线索", "类型": "开始", "内容": LONG},
        {
            "编号": "b",
            "名称": "是否立案",
            "类型": "判断",
            "下一步": [{"到": "c", "条件": "符合"}, {"到": "e", "条件": "不符合"}],
        },
        {"编号": "c", "名称": "调查取证", "负责": "执法一科", "时限": "九十日"},
        {"编号": "d", "名称": "作出决定"},
        {"编号": "e", "名称": "结案归档", "类型": "结束"},
    ],
}
REPORT = {
    "标题": "安石市市场监督管理局2025年行政执法统计年报",
    "年度": "2025",
    "公布日期": "2026-01-20",
    "无此职责": ["行政许可", "行政强制", "行政征收", "行政征用", "行政收费", "行政检查", "其他行政执法行为"],
    "行政处罚": {"罚款": "1", "合计": "1", "罚没金额": "1元"},
    "情况说明": LONG,
}
FLOWCHART, REPORT_PAGE = f"{AGENCY}/flowchart/putong/", f"{AGENCY}/report/2025/"
COUNTER, LIST, MATTER = f"{AGENCY}/counters/CK-001/", f"{AGENCY}/matters/", f"{AGENCY}/matters/CF-11/"
PAGES = (
    *(LIST, f"{AGENCY}/discretion/", f"{AGENCY}/counters/", COUNTER, MATTER, FLOWCHART, REPORT_PAGE),
    *("stats/", f"{AGENCY}/stats/", "anshi/subjects/", f"{AGENCY}/"),
)
CHARTS = ("stats/", f"{AGENCY}/stats/", MATTER)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists")
    root, output = folder / "root", folder / "site"
    shutil.copytree(INSTANCE, root, ignore=shutil.ignore_patterns("guides", "xk-0001.yaml"))
    agency = root / "agencies" / AGENCY
    for file in (root / "agencies").glob("*/decisions/*/*"):
        file.write_text(file.read_text("utf-8").replace("事项编码: CF-0001", "事项编码: CF-11"), "utf-8")
    for name, values in LISTS.items():
        (agency / "lists" / f"{name}.yaml").write_text(writing.dump(values), "utf-8")
    for path, values in (("flowcharts/putong.yaml", FLOW), ("reports/2025.yaml", REPORT)):
        (agency / path).parent.mkdir()
        (agency / path).write_text(writing.dump(values), "utf-8")
    read, _ = source.read("x.yaml", (agency / "decisions/2026/cf-0001.yaml").read_bytes())
    assert read
    for number in range(50, 56):
        more = {
            "罚款金额": f"{number}00元",
            "处罚内容": "罚款。",
            "裁量档次": "从轻",
            "行政处罚决定书文号": f"安市监处罚〔2026〕{number}号",
        }
        text = writing.dump(writing.ordered(read.values | more, kind("penalty")))
        (agency / f"decisions/2026/cf-00{number}.yaml").write_text(text, "utf-8")
    assert build(root, output, base_url=BASE_URL, today=None, jobs=1, search=False) == 0
    return output


@pytest.fixture(scope="module")
def url(site: Path) -> Iterator[str]:
    """The site below /open/data/, under the strict policy."""
    with serve(site, prefix="/open/data/") as address:
        yield address


@pytest.fixture(scope="module")
def everything(browser: Browser) -> Iterator[Visit]:
    """One page for all tests, which remembers what went wrong and what it asked for."""
    context = browser.new_context()
    yield Visit(context.new_page())
    context.close()


@pytest.fixture
def visit(everything: Visit, url: str) -> Iterator[Page]:
    """The page on a desk; afterwards nothing foreign was loaded and nothing went wrong."""
    everything.errors.clear()
    everything.requests.clear()
    everything.page.set_viewport_size(DESK)
    yield everything.page
    assert not everything.errors
    assert not [address for address in everything.requests if not address.startswith(url)]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(visit: Page, url: str, path: str) -> None:
    """On a desk and on a phone, also with all that is folded away unfolded."""
    visit.goto(f"{url}{path}")
    expect(visit.locator("h1")).to_be_visible()
    for size in (DESK, PHONE):
        visit.set_viewport_size(size)
        assert_fits(visit)
    visit.locator("details").evaluate_all("(all) => all.forEach((one) => (one.open = true))")
    for size in (PHONE, DESK):
        visit.set_viewport_size(size)
        assert_fits(visit)
    assert visit.title() != "!", "what an agency wrote was run"


# The names in the rows that are shown, from top to bottom.
_SHOWN = "(rows) => rows.filter((row) => row.checkVisibility()).map((row) => row.querySelector('td.party').innerText)"


def names(page: Page) -> list[str]:
    shown: list[str] = page.locator("table.sortable tbody tr").evaluate_all(_SHOWN)
    return shown


def test_a_click_on_a_header_sorts(visit: Page, url: str) -> None:
    """Up, and down again; numbers by their value, Chinese by its sound; said to those who do not see it."""
    visit.goto(f"{url}{LIST}")
    said, headers = visit.get_by_role("status"), visit.locator("table.sortable thead th")
    assert names(visit) == list(NAMES)
    by_code, by_name = (visit.get_by_role("columnheader", name=name) for name in ("事项编码", "事项名称"))
    by_code.get_by_role("button").click()
    expect(by_code).to_have_attribute("aria-sort", "ascending")
    assert names(visit)[:4] == ["陈皮加工", "董事备案", "白云酒店", "李子销售"]
    expect(said).to_have_text("已按“事项编码”升序排列")
    by_code.get_by_role("button").click()
    expect(by_code).to_have_attribute("aria-sort", "descending")
    assert names(visit)[:2] == ["周边摊位", "张贴价签"]
    expect(said).to_have_text("已按“事项编码”降序排列")
    by_name.get_by_role("button").focus()
    visit.keyboard.press("Enter")
    expect(by_name).to_have_attribute("aria-sort", "ascending")
    assert names(visit) == list(NAMES)
    sorts = headers.evaluate_all("(all) => all.map((one) => one.ariaSort).filter(Boolean)")
    assert sorts == ["ascending"], "the other headers say nothing any more"


def test_a_box_filters(visit: Page, url: str) -> None:
    """All words must occur, in any width and case; what is left is counted aloud; emptied, all rows are back."""
    visit.goto(f"{url}{LIST}")
    box, said = visit.get_by_role("searchbox", name="在表内查找"), visit.get_by_role("status")
    box.fill("王家")
    expect(said).to_have_text("显示 1 行，共 9 行")
    assert names(visit) == ["王家饭店"]
    box.fill("一科ab cf-10")
    expect(said).to_have_text("显示 4 行，共 9 行")
    assert names(visit) == ["董事备案", "面包保质期", "许可变更", "周边摊位"]
    box.fill("没有这样的事项")
    expect(said).to_have_text("显示 0 行，共 9 行")
    assert names(visit) == []
    assert_fits(visit)
    box.fill("　")
    expect(said).to_have_text("")
    assert names(visit) == list(NAMES)


def test_sorting_keeps_the_filter(visit: Page, url: str) -> None:
    visit.goto(f"{url}{LIST}")
    visit.get_by_role("searchbox", name="在表内查找").fill("二科")
    before = names(visit)
    visit.get_by_role("button", name="事项编码").click()
    assert names(visit) == ["陈皮加工", "白云酒店", "李子销售", "王家饭店", "张贴价签"]
    assert sorted(before) == sorted(names(visit))


def test_a_short_table_has_no_filter(visit: Page, url: str) -> None:
    visit.goto(f"{url}{AGENCY}/discretion/")
    expect(visit.get_by_role("button", name="事项编码")).to_be_visible()
    expect(visit.get_by_role("searchbox", name="在表内查找")).to_have_count(0)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_without_javascript_it_is_a_plain_table(browser: Browser, url: str, size: ViewportSize) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=size)
    try:
        page = context.new_page()
        page.goto(f"{url}{LIST}")
        table = page.locator("table.sortable")
        assert names(page) == list(NAMES)
        assert table.locator("button").count() == 0
        assert page.locator("label.filter, .said").count() == 0
        columns = list(kind("matters").fields["条目"].schema["items"]["properties"])
        columns.remove("随机抽查")  # No entry says anything of it.
        assert table.locator("thead th").all_text_contents() == columns
        table.get_by_role("link", name="白云酒店").click()
        assert page.url == f"{url}{MATTER}"
    finally:
        context.close()


def test_a_link_leads_to_the_row(visit: Page, url: str) -> None:
    """As from a decision to its tiers."""
    visit.goto(f"{url}{AGENCY}/discretion/#CF-9")
    row = visit.locator("tr#CF-9")
    expect(row).to_be_in_viewport()
    expect(row).to_contain_text("从重")


# What a chart says instead of itself: its role, and the elements that its labels lead to.
_TOLD = """(charts) => charts.map((chart) => [chart.getAttribute("role"), ...["labelledby", "describedby"].map((way) => {
  const found = document.querySelectorAll("#" + chart.getAttribute("aria-" + way));
  return [found.length, found[0]?.tagName, found[0]?.parentElement === chart, Boolean(found[0]?.textContent.trim())];
})])"""


@pytest.mark.parametrize("path", CHARTS)
def test_charts_are_told_to_those_who_do_not_see_them(visit: Page, url: str, path: str) -> None:
    """A title and a description each, found by their ids, of which there is one each on the page."""
    visit.set_viewport_size(PHONE)
    visit.goto(f"{url}{path}")
    charts = visit.locator("main svg.chart").evaluate_all(_TOLD)
    assert charts
    assert charts == [["img", [1, "title", True, True], [1, "desc", True, True]]] * len(charts)
    # Whoever wants the numbers unfolds them.
    behind = visit.locator("details.behind")
    if path != MATTER:
        assert behind.count() == len(charts)
        behind.first.locator("summary").click()
        expect(behind.first.locator("table tbody tr").first).to_be_visible()


def test_a_flow_chart_is_told_too(visit: Page, url: str) -> None:
    visit.set_viewport_size(PHONE)
    visit.goto(f"{url}{FLOWCHART}")
    flow = visit.get_by_role("img", name="行政处罚普通程序流程图")
    expect(flow).to_be_visible()
    assert (flow.locator("> title").text_content() or "").startswith("行政处罚普通程序流程图")
    assert "5 个步骤" in (flow.locator("> desc").text_content() or "")
    steps = visit.locator("ol.flow-steps > li")
    assert steps.count() == 5
    steps.nth(1).get_by_role("link", name="结案归档").click()
    assert visit.url.endswith("#step-5")
    expect(steps.nth(4)).to_be_in_viewport()


def test_the_sheet_of_a_counter_has_its_code(visit: Page, url: str) -> None:
    """Drawn, not loaded; it leads to the permanent address, which stands beside it."""
    visit.set_viewport_size(PHONE)
    visit.goto(f"{url}{COUNTER}")
    code = visit.get_by_role("img", name="二维码")
    drawing = code.locator("svg")
    expect(drawing).to_be_visible()
    box = drawing.bounding_box()
    assert box
    assert box["width"] == pytest.approx(box["height"], abs=1)
    assert box["width"] > 80, "a phone must read it"
    assert drawing.locator("path").count() > 0
    expect(visit.locator(".board-code .code")).to_have_text(f"{BASE_URL}{AGENCY}/counters/")
    expect(visit.locator("article.board")).to_contain_text("主动出示证件。")


def test_a_report_shows_both_numbers(visit: Page, url: str) -> None:
    """What the agency states and what its records give; more than is stated is said, never mended."""
    visit.goto(f"{url}{REPORT_PAGE}")
    taken = visit.locator("tr", has=visit.get_by_role("rowheader", name="罚没金额"))
    assert taken.locator("td").all_inner_texts() == ["1元", "5,000元 多于填报"]
    total = visit.locator("tr.total")
    assert total.locator("td").all_inner_texts() == ["1", "1"]


def rows_of(path: Path) -> list[list[str]]:
    """A table as a spreadsheet opens it."""
    content = path.read_bytes()
    assert content.startswith("\ufeff".encode()), "without it Excel takes the text for another encoding"
    assert content.count(b"\r\n") == content.count(b"\r")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_opens_as_a_table(site: Path, name: str) -> None:
    """The columns of the schema in their order, every entry a row, the same texts as in the data."""
    header, *rows = rows_of(site / f"api/v1/lists/{AGENCY}/{name}.csv")
    assert header == list(kind(name).fields["条目"].schema["items"]["properties"])
    data = json.loads((site / f"api/v1/lists/{AGENCY}/{name}.json").read_bytes())["data"]["条目"]
    assert len(rows) == len(data)
    for row, entry in zip(rows, data, strict=True):
        assert len(row) == len(header)
        for column, cell in zip(header, row, strict=True):
            value = entry.get(column, "")
            if isinstance(value, str):
                assert cell.removeprefix("'") == value
            else:
                assert len(cell.split("\n")) == len(value)
                assert all(part in cell for one in value for part in one.values())


def test_no_cell_is_a_formula(site: Path) -> None:
    """Whatever an agency wrote, it opens as text."""
    _, *rows = rows_of(site / f"api/v1/lists/{AGENCY}/matters.csv")
    cells = [cell for row in rows for cell in row]
    assert '\'=HYPERLINK("https://elsewhere.example")' in cells
    assert {"'+86", "'-1+1", "'@SUM(A1)", "'＝1＋1"} <= set(cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"))]
    assert HOSTILE in cells, "quotes and brackets are nobody's formula"


def test_the_register_opens_as_a_table(site: Path) -> None:
    header, *rows = rows_of(site / "api/v1/subjects/anshi.csv")
    assert header == [name for name, item in kind("agency").fields.items() if item.registered]
    assert [row[header.index("机构名称")] for row in rows] == ["安石市市场监督管理局", "安石市生态环境局"]


def test_a_list_is_downloaded_from_its_page(visit: Page, url: str) -> None:
    visit.goto(f"{url}{LIST}")
    with visit.expect_download() as download:
        visit.get_by_role("link", name="表格（CSV）").click()
    assert download.value.suggested_filename == "matters.csv"
    assert rows_of(Path(download.value.path()))[0][0] == "事项编码"
