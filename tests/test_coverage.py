"""docs/coverage.md: every obligation has its schema, page, rule, demonstration entry and test, or says why not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugins.registry import history
from plugins.registry.kinds import KINDS
from plugins.registry.rules import READING_CODES, RULES

REPOSITORY = Path(__file__).parents[1]
CODES = {*READING_CODES, *(code for rule in RULES for code in rule.codes), *history.CODES}
IDS = [
    *(f"N{number}" for number in range(1, 13)),
    *("A1", "A1b", "A1c", "A1d", "A2", "A2b", "A3", "A3b", "A4", "A5", "A6", "A7", "A7b", "A7c", "A8", "A9", "A10"),
    *("B1", "B1b", "B1c", "B1d", "B2", "B3", "B4"),
    *("C1", "C2", "C2b", "C3", "C4", "C5", "C6", "C7"),
    *(f"D{number}" for number in range(1, 10)),
    *(f"E{number}" for number in range(1, 9)),
    *("F1", "F1b", "F2", "F3", "F4", "F5", "F6", "F7", "F8"),
    *(f"G{number}" for number in range(1, 6)),
]


def _rows() -> list[list[str]]:
    text = (REPOSITORY / "docs/coverage.md").read_text("utf-8")
    found = re.findall(r"^\| ([A-Z]\d+[a-d]?) \|(.*)\|$", text, re.M)
    return [[name, *(cell.strip() for cell in cells.split("|"))] for name, cells in found]


ROWS = _rows()


def test_every_obligation_has_a_row() -> None:
    assert [row[0] for row in ROWS] == IDS


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_row_is_true(row: list[str], demonstration_site: Path) -> None:
    _, about, schemas, page, codes, entry, test = row
    assert about
    if schemas.startswith("没有做："):
        assert len(schemas) > len("没有做：") + 5
        return
    assert set(schemas.split()) <= set(KINDS)
    assert set(codes.split()) <= CODES
    shown = demonstration_site / (f"{page}index.html" if page.endswith("/") else page)
    assert shown.is_file(), f"没有网页 {page}"
    assert "<main" in shown.read_text("utf-8") or shown.suffix == ".json"
    found = REPOSITORY / entry
    assert found.is_dir() or found.stat().st_size > 50, f"演示数据 {entry} 是空的"
    assert (REPOSITORY / test).is_file(), f"没有测试 {test}"


def test_no_kind_is_forgotten() -> None:
    named = {name for row in ROWS for name in row[2].split()}
    assert set(KINDS) - named <= {"page", "calendar", "releases"}
