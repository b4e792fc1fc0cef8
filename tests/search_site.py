"""A small fictional site for the tests of search: sixty records, their files, index, look-up and search page."""

from __future__ import annotations

import json
import random
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from plugins.columns.builder import Builder
from plugins.columns.directory import directory_pages
from plugins.columns.site import Site
from plugins.columns.stylesheet import stylesheet
from plugins.downloads.lookup import lookup
from plugins.open_data.v1 import Context, record_file
from plugins.registry.public import Publication, PublicRecord
from plugins.registry.records import Agency, Government, Settings
from plugins.search.indexing import Index
from plugins.site.output import Output

THEME = Path(__file__).parents[1] / "theme" / "static"
BASE_URL = "https://x.example.gov.cn/"
CODE = "91990102MA7K3R9T4W"
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
        "行政相对人类别": "法人及非法人组织",
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
        governments={"qinghe": Government(id="qinghe", name="清河县人民政府", level="县", region="清河县")},
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
    context = Context(made, BASE_URL)
    for record in {record.id: record for record in found}.values():
        output.write(*record_file(context, record))
    output.offer_all([lookup(made)], jobs)
    return Index(made, output, jobs=jobs).finish()


def directory(made: Publication) -> dict[str, str]:
    """The search page and what leads to every decision without it, by path."""
    chapters = directory_pages(Builder(made, Site(BASE_URL)))
    return {offer.path: offer.content().decode() for chapter in chapters for offer in chapter.offers()}


def build_site(found: list[PublicRecord], folder: Path) -> None:
    """The same with the search page, the directories and what they load; records have stubs for pages."""
    build_index(found, folder)
    shutil.copytree(THEME, folder / "theme")
    (folder / "theme/css").mkdir(exist_ok=True)
    (folder / "theme/css/style.css").write_bytes(stylesheet())
    for name, html in directory(publication(found)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html, "utf-8")
    for record in found:
        path = folder / record.id / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(BLANK.format(record.id), "utf-8")
    (folder / "blank.html").write_text(BLANK.format("blank"), "utf-8")


BLANK = '<!doctype html><html lang="zh-CN"><title>{}</title><link rel="icon" href="data:,">'


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
