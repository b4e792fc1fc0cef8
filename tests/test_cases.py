"""Every problem code by example: a tiny site in tests/cases/<code>/<case>/ and the exact text its contributor sees.

The files of a case are laid over tests/cases/_base/ (one government, one agency with its 行政执法事项清单) and checked
by the real command. Where a case has a folder previous/, its files are laid over the base first and published, and the
check is held against that publication. `expected.txt` holds what it prints, to the character; an empty `valid.txt` instead says that the
case must pass without any problem although it looks close to one. What git cannot hold (links, two megabytes, strange
file names) is made by GENERATED.

After an intended change of wording run `BLESS=1 python -m pytest tests/test_cases.py` and read the difference.
"""

from __future__ import annotations

import os
import re
import shutil
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from plugins.commands import check as command
from plugins.commands.build import build
from plugins.harvest import troubles
from plugins.registry import history, inspecting
from plugins.registry.privacy import numbers
from plugins.registry.reporting import code_page
from plugins.registry.rules import READING_CODES, RULES
from plugins.verification import faults as verification

REPOSITORY = Path(__file__).parents[1]
CASES = REPOSITORY / "tests" / "cases"
BASE = CASES / "_base"
PAGES = REPOSITORY / "docs" / "codes"
TODAY, PREVIOUS_DAY = "2026-11-20", "2026-11-19"
BLESSING = bool(os.environ.get("BLESS"))

# What reading, placing and assembling may say before any rule runs.
CODES = frozenset((*READING_CODES, *(code for rule in RULES for code in rule.codes), *history.CODES))

DECISIONS = "agencies/qinghe-scjg/decisions/2026"

# Every personal number in the cases is one of these, in parts or whole: a region that does not exist, an unused network.
SECRETS = re.compile(r"990101\D?(?:19)?90|99010[1-9]\*|0307\D?001|1990000|9900001234|199\D?0000\D?1234|199\*")


def _two_megabytes(root: Path) -> None:
    (root / DECISIONS).mkdir(parents=True)
    (root / DECISIONS / "jc-0001.yaml").write_text("检查内容: " + "长" * 700_000, "utf-8")


def _one_megabyte(root: Path) -> None:
    (root / DECISIONS).mkdir(parents=True)
    text = (CASES / "id-taken/yaml-and-md" / DECISIONS / "jc-0001.yaml").read_text("utf-8")
    (root / DECISIONS / "jc-0001.yaml").write_text(text + "# 注释\n" * ((1_000_000 - len(text.encode())) // 9), "utf-8")


def _symbolic_link(root: Path) -> None:
    (root / DECISIONS).mkdir(parents=True)
    (root / DECISIONS / "jc-0001.yaml").symlink_to("/etc/passwd")


def _ansi_escape_in_name(root: Path) -> None:
    (root / DECISIONS).mkdir(parents=True)
    (root / DECISIONS / "\x1b[2Jjc-0001.yaml").write_text("执法类别: 行政检查\n", "utf-8")


def _name_in_gb18030(root: Path) -> None:
    (root / DECISIONS).mkdir(parents=True)
    # As an archive packed on Windows unpacks elsewhere.
    (root / DECISIONS / os.fsdecode("检查.yaml".encode("gb18030"))).write_text("执法类别: 行政检查\n", "utf-8")


GENERATED: dict[str, Callable[[Path], None]] = {
    "file-size/two-megabytes": _two_megabytes,
    "file-size/valid-one-megabyte": _one_megabyte,
    "path-unknown/symbolic-link": _symbolic_link,
    "path-unknown/ansi-escape-in-name": _ansi_escape_in_name,
    "path-unknown/name-in-gb18030": _name_in_gb18030,
}


def _names() -> list[str]:
    return sorted(path.relative_to(CASES).as_posix() for path in CASES.glob("*/*") if path.parent != BASE)


def _shown(root: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[str, int]:
    """What `publish.py check` prints for a site, and its exit code."""
    parser = ArgumentParser()
    command.options(parser)
    code = command.run(parser.parse_args(["--root", str(root), "--today", TODAY, "--jobs", "1", *more]))
    return capsys.readouterr().out, code


def _published(case: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The publication that a case follows, where it has one: the options that hold a check against it."""
    if not (case / "previous").is_dir():
        return []
    shutil.copytree(BASE, folder / "earlier")
    shutil.copytree(case / "previous", folder / "earlier", dirs_exist_ok=True)
    monkeypatch.setenv("PUBLISH_KEY", "0123456789abcdef")
    day = date.fromisoformat(PREVIOUS_DAY)
    output = folder / "published"
    url = "https://example.gov.cn/"
    assert build(folder / "earlier", output, base_url=url, today=day, jobs=1, search=False, first=True) == 0
    return ["--previous", str(output)]


@pytest.mark.parametrize("name", _names())
def test_a_contributor_sees_exactly_the_expected_text(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report of each case, and the exit code that follows from it."""
    case, root = CASES / name, tmp_path / "site"
    shutil.copytree(BASE, root)
    aside = shutil.ignore_patterns("expected.txt", "valid.txt", "previous")
    shutil.copytree(case, root, dirs_exist_ok=True, ignore=aside)
    previous = _published(case, tmp_path, monkeypatch)
    capsys.readouterr()
    if name in GENERATED:
        GENERATED[name](root)
    expected, valid = case / "expected.txt", case / "valid.txt"

    shown, code = _shown(root, capsys, *previous)

    if valid.exists():
        assert not expected.exists(), "either expected.txt or valid.txt"
        assert shown.startswith("检查了") and shown.endswith("：错误 0 条，警告 0 条。\n"), shown
        return
    if BLESSING:
        expected.write_text(shown, "utf-8")
    assert expected.exists() and expected.read_text("utf-8"), "write expected.txt with BLESS=1, or an empty valid.txt"
    assert shown == expected.read_text("utf-8"), (
        f"{name}: 若这是有意的改动，用 BLESS=1 重写 expected.txt，再看 git diff"
    )
    assert f"[{Path(name).parts[0]}]" in shown, "the case stands in the folder of another code"
    assert code == (1 if "错误[" in shown else 0)


@pytest.mark.parametrize(
    "path", sorted(CASES.glob("*/*/expected.txt")), ids=lambda path: f"{path.parts[-3]}/{path.parts[-2]}"
)
def test_a_report_neither_leaks_nor_drives_a_terminal(path: Path) -> None:
    """No personal number, no control character, no code that nobody explains."""
    text = path.read_text("utf-8")
    assert not list(numbers.find(text))
    assert not SECRETS.search(text)
    assert all(character.isprintable() or character == "\n" for character in text)
    assert set(re.findall(r"(?:错误|警告)\[([a-z-]+)\]", text)) <= CODES


def test_every_case_is_of_a_code_and_says_what_it_expects() -> None:
    """No stray folders; a case has files of a site, or is generated."""
    for name in _names():
        case = CASES / name
        assert name.split("/")[0] in CODES, name
        assert (case / "expected.txt").exists() != (case / "valid.txt").exists(), name
        assert name in GENERATED or any(part.is_dir() for part in case.iterdir()), name
    assert set(GENERATED) <= set(_names())


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_a_case_and_a_page(code: str) -> None:
    """A rule is finished when a clerk can read about it and a test shows what it says."""
    assert list(CASES.glob(f"{code}/*/expected.txt")), f"no case in tests/cases/{code}/"
    page = (REPOSITORY / code_page(code)).read_text("utf-8")
    assert re.match(rf"# {code}：\S.+\n\n", page)
    assert 15 <= len(page.splitlines()) <= 45
    for section in ("级别：", "能否说明后放行：", "\n## 什么意思\n", "\n## 为什么\n", "\n## 怎样改\n"):
        assert section in page, f"{code}: {section.strip()}"
    assert not list(numbers.find(page)), f"{code}: 例子里不要写完整号码"


def test_pages_and_their_table_are_complete() -> None:
    """Each page is of a code that exists, and README.md lists every one with its title and level."""
    pages = {path.stem for path in PAGES.glob("*.md")} - {"README"}
    # What a verification finds has its tamperings in test_verify_tampering, what a harvest finds is in test_harvest_lies and beside it.
    every = CODES | verification.CODES.keys() | set(troubles.CODES)
    assert pages == every
    rows = re.findall(
        r"^\| \[([a-z-]+)\]\(([a-z-]+)\.md\) \| (.+?) \| (.+?) \|$", (PAGES / "README.md").read_text("utf-8"), re.M
    )
    assert sorted(code for code, *_ in rows) == sorted(every)
    for code, link, title, level in rows:
        page = (PAGES / f"{code}.md").read_text("utf-8")
        assert link == code
        assert page.startswith(f"# {code}：{title}\n")
        assert level in re.search(r"级别：(.+)", page)[1]  # type: ignore[index]


@pytest.mark.parametrize(
    "path",
    [
        "../x.yaml",
        "agencies/../x.yaml",
        "agencies/../../x.yaml",
        "agencies/qinghe-scjg/../agency.yaml",
        "agencies/qinghe-scjg/decisions/2026/../../../agency.yaml",
        "agencies/qinghe-scjg/decisions/2026/..%2fx.yaml",
        "agencies/qinghe-scjg/decisions/2026/x.yaml\n",
        "agencies/qinghe-scjg/decisions/２０２６/x.yaml",
        "agencies//agency.yaml",
        "content/pages/../settings.yaml",
        "content/pages/.md",
        "/etc/passwd",
        "",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    """The layout is a list of what is allowed, so nothing climbs out of it."""
    record, problems = inspecting.inspect(path, "执法类别: 行政检查\n".encode(), date.fromisoformat(TODAY))
    assert record is None
    assert [problem.code for problem in problems] == ["path-unknown"]
