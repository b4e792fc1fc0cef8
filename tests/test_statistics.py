"""Figures and marks: how a decision is counted, how timely it was, how long it stays, and what visitors are warned of."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.commands.build import build
from plugins.registry import source, statistics, writing
from plugins.registry.deadlines import overdue, timeliness
from plugins.registry.kinds import DECISION_KINDS, kind
from plugins.registry.profile import Profile, profile
from plugins.registry.public import Listed, PublicRecord
from plugins.registry.publication import publish
from plugins.registry.records import Record, Settings
from plugins.registry.workdays import WorkingDays
from tests.conftest import BASE_URL, INSTANCE, REPOSITORY

AGENCY, NAME = "anshi-scjg", "安石市市场监督管理局"
CALENDARS = REPOSITORY / "content" / "calendars"


def calendar(*years: int) -> WorkingDays:
    """The working days of some years, as they are shipped."""
    found = {}
    for year in years:
        read, _ = source.read(f"{year}.yaml", (CALENDARS / f"{year}.yaml").read_bytes())
        assert read
        found[year] = read.values
    return WorkingDays.of(found)


SETTINGS = Settings(calendar=calendar(2025, 2026))
TODAY = date(2026, 11, 20)
_numbers = itertools.count(1)


def record(name: str, decided: str, published: str = "", **more: Any) -> Record:
    """A decision of a kind, shown on the day it was made unless another is given."""
    of_kind = kind(name)
    number = next(_numbers)
    values = {
        "执法类别": of_kind.name,
        "行政相对人名称": "安石市青禾食品有限公司",
        "行政相对人类别": "法人及非法人组织",
        of_kind.role("conclusion"): "如决定书。",
        of_kind.role("decided"): decided,
        "公示日期": published or decided,
        of_kind.role("authority"): NAME,
    }
    if name == "licence":
        values["有效期至"] = "长期"
    if not decided:
        del values[of_kind.role("decided")]
    slug = f"{of_kind.prefix}-{number:04}"
    year = (decided or published)[:4]
    return Record(f"{AGENCY}/{year}/{slug}", name, AGENCY, f"{slug}.yaml", values | more, "", year, slug)


def shown(one: Record, settings: Settings = SETTINGS, day: date = TODAY) -> PublicRecord:
    public = publish(one, settings, day)
    assert public
    return public


def listed(name: str, decided: str, published: str = "", **more: Any) -> Listed:
    return shown(record(name, decided, published, **more)).listed()


CLASSES = kind("penalty").fields["处罚类别"].values
ROWS = kind("report").fields["行政处罚"].schema["properties"]


@pytest.mark.parametrize(
    ("classes", "row"),
    [
        (["警告"], "警告"),
        (["警告", "通报批评"], "通报批评"),
        (["罚款", "警告"], "罚款"),
        (["没收违法所得", "罚款"], "没收违法所得、没收非法财物"),
        (["罚款", "没收非法财物"], "没收违法所得、没收非法财物"),
        (["没收非法财物", "没收违法所得"], "没收违法所得、没收非法财物"),
        (["暂扣许可证件", "没收违法所得"], "暂扣许可证件"),
        (["吊销许可证件", "降低资质等级", "罚款"], "吊销许可证件"),
        (["责令停产停业", "限制开展生产经营活动"], "责令停产停业"),
        (["限制从业", "责令关闭"], "限制从业"),
        (["行政拘留", "罚款"], "行政拘留"),
        (["其他-责令限期拆除"], "其他行政处罚"),
        (["其他-责令限期拆除", "警告"], "警告"),
        (["其他"], "其他行政处罚"),
        ([], "其他行政处罚"),
    ],
)
def test_a_penalty_is_counted_under_its_heaviest_class(classes: list[str], row: str) -> None:
    assert statistics.heaviest(classes) == row


@given(st.lists(st.sampled_from([*CLASSES, "其他-责令改正"]), unique=True))
def test_every_penalty_has_one_row_of_the_report(classes: list[str]) -> None:
    """Whatever its classes and in whatever order they stand."""
    row = statistics.heaviest(classes)
    assert row in ROWS
    assert row not in ("合计", "罚没金额")
    assert statistics.heaviest(reversed(classes)) == row


@given(st.lists(st.lists(st.sampled_from([*CLASSES[:-1], "其他-责令改正"]), min_size=1, unique=True), min_size=1))
def test_the_penalties_of_a_year_add_up(penalties: list[list[str]]) -> None:
    tables = statistics.yearly([listed("penalty", "2026-03-02", 处罚类别=classes) for classes in penalties], "2026")
    table = tables["行政处罚"]
    assert table.pop("罚没金额") == 0
    assert table.pop("合计") == sum(table.values()) == len(penalties)


def test_the_tables_of_a_year() -> None:
    """Every kind in its table, by the year in which it was made; amounts in 元, of all that is taken."""
    both: dict[str, Any] = {"罚款金额": "100.25元", "没收违法所得、没收非法财物的金额": "7元"}
    records = [
        listed("penalty", "2026-03-02", 处罚类别=["警告"]),
        listed("penalty", "2026-03-02", 处罚类别=["罚款"], 罚款金额="0.5万元"),
        listed("penalty", "2026-03-02", 处罚类别=["罚款"], **both),
        listed("licence", "2026-03-02"),
        listed("licence", "2026-03-03"),
        listed("coercion", "2026-03-02", 强制方式=["查封场所、设施或者财物", "扣押财物"]),
        listed("coercion", "2026-03-02", 强制方式=["申请人民法院强制执行"]),
        listed("levy", "2026-03-02", 征收金额="1.5万元"),
        listed("levy", "2026-03-02"),
        listed("requisition", "2026-03-02"),
        listed("fee", "2026-03-02", 收费金额="300元"),
        listed("inspection", "2026-03-02", 检查方式="日常检查"),
        listed("inspection", "2026-03-02", 检查方式="专项检查"),
        listed("inspection", "2026-03-02", 检查方式="个案检查"),
        listed("inspection", "2026-03-02", 检查方式="个案检查"),
        # Made in the year before, shown in this one.
        listed("penalty", "2025-12-31", "2026-01-05", 处罚类别=["罚款"], 罚款金额="999元"),
        # No longer public.
        listed("penalty", "2026-03-02", 处罚类别=["罚款"], 撤回={"日期": "2026-04-01", "类型": "撤销", "原因": "依法"}),
        listed("penalty", "2026-03-02", 处罚类别=["罚款"], 信用修复={"日期": "2026-04-01"}),
        # Nobody knows when.
        listed("fee", "", "2026-03-02", 收费金额="5元"),
    ]
    tables = statistics.yearly(records, "2026")
    assert tables.pop("行政征用")["征用次数"] == 1
    assert tables == {
        "行政处罚": {"警告": 1, "罚款": 2, "合计": 3, "罚没金额": 5107.25},
        "行政许可": {"许可数量": 2},
        "行政强制": {"查封场所、设施或者财物": 1, "申请人民法院强制执行": 1, "合计": 2},
        "行政征收": {"征收次数": 2, "征收总金额": 15000},
        "行政收费": {"收费次数": 1, "收费金额": 300},
        "行政检查": {"日常检查": 1, "专项检查": 1, "个案检查": 2, "合计": 4},
    }
    assert statistics.yearly(records, "2025") == {"行政处罚": {"罚款": 1, "合计": 1, "罚没金额": 999}}
    assert statistics.yearly(records, "2024") == {}


def test_every_row_is_one_of_the_report() -> None:
    """What is counted has its place in the form of the report."""
    report = kind("report").fields
    records = []
    for name in DECISION_KINDS:
        item = kind(name).fields[kind(name).role("class")]
        for word in item.values or ("某项",):
            more: dict[str, Any] = {item.name: [word] if item.schema["type"] == "array" else word}
            records.append(listed(name, "2026-03-02", **more))
    tables = statistics.yearly(records, "2026")
    assert set(tables) == {kind(name).name for name in DECISION_KINDS}
    for name, rows in tables.items():
        assert set(rows) <= set(report[name].schema["properties"])


def test_punctuality() -> None:
    """The share and the median of those of which it is known; imported ones and unknown ones apart."""
    records = [
        listed("penalty", "2026-03-02", "2026-03-03"),
        listed("penalty", "2026-03-02", "2026-03-04"),
        listed("penalty", "2026-03-02", "2026-03-12"),
        listed("inspection", "2026-03-02", "2026-03-12"),
        listed("penalty", "2026-03-02", "2026-08-12", 来源={"文件": "x", "行": "1"}),
        listed("penalty", "", "2026-03-12"),
        listed("penalty", "2024-03-02", "2024-03-12"),
    ]
    found = statistics.punctuality(records)
    assert found == statistics.Punctuality(known=4, late=1, middle=5, legacy=1, unknown=2)
    assert found.share == 0.75
    none = statistics.punctuality(records[4:])
    assert (none.known, none.middle, none.share) == (0, None, None)
    assert statistics.punctuality([]) == statistics.Punctuality(0, 0, None, 0, 0)


def test_monthly() -> None:
    """By the month of publication, over a turn of the year; what lies outside of the window is left out."""
    records = [
        listed("licence", "2025-11-28", "2025-12-01"),
        listed("penalty", "2025-12-30", "2025-12-31"),
        listed("penalty", "2025-12-30", "2026-01-01"),
        listed("penalty", "2025-12-30", "2026-01-31"),
        listed("inspection", "2026-01-30", "2026-02-01"),
        listed("penalty", "2025-11-10", "2025-11-30"),
        listed("fee", "2026-02-10", "2026-03-01"),
    ]
    months, series = statistics.monthly(records, "2026-02", 3)
    assert months == ["2025-12", "2026-01", "2026-02"]
    assert series == {"penalty": [1, 2, 0], "licence": [1, 0, 0], "inspection": [0, 0, 1]}
    assert list(series) == ["penalty", "licence", "inspection"], "in the order of the kinds"
    assert statistics.monthly([], "2026-11")[0][::23] == ["2024-12", "2026-11"]


@pytest.mark.parametrize(
    ("name", "decided", "published", "day", "due", "late"),
    [
        # The day itself is not counted, the next working day is the first.
        ("penalty", "2026-03-02", "2026-03-02", 0, "2026-03-11", False),
        ("penalty", "2026-03-02", "2026-03-03", 1, "2026-03-11", False),
        ("penalty", "2026-03-02", "2026-03-11", 7, "2026-03-11", False),
        ("penalty", "2026-03-02", "2026-03-12", 8, "2026-03-11", True),
        # 春节: nine days off, and a Saturday on each side is worked.
        ("penalty", "2026-02-13", "2026-02-14", 1, "2026-03-02", False),
        ("penalty", "2026-02-13", "2026-02-23", 1, "2026-03-02", False),
        ("penalty", "2026-02-13", "2026-02-24", 2, "2026-03-02", False),
        ("penalty", "2026-02-13", "2026-02-28", 6, "2026-03-02", False),
        ("penalty", "2026-02-13", "2026-03-02", 7, "2026-03-02", False),
        ("licence", "2026-02-13", "2026-03-03", 8, "2026-03-02", True),
        ("inspection", "2026-02-13", "2026-03-19", 20, "2026-03-19", False),
        ("coercion", "2026-02-13", "2026-03-20", 21, "2026-03-19", True),
        # Made on a day off: counting begins with the first working day.
        ("penalty", "2026-10-03", "2026-10-08", 1, "2026-10-15", False),
        # Over the turn of the year, of which both are known.
        ("penalty", "2025-12-30", "2026-01-05", 3, "2026-01-09", False),
        # On a day off, that is as good as the day before.
        ("penalty", "2026-03-02", "2026-03-07", 4, "2026-03-11", False),
    ],
)
def test_timeliness_counts_working_days(
    name: str, decided: str, published: str, day: int, due: str, late: bool
) -> None:
    found = timeliness(record(name, decided, published), SETTINGS)
    assert found
    assert (found.day, found.due, found.late) == (day, due, late)
    assert found.limit == (7 if name in ("penalty", "licence") else 20)


@pytest.mark.parametrize(
    "unknown",
    [
        record("penalty", "", "2026-03-12"),
        record("penalty", "2026-03-02", "2026-08-12", 来源={"文件": "x", "行": "1"}),
        record("penalty", "2024-12-30", "2025-01-02"),
        record("penalty", "2026-12-28", "2027-01-05"),
        # It was in time, but nobody can say until when it could have been.
        record("penalty", "2026-12-28", "2026-12-29"),
        record("penalty", "2026-02-30", "2026-03-05"),
    ],
    ids=["no day", "imported", "no calendar before", "no calendar after", "due in an unknown year", "no such day"],
)
def test_timeliness_that_is_not_known_is_not_guessed(unknown: Record) -> None:
    assert timeliness(unknown, SETTINGS) is None
    public = shown(unknown, day=date(2027, 6, 1))
    assert public.timeliness is None
    assert public.listed().working_days == -1
    assert not public.marks


def test_a_region_may_have_other_periods() -> None:
    rules = profile({"公示时限": {"许可处罚": "3", "其他决定": "5"}})
    settings = Settings(profile=rules, calendar=SETTINGS.calendar)
    late = timeliness(record("penalty", "2026-03-02", "2026-03-06"), settings)
    in_time = timeliness(record("fee", "2026-03-02", "2026-03-09"), settings)
    assert late and late.late and (late.limit, late.due) == (3, "2026-03-05")
    assert in_time and not in_time.late and (in_time.limit, in_time.due) == (5, "2026-03-09")


@pytest.mark.parametrize(
    ("begun", "done", "today", "expected"),
    [
        ("2026-02-13", "2026-02-25", "2026-11-20", None),
        ("2026-02-13", "2026-02-26", "2026-11-20", date(2026, 2, 25)),
        ("2026-02-13", "", "2026-02-25", None),
        ("2026-02-13", "", "2026-02-26", date(2026, 2, 25)),
        ("", "2026-02-26", "2026-11-20", None),
        ("2027-02-13", "2027-08-26", "2027-11-20", None),
    ],
)
def test_what_is_overdue(begun: str, done: str, today: str, expected: date | None) -> None:
    """Three working days, over 春节."""
    assert overdue(begun, 3, done, date.fromisoformat(today), SETTINGS) == expected


def test_a_site_without_rules_of_its_region_has_the_common_ones() -> None:
    assert profile({}) == Profile()
    default = Profile()
    assert (default.publish_within("penalty"), default.publish_within("licence")) == (7, 7)
    assert {default.publish_within(name) for name in DECISION_KINDS if name not in ("penalty", "licence")} == {20}
    assert (default.withdraw, default.objection, default.objection_elsewhere, default.change) == (3, 3, 7, 20)
    assert (default.organisation_years, default.person_years) == (5, 2)
    assert not default.hides_persons
    assert default.credit_months("严重", "2026-05-01") is None


def test_rules_that_say_a_part_leave_the_rest() -> None:
    rules = profile(
        {"名称": "云海省", "公示时限": {"撤回": "2"}, "公示期限": {"自然人年数": "1"}, "自然人决定": "不公开"}
    )
    assert rules == Profile(name="云海省", withdraw=2, person_years=1, hides_persons=True)
    # What the checker will refuse does not bring the program down.
    assert profile({"公示时限": "x", "公示期限": {"单位年数": ["5"]}, "信用公示期": "x"}) == Profile()


TERMS = [
    {"失信程度": "轻微", "自": "2026-04-01", "月数": "3", "依据": "x"},
    {"失信程度": "严重", "自": "2024-01-01", "至": "2026-03-31", "月数": "60", "依据": "x"},
    {"失信程度": "严重", "自": "2026-04-01", "月数": "36", "依据": "x"},
]


@pytest.mark.parametrize(
    ("degree", "decided", "months"),
    [
        ("轻微", "2026-03-31", None),
        ("轻微", "2026-04-01", 3),
        ("轻微", "2030-01-01", 3),
        ("严重", "2023-12-31", None),
        ("严重", "2024-01-01", 60),
        ("严重", "2026-03-31", 60),
        ("严重", "2026-04-01", 36),
        ("一般", "2026-04-01", None),
        ("", "2026-04-01", None),
    ],
)
def test_the_credit_term_is_that_of_the_rule_of_the_day(degree: str, decided: str, months: int | None) -> None:
    assert profile({"信用信息系统": "是", "信用公示期": TERMS}).credit_months(degree, decided) == months
    for elsewhere in ({}, {"信用信息系统": "否"}):
        assert profile(elsewhere | {"信用公示期": TERMS}).credit_months(degree, decided) is None


@pytest.mark.parametrize(
    ("degree", "decided", "last", "why"),
    [
        ("轻微", "2026-04-02", "2026-07-01", "信用公示期3个月已满"),
        # A month without such a day: the first of the month after.
        ("轻微", "2026-11-30", "2027-02-28", "信用公示期3个月已满"),
        ("严重", "2026-04-02", "2029-04-01", "信用公示期36个月已满"),
        # Five years of the platform end before sixty months of credit, counted from the decision, do not.
        ("严重", "2025-06-02", "2030-06-01", "信用公示期60个月已满"),
        # No rule of the day, no degree: the platform's term.
        ("轻微", "2026-03-31", "2031-04-07", "公示期限5年已满"),
        ("一般", "2026-04-02", "2031-04-07", "公示期限5年已满"),
    ],
)
def test_a_decision_goes_with_its_credit_term(degree: str, decided: str, last: str, why: str) -> None:
    """On its last day it is there, on the next it is gone and says why."""
    rules = profile({"信用信息系统": "是", "信用公示期": TERMS})
    settings = Settings(profile=rules, calendar=SETTINGS.calendar)
    published = "2026-04-08" if decided < "2026-04-08" else decided
    one = record("penalty", decided, published, 失信程度=degree)
    there = date.fromisoformat(last)
    assert shown(one, settings, there).state == "有效"
    gone = shown(one, settings, date.fromordinal(there.toordinal() + 1))
    assert (gone.state, gone.reason) == ("公示期满", why)
    assert gone.updated == str(date.fromordinal(there.toordinal() + 1))


CATALOGUE = """\
更新日期: 2024-01-05
审核机构: 法规科
审核人员: 两名
条目:
  - {目录编码: SH-001, 审核事项: 较大数额罚款, 执法类别: 行政处罚, 审核情形: 罚款, 金额起点: 5万元, 审核依据: 法}
"""
EXPLANATION = {"规则": "review-missing", "原因": "当时没有审核，已责成整改", "批准人": "局长"}
REVIEWED = {"类型": "行政复议", "状态": "审理中", "日期": "2026-06-01"}
SUED = {"类型": "行政诉讼", "状态": "审理中", "日期": "2026-07-01"}
FINE = {"处罚类别": ["罚款"], "处罚内容": "罚款60000元。", "罚款金额": "6万元"}
# The penalties of the site, by their slug: what differs from a timely one without anything to warn of.
PENALTIES: dict[str, dict[str, Any]] = {
    "cf-0101": {},
    "cf-0102": {"公示日期": "2026-05-21"},
    "cf-0103": {"复议诉讼": [REVIEWED]},
    "cf-0104": FINE | {"说明": [EXPLANATION]},
    "cf-0105": FINE | {"公示日期": "2026-05-21", "复议诉讼": [REVIEWED, SUED], "说明": [EXPLANATION]},
    "cf-0106": {"复议诉讼": [REVIEWED, REVIEWED | {"状态": "维持", "日期": "2026-08-01"}]},
    "cf-0107": {"公示日期": "2026-05-20"},
}
MARKS = {
    "cf-0102": ["迟公示"],
    "cf-0103": ["行政复议中"],
    "cf-0104": ["未见法制审核记录"],
    "cf-0105": ["行政复议中", "行政诉讼中", "未见法制审核记录", "迟公示"],
}
TEXTS = {
    "迟公示": "作出决定后第 8 个工作日才公示，最迟应在 2026-05-20 公示。",
    "行政复议中": "对本决定的行政复议正在审理，决定有可能变更。",
    "行政诉讼中": "对本决定的行政诉讼正在审理，决定有可能变更。",
    "未见法制审核记录": "当时没有审核，已责成整改",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with working days, a catalogue of what is reviewed, and penalties that visitors are warned of."""
    folder = tmp_path_factory.mktemp("statistics")
    root, output = folder / "root", folder / "site"
    shutil.copytree(INSTANCE, root, ignore=shutil.ignore_patterns("decisions"))
    shutil.copytree(CALENDARS, root / "content" / "calendars")
    (root / "agencies" / AGENCY / "lists" / "review-catalogue.yaml").write_text(CATALOGUE, "utf-8")
    read, _ = source.read("x.yaml", (INSTANCE / "agencies" / AGENCY / "decisions/2026/cf-0001.yaml").read_bytes())
    assert read
    decisions = root / "agencies" / AGENCY / "decisions" / "2026"
    decisions.mkdir(parents=True)
    for number, (slug, more) in enumerate(PENALTIES.items(), 1):
        values = read.values | {"行政处罚决定书文号": f"安市监处罚〔2026〕{number}号"} | more
        (decisions / f"{slug}.yaml").write_text(writing.dump(writing.ordered(values, kind("penalty"))), "utf-8")
    assert build(root, output, base_url=BASE_URL, today=TODAY, jobs=1, search=False) == 0
    return output


@pytest.mark.parametrize("slug", PENALTIES)
def test_what_visitors_are_warned_of(site: Path, slug: str) -> None:
    """The same marks in the same order on the page and in the data; no mark where there is nothing."""
    data = json.loads((site / f"api/v1/records/{AGENCY}/2026/{slug}.json").read_bytes())
    page = (site / AGENCY / "2026" / slug / "index.html").read_text("utf-8")
    marks = MARKS.get(slug, [])
    assert data["marks"] == marks
    notices = re.findall(r'<div class="notice mark"><p><strong>(.+?)</strong>：(.+?)</p></div>', page)
    assert notices == [(mark, TEXTS[mark]) for mark in marks]
    late = "迟公示" in marks
    day = 8 if late else 7 if slug == "cf-0107" else 4
    assert data["timeliness"] == {"working_days": day, "limit": 7, "due": "2026-05-20"}
    assert f"决定之日起第 {day} 个工作日，期限 7 个工作日" in page


def test_the_statistics_count_the_marks(site: Path) -> None:
    """For the whole platform and for the agency, with the share that was in time."""
    for path in ("stats/index.html", f"{AGENCY}/stats/index.html"):
        page = (site / path).read_text("utf-8")
        counted = dict(
            re.findall(r'<tr><th scope="row">(\S+中|迟公示|未见\S+)</th><td class="figure">(\d+)</td>', page)
        )
        assert counted == {"行政复议中": "2", "行政诉讼中": "1", "未见法制审核记录": "2", "迟公示": "2"}
    assert "71.4%（5／7 条）" in page
    assert "<dt>公示用时的中位数</dt><dd>4 个工作日</dd>" in page
    assert "<dt>迟公示</dt><dd>2 条</dd>" in page
    assert "其中行政处罚 7 条，罚没合计145,000元" in page
    table = (site / "stats/index.html").read_text("utf-8")
    row = re.search(rf'<tr role="row"><td role="cell" class="party"><a href="\S*{AGENCY}/stats/">.+', table)
    assert row
    assert re.findall(r">([\d.%]+)</td>", row[0])[:4] == ["7", "71.4%", "4", "2"]


def test_figures_are_grouped_by_the_periods_of_the_region(instance: Path, tmp_path: Path) -> None:
    path = instance / "content/profiles/local.yaml"
    path.write_text(path.read_text("utf-8") + "公示时限:\n  许可处罚: '5'\n  其他决定: '15'\n", "utf-8")
    assert build(instance, tmp_path / "site", base_url=BASE_URL, today=None, jobs=1, search=False) == 0
    page = (tmp_path / "site/stats/index.html").read_text("utf-8")
    assert "行政许可、行政处罚应在 5 个工作日内公示，其他决定 15 个。" in page
    bands = re.findall(r'<th scope="row">(\d+(?:个工作日以内|至\d+个|个以上))</th>', page)
    assert bands == ["3个工作日以内", "4至5个", "6至15个", "15个以上"]
