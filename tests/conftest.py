"""Shared fixtures: sites built once per run by the real command, and a real browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
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

# Fixtures of several files: the search page, publications in their order, what was published to be spoiled, a source of a
# harvest, a desk to write at, pages of a site made by hand, a checkout to run scripts in.
pytest_plugins = [
    "tests.search_browser",
    "tests.publishing",
    "tests.publications",
    "tests.harvesting",
    "tests.desks",
    "tests.handmade_pages",
    "tests.checkouts",
]

REPOSITORY = Path(__file__).parents[1]
INSTANCE = REPOSITORY / "tests" / "instance"
BASE_URL = "https://gongshi.example.gov.cn/xzzf/"

Publish = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def publish() -> Publish:
    """Runs publish.py in a process of its own, as a person would; without the bulk files, unless a test is about them."""

    def run(
        *arguments: object, code: int = 0, downloads: bool = False, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        if arguments[:1] == ("build",) and not downloads:
            arguments = (*arguments, "--no-downloads")
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


class Served(SimpleHTTPRequestHandler):
    """Quiet."""

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Nothing: the terminal belongs to the tests."""


@pytest.fixture(scope="session")
def downloads_site(tmp_path_factory: pytest.TempPathFactory, publish: Publish) -> Iterator[Path]:
    """The demonstration with all bulk files, served at the address that it was built for."""
    output = tmp_path_factory.mktemp("downloads") / "site"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Served, directory=str(output)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base_url = f"http://127.0.0.1:{server.server_port}/"
    publish(*("build", "--root", REPOSITORY, "--output", output, "--base-url", base_url, "--no-search"), downloads=True)
    yield output
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one for the run."""
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()
