"""The export run in this process, what it wrote read back, and the columns of the national templates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl

from publish import main

TODAY = date(2026, 11, 20)
AGENCY = "安石市市场监督管理局"
AGENCY_CODE = "11990301000000001E"
CODES = (
    "行政相对人代码_1 (统一社会信用代码)|行政相对人代码_2 (工商注册号)|行政相对人代码_3 (组织机构代码)"
    "|行政相对人代码_4 (税务登记号)|行政相对人代码_5 (事业单位证书号)|行政相对人代码_6 (社会组织登记证号)"
    "|法定代表人|法定代表人身份证号"
)
PENALTY = (
    "行政处罚决定书文号|违法行为类型|违法事实|处罚依据|处罚类别|处罚内容|罚款金额 (万元)"
    "|没收违法所得、没收非法财物的金额 (万元)|暂扣或吊销证照名称及编号|处罚决定日期|处罚有效期|公示截止期|处罚机关"
    "|处罚机关统一社会信用代码|数据来源单位|数据来源单位统一社会信用代码|备注"
)
LICENCE = (
    "行政许可决定文书名称|行政许可决定文书号|许可类别|许可证书名称|许可编号|许可内容|许可决定日期|有效期自|有效期至"
    "|许可机关|许可机关统一社会信用代码|当前状态|数据来源单位|数据来源单位统一社会信用代码|备注"
)
HEADERS = {
    "法人行政处罚": f"行政相对人名称|{CODES}|{PENALTY}",
    "自然人行政处罚": f"行政相对人名称|证件类型|证件号码|{PENALTY}",
    "法人行政许可": f"行政相对人名称|{CODES}|{LICENCE}",
    "自然人行政许可": f"行政相对人名称|证件类型|证件号码|{LICENCE}",
}


def export(root: Path, output: Path, *more: object, kind_name: str = "penalty", code: int = 0) -> None:
    """Runs the command in this process."""
    arguments = ["export", "--root", root, "--kind", kind_name, "--output", output, "--jobs", "1", *more]
    assert main([*map(str, arguments)]) == code


def sheets(path: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of every sheet of a workbook, by header; empty cells are ''."""
    found = {}
    for page in openpyxl.load_workbook(path):
        header, *rows = ([cell or "" for cell in row] for row in page.iter_rows(values_only=True))
        found[page.title] = [dict(zip(header, row, strict=True)) for row in rows]
    return found


def change(root: Path, slug: str, before: str, after: str) -> None:
    path = root / "agencies/anshi-scjg/decisions/2026" / f"{slug}.yaml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
