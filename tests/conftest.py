"""Shared fixtures: sites built once per run by the real command, and a real browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser import launch

# A slow machine is no failure, and what runs before something lands must give the same answer twice.
settings.register_profile("here", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("here")
expect.set_options(timeout=20_000)

# What tests remember is nobody else's, and they remember nothing of earlier runs.
os.environ["PUBLISH_MEMORY"] = tempfile.mkdtemp(prefix="publish-memory-")

# The fixtures of the search page.
pytest_plugins = ["tests.search_browser"]

REPOSITORY = Path(__file__).parents[1]
INSTANCE = REPOSITORY / "tests" / "instance"
BASE_URL = "https://gongshi.example.gov.cn/xzzf/"

Publish = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def publish() -> Publish:
    """Runs publish.py in a process of its own, as a person would."""

    def run(*arguments: object, code: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, REPOSITORY / "publish.py", *map(str, arguments)],
            capture_output=True,
            text=True,
            env=os.environ | environment,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """A copy of the tiny site that a test may change."""
    return Path(shutil.copytree(INSTANCE, tmp_path / "instance"))


@pytest.fixture(scope="session")
def instance_site(tmp_path_factory: pytest.TempPathFactory, publish: Publish) -> Path:
    """The tiny site, built with search."""
    output = tmp_path_factory.mktemp("instance") / "site"
    publish("build", "--root", INSTANCE, "--output", output, "--base-url", BASE_URL)
    return output


@pytest.fixture(scope="session")
def demonstration_site(tmp_path_factory: pytest.TempPathFactory, publish: Publish) -> Path:
    """The demonstration, built with search."""
    output = tmp_path_factory.mktemp("demonstration") / "site"
    publish("build", "--output", output, "--root", REPOSITORY)
    return output


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one for the run."""
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()
