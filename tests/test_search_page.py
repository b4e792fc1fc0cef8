"""The search page in a browser: what is there is found, what is not is said, and every state can be reached again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.browser import serve
from tests.search_browser import answer, ask, look, search
from tests.search_site import CODE, HOSTILE, build_site, penalty, records


@pytest.mark.parametrize(
    "query, found, marks",
    [
        ("清河县望岳鼎盛农资经营部", ["清河县望岳鼎盛农资经营部"], ["清河县望岳鼎盛农资经营部"]),
        ("岳鼎盛农", ["清河县望岳鼎盛农资经营部"], ["岳鼎盛农"]),
        ("望岳鼎盛農資經營部", ["清河县望岳鼎盛农资经营部"], ["望岳鼎盛农资经营部"]),
        ("清市监处罚〔2025〕1010号", ["青岩市蓝桥食品有限公司"], ["清市监处罚〔2025〕1010号"]),
        ("清市监处罚[2025]1010号", ["青岩市蓝桥食品有限公司"], ["清市监处罚〔2025〕1010号"]),
        ("（２０２５）1010号", ["青岩市蓝桥食品有限公司"], ["2025〕1010号"]),
        ("1010", ["青岩市蓝桥食品有限公司"], ["1010"]),
        (CODE.lower(), ["清河县望岳鼎盛农资经营部"], [CODE]),
        (CODE[:14], ["清河县望岳鼎盛农资经营部"], [CODE]),
        (CODE[8:17], ["清河县望岳鼎盛农资经营部"], [CODE]),
        ("无证经营", ["青岩市蓝桥食品有限公司"], ["无证经营"]),
        ("蓝桥 无证经营 2025", ["青岩市蓝桥食品有限公司"], ["蓝桥", "2025", "无证经营"]),
        ("baltic波罗的海", ["清河县Baltic波罗的海贸易公司"], ["Baltic波罗的海"]),
        ("䶮𠮷牌", None, ["䶮𠮷牌"]),
        ("“蓝桥食品”", ["青岩市蓝桥食品有限公司"], ["蓝桥食品"]),
        ('蓝桥 "有限公司 "', ["青岩市蓝桥食品有限公司"], ["蓝桥", "有限公司"]),
        ("清河市监 望岳鼎盛", ["清河县望岳鼎盛农资经营部"], ["望岳鼎盛"]),
    ],
)
def test_found(warm_page: Page, query: str, found: list[str] | None, marks: list[str]) -> None:
    result = look(warm_page, query)
    assert result.status.startswith("找到 1 条")
    assert found is None or result.titles == found
    assert result.marks == marks


@pytest.mark.parametrize(
    "query",
    [
        "“望岳 农资”",  # both are there, not side by side
        f'"{CODE[:14]}"',  # in quotation marks a part of a code is no code
        "农资望岳鼎盛",  # every word is there, the phrase is not
        "望岳鼎盛农资经营部有限公司",
        "暮云商贸",  # withdrawn
        "已撤回的暮云商贸行",
        "清市监处罚〔2026〕1020号",
        "蓝桥 望岳",  # each is there, never together
        "20251010",  # 2025 and 1010 are neighbours, not one number
        "991",  # the beginning of codes, but shorter than what is promised
        "cf-0003",  # ids are not content
        "cf",
        "甲乙丙丁",
        "zzzz",
    ],
)
def test_not_found(warm_page: Page, query: str) -> None:
    result = look(warm_page, query)
    assert result.status == f"没有找到“{query}”。"
    assert result.titles == []
    assert warm_page.locator(".search-hints li").count() >= 3


@pytest.mark.parametrize("query, reason", [("鼎", "只有一个字"), ("，。", "请输入汉字"), ("长" * 200, "查询内容太长")])
def test_refused_with_a_reason(warm_page: Page, query: str, reason: str) -> None:
    assert reason in look(warm_page, query).status


def days(page: Page) -> list[str]:
    return [item.get_attribute("datetime") or "" for item in page.locator(".search-result time").all()]


def test_result_shows_what_a_person_needs(warm_page: Page, search_address: str) -> None:
    look(warm_page, "Baltic 不合格化肥")
    item = warm_page.locator(".search-result")
    expect(item.locator("a")).to_have_attribute("href", f"{search_address}qinghe-yjgl/2025/cf-0040/")
    for text in (
        "行政处罚",
        "已更正",
        "清市监处罚〔2025〕1040号",
        "清河县应急管理局",
        "罚款金额 5,040 元",
        "2025年5月13日公示",
    ):
        expect(item.locator(".search-result__meta")).to_contain_text(text)
    expect(item.locator(".search-result__passage")).to_contain_text("违法事实：经查，当事人于2025年5月销售不合格化肥")
    assert item.locator("mark").all_inner_texts() == ["Baltic", "不合格化肥"]


def test_newest_first_over_all_years_and_pages_in_the_address(warm_page: Page) -> None:
    result = look(warm_page, "不合格化肥")
    assert result.status.startswith("找到 57 条，第 1 页，共 6 页")
    dates = days(warm_page)
    warm_page.click("text=下一页")
    expect(warm_page.locator("#search-status")).to_contain_text("第 2 页")
    expect(warm_page.locator(".search-result__title a").first).to_be_focused()
    dates += days(warm_page)
    assert dates == sorted(dates, reverse=True)
    assert len(dates) == 20
    assert warm_page.url.endswith("page=2")
    warm_page.goto(warm_page.url.replace("page=2", "page=6"))
    expect(warm_page.locator("#search-status")).to_contain_text("找到 57 条，第 6 页")
    assert warm_page.locator(".search-result").count() == 7
    assert warm_page.locator(".search-results").get_attribute("start") == "51"


def test_an_exact_name_comes_before_others_that_hold_it(warm_page: Page) -> None:
    assert look(warm_page, "清河县望岳鼎盛农资经营部").titles[0] == "清河县望岳鼎盛农资经营部"
    expect(warm_page.locator(".search-result__exact")).to_have_text(["完全相符"])


def test_a_whole_name_is_answered_before_the_index(warm_page: Page) -> None:
    result = look(warm_page, "清河縣望岳鼎盛農資經營部")
    assert result.status == "找到 1 条完全相符的决定。"
    expect(warm_page.locator("#search-wider")).to_have_count(0)


def test_who_mentions_a_name_stands_below_who_bears_it(browser: Browser, tmp_path: Path) -> None:
    name = "清河县望岳鼎盛农资经营部"
    build_site([*records(), penalty(62, 违法事实=f"当事人从{name}购进化肥。")], tmp_path)
    alive = True
    with serve(tmp_path, broken=lambda path: ".pf_index" in path and not alive) as root:
        page = browser.new_page()
        search(page, root, name)
        expect(page.locator("#search-status")).to_have_text("找到 2 条。")
        expect(page.locator(".search-result").first).to_contain_text("完全相符")
        expect(page.locator(".search-result").last).to_contain_text("购进化肥")
        alive = False
        page.reload()
        assert answer(page).status == "找到 1 条完全相符的决定。"
        page.close()
        page = browser.new_page()
        assert search(page, root, name).status == "找到 1 条完全相符的决定。"
        expect(page.get_by_role("link", name="再查内容里提到")).to_be_visible()
        page.close()


def test_filters_count_narrow_and_can_be_taken_away(warm_page: Page) -> None:
    look(warm_page, "不合格化肥")
    box = warm_page.get_by_role("checkbox", name="清河县农业农村局")
    expect(box).not_to_be_checked()
    expect(warm_page.locator("label", has_text="清河县农业农村局")).to_contain_text("19")
    expect(warm_page.locator("label", has_text="已更正")).to_contain_text("1")
    expect(warm_page.locator("label", has_text="2025年")).to_contain_text("20")
    box.focus()
    warm_page.keyboard.press("Space")
    expect(warm_page.locator("#search-status")).to_have_text(re.compile("^找到符合筛选的 19 条"))
    assert "agency=qinghe-nync" in warm_page.url
    expect(warm_page.get_by_role("checkbox", name="清河县农业农村局")).to_be_focused()
    expect(warm_page.locator("label", has_text="清河县市场监督管理局")).to_contain_text("20")
    agencies = warm_page.locator(".search-result__agency").all_inner_texts()
    assert set(agencies) == {"清河县农业农村局"}
    look(warm_page, "不合格化肥", "&agency=qinghe-nync&year=2024")
    expect(warm_page.locator("#search-status")).to_have_text(re.compile("^没有找到符合筛选的“不合格化肥”"))
    expect(warm_page.locator(".search-hints")).to_contain_text("去掉筛选")
    warm_page.get_by_role("link", name="去掉筛选“公示年份：2024年”").click()
    expect(warm_page.locator("#search-status")).to_have_text(re.compile("^找到符合筛选的 19 条"))
    warm_page.go_back()
    expect(warm_page.locator("#search-status")).to_have_text(re.compile("^没有找到符合筛选的"))
    warm_page.get_by_role("link", name="去掉全部筛选").click()
    expect(warm_page.locator("#search-status")).to_have_text(re.compile("^找到 57 条"))


def test_few_results_are_filtered_by_what_they_say_themselves(warm_page: Page) -> None:
    loaded: list[str] = []
    warm_page.on("request", lambda request: loaded.append(request.url))
    assert look(warm_page, "蓝桥", "&class=%E7%BD%9A%E6%AC%BE").status == "找到符合筛选的 1 条。"
    assert look(warm_page, "蓝桥", "&level=%E5%BF%97").status.startswith("没有找到符合筛选的")
    assert look(warm_page, "蓝桥", "&region=%E6%B8%85%E6%B2%B3%E5%8E%BF&year=2025").status == "找到符合筛选的 1 条。"
    assert not [url for url in loaded if "/names/" in url or "order" in url]


@pytest.mark.parametrize(
    "sort, first",
    [("amount", "2026-12-"), ("decided", "2026-12-24"), ("published", "2026-12-24"), ("relevance", "2026-12-24")],
)
def test_sorting(warm_page: Page, sort: str, first: str) -> None:
    look(warm_page, "不合格化肥", f"&sort={sort}")
    expect(warm_page.locator(".search-sorts [aria-current]")).to_have_count(1)
    if sort == "amount":
        assert "5,059" in warm_page.locator(".search-result__amount").first.inner_text()
    else:
        assert days(warm_page)[0] == first


def test_a_whole_number_or_code_leads_straight_to_its_record(search_page: Page, search_address: str) -> None:
    search_page.goto(f"{search_address}search/")
    for spelt in ("清市监处罚[2025] 1010 号", "清市监处罚（２０２５）1010号", "清市监处罚〔2025〕1010"):
        search_page.fill("[name=q]", spelt)
        search_page.press("[name=q]", "Enter")
        search_page.wait_for_url(f"{search_address}qinghe-yjgl/2025/cf-0010/")
        search_page.go_back()
        assert answer(search_page).titles == ["青岩市蓝桥食品有限公司"], (
            "back leads to the results, not to the record again"
        )
    search_page.goto(f"{search_address}search/?q={CODE.lower()}&go=1")
    search_page.wait_for_url(f"{search_address}qinghe-scjg/2024/cf-0003/")
    search_page.goto(f"{search_address}search/?q={CODE.lower()}")
    assert answer(search_page).titles == ["清河县望岳鼎盛农资经营部"], "a link that was shared stays where it is"


def test_a_number_is_answered_without_the_index(browser: Browser, search_site: Path) -> None:
    with serve(search_site, broken=lambda path: "/index/engine" in path or "/index/2" in path) as root:
        page = browser.new_page()
        page.goto(f"{root}search/?q={CODE}")
        expect(page.locator("#search-status")).to_have_text("找到 1 条完全相符的决定。")
        expect(page.locator(".search-result__title")).to_have_text(["清河县望岳鼎盛农资经营部"])
        page.close()


@pytest.mark.parametrize(
    "query", ["〔2025〕1010号", "[2025]1010号", "（２０２５）第1010号", "2025年1010号", "2025 1010号"]
)
def test_a_year_and_a_serial_number_lead_to_the_record(search_page: Page, search_address: str, query: str) -> None:
    search_page.goto(f"{search_address}search/")
    search_page.fill("[name=q]", query)
    search_page.press("[name=q]", "Enter")
    search_page.wait_for_url(f"{search_address}qinghe-yjgl/2025/cf-0010/")


def test_two_numbers_without_a_sign_are_two_words(warm_page: Page) -> None:
    assert look(warm_page, "1010 2025").status == look(warm_page, "2025 1010").status == "找到 1 条。"


def test_only_bundles_that_can_hold_it_are_opened(search_page: Page, search_address: str) -> None:
    loaded: list[str] = []
    search_page.on("request", lambda request: loaded.append(request.url))
    assert search(search_page, search_address, "岳鼎盛农").titles == ["清河县望岳鼎盛农资经营部"]
    opened = {found[1] for url in loaded if (found := re.search(r"/index/(20\d\d)-", url))}
    assert opened == {"2024"}
    loaded.clear()
    assert ask(search_page, "甲乙丙丁").status.startswith("没有找到")
    assert not [url for url in loaded if ".pf_index" in url]


def test_without_the_table_every_bundle_is_asked(browser: Browser, search_site: Path) -> None:
    with serve(search_site, broken=lambda path: "/index/presence" in path) as root:
        page = browser.new_page()
        assert search(page, root, "岳鼎盛农").titles == ["清河县望岳鼎盛农资经营部"]
        page.close()


def test_keyboard(warm_page: Page) -> None:
    look(warm_page, "不合格化肥")
    warm_page.locator("[name=q]").focus()
    warm_page.keyboard.press("ArrowDown")
    links = warm_page.locator(".search-result__title a")
    expect(links.nth(0)).to_be_focused()
    warm_page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    warm_page.keyboard.press("ArrowUp")
    warm_page.keyboard.press("ArrowUp")
    expect(warm_page.locator("[name=q]")).to_be_focused()
    links.nth(2).focus()
    warm_page.keyboard.press("/")
    expect(warm_page.locator("[name=q]")).to_be_focused()
    assert warm_page.evaluate("getSelection().toString()") == "不合格化肥"
    warm_page.keyboard.type("a/b")
    assert warm_page.locator("[name=q]").input_value() == "a/b"


def test_the_back_button_restores_the_former_query(search_page: Page, search_address: str) -> None:
    search(search_page, search_address, "蓝桥食品")
    assert ask(search_page, "望岳鼎盛").titles == ["清河县望岳鼎盛农资经营部"]
    box = search_page.locator("[name=q]")
    search_page.go_back()
    expect(search_page.locator(".search-result__title")).to_have_text(["青岩市蓝桥食品有限公司"])
    assert box.input_value() == "蓝桥食品"
    search_page.go_back()
    expect(search_page.locator(".search-result")).to_have_count(0)
    assert box.input_value() == ""
    expect(search_page.locator("#search-browse")).to_be_visible()
    search_page.go_forward()
    expect(search_page.locator(".search-result__title")).to_have_text(["青岩市蓝桥食品有限公司"])
    assert search_page.title() == "蓝桥食品 - 查询 - 行政执法公示平台"


def test_help_where_nothing_is_found(warm_page: Page) -> None:
    look(warm_page, "蓝桥 望岳")
    hints = warm_page.locator(".search-hints")
    expect(hints.get_by_role("link", name="只查“蓝桥”")).to_be_visible()
    look(warm_page, "暮云商贸 蓝桥")
    expect(hints).to_contain_text("没有一条决定里有“暮云商贸”")
    look(warm_page, "望岳鼎盛甲乙丙丁")
    hints.get_by_role("link", name="只查“望岳鼎盛”").click()
    expect(warm_page.locator(".search-result__title")).to_have_text(["清河县望岳鼎盛农资经营部"])
    look(warm_page, "应急管理局 甲乙丙丁")
    expect(hints.get_by_role("link", name="清河县应急管理局的公示专栏")).to_be_visible()
    expect(warm_page.locator("#search-browse")).to_be_visible()


def test_a_phone_folds_the_filters_and_loads_them_when_opened(browser: Browser, search_address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, locale="zh-CN")
    page = context.new_page()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    search(page, search_address, "不合格化肥")
    assert not [url for url in loaded if "filters.json" in url]
    page.locator("#search-filters summary").click()
    expect(page.get_by_role("checkbox", name="清河县农业农村局")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()


def test_hostile_text_stays_text(warm_page: Page) -> None:
    look(warm_page, "当事人网页载有")
    expect(warm_page.locator(".search-result__passage")).to_contain_text(HOSTILE)
    assert warm_page.locator("#search-results :is(img, script)").count() == 0
    look(warm_page, '"><img src=x onerror=document.title=1>')
    assert warm_page.locator("#search-results :is(img, script)").count() == 0
    assert warm_page.title() == '"><img src=x onerror=document.title=1> - 查询 - 行政执法公示平台'


def test_nothing_from_other_hosts_and_no_language_left_behind(search_page: Page, search_address: str) -> None:
    hosts: set[str] = set()
    search_page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    search(search_page, search_address, "蓝桥")
    assert hosts == {search_address.split("/")[2]}
    assert search_page.locator("html").get_attribute("lang") == "zh-CN"


@pytest.mark.parametrize(
    "part", ["pagefind-entry.json", pytest.param("pagefind.und", marks=pytest.mark.heavy), ".pf_index"]
)
def test_a_dead_bundle_is_named_and_the_rest_is_shown(browser: Browser, search_site: Path, part: str) -> None:
    alive = False
    with serve(search_site, broken=lambda path: "/index/2025-" in path and part in path and not alive) as root:
        page = browser.new_page()
        result = search(page, root, "不合格化肥")
        assert re.match("找到 38 条（部分日期未能查询）", result.status)
        expect(page.locator(".search-problem")).to_contain_text("2025年2月2日至2025年11月23日公示的决定的索引未能载入")
        alive = True
        page.get_by_role("button", name="再查一次").click()
        expect(page.locator("#search-status")).to_have_text(re.compile("^找到 57 条，"))
        page.close()


def test_a_newest_bundle_that_is_dead_leaves_the_others(browser: Browser, search_site: Path) -> None:
    with serve(search_site, broken=lambda path: "/index/2026-" in path) as root:
        page = browser.new_page()
        assert search(page, root, "不合格化肥").status.startswith("找到 38 条（部分日期未能查询）")
        page.close()


def test_a_bundle_that_is_cut_off_is_dead_too(browser: Browser, search_site: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    shutil.copytree(search_site, folder)
    for file in folder.glob("search/index/2024-*/index/*.pf_index"):
        file.write_bytes(b"\xff" * 9)
    with serve(folder) as root:
        page = browser.new_page()
        assert "部分日期未能查询" in search(page, root, "不合格化肥").status
        page.close()


@pytest.mark.parametrize(
    "part",
    [
        "/index/2",
        pytest.param("wasm.pagefind", marks=pytest.mark.heavy),
        pytest.param("pagefind.js", marks=pytest.mark.heavy),
    ],
)
def test_an_index_of_which_nothing_answers_says_so(browser: Browser, search_site: Path, part: str) -> None:
    with serve(search_site, broken=lambda path: part in path) as root:
        page = browser.new_page()
        assert search(page, root, "化肥").status.startswith("查询暂时不能使用")
        page.close()


def test_without_any_index_the_page_says_so(browser: Browser, search_site: Path) -> None:
    with serve(search_site, broken=lambda path: "bundles.json" in path) as root:
        page = browser.new_page()
        assert search(page, root, "化肥").status.startswith("查询暂时不能使用")
        expect(page.locator("#search-browse")).to_be_visible()
        page.close()


def test_a_record_that_cannot_be_loaded_keeps_its_link(browser: Browser, search_site: Path) -> None:
    with serve(search_site, broken=lambda path: "/api/v1/records" in path) as root:
        page = browser.new_page()
        search(page, root, "蓝桥")
        expect(page.locator(".search-result a")).to_have_attribute("href", f"{root}qinghe-yjgl/2025/cf-0010/")
        page.close()


def test_a_record_that_was_withdrawn_since_does_not_answer(browser: Browser, search_site: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    shutil.copytree(search_site, folder)
    record = folder / "api/v1/records/qinghe-yjgl/2025/cf-0010.json"
    record.write_text('{"schema": "tombstone-1", "id": "qinghe-yjgl/2025/cf-0010", "state": "已撤销"}', "utf-8")
    with serve(folder) as root:
        page = browser.new_page()
        assert search(page, root, "蓝桥").status == "没有找到“蓝桥”。"
        page.close()


def test_a_later_search_loads_little(search_page: Page, search_address: str) -> None:
    search(search_page, search_address, "蓝桥食品")
    loaded: list[Response] = []
    search_page.on("response", lambda response: loaded.append(response))
    assert ask(search_page, "望岳鼎盛").titles == ["清河县望岳鼎盛农资经营部"]
    assert not [response.url for response in loaded if re.search(r"\.js$|bundles|facets", response.url)]
