"""Warnings that a record explains stand in every report, with the reason and who approved."""

from __future__ import annotations

import json
from dataclasses import replace

from plugins.registry import reporting
from plugins.registry.problems import Level, Place
from plugins.registry.reporting import Explanation
from plugins.registry.reports.markdown import as_markdown
from tests.reported import FILE, PATH, TOLD, a_problem, eased


def test_what_a_record_explains_is_found() -> None:
    """The reason and who approved, of each problem that the 说明 answers; of a file with secrets neither is repeated."""
    values = {
        "说明": [
            {"规则": "review-missing", "原因": "没有送审，已责令整改", "批准人": "局长办公会"},
            {"规则": "plan-unknown", "原因": "没有这个问题", "批准人": "局长办公会"},
            "不是一项",
        ]
    }
    assert reporting.explained([eased(), a_problem()], lambda _: values) == TOLD
    assert reporting.explained([replace(eased(), level=Level.ERROR), a_problem()], lambda _: values) == {}
    assert reporting.explained([eased()], lambda _: {"说明": "一句话"}) == {}
    (answer,) = reporting.explained([eased(), a_problem("privacy-name", secret=True)], lambda _: values).values()
    assert "整改" not in str(answer) and "局长" not in str(answer)


def test_explained_warnings_are_named_even_where_they_are_cut() -> None:
    """Every one is in every report."""
    many = [a_problem("docnumber-style", 6, level=Level.WARNING, message=f"{index}") for index in range(20)]
    lines = reporting.as_text([*many, eased(5)], lambda _: FILE, TOLD).splitlines()
    assert lines[-1] == f"  {PATH}:5:1: review-missing 说明：没有送审，已责令整改（批准人：局长办公会）"
    assert json.loads(reporting.as_json([eased()], {}, TOLD))["problems"][0]["explanation"] == {
        "reason": "没有送审，已责令整改",
        "approver": "局长办公会",
    }
    assert reporting.as_github([eased()], TOLD).endswith("说明：没有送审，已责令整改（批准人：局长办公会）\n")
    assert "| 没有送审，已责令整改 | 局长办公会 |" in as_markdown([eased()], {}, TOLD)


def test_the_reason_stands_below_the_line() -> None:
    """Who reads the text decides on the explanation as well."""
    lines = reporting.as_text([eased(5)], lambda _: FILE, TOLD).splitlines()
    assert "  说明：没有送审，已责令整改（批准人：局长办公会）" in lines


def test_markdown_lists_so_many_explanations_and_counts_the_rest() -> None:
    many = [
        replace(eased(), place=Place(f"agencies/anshi-scjg/decisions/2026/cf-{number:04}.yaml")) for number in range(70)
    ]
    told = {(problem.place.path, problem.code): Explanation("x", "y") for problem in many}
    shown = as_markdown(many, {}, told)
    assert shown.count("| x | y |") == 60
    assert "70 处问题由记录写明说明" in shown and "另有 10 处没有列出" in shown
