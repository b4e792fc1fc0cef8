"""A Pelican user is at home: `pelican` gives the same site as a build without search, and fails loudly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import INSTANCE, REPOSITORY, Publish
from tests.trees import differences, tree


def run_pelican(root: Path, output: Path, *more: str) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-m", "pelican", "-s", REPOSITORY / "pelicanconf.py", "-o", output, *more]
    environment = os.environ | {"PUBLISH_ROOT": str(root)}
    return subprocess.run(
        [*map(str, arguments)], cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )


def test_same_site(tmp_path: Path, publish: Publish) -> None:
    done = run_pelican(INSTANCE, tmp_path / "pelican")
    assert done.returncode == 0, done.stdout + done.stderr
    (tmp_path / "pelican" / "stale.html").write_text("stale")
    assert run_pelican(INSTANCE, tmp_path / "pelican").returncode == 0
    url = "http://127.0.0.1:8000/"
    publish("build", "--root", INSTANCE, "--output", tmp_path / "build", "--base-url", url, "--no-search")
    assert not differences(tree(tmp_path / "build"), tree(tmp_path / "pelican"))


def test_other_peoples_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    done = run_pelican(INSTANCE, tmp_path)
    assert done.returncode != 0
    assert "不会覆盖" in (done.stdout + done.stderr).replace("\n", "").replace(" ", "")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_errors_fail_the_run(tmp_path: Path, instance: Path) -> None:
    (instance / "agencies/anshi-scjg/decisions/2026/cf-0009.yaml").write_text("执法类别: 行政处罚\n", "utf-8")
    done = run_pelican(instance, tmp_path / "site")
    assert done.returncode != 0
    assert "field-missing" in done.stdout + done.stderr
    assert not (tmp_path / "site" / "index.html").exists()


def test_a_missing_plugin_fails_the_run(tmp_path: Path) -> None:
    """Pelican itself logs that a plugin could not be loaded, and publishes without it."""
    conf = tmp_path / "conf.py"
    text = (REPOSITORY / "pelicanconf.py").read_text("utf-8").replace('"plugins.feeds"', '"plugins.feedz"')
    theme = 'os.path.join(os.path.dirname(os.path.abspath(__file__)), "theme")'
    conf.write_text(text.replace(theme, repr(str(REPOSITORY / "theme"))), "utf-8")
    arguments = [sys.executable, "-m", "pelican", INSTANCE, "-s", conf, "-o", tmp_path / "site"]
    environment = os.environ | {"PUBLISH_ROOT": str(INSTANCE), "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [*map(str, arguments)], cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "plugins.feedz" in done.stdout + done.stderr
