"""Really published rows, where they lie beside the repository: imported, checked, built, and searched for names."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import REPOSITORY, Publish
from tests.trees import readable

REAL = Path(os.environ.get("PUBLISH_REAL_DATA", REPOSITORY.parent / "shared" / "real")) / "tables"
TABLE = REAL / "nfra_paichu_dev.xlsx"
ROWS = 5563

pytestmark = [pytest.mark.heavy, pytest.mark.skipif(not TABLE.is_file(), reason="the real tables are not here")]


def punished_persons() -> set[str]:
    """The names of all rows that the table itself calls 个人, less those that are also part of an organisation's name."""
    with TABLE.open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True)
        rows = [dict(zip(header, row, strict=True)) for header, *body in [list(book.active.values)] for row in body]
        book.close()
    found: set[str] = set()
    organisations = ""
    for row in rows:
        bare = "".join(re.split("[（(]", str(row["当事人名称"] or ""))[0].split())
        if row["当事人类型"] == "个人":
            found |= {part for part in re.split("[、，,]", bare) if 2 <= len(part) <= 6}
            organisations += str(row["所属机构"] or "")
        else:
            organisations += bare
    return {name for name in found if name not in organisations}


def searcher(names: set[str]) -> str:
    """A pattern for any of many names that looks closer only where one could begin."""
    groups: dict[str, list[str]] = {}
    for name in sorted(names):
        groups.setdefault(name[0], []).append(re.escape(name[1:]))
    branches = "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in groups.items())
    return f"(?=[{''.join(groups)}])(?:{branches})"


def test_import_check_build(tmp_path: Path, publish: Publish) -> None:
    root, site = tmp_path / "root", tmp_path / "site"
    arguments = ["import", TABLE, "--kind", "penalty", "--mapping", REPOSITORY / "tests/mappings/nfra.yaml"]
    done = publish(*arguments, "--root", root, "--report", tmp_path / "report.csv", "--format", "json", code=1)
    counts = json.loads(done.stdout.splitlines()[-1])
    assert counts["rows"] == ROWS == counts["records"] + counts["refused"] + counts["present"]
    assert counts["records"] >= 5100
    assert "错误 0 条" in publish("check", "--root", root).stdout
    publish("build", "--root", root, "--output", site)
    published = json.loads((site / "api/v1/index.json").read_text("utf-8"))["counts"]
    assert published["agencies"] >= 200
    files = readable(site) | {"report": (tmp_path / "report.csv").read_text("utf-8-sig")}
    names = punished_persons()
    assert len(names) > 2500
    # Names of two characters are also ordinary words; they are looked for where a person would stand.
    whole = searcher({name for name in names if len(name) > 2})
    short = searcher({name for name in names if len(name) == 2})
    pattern = re.compile(f"{whole}|(?:(?<![\u4e00-\u9fff])|(?<=对)){short}(?=[（(]|、|警告|给予|予以|罚款|处以)")
    assert {path for path, text in files.items() if pattern.search(text)} == set()
