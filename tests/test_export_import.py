"""All public fields of the templates survive export and import."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.registry import amounts, source, writing
from plugins.registry.exporting import profiles
from plugins.registry.importing import cells
from plugins.registry.kinds import kind
from plugins.registry.uscc import check_character
from publish import main
from tests.exports import AGENCY, AGENCY_CODE, TODAY, export

PIECES = (
    "经营 超过保质期的 面包 违反规定 货值 《食品安全法》第一百二十四条 “引号” <b> &amp; =1+1 + - @ ' \" , ; ； 、 。 \n _x0041_"
    " 100% #N/A 0012 １２ ① 𠮷 〇 / 2026-03-02 TRUE null"
).split(" ")


@st.composite
def prose(draw: st.DrawFn, longest: int = 60) -> str:
    """Text that stays as it is when it is read from a cell: without blanks in a row, and not a mere dash."""
    text = cells.clean("".join(draw(st.lists(st.sampled_from([*PIECES, " "]), min_size=1, max_size=12))))[:longest]
    return text if cells.clean(text) == text != "" else f"文{text}字".replace("\n字", "字")


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def days(first: date, last: date) -> st.SearchStrategy[str]:
    return st.dates(first, last).map(str)


@st.composite
def money(draw: st.DrawFn) -> str:
    cents = draw(st.integers(0, 10**13))
    if draw(st.booleans()):
        return f"{Decimal(cents) / 1_000_000:.6f}万元"
    return f"{Decimal(cents) / 100:f}元"


@st.composite
def parties(draw: st.DrawFn) -> dict[str, Any]:
    """The fields of a record that say whom it is about."""
    if draw(st.booleans()) and draw(st.booleans()):
        name = draw(st.sampled_from(["张某", "欧阳某", "李某2", "阿某", "A某"]))
        return {"行政相对人名称": name, "行政相对人类别": "自然人"}
    trader = draw(st.booleans())
    first17 = f"9{2 if trader else 1}990301MA{draw(st.integers(0, 9_999_999)):07}"
    middle = draw(st.sampled_from(["青禾", "远帆（安石）", "A&B", "O'k", "云帆<2>"]))
    fields = {
        "行政相对人名称": f"安石市{middle}{'面馆' if trader else '食品有限公司'}",
        "行政相对人类别": "个体工商户" if trader else "法人及非法人组织",
        "统一社会信用代码": draw(st.sampled_from([first17 + check_character(first17), "0" * 17 + "X"])),
        "法定代表人": draw(maybe(st.just("沈青禾"))) if trader else "沈青禾",
        "工商注册号": draw(maybe(st.integers(0, 9999).map(lambda number: f"0990301{number:06}"))),
        "组织机构代码": draw(maybe(st.sampled_from(["MA0000001", "00000001-9"]))),
        "税务登记号": draw(maybe(st.just("0012345"))),
        "事业单位证书号": draw(maybe(st.just("199030100012"))),
        "社会组织登记证号": draw(maybe(st.just("安社证字第0010号"))),
    }
    return {name: value for name, value in fields.items() if value}


@st.composite
def records(draw: st.DrawFn, kind_id: str, number: int) -> dict[str, Any]:
    """A valid record with any of the fields of the templates."""
    decided = draw(st.dates(date(2026, 1, 1), date(2026, 11, 1)))
    values: dict[str, Any] = {"执法类别": kind(kind_id).name, **draw(parties())}
    if kind_id == "penalty":
        words = [*kind(kind_id).fields["处罚类别"].values, "其他-责令改正"]
        classes = draw(st.lists(st.sampled_from(words), min_size=1, max_size=4, unique=True))
        takes = bool({"暂扣许可证件", "吊销许可证件"} & set(classes))
        values |= {
            "行政处罚决定书文号": f"安市监处罚〔2026〕{number}号",
            "违法行为类型": draw(prose()),
            "违法事实": draw(prose()),
            "处罚依据": draw(prose()),
            "处罚类别": classes,
            "处罚内容": f"决定{draw(prose())}",
            "罚款金额": draw(money() if "罚款" in classes else maybe(money())),
            "没收违法所得、没收非法财物的金额": draw(maybe(money())),
            "暂扣或吊销证照名称及编号": draw(prose() if takes else maybe(prose())),
            "处罚决定日期": str(decided),
            "处罚有效期": draw(maybe(st.just("长期") | days(date(2000, 1, 1), date(2099, 12, 30)))),
            "公示截止期": draw(maybe(days(TODAY + timedelta(1), date(2099, 12, 31)))),
            "社会影响认定": "涉及公众利益",
        }
    else:
        values |= {
            "行政许可决定文书名称": draw(prose()),
            "行政许可决定文书号": draw(st.sampled_from([f"安市监许可〔2026〕{number}号", f"JY{number:014}"])),
            "许可类别": draw(st.sampled_from(kind(kind_id).fields["许可类别"].values)),
            "许可证书名称": draw(maybe(prose())),
            "许可编号": draw(maybe(st.just("JY00012345"))),
            "许可内容": f"准予{draw(prose())}",
            "许可决定日期": str(decided),
            "有效期自": str(decided),
            "有效期至": draw(st.just("长期") | days(TODAY, date(2099, 12, 30))),
            "当前状态": draw(st.sampled_from(["有效", "无效"])),
        }
    authority = kind(kind_id).role("authority")
    values |= {
        "公示日期": str(decided + timedelta(draw(st.integers(0, 10)))),
        authority: AGENCY,
        f"{authority}统一社会信用代码": AGENCY_CODE,
        "数据来源单位": AGENCY,
        "数据来源单位统一社会信用代码": AGENCY_CODE,
        "备注": draw(maybe(prose())),
    }
    return writing.ordered({name: value for name, value in values.items() if value is not None}, kind(kind_id))


def site(root: Path, values: list[dict[str, Any]], prefix: str) -> None:
    """A site with one agency and some records."""
    files = {
        "content/governments.yaml": {"政府": [{"编号": "anshi", "名称": "安石市人民政府", "层级": "市"}]},
        "content/settings.yaml": {"平台名称": "站", "演示": "是", "今日": str(TODAY)},
        "agencies/anshi-scjg/agency.yaml": {"机构名称": AGENCY, "政府": "anshi", "状态": "待补"},
    }
    files |= {
        f"agencies/anshi-scjg/decisions/2026/{prefix}-{index:04}.yaml": own for index, own in enumerate(values, 1)
    }
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(writing.dump(content), "utf-8")


def imported(root: Path, table: Path, kind_id: str, sheet: str) -> list[dict[str, Any]]:
    """The records that an empty site makes of a sheet; what the template does not hold is given by the mapping."""
    lines = ["固定值:", "  公示日期: 2026-11-20"]
    lines += [f"  行政相对人类别: {'自然人' if sheet.startswith('自然人') else '法人及非法人组织'}"]
    lines += [f"工作表: {sheet}"] if table.suffix == ".xlsx" else []
    lines += ["取值:", "  当前状态: {'1': 有效, '2': 无效}"] if kind_id == "licence" else []
    site(root, [], "")
    columns = root / "columns.yaml"
    columns.write_text("\n".join(lines), "utf-8")
    arguments = ["import", table, "--kind", kind_id, "--agency", "anshi-scjg", "--mapping", columns, "--root", root]
    assert main([*map(str, arguments)]) == 0
    paths = sorted(root.glob("agencies/*/decisions/*/*.yaml"))
    texts = [source.read(path.name, path.read_bytes())[0] for path in paths]
    return [read.values for read in texts if read]


def comparable(values: dict[str, Any], fields: list[str], ending: str) -> dict[str, Any]:
    """The template's fields of a record, amounts as numbers; csv puts an apostrophe before what begins like a formula."""
    found = {}
    for name in fields:
        value = values.get(name, "")
        if value and "金额" in name:
            value = amounts.yuan(value)
        elif ending == "csv" and isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
            value = f"'{value}"
        found[name] = value
    return found


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("kind_id", ["penalty", "licence"])
def test_all_public_fields_survive_export_and_import(kind_id: str, ending: str) -> None:
    templates = profiles.profile("2018").of_kind(kind_id)

    @settings(max_examples=12)
    @given(st.integers(1, 6).flatmap(lambda count: st.tuples(*(records(kind_id, n) for n in range(1, count + 1)))))
    def survive(given_records: tuple[dict[str, Any], ...]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            root, output = Path(folder, "site"), Path(folder, f"x.{ending}")
            site(root, list(given_records), kind(kind_id).prefix)
            export(root, output, kind_name=kind_id)
            back = 0
            for template in templates:
                path = output if ending == "xlsx" else output.with_name(f"x-{template.name}.csv")
                found = imported(Path(folder, template.name), path, kind_id, template.name)
                wanted = [own for own in given_records if own["行政相对人类别"] in template.when["行政相对人类别"]]
                fields = [column.source for column in template.columns if column.source and not column.private]
                assert [comparable(own, fields, "") for own in found] == [
                    comparable(own, fields, ending) for own in wanted
                ]
                back += len(found)
            assert back == len(given_records)

    survive()
