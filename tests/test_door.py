"""One canary per field and state: present in the output while published, absent from every file once withheld."""

from __future__ import annotations

import shutil

import pytest
import yaml

from plugins.registry.kinds import DECISION_KINDS, Kind, kind
from tests.conftest import INSTANCE, Publish
from tests.trees import readable

AGENCY = "安石市市场监督管理局"
PUBLISHED = ("valid", "corrected", "markdown")
WITHHELD = ("withdrawn", "repaired", "expired", "term", "future")
STATES = (*PUBLISHED, *WITHHELD)
EXTRA = {
    "valid": {},
    "markdown": {},
    "corrected": {"更正": [{"日期": "2026-07-01", "内容": "CANARY", "原因": "CANARY"}]},
    "withdrawn": {"撤回": {"日期": "2026-07-01", "类型": "撤销", "原因": "公开的理由"}},
    "repaired": {"信用修复": {"日期": "2026-07-01"}},
    "expired": {"公示截止期": "2026-07-01"},
    "term": {"公示日期": "2020-05-15"},
    "future": {"公示日期": "2026-12-01"},
}
SEARCHED = ("party", "number", "facts", "conclusion", "basis")


def canary(of_kind: Kind, state: str, number: int) -> str:
    """Short enough for the shortest field, and of letters that no checksum has."""
    return f"{mark(of_kind.id, state)}{number:02d}"


def mark(kind_id: str, state: str) -> str:
    """What all canaries of a kind and state have in common."""
    return f"zq{DECISION_KINDS.index(kind_id)}{'ghijklmn'[STATES.index(state)]}"


def filled(of_kind: Kind, state: str) -> tuple[dict[str, object], dict[str, str]]:
    """A record with a canary in every free text, and the canaries by field."""
    values: dict[str, object] = {}
    canaries: dict[str, str] = {}
    for number, (name, item) in enumerate(of_kind.fields.items()):
        schema = item.schema
        if item.private or name in ("执法类别", "事项编码", "更正", "撤回", "信用修复", "曾用编号", "来源"):
            continue
        if schema["type"] == "string" and not schema.get("enum") and not schema.get("anyOf") and not item.format:
            if name.endswith("统一社会信用代码"):
                continue
            canaries[name] = canary(of_kind, state, number)
            values[name] = canaries[name]
    year = "2020" if state == "term" else "2026"
    values |= {
        "执法类别": of_kind.name,
        "行政相对人名称": f"安石市{canaries['行政相对人名称']}有限公司",
        "行政相对人类别": "法人及非法人组织",
        of_kind.role("decided"): f"{year}-05-11",
        of_kind.role("authority"): AGENCY,
        "公示日期": f"{year}-05-15",
        # Imported, so that gaps are warnings: the canaries matter here, not the completeness.
        "来源": {"文件": "x.xlsx", "行": "1"},
    }
    if name := of_kind.role("number"):
        values[name] = f"安{canaries[name]}〔{year}〕1号"
    if of_kind.id == "licence":
        values["有效期至"] = "2026-07-01" if state == "term" else "长期"
    del canaries[of_kind.role("authority")]
    extra = yaml.safe_load(
        yaml.safe_dump(EXTRA[state], allow_unicode=True).replace("CANARY", canary(of_kind, state, 99))
    )
    if state == "corrected":
        canaries["更正"] = canary(of_kind, state, 99)
    ordered = {name: (values | extra)[name] for name in of_kind.fields if name in values | extra}
    return ordered, canaries


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory, publish: Publish) -> dict[str, str]:
    """A site with every kind in every state, all its files as text."""
    root = tmp_path_factory.mktemp("door") / "root"
    shutil.copytree(INSTANCE, root)
    for of_kind in map(kind, DECISION_KINDS):
        for state in STATES:
            values, _ = filled(of_kind, state)
            year = str(values[of_kind.role("decided")])[:4]
            text = yaml.safe_dump(values, allow_unicode=True, sort_keys=False)
            ending = "yaml"
            if state == "markdown":
                ending, text = "md", f"---\n{text}---\n\n正文{canary(of_kind, state, 98)}\n"
            path = root / "agencies" / "anshi-scjg" / "decisions" / year / f"{of_kind.prefix}-{state}.{ending}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    site = root.parent / "site"
    publish("build", "--root", root, "--output", site, "--today", "2026-11-20")
    return readable(site)


@pytest.mark.parametrize("state", PUBLISHED)
@pytest.mark.parametrize("kind_id", DECISION_KINDS)
def test_published_canaries_are_there(output: dict[str, str], kind_id: str, state: str) -> None:
    of_kind = kind(kind_id)
    _, canaries = filled(of_kind, state)
    record = f"anshi-scjg/2026/{of_kind.prefix}-{state}"
    page, data = output[f"{record}/index.html"], output[f"api/v1/records/{record}.json"]
    for name, text in canaries.items():
        assert text in page, f"页面没有 {name}"
        assert text in data, f"JSON 没有 {name}"
    index = "".join(content for path, content in output.items() if path.startswith("search/index/2026-"))
    for role in SEARCHED:
        if of_kind.role(role) in canaries:
            assert canaries[of_kind.role(role)] in index, f"搜索索引没有 {of_kind.role(role)}"
    if state == "markdown":
        assert canary(of_kind, state, 98) in page
        assert canary(of_kind, state, 98) in data
    assert canaries["行政相对人名称"] in output["feeds/agency/anshi-scjg.rss"]


@pytest.mark.parametrize("state", WITHHELD)
@pytest.mark.parametrize("kind_id", DECISION_KINDS)
def test_withheld_canaries_are_nowhere(output: dict[str, str], kind_id: str, state: str) -> None:
    of_kind = kind(kind_id)
    year = "2020" if state == "term" else "2026"
    record = f"anshi-scjg/{year}/{of_kind.prefix}-{state}"
    assert (f"{record}/index.html" in output) == (state != "future")
    canaries = mark(kind_id, state)
    found = [path for path, content in output.items() if canaries in content]
    assert not found


def test_a_withdrawal_gives_its_public_reason(output: dict[str, str]) -> None:
    assert "公开的理由" in output["anshi-scjg/2026/cf-withdrawn/index.html"]
    assert "公开的理由" in output["api/v1/records/anshi-scjg/2026/cf-withdrawn.json"]
