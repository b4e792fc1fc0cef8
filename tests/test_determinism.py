"""The output is a function of repository and day: not of hash seed, workers, machine clock, place or earlier output."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import BASE_URL, REPOSITORY, Publish
from tests.trees import differences, tree

# All are held against one build.
pytestmark = pytest.mark.xdist_group("determinism")

# Moves every clock of Python three years on before anything of ours or of a library is imported.
_LATER = """
import datetime, sys, time
shift = 3 * 365 * 86400
real = time.time
time.time = lambda: real() + shift
class Date(datetime.date):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(time.time())
class DateTime(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)
    today = now
datetime.date, datetime.datetime = Date, DateTime
sys.path.insert(0, sys.argv.pop(1))
import publish
sys.exit(publish.main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    """The demonstration, with its decisions copied until worker processes are used."""
    root = tmp_path_factory.mktemp("many") / "root"
    for part in ("agencies", "content"):
        shutil.copytree(REPOSITORY / part, root / part)
    decisions = root / "agencies" / "qinghe-scjg" / "decisions" / "2026"
    original = (decisions / "cf-0003.yaml").read_text("utf-8")
    number = next(line for line in original.splitlines() if line.startswith("行政处罚决定书文号"))
    for count in range(1000, 1500):
        copy = original.replace(number, f"行政处罚决定书文号: 清市监处罚〔2026〕9{count}号")
        (decisions / f"cf-{count}.yaml").write_text(copy, "utf-8")
    return ["--root", root, "--base-url", BASE_URL, "--today", "2026-11-20"]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory, publish: Publish, options: list[object]) -> dict[str, bytes]:
    output = tmp_path_factory.mktemp("reference") / "site"
    publish("build", *options, "--output", output, "--jobs", 1, PYTHONHASHSEED="1", downloads=True)
    return tree(output)


def test_other_hash_seed_and_workers(
    tmp_path: Path, publish: Publish, options: list[object], reference: dict[str, bytes]
) -> None:
    output = tmp_path / "elsewhere" / "site"
    publish("build", *options, "--output", output, "--jobs", 2, PYTHONHASHSEED="2", downloads=True)
    assert not differences(reference, tree(output))


def test_clock_three_years_ahead(tmp_path: Path, options: list[object], reference: dict[str, bytes]) -> None:
    output = tmp_path / "site"
    arguments = [sys.executable, "-c", _LATER, REPOSITORY, "build", *options, "--output", output]
    subprocess.run([*map(str, arguments)], check=True, capture_output=True)
    assert not differences(reference, tree(output))


@pytest.mark.heavy
def test_over_an_older_site(
    tmp_path: Path, publish: Publish, options: list[object], reference: dict[str, bytes]
) -> None:
    """What an earlier build left does not shine through, and unchanged files are not touched."""
    output = tmp_path / "site"
    publish("build", *options, "--output", output, "--today", "2026-12-31", "--no-search", downloads=True)
    (output / "stale.html").write_text("stale")
    publish("build", *options, "--output", output, downloads=True)
    times = {path: (output / path).stat().st_mtime_ns for path in reference}
    publish("build", *options, "--output", output, downloads=True)
    assert not differences(reference, tree(output))
    assert times == {path: (output / path).stat().st_mtime_ns for path in reference}
