"""A checkout of the program around the tiny site, and scripts run in it as a workflow would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import INSTANCE, REPOSITORY

KEY = "a key of the tests only"
URL = "https://gongshi.example.gov.cn/xzzf/"
RECORD = "agencies/anshi-scjg/decisions/2026/cf-0001.yaml"


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as it would be checked out, without a site."""
    folder = tmp_path_factory.mktemp("program")
    for name in (".ci", "plugins", "theme"):
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("publish.py", "pelicanconf.py"):
        shutil.copy(REPOSITORY / name, folder)
    return folder


@pytest.fixture(scope="session")
def checkout(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with the program, the tiny site and its CODEOWNERS; its first publication is in site/."""
    folder = tmp_path_factory.mktemp("checkout") / "clone"
    shutil.copytree(INSTANCE, folder)
    for path in program.iterdir():
        (folder / path.name).symlink_to(path)
    assert run_script(folder, "owners", script=[sys.executable, "publish.py"]).returncode == 0
    done = run_script(
        folder, script=[".ci/publish"], PUBLISH_KEY=KEY, PUBLISH_URL=URL, PREVIOUS="site", PUBLISH_FIRST="是"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def clone(checkout: Path, tmp_path: Path) -> Path:
    """A checkout that a test may change, with what was published from it."""
    return Path(shutil.copytree(checkout, tmp_path / "clone", symlinks=True))


def run_script(
    clone: Path, *arguments: object, script: list[object], **environment: object
) -> subprocess.CompletedProcess[str]:
    """Runs a script as a workflow would: with a clean environment, in the checkout."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PUBLISH_MEMORY") if name in os.environ}
    given = {name: str(value) for name, value in environment.items()}
    command = [*map(str, script), *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=clone,
        env=kept | {"PYTHON": sys.executable, "LANG": "C.UTF-8"} | given,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
