"""Problems as a check reports them: in a file with its lines, and one that its record explains."""

from __future__ import annotations

from dataclasses import replace

from plugins.registry.problems import Level, Place, Problem
from plugins.registry.reporting import Explanation

PATH = "agencies/qinghe-scjg/decisions/2026/cf-0001.yaml"
FILE = [
    "执法类别: 行政处罚",
    "行政相对人名称: 陈小红",
    "罚款金额: 5,000元",
    "备注: ab\x1b[31m中\x07文",
    "救济途径: " + "长" * 200,
    "  - 日期: 2026.4.1",
    "电话: 19900001234",
]


def a_problem(code: str = "amount-form", line: int = 3, column: int = 1, **more: object) -> Problem:
    problem = Problem(code, Level.ERROR, Place(PATH, line, column), "不是写明单位的金额", "写作 5000元。")
    return replace(problem, **more)  # type: ignore[arg-type]


TOLD = {(PATH, "review-missing"): Explanation("没有送审，已责令整改", "局长办公会")}


def eased(line: int = 0) -> Problem:
    return a_problem("review-missing", line, level=Level.WARNING, message="没有审核通过的记录")
