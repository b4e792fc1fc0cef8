"""publish.py new report and discretion-figures: they begin with what the published records give."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.registry import writing
from plugins.registry.kinds import kind
from tests.desks import AGENCY, DECISIONS, NAME, TODAY, Desk, fill, wanted

MATTERS = """\
更新日期: 2024-01-05
条目:
  - {事项编码: CF-0001, 执法类别: 行政处罚, 事项名称: 过期食品, 执法依据: 法, 承办机构: 科}
  - {事项编码: CF-0002, 执法类别: 行政处罚, 事项名称: 无证经营, 执法依据: 法, 承办机构: 科}
"""


def decide(desk: Desk, name: str, number: int, decided: str, **more: Any) -> None:
    """One more decision of a kind, made on a day and shown five days later."""
    of_kind = kind(name)
    values = wanted(of_kind)
    for field, item in of_kind.fields.items():
        if item.format == "date" and field in values:
            values[field] = decided
    values |= {
        "执法类别": of_kind.name,
        of_kind.role("authority"): NAME,
        of_kind.role("authority-code"): "11990301000000001E",
        of_kind.role("decided"): decided,
        "公示日期": f"{decided[:8]}{int(decided[8:]) + 5:02}",
    }
    if "数据来源单位" in values:
        values |= {"数据来源单位": NAME, "数据来源单位统一社会信用代码": "11990301000000001E"}
    if of_kind.role("number"):
        values[of_kind.role("number")] = f"安市监{of_kind.name[2:]}〔{decided[:4]}〕{number}号"
    path = f"{DECISIONS}/{decided[:4]}/{of_kind.prefix}-{number:04}.yaml"
    desk.write(path, writing.dump(writing.ordered(values | more, of_kind)))


def fined(amount: str, matter: str = "CF-0001") -> dict[str, Any]:
    return {"处罚类别": ["罚款"], "处罚内容": f"罚款{amount}。", "罚款金额": amount, "事项编码": matter}


@pytest.fixture
def archive(desk: Desk) -> Desk:
    """A desk behind which two years of decisions stand."""
    desk.write(f"agencies/{AGENCY}/lists/matters.yaml", MATTERS)
    for number, amount in enumerate(("1000元", "2000元", "0.3万元", "4000元", "10000.5元"), 1):
        decide(desk, "penalty", number, "2025-03-05", **fined(amount))
    both = fined("500元", "CF-0002") | {
        "处罚类别": ["罚款", "没收违法所得"],
        "处罚内容": "罚款500元，没收违法所得70元。",
        "没收违法所得、没收非法财物的金额": "70元",
    }
    decide(desk, "penalty", 6, "2025-04-01", **both)
    decide(desk, "penalty", 7, "2025-04-01", 处罚类别=["警告"])
    decide(desk, "penalty", 8, "2024-04-01", **fined("999999元"))
    withdrawal = {"撤回": {"日期": "2025-06-01", "类型": "撤销", "原因": "依法"}}
    decide(desk, "penalty", 9, "2025-04-01", **fined("888888元"), **withdrawal)
    decide(desk, "penalty", 10, "2026-01-05", **fined("777777元"))
    # Of a matter with too few fines: its year is not that of the figures.
    decide(desk, "penalty", 11, "2023-04-03", **fined("600元", "CF-0002"))
    for number in (1, 2):
        decide(desk, "licence", number, "2025-05-06")
        decide(desk, "inspection", number, "2025-05-06", 检查方式="日常检查")
    decide(desk, "inspection", 3, "2025-05-06", 检查方式="专项检查")
    decide(desk, "coercion", 1, "2025-05-06", 强制方式=["扣押财物"])
    decide(desk, "levy", 1, "2025-05-06", 征收金额="1.25万元")
    decide(desk, "fee", 1, "2025-05-06", 收费金额="300元")
    assert desk.run("check").code == 0
    return desk


def test_a_report_begins_with_what_the_records_give(archive: Desk) -> None:
    """Of the year before, what was made in it and is public; the tables of what never happened stay open."""
    path = archive.new("report", "--agency", AGENCY)
    assert path == f"agencies/{AGENCY}/reports/2025.yaml"
    values = archive.read(path).values
    assert values["标题"] == f"{NAME}2025年行政执法统计年报"
    assert (values["年度"], values["公布日期"]) == ("2025", TODAY)
    penalties = values["行政处罚"]
    assert {name: number for name, number in penalties.items() if number not in ("0", "0元")} == {
        "警告": "1",
        "罚款": "5",
        "没收违法所得、没收非法财物": "1",
        "合计": "7",
        "罚没金额": "20570.50元",
    }
    assert values["行政许可"]["许可数量"] == "2"
    assert (values["行政检查"]["日常检查"], values["行政检查"]["专项检查"]) == ("2", "1")
    assert values["行政检查"]["合计"] == "3"
    assert (values["行政强制"]["扣押财物"], values["行政强制"]["合计"]) == ("1", "1")
    assert values["行政征收"] == {"征收次数": "1", "征收总金额": "12500元"}
    assert (values["行政收费"]["收费次数"], values["行政收费"]["收费金额"]) == ("1", "300元")
    assert not {"行政征用", "其他行政执法行为", "复议诉讼", "人员"} & values.keys()
    checked = archive.run("check", path)
    assert checked.codes == {"report-gap"}
    archive.write(path, fill(archive.text(path), {"无此职责": ["行政征用", "其他行政执法行为"]}))
    checked = archive.run("check", path)
    assert (checked.code, checked.codes) == (0, set())


def test_a_report_of_another_year(archive: Desk) -> None:
    path = archive.new("report", "--agency", AGENCY, "--name", "2024")
    assert path.endswith("reports/2024.yaml")
    assert archive.read(path).values["行政处罚"]["罚没金额"] == "999999元"


def test_discretion_figures_are_those_of_the_records(archive: Desk) -> None:
    """Of closed years and of matters with five fines or more; the middle half as a spreadsheet gives it."""
    path = archive.new("discretion-figures", "--agency", AGENCY)
    values = archive.read(path).values
    assert (values["更新日期"], values["起始年度"], values["截止年度"]) == (TODAY, "2024", "2025")
    assert values["条目"] == [
        {
            "事项编码": "CF-0001",
            "事项名称": "过期食品",
            "起始年度": "2024",
            "件数": "6",
            "最低": "1000元",
            "四分之一位": "2250元",
            "中位数": "3500元",
            "四分之三位": "8500.38元",
            "最高": "999999元",
        }
    ]
    checked = archive.run("check", path)
    assert (checked.code, checked.codes) == (0, set())


def test_figures_are_made_anew_every_year(archive: Desk) -> None:
    """On demand only: the year's decisions have come in, and the fields that people wrote are theirs to write again."""
    arguments = ("discretion-figures", "--agency", AGENCY)
    path = archive.new(*arguments)
    first = archive.text(path)
    assert archive.run("new", *arguments, today="2027-01-15").code == 2
    assert archive.text(path) == first
    assert archive.new(*arguments, "--replace", today="2027-01-15") == path
    values = archive.read(path).values
    assert (values["更新日期"], values["截止年度"]) == ("2027-01-15", "2026")
    assert (values["条目"][0]["件数"], values["条目"][0]["最高"]) == ("7", "999999元")


def test_a_report_adds_up(desk: Desk) -> None:
    decide(desk, "coercion", 1, "2025-05-06", 强制方式=["其他-张贴封条"])
    decide(desk, "inspection", 1, "2025-05-06", 检查方式="双随机抽查")
    assert desk.run("check").code == 0
    assert "report-total" not in desk.run("check", desk.new("report", "--agency", AGENCY)).codes
