"""Two publications of the tiny site, one after the other, and copies of the second that tests may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from plugins.verification.report import Result
from publish import main
from tests.conftest import BASE_URL, INSTANCE
from tests.forging import API, Forged
from tests.publishing import CORRECTION, DAY, KEY, LATER, RECORD, WITHDRAWAL

FIRST, CORRECTED, GONE_NOW, WITHDRAWN, NEW = (
    f"anshi-scjg/2026/cf-{number}" for number in ("0001", "0002", "0003", "0004", "0077")
)
SHARD = f"{API}/agencies/anshi-scjg/2026.json"
CHANGES = f"{API}/changes/000001.ndjson"
BULK = f"{API}/bulk"
FEED = "feeds/all.rss"
SITEMAP = "sitemaps/anshi-scjg.xml"


def codes(result: Result) -> set[str]:
    return set(result.faults.counts)


def build(root: Path, output: Path, *arguments: object, today: str) -> None:
    options = ("--root", root, "--output", output, "--base-url", BASE_URL, "--jobs", 1, "--today", today)
    assert main(["build", *map(str, (*options, *arguments))]) == 0


@pytest.fixture(scope="session")
def publications(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A first publication, and the next: one record corrected, one withdrawn, one new."""
    folder = tmp_path_factory.mktemp("publications")
    root, old, new = folder / "root", folder / "old", folder / "new"
    shutil.copytree(INSTANCE, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PUBLISH_KEY", KEY)
        build(root, old, "--first", today=DAY)
        record = root / RECORD
        text = record.read_text("utf-8")
        record.with_name("cf-0077.yaml").write_text(
            text.replace("处罚〔2026〕1号", "处罚〔2026〕77号").replace("公示日期: 2026-05-15", f"公示日期: {LATER}"),
            "utf-8",
        )
        record.write_text(text.replace("12 袋", "13 袋") + CORRECTION, "utf-8")
        gone = record.with_name("cf-0003.yaml")
        gone.write_text(gone.read_text("utf-8") + WITHDRAWAL, "utf-8")
        build(root, new, "--previous", old, today=LATER)
    return old, new


@pytest.fixture
def forged(publications: tuple[Path, Path], tmp_path: Path) -> Forged:
    """A copy of the second publication that a test may spoil."""
    return Forged(publications[1], tmp_path / "site")


def shown(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = main(["verify", *map(str, arguments)])
    return code, "".join(capsys.readouterr())
