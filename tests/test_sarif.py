"""SARIF: what code scanning takes, by its own schema (tests/data, as published), and nothing that may not be public."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.registry.privacy import numbers
from plugins.registry.problems import Level, Place, Problem
from plugins.registry.reporting import Explanation
from plugins.registry.reports.sarif import as_sarif
from tests.conftest import REPOSITORY, Publish
from tests.reported import PATH, a_problem

PAGES = "https://code.example.gov.cn/xzzf/docs/codes"


@cache
def _schema() -> dict[str, Any]:
    return json.loads(Path(__file__).with_name("data").joinpath("sarif-2.1.0.schema.json").read_text("utf-8"))


def _run(*problems: Problem, **more: Any) -> dict[str, Any]:
    log = json.loads(as_sarif(problems, {"amount-form": "金额没有写明单位"}, **more).encode())
    jsonschema.Draft4Validator(_schema()).validate(log)
    (run,) = log["runs"]
    return dict(run)


def test_the_schema_is_the_one_and_refuses_what_is_wrong() -> None:
    """A schema that takes everything would prove nothing."""
    assert "SARIF) Version 2.1.0" in _schema()["title"] and len(_schema()["definitions"]) > 50
    log = json.loads(as_sarif([a_problem()], {}))
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(_schema()).validate(log)


def test_a_result_has_rule_place_and_text() -> None:
    """What a reviewer sees beside the line."""
    run = _run(a_problem(column=7, length=4), a_problem("id-taken", 0, 0, level=Level.WARNING, help=""))
    assert run["tool"]["driver"]["name"]
    assert run["tool"]["driver"]["rules"][0] == {
        "id": "amount-form",
        "shortDescription": {"text": "金额没有写明单位"},
        "helpUri": "docs/codes/amount-form.md",
    }
    first, second = run["results"]
    assert (first["ruleId"], first["ruleIndex"], first["level"]) == ("amount-form", 0, "error")
    assert first["message"]["text"] == "不是写明单位的金额。写作 5000元。"
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == PATH
    assert place["region"] == {"startLine": 3, "startColumn": 7, "endColumn": 11}
    assert (second["ruleIndex"], second["level"]) == (1, "warning")
    assert second["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


def test_addresses_of_pages_are_whole_where_the_command_is_told() -> None:
    """A strict reader asks for more than a path."""
    (rule,) = _run(a_problem(), pages=PAGES)["tool"]["driver"]["rules"]
    assert rule["helpUri"] == f"{PAGES}/amount-form.md"
    assert jsonschema_rs.Draft4Validator({"format": "uri"}, validate_formats=True).is_valid(rule["helpUri"])


def test_nothing_found_is_an_empty_run() -> None:
    """Code scanning closes what it showed before."""
    assert _run()["results"] == []


def test_fingerprints_do_not_move_with_the_line() -> None:
    """A line put in above makes no new problem; two of one kind stay two; another file or code is another problem."""

    def prints(*problems: Problem) -> list[str]:
        return [result["partialFingerprints"]["problem/v1"] for result in _run(*problems)["results"]]

    problems = [a_problem(), a_problem(line=9), a_problem("date-form"), a_problem(place=Place(f"{PATH}x", 3, 1))]
    first = prints(*problems)
    assert len(set(first)) == 4
    assert prints(*(replace(item, place=replace(item.place, line=item.place.line + 5)) for item in problems)) == first


def test_an_explanation_is_told() -> None:
    """Whoever reviews sees the reason and who approved."""
    told = {(PATH, "review-missing"): Explanation("没有送审，已责令整改", "局长办公会")}
    problems = [a_problem("review-missing", level=Level.WARNING), a_problem("review-missing"), a_problem()]
    first, *others = _run(*problems, explained=told)["results"]
    assert first["properties"]["explanation"] == {"reason": "没有送审，已责令整改", "approver": "局长办公会"}
    assert first["message"]["text"].endswith("说明：没有送审，已责令整改（批准人：局长办公会）")
    assert not any("properties" in result for result in others)


@given(st.text(), st.text())
def test_any_text_gives_a_valid_log(path: str, message: str) -> None:
    """Paths are addresses whatever they hold, and no text becomes a link or a placeholder."""
    (result,) = _run(a_problem(place=Place(f"{path}\udcb9", 1, 1), message=message))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii() and " " not in uri and "\ufffd" in unquote(uri)
    assert not re.search(r"\]\(|\{\d", result["message"]["text"])


def test_links_and_placeholders_are_texts() -> None:
    """SARIF reads [x](y) as a link and {0} as a placeholder."""
    (result,) = _run(a_problem(message="[点这里](https://evil.example) {0}"))["results"]
    assert result["message"]["text"].startswith("[点这里] (https://evil.example) { 0}")


@pytest.mark.parametrize("form", ["sarif", "markdown", "json", "github"])
def test_no_report_repeats_a_secret(form: str, tmp_path: Path, publish: Publish) -> None:
    """Neither the line nor what stands beside it: numbers in values and comments, and a name in an explanation."""
    cases = REPOSITORY / "tests" / "cases"
    shutil.copytree(cases / "_base", tmp_path, dirs_exist_ok=True)
    shutil.copytree(cases / "review-missing" / "explained", tmp_path, dirs_exist_ok=True)
    record = tmp_path / PATH
    text = record.read_text("utf-8")
    reason = "对沈小满罚款时没有送审"
    record.write_text(
        re.sub("原因: .*", f"原因: {reason}", text) + "备注: 证件号990101199003070011\n# 电话 19900001234\n", "utf-8"
    )
    done = publish("check", "--root", tmp_path, "--today", "2026-11-20", "--format", form, code=1)
    assert "privacy-number" in done.stdout and "review-missing" in done.stdout
    assert "不转载" in done.stdout
    assert not list(numbers.find(done.stdout))
    assert "0307" not in done.stdout and "9900001234" not in done.stdout and "沈小满" not in done.stdout


def test_the_command_writes_sarif(publish: Publish) -> None:
    """The demonstration, with the titles of the pages."""
    done = publish("check", "--root", REPOSITORY, "--format", "sarif", "--pages", f"{PAGES}/")
    log = json.loads(done.stdout)
    jsonschema.Draft4Validator(_schema()).validate(log)
    for rule in log["runs"][0]["tool"]["driver"]["rules"]:
        page = (REPOSITORY / "docs" / "codes" / f"{rule['id']}.md").read_text("utf-8")
        assert page.startswith(f"# {rule['id']}：{rule['shortDescription']['text']}\n")
        assert rule["helpUri"] == f"{PAGES}/{rule['id']}.md"
