"""Nothing that was published is lost, changed or brought back without a word, and what the law foresees may happen."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.publishing import (
    AHEAD,
    CORRECTED,
    CORRECTION,
    DAY,
    EXPIRED,
    LATER,
    MARKDOWN,
    RECORD,
    WITHDRAWAL,
    WITHDRAWN,
    Site,
    added,
    agency_removed,
    announced,
    changed,
    corrected_again,
    new_record,
    removed,
    renamed,
    replaced,
)
from tests.trees import tree


def test_the_site_may_be_held_against_itself(site: Site, published: Path) -> None:
    """The old site is read to the end before the new one takes its place."""
    shutil.copytree(published, site.output)
    site.edit(RECORD, lambda text: text.replace("12 袋", "13 袋"))
    assert site.build("--previous", site.output).codes == {"change-silent"}
    site.edit(RECORD, lambda text: text + CORRECTION)
    assert site.build("--previous", site.output).code == 0
    assert site.record("anshi-scjg/2026/cf-0001")["state"] == "已更正"


REFUSED: dict[str, tuple[Callable[[Site], None], set[str]]] = {
    "a record is lost": (removed(RECORD), {"id-lost"}),
    "a record in Markdown is lost": (removed(MARKDOWN), {"id-lost"}),
    "a tombstone is lost": (removed(WITHDRAWN), {"id-lost"}),
    "all of an agency is lost": (agency_removed, {"id-lost"}),
    "a record has another id": (renamed(), {"id-lost", "published-backdated"}),
    "a new record is back-dated": (new_record("2026-11-19"), {"published-backdated"}),
    "a withdrawal is undone": (
        changed(WITHDRAWN, lambda text: text[: text.index("撤回:")]),
        {"withdrawal-undone"},
    ),
    "a withdrawal is put off": (
        changed(WITHDRAWN, replaced("日期: 2026-07-01", "日期: 2026-12-31")),
        {"withdrawal-undone"},
    ),
    "a term is extended": (changed(EXPIRED, added("公示截止期: 2030-01-01\n")), {"withdrawal-undone"}),
    "all terms are extended": (
        changed("content/profiles/local.yaml", replaced("自然人年数: 2", "自然人年数: 9")),
        {"withdrawal-undone"},
    ),
    "the day of publication is changed": (
        changed(RECORD, replaced("公示日期: 2026-05-15", "公示日期: 2026-05-18")),
        {"published-changed"},
    ),
    "a record is hidden in the future": (
        changed(RECORD, replaced("公示日期: 2026-05-15", "公示日期: 2027-05-15")),
        {"published-changed"},
    ),
    "a tombstone's day is changed": (
        changed(WITHDRAWN, replaced("公示日期: 2026-05-15", "公示日期: 2026-05-18")),
        {"published-changed"},
    ),
    "the facts change": (changed(RECORD, replaced("12 袋", "13 袋")), {"change-silent"}),
    "the party changes": (changed(RECORD, replaced("青禾食品", "青苗食品")), {"change-silent"}),
    "a field goes": (changed(RECORD, replaced("事项编码: CF-0001\n", "")), {"change-silent"}),
    "a field comes": (changed(RECORD, added("备注: 另有说明\n")), {"change-silent"}),
    "the Markdown changes": (changed(MARKDOWN, replaced("12 袋 |", "13 袋 |")), {"change-silent"}),
    "more than its further life changes": (
        changed(RECORD, lambda text: text.replace("12 袋", "13 袋") + "履行情况: 已履行\n"),
        {"change-silent"},
    ),
    "an old correction is no excuse": (changed(CORRECTED, replaced("12 袋", "13 袋")), {"change-silent"}),
    "an announcement of old": (announced(DAY), {"change-silent"}),
}


@pytest.mark.parametrize(("edit", "codes"), REFUSED.values(), ids=list(REFUSED))
def test_what_may_not_happen(
    site: Site, published: Path, standing: dict[str, bytes], edit: Callable[[Site], None], codes: set[str]
) -> None:
    """The build says why and leaves the old site alone; a check, which needs no key, says the same."""
    site.output = published
    edit(site)
    built = site.build("--previous", published)
    assert (built.code, built.codes) == (1, codes), built.said
    assert "有错误，没有生成网站；原来的网站没有动。" in built.said
    assert tree(published) == standing
    checked = site.run("check", "--previous", published, "--today", LATER, key="")
    assert (checked.code, checked.codes) == (1, codes)


ALLOWED: dict[str, Callable[[Site], None]] = {
    "a change with a correction": changed(RECORD, lambda text: text.replace("12 袋", "13 袋") + CORRECTION),
    "a second correction": corrected_again,
    "it was complied with": changed(RECORD, added("履行情况: 已履行\n")),
    "it is under review": changed(
        RECORD, added(f"复议诉讼:\n  - 类型: 行政复议\n    状态: 审理中\n    日期: {LATER}\n")
    ),
    "somebody objects": changed(RECORD, added(f"异议:\n  - 收到: {LATER}\n    类别: 内容有误\n")),
    "it is withdrawn": changed(RECORD, added(WITHDRAWAL)),
    "it is withdrawn and emptied": changed(
        RECORD,
        lambda _: (
            "执法类别: 行政处罚\n公示日期: 2026-05-15\n处罚机关: 安石市市场监督管理局\n"
            + WITHDRAWAL.replace("撤销", "隐私保护", 1)
        ),
    ),
    "its credit is repaired": changed(RECORD, added(f"信用修复:\n  日期: {LATER}\n")),
    "another id that says so": renamed("曾用编号:\n  - anshi-scjg/2026/cf-0001\n"),
    "a new record of the day": new_record(LATER),
    "a new record of the day before": new_record(DAY),
    "an old record is imported": new_record("2026-06-01", "来源:\n  文件: 旧表.xlsx\n  行: 3\n"),
    "what was never shown goes": removed(AHEAD),
    "what was never shown changes": changed(AHEAD, replaced("12 袋", "13 袋")),
    "the reason of a withdrawal": changed(WITHDRAWN, replaced("行政复议决定撤销", "经行政复议，决定撤销")),
    "comments and quotes": changed(RECORD, lambda text: "# 已核对\n" + text.replace("罚款5000元。", '"罚款5000元。"')),
    "the software announced it": announced("2026-11-21"),
}


@pytest.mark.parametrize("edit", ALLOWED.values(), ids=list(ALLOWED))
def test_what_may_happen(site: Site, published: Path, edit: Callable[[Site], None]) -> None:
    edit(site)
    done = site.run("check", "--previous", published, "--today", LATER, key="")
    assert done.code == 0, done.said


@pytest.mark.parametrize("name", ["a change with a correction", "it is withdrawn", "the software announced it"])
def test_a_build_agrees(site: Site, published: Path, name: str) -> None:
    ALLOWED[name](site)
    done = site.build("--previous", published)
    assert done.code == 0, done.said
    assert site.index()["day"] == LATER


def takes_over(site: Site) -> None:
    (site.root / RECORD).unlink()
    site.edit(CORRECTED, replaced("anshi-scjg/2026/cf-0099", "anshi-scjg/2026/cf-0001"))


@pytest.mark.parametrize(
    "edit",
    [
        changed(CORRECTED, lambda text: text[: text.index("更正:")] + text[text.index("曾用编号") :]),
        changed(CORRECTED, replaced("由 69 元更正为 96 元", "已核")),
        takes_over,
        announced("2099-01-01"),
        changed(RECORD, lambda text: text.replace("12 袋", "13 袋") + CORRECTION.replace(LATER, "2026-05-20")),
    ],
)
def test_what_may_not_happen_either(site: Site, published: Path, edit: Callable[[Site], None]) -> None:
    edit(site)
    assert site.run("check", "--previous", published, "--today", LATER).code == 1
