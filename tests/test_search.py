"""Search: the two normalisers are equal, the index is complete and reproducible, and a person finds what is there."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page, Response, expect

from plugins.open_data.v1 import Context, record_file
from plugins.registry.public import Listed, Publication, PublicRecord
from plugins.registry.records import Agency, Government, Settings
from plugins.search import indexing
from plugins.search.bundles import bundles
from plugins.search.documents import document
from plugins.search.indexing import SearchFailed, write_index
from plugins.search.tokens import JOINT, pairs, tokens, words
from plugins.site.building import silent
from plugins.site.output import Output
from tests.browser import serve

SCRIPTS = Path(__file__).parents[1] / "theme" / "static" / "js"
CODE = "91990102MA7K3R9T4X"
HOSTILE = '<img src=x onerror="alert(1)"><script>alert(1)</script>{{ 7*7 }}'

AGENCIES = {
    item.id: item
    for item in (
        Agency(
            id=f"qinghe-{code}",
            name=name,
            short=short,
            names=(name,),
            government="qinghe",
            level="县",
            region="990102",
            status="在用",
            values={},
        )
        for code, name, short in (
            ("scjg", "清河县市场监督管理局", "清河市监"),
            ("yjgl", "清河县应急管理局", "清河应急"),
            ("nync", "清河县农业农村局", "清河农业"),
        )
    )
}


def penalty(number: int, *, party: str = "", state: str = "有效", **data: Any) -> PublicRecord:
    """A fictional penalty, spread over three years and three agencies by its number."""
    year = str(2024 + number % 3)
    agency = list(AGENCIES)[number % len(AGENCIES)]
    decided = f"{year}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    brand = "".join(random.Random(number).sample("金源恒泰鼎盛瑞丰佳和顺达宏兴裕华", 3))
    values = {
        "执法类别": "行政处罚",
        "行政相对人名称": party or f"清河县{brand}农资经营部",
        "统一社会信用代码": f"91990102MA{number:08}"[:18],
        "行政处罚决定书文号": f"清市监处罚〔{year}〕{1000 + number}号",
        "违法行为类型": "销售不合格产品",
        "违法事实": f"经查，当事人于{year}年{number % 12 + 1}月销售不合格化肥{number}袋，货值金额{number * 10}元。",
        "处罚依据": "《中华人民共和国产品质量法》第四十九条",
        "处罚类别": ["罚款", "没收违法所得"],
        "处罚内容": f"罚款人民币{5000 + number}元，没收违法所得。",
        "罚款金额": 5000 + number,
        "处罚决定日期": decided,
        "公示日期": decided,
        "救济途径": "如不服本决定，可以自收到决定书之日起六十日内申请行政复议。",
    } | data
    gone = state not in ("有效", "已更正")
    return PublicRecord(
        id=f"{agency}/{year}/cf-{number:04}",
        agency=agency,
        year=year,
        slug=f"cf-{number:04}",
        kind_id="penalty",
        state=state,
        published=decided,
        decided=decided,
        updated=decided,
        data={} if gone else values,
        reason="作出决定的依据变更" if gone else "",
    )


def records() -> list[PublicRecord]:
    """Sixty records; some of them are what the tests look for."""
    special = {
        3: penalty(3, party="清河县望岳鼎盛农资经营部", 统一社会信用代码=CODE),
        10: penalty(10, party="青岩市蓝桥食品有限公司", 违法事实="当事人无证经营，涉案金额三万余元。"),
        20: penalty(20, party="已撤回的暮云商贸行", state="已撤销"),
        30: penalty(30, 违法事实=f"当事人网页载有 {HOSTILE} 字样，系䶮𠮷牌化肥的虚假宣传。"),
        40: penalty(40, state="已更正", party="清河县Baltic波罗的海贸易公司"),
    }
    return [special.get(number) or penalty(number) for number in range(60)]


def publication(found: list[PublicRecord], day: date = date(2026, 11, 20)) -> Publication:
    return Publication(
        day=day,
        settings=Settings(),
        governments={"qinghe": Government(id="qinghe", name="清河县", level="县")},
        agencies=AGENCIES,
        lists={},
        pages={},
        site_pages={},
        records=tuple(sorted((record.listed() for record in found), key=lambda record: record.id)),
    )


def served(record: PublicRecord) -> dict[str, Any]:
    """The record's API file, as plugins/open_data writes it."""
    return json.loads(record_file(Context(publication([]), "https://x.example.gov.cn/"), record)[1])


def build_index(found: list[PublicRecord], folder: Path, *, jobs: int = 1, day: date = date(2026, 11, 20)) -> int:
    """The index of some records in a folder, beside their files in the API."""
    made = publication(found, day)
    output = Output(folder)
    context = Context(made, "https://x.example.gov.cn/")
    for record in {record.id: record for record in found}.values():
        output.write(*record_file(context, record))
    return write_index(made, output, jobs=jobs, progress=silent)


# ---- the normaliser -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "one, other",
    [
        ("清市监处罚〔2026〕1023号", "清市监处罚[2026]1023号"),
        ("清市监处罚〔2026〕1023号", "清市监处罚（2026）1023 号"),
        ("清市监处罚〔２０２６〕１０２３号", "清市监处罚【2026】1023号"),
        ("《中华人民共和国食品安全法》第三十四条", "中华人民共和国食品安全法第三十四条"),
        ("曲阜市鼎盛農資經營部", "曲阜市鼎盛农资经营部"),
        ("ＭＡ９Ｒ６２４ＱＥＮ", "ma9r624qen"),
        ("⼤⾖", "大豆"),
        ("①号", "1号"),
        ("二〇二六年", "二 〇 二 六 年"),
    ],
)
def test_written_differently_but_the_same(one: str, other: str) -> None:
    assert tokens(one) == tokens(other) != []


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", []),
        ("，。《》〔〕·— \n", []),
        ("罚款5,000.00元", ["罚", "款", "5", "000", "00", "元"]),
        ("A-B_c 李某２", ["a", "b", "c", "李", "某", "2"]),
        ("𠮷野家", ["𠮷", "野", "家"]),
        ("café naïve", ["caf", "na", "ve"]),
        ("Привет ﷽ 🈚 𝟚 ꟲ", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert list(tokens(text)) == expected


def test_pairs_keep_neighbouring_numbers_apart() -> None:
    assert pairs(["2026", "1023", "号"]) == [f"2026{JOINT}1023", "1023号"]
    assert pairs(["号"]) == ["号"]
    assert pairs([]) == []
    assert words("鼎盛部") == ["鼎盛", "盛部", "部"]
    assert words("部") == ["部"]


def test_folding_is_stable() -> None:
    for text in strings(500):
        once = tokens(text)
        assert tokens(" ".join(once)) == once


def strings(count: int) -> list[str]:
    """Strings like those of records and like nothing at all: rare planes, marks, brackets, widths, broken pieces."""
    rare = random.Random(20261120)
    blocks = [
        (0x20, 0x7F),
        (0xA0, 0x24F),
        (0x300, 0x36F),
        (0x400, 0x4FF),
        (0x1100, 0x11FF),
        (0x1E00, 0x1FFF),
        (0x2000, 0x2BFF),
        (0x2E80, 0x33FF),
        (0x3400, 0x4DFF),
        (0x4E00, 0x9FFF),
        (0x4E00, 0x9FFF),
        (0xA000, 0xABFF),
        (0xAC00, 0xD7A3),
        (0xF900, 0xFFFD),
        (0x10000, 0x1FFFF),
        (0x20000, 0x3FFFD),
        (0xE0000, 0xE01FF),
    ]
    pieces = [
        "〔2026〕",
        "[2026]",
        "（２０２６）",
        "第34条",
        "MA9R624QEN",
        " ",
        "\u3000",
        "İ",
        "ß",
        "e\u0301",
        "々",
        "〇",
        "K",
    ]
    pieces += ["於是乾隆後來裏麼", "清市监处罚", "\u200b", "\ufe0f", "\U0001cce0", "\ua7f1", "Σς", "ﬁ", "㍿", "½"]
    made = []
    for _ in range(count):
        length = rare.randrange(1, 24)
        parts = (
            rare.choice(pieces) if rare.random() < 0.3 else chr(rare.randint(*rare.choice(blocks)))
            for _ in range(length)
        )
        made.append("".join(parts))
    return made


# ---- documents ------------------------------------------------------------------------------------------------------


SPANS = [("2026-03-03", "2026-12-24"), ("2025-02-02", "2025-11-23"), ("2024-01-01", "2024-10-22")]


def test_bundles_hold_whole_days_of_publication_and_no_tombstones() -> None:
    made = bundles(publication(records()))
    assert [(bundle.first, bundle.last, len(bundle.records)) for bundle in made] == [
        (*span, count) for span, count in zip(SPANS, (19, 20, 20), strict=True)
    ]
    assert "qinghe-nync/2026/cf-0020" not in {record.id for bundle in made for record in bundle.records}


def test_open_year_in_small_bundles_closed_years_in_large_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.search.bundles.OPEN_SIZE", 4)
    found = publication(records())
    made = bundles(found)
    assert [len(bundle.records) for bundle in made[-2:]] == [20, 20]
    assert len(made) > 5
    assert max(len(bundle.records) for bundle in made[:-2]) <= 4
    assert [len(bundle.records) for bundle in bundles(publication(records(), date(2027, 1, 1)))] == [19, 20, 20]

    def changed(records: list[Listed]) -> int:
        return len(set(map(str, bundles(replace(found, records=tuple(records))))) - set(map(str, made)))

    new = msgspec.structs.replace(penalty(62).listed(), published="2026-12-30")
    assert changed([*found.records, new]) == 1, "a new record changes the newest bundle only"
    gone = [msgspec.structs.replace(item, state="已撤销") if "cf-0005" in item.id else item for item in found.records]
    assert changed(gone) == 1, "a withdrawal changes its own bundle only"


def test_a_document_holds_key_fields_and_text() -> None:
    record = records()[3]
    item = document(served(record), AGENCIES[record.agency])
    assert item.key.startswith("清河 河县 县望 望岳 岳鼎 鼎盛 盛农 农资 资经 经营 营部 部 清河 河县 县市")
    assert {"罚2024", f"2024{JOINT}1003", "1003号", "四十", "九条", "没收", "5003", f"04{JOINT}04"} <= set(
        item.key.split()
    )
    assert {CODE.lower(), CODE.lower()[:8], CODE.lower()[:14], CODE.lower()[8:17]} <= set(item.key.split())
    assert {"化肥", "合格"} <= set(item.text.split())
    assert "复议" not in item.key + item.text
    assert item.date == "2024-04-04"


# ---- the index ------------------------------------------------------------------------------------------------------


def checksums(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_index_is_reproducible(tmp_path: Path) -> None:
    """The same bytes again: other hash seed, other number of jobs, one processor, records in another order."""
    build_index(records(), tmp_path / "one", jobs=1)
    first = checksums(tmp_path / "one")
    script = (
        "import sys; sys.path[:0] = ['.']; from pathlib import Path; import tests.test_search as t;"
        "t.build_index(t.records()[::-1], Path(sys.argv[1]), jobs=4)"
    )
    for run, seed in enumerate(("1", "4711")):
        command = [sys.executable, "-c", script, str(tmp_path / f"again{run}")]
        if run and shutil.which("taskset"):
            command = ["taskset", "-c", "0", *command]
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": "Asia/Shanghai", "LC_ALL": "C"}
        subprocess.run(command, check=True, cwd=Path(__file__).parents[1], env=environment)
        assert checksums(tmp_path / f"again{run}") == first


def test_index_tells_nothing_of_machine_or_time(tmp_path: Path) -> None:
    count = build_index(records(), tmp_path)
    assert count == 59
    for file in (tmp_path / "search" / "index").rglob("*"):
        assert not re.match(r"pagefind-(ui|modular|component|highlight)", file.name)
        if file.is_file() and file.suffix != ".js":
            data = file.read_bytes()
            assert str(tmp_path).encode() not in data
            assert b"/tmp" not in data


def test_listing_names_years_and_fields(tmp_path: Path) -> None:
    build_index(records(), tmp_path)
    listing = json.loads((tmp_path / "search" / "index" / "bundles.json").read_text("utf-8"))
    assert [(item["first"], item["last"], item["count"]) for item in listing["bundles"]] == [
        (*span, count) for span, count in zip(SPANS, (19, 20, 20), strict=True)
    ]
    for item in listing["bundles"]:
        assert (tmp_path / "search" / "index" / item["path"] / "pagefind-entry.json").is_file()
    assert listing["fields"]["行政处罚"]["number"] == "行政处罚决定书文号"
    assert "facts" not in listing["fields"]["行政许可"]


def test_index_of_nothing(tmp_path: Path) -> None:
    assert build_index([], tmp_path) == 0
    assert [file.name for file in (tmp_path / "search" / "index").iterdir()] == ["bundles.json"]


@pytest.mark.parametrize("program", ["exit 3", "echo broken >&2; exit 1", "exit 0"])
def test_a_failing_pagefind_fails_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    file = tmp_path / "pagefind"
    file.write_text(f"#!/bin/sh\n{program}\n")
    file.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(file))
    with pytest.raises(SearchFailed, match="Pagefind 没能为 2024-01-01 建立索引"):
        build_index(records()[:1], tmp_path / "output")


def test_a_missing_pagefind_fails_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(tmp_path / "nothing"))
    with pytest.raises(SearchFailed, match="无法运行"):
        build_index(records()[:1], tmp_path / "first")
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    monkeypatch.setattr(indexing, "PACKAGES", ("no_such_package",))
    with pytest.raises(SearchFailed, match="没有找到检索程序"):
        build_index(records()[:1], tmp_path / "second")


def test_records_that_went_missing_fail_the_build(tmp_path: Path) -> None:
    """Two records under one id stand for whatever may make Pagefind index fewer pages than there are records."""
    twice = [records()[0], records()[0]]
    with pytest.raises(SearchFailed, match="应有 2 条，实有 1 条"):
        build_index(twice, tmp_path)


# ---- in the browser -------------------------------------------------------------------------------------------------

SHELL = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>检索</title><link rel="icon" href="data:,">
<script type="module" src="../theme/js/search.js"></script></head><body>
<form id="search-form" action="./" method="get"><input name="q" type="search"><button>检索</button></form>
<p id="search-status" role="status" aria-live="polite"></p><div id="search-results"></div></body></html>
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("site")
    build_index(records(), folder)
    shutil.copytree(SCRIPTS, folder / "theme" / "js")
    (folder / "search" / "index.html").write_text(SHELL, "utf-8")
    (folder / "blank.html").write_text('<!doctype html><title>blank</title><link rel="icon" href="data:,">', "utf-8")
    return folder


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with serve(site, prefix="/open/data/") as root:
        yield root


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page whose console must stay quiet."""
    with quiet_page(browser) as opened:
        yield opened


@pytest.fixture(scope="module")
def warm(browser: Browser, address: str) -> Iterator[Page]:
    """A search page that stays open over many questions, as it does for a person."""
    with quiet_page(browser) as opened:
        opened.goto(f"{address}search/")
        yield opened


@contextmanager
def quiet_page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own; afterwards its console must hold no error and no warning."""
    context = browser.new_context(locale="zh-CN")
    context.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    opened = context.new_page()
    troubles: list[str] = []
    opened.on(
        "console", lambda message: troubles.append(message.text) if message.type in ("error", "warning") else None
    )
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    yield opened
    context.close()
    assert troubles == []


def search(page: Page, address: str, query: str) -> SimpleNamespace:
    """Opens the search page, types a query, waits for the answer."""
    page.goto(f"{address}search/")
    return ask(page, query)


def ask(page: Page, query: str) -> SimpleNamespace:
    """Types a query into the open search page and waits for the answer."""
    page.evaluate("document.getElementById('search-status').textContent = ''")
    page.fill("[name=q]", query)
    page.press("[name=q]", "Enter")
    return answer(page)


def answer(page: Page) -> SimpleNamespace:
    status = page.locator("#search-status")
    expect(status).to_have_text(re.compile("^(找到|没有找到|查询|请|“)"))
    titles = page.locator(".search-result__title").all_inner_texts()
    return SimpleNamespace(status=status.inner_text(), titles=titles, marks=page.locator("mark").all_inner_texts())


def test_the_two_normalisers_are_equal(page: Page, address: str) -> None:
    """Every code point on its own, and thousands of strings."""
    page.goto(f"{address}blank.html")
    made = strings(4000) + [str(value) for record in records() for value in record.data.values()]
    code = """async (list) => { const { tokens, pairs } = await import("./theme/js/tokens.js");
        return list.map((text) => [tokens(text), pairs(tokens(text))]); }"""
    for text, (found, joined) in zip(made, page.evaluate(code, made), strict=True):
        assert (tuple(found), joined) == (tokens(text), pairs(tokens(text))), ascii(text)
    every = """async () => { const { tokens } = await import("./theme/js/tokens.js"); const all = {};
        for (let i = 0; i < 0x110000; i++) { if (i >= 0xd800 && i < 0xe000) continue;
            const found = tokens(String.fromCodePoint(i)); if (found.length) all[i] = found.join(" "); } return all; }"""
    here = {str(i): " ".join(tokens(chr(i))) for i in range(0x110000) if not 0xD800 <= i < 0xE000 and tokens(chr(i))}
    assert page.evaluate(every) == here


def test_positions_agree_with_tokens(page: Page, address: str) -> None:
    """What is marked in a text is what was looked for, also behind characters that change their length."""
    page.goto(f"{address}blank.html")
    code = """async (list) => { const { tokens, spans } = await import("./theme/js/tokens.js");
        const bad = [];
        for (const text of list) {
            const run = tokens(text);
            if (!run.length) continue;
            const [first] = spans(text, run);
            if (!first || tokens(text.slice(...first)).join(" ") !== run.join(" ")) bad.push(text);
        } return bad; }"""
    assert [ascii(text) for text in page.evaluate(code, strings(2000))] == []


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
    ],
)
def test_found(warm: Page, query: str, found: list[str] | None, marks: list[str]) -> None:
    result = ask(warm, query)
    assert result.status.startswith("找到 1 条")
    assert found is None or result.titles == found
    assert result.marks == marks


@pytest.mark.parametrize(
    "query",
    [
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
def test_not_found(warm: Page, query: str) -> None:
    result = ask(warm, query)
    assert result.status == f"没有找到“{query}”。"
    assert result.titles == []
    assert warm.locator(".search-hints li").count() >= 3


@pytest.mark.parametrize("query, reason", [("鼎", "只有一个字"), ("，。", "请输入汉字"), ("长" * 200, "查询内容太长")])
def test_refused_with_a_reason(warm: Page, query: str, reason: str) -> None:
    assert reason in ask(warm, query).status


def test_result_shows_what_a_person_needs(page: Page, address: str) -> None:
    search(page, address, "Baltic 不合格化肥")
    item = page.locator(".search-result")
    expect(item.locator("a")).to_have_attribute("href", f"{address}qinghe-yjgl/2025/cf-0040/")
    expect(item.locator(".search-result__meta")).to_contain_text("已更正")
    expect(item.locator(".search-result__meta")).to_contain_text("清市监处罚〔2025〕1040号")
    expect(item.locator(".search-result__meta")).to_contain_text("清河县应急管理局")
    expect(item.locator("time")).to_have_attribute("datetime", "2025-05-13")
    expect(item.locator(".search-result__passage")).to_contain_text("违法事实：经查，当事人于2025年5月销售不合格化肥")
    expect(item.locator("time")).to_have_text("2025年5月13日")
    assert item.locator("mark").all_inner_texts() == ["Baltic", "不合格化肥"]


def test_newest_first_over_all_years_and_pages_in_the_address(page: Page, address: str) -> None:
    result = search(page, address, "不合格化肥")
    assert result.status.startswith("找到 57 条，第 1 页，共 6 页")
    dates = days(page)
    page.click("text=下一页")
    expect(page.locator("#search-status")).to_contain_text("第 2 页")
    dates += days(page)
    assert dates == sorted(dates, reverse=True)
    assert len(dates) == 20
    assert page.url.endswith("page=2")
    page.goto(page.url.replace("page=2", "page=6"))
    expect(page.locator("#search-status")).to_contain_text("第 6 页")
    assert page.locator(".search-result").count() == 7
    assert page.locator(".search-results").get_attribute("start") == "51"


def days(page: Page) -> list[str]:
    return [item.get_attribute("datetime") or "" for item in page.locator("time").all()]


def test_the_back_button_restores_the_former_query(page: Page, address: str) -> None:
    search(page, address, "蓝桥食品")
    assert ask(page, "望岳鼎盛").titles == ["清河县望岳鼎盛农资经营部"]
    box = page.locator("[name=q]")
    page.go_back()
    expect(page.locator(".search-result__title")).to_have_text(["青岩市蓝桥食品有限公司"])
    assert box.input_value() == "蓝桥食品"
    page.go_back()
    expect(page.locator(".search-result")).to_have_count(0)
    assert box.input_value() == ""
    page.go_forward()
    expect(page.locator(".search-result__title")).to_have_text(["青岩市蓝桥食品有限公司"])


def test_a_link_to_a_search_works(page: Page, address: str) -> None:
    page.goto(f"{address}search/?q=%E8%93%9D%E6%A1%A5")
    assert answer(page).titles == ["青岩市蓝桥食品有限公司"]
    assert page.title() == "蓝桥 - 检索"


def test_hostile_text_stays_text(page: Page, address: str) -> None:
    search(page, address, "当事人网页载有")
    expect(page.locator(".search-result__passage")).to_contain_text(HOSTILE)
    assert page.locator("#search-results :is(img, script)").count() == 0
    search(page, address, '"><img src=x onerror=document.title=1>')
    assert page.locator("#search-results :is(img, script)").count() == 0
    assert page.title() == '"><img src=x onerror=document.title=1> - 检索'


def test_nothing_from_other_hosts_and_no_language_left_behind(page: Page, address: str) -> None:
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    search(page, address, "蓝桥")
    assert hosts == {address.split("/")[2]}
    assert page.locator("html").get_attribute("lang") == "zh-CN"


@pytest.mark.parametrize("part", ["pagefind-entry.json", "pagefind.und", "wasm"])
def test_a_dead_bundle_is_named_and_the_rest_is_shown(browser: Browser, site: Path, part: str) -> None:
    with serve(site, broken=lambda path: "/index/2025-" in path and part in path) as root:
        page = browser.new_page()
        result = search(page, root, "不合格化肥")
        assert result.status.startswith("找到 38 条（部分日期未能查询）")
        expect(page.locator(".search-problem")).to_contain_text("2025年2月2日至2025年11月23日公示的决定的索引未能载入")
        page.close()


def test_a_newest_bundle_that_is_dead_leaves_the_others(browser: Browser, site: Path) -> None:
    with serve(site, broken=lambda path: "/index/2026-" in path) as root:
        page = browser.new_page()
        assert search(page, root, "不合格化肥").status.startswith("找到 38 条（部分日期未能查询）")
        page.close()


def test_without_any_index_the_page_says_so(browser: Browser, site: Path) -> None:
    with serve(site, broken=lambda path: "bundles.json" in path) as root:
        page = browser.new_page()
        assert search(page, root, "化肥").status.startswith("查询暂时不能使用")
        page.close()


def test_a_record_that_cannot_be_loaded_keeps_its_link(browser: Browser, site: Path) -> None:
    with serve(site, broken=lambda path: "/api/" in path) as root:
        page = browser.new_page()
        search(page, root, "蓝桥")
        expect(page.locator(".search-result a")).to_have_attribute("href", f"{root}qinghe-yjgl/2025/cf-0010/")
        page.close()


def test_a_later_search_loads_little(page: Page, address: str) -> None:
    search(page, address, "蓝桥食品")
    loaded: list[Response] = []
    page.on("response", lambda response: loaded.append(response))
    assert ask(page, "望岳鼎盛").titles == ["清河县望岳鼎盛农资经营部"]
    assert not [response.url for response in loaded if re.search(r"\.js$|wasm|pf_meta|bundles", response.url)]
