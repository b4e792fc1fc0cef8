"""The workflows, scripts and templates that hosts read: what they may do, and that every host does the same."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import REPOSITORY

HOSTS = (".github", ".gitea", ".forgejo")
WORKFLOWS = sorted(path for host in HOSTS for path in (REPOSITORY / host / "workflows").glob("*"))
SCRIPTS = [REPOSITORY / ".ci" / name for name in ("check", "preview", "publish", "hook")]


def _load(path: Path) -> dict[str, Any]:
    """A workflow; BaseLoader, to which `on` is a word."""
    return dict(yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader))  # noqa: S506


def _steps(workflow: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for job in workflow["jobs"].values():
        yield from job["steps"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: f"{path.parts[-3]}/{path.name}")
class TestWorkflow:
    def test_has_a_name_and_few_rights(self, path: Path) -> None:
        workflow = _load(path)
        assert path.suffix == ".yml" and workflow["name"]
        # To begin with nothing or reading; what a job needs more, it says.
        assert workflow["permissions"] in ({}, {"contents": "read"})
        for job in workflow["jobs"].values():
            assert job["timeout-minutes"]
            assert set(job.get("permissions", {}).values()) <= {"read", "write"}

    def test_actions_are_pinned_and_say_their_version(self, path: Path) -> None:
        used = re.findall(r"uses: (.*)", path.read_text("utf-8"))
        assert used
        for action in used:
            assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action

    def test_a_checkout_leaves_no_token_behind(self, path: Path) -> None:
        for step in _steps(_load(path)):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] == "false"

    def test_only_scripts_are_run_and_nothing_is_pasted_into_them(self, path: Path) -> None:
        for step in _steps(_load(path)):
            if "run" in step:
                assert "${{" not in step["run"] and "\n" not in step["run"]
                assert (REPOSITORY / step["run"].removeprefix("python3 ").split()[0]).exists() or step[
                    "run"
                ].startswith("make ")

    def test_artifacts_go_within_a_week(self, path: Path) -> None:
        for step in _steps(_load(path)):
            if "/upload-" in step.get("uses", ""):
                assert 1 <= int(step["with"]["retention-days"]) <= 7

    def test_strangers_meet_no_secret_and_no_writing_token(self, path: Path) -> None:
        workflow, text = _load(path), path.read_text("utf-8")
        assert "pull_request_target" not in text
        if workflow["on"] == "pull_request":
            assert "secrets." not in text
            for job in workflow["jobs"].values():
                # A job that may write runs what the target branch holds, and nothing of the request.
                if "write" in job.get("permissions", {}).values():
                    refs = [step["with"]["ref"] for step in job["steps"] if "checkout@" in step.get("uses", "")]
                    assert refs == ["${{ github.base_ref }}"]
                    assert [step["run"].split()[1] for step in job["steps"] if "run" in step] == [".ci/comment.py"]
        if "workflow_run" in workflow["on"]:
            for step in _steps(workflow):
                assert "head" not in str(step)


def test_every_host_checks_publishes_nightly_and_one_at_a_time() -> None:
    for host in HOSTS:
        check, publish = (_load(REPOSITORY / host / "workflows" / f"{name}.yml") for name in ("check", "publish"))
        assert check["on"] == "pull_request"
        assert publish["on"].keys() == {"push", "schedule", "workflow_dispatch"}
        assert publish["concurrency"] == {"group": "publish", "cancel-in-progress": "false"}
        assert any(step.get("run") == ".ci/publish" for step in _steps(publish))


def test_forgejo_does_as_gitea() -> None:
    """Forgejo does not look into .gitea/workflows; only the runner's label and the bot's name differ."""
    for path in (REPOSITORY / ".gitea/workflows").iterdir():
        forgejo = (REPOSITORY / ".forgejo/workflows" / path.name).read_text("utf-8")
        assert forgejo.replace("docker", "ubuntu-latest").replace("forgejo-actions", "gitea-actions") == path.read_text(
            "utf-8"
        )


def _tool(name: str) -> Path:
    return Path(sys.executable).with_name(name)


def test_zizmor_finds_nothing() -> None:
    command = [_tool("zizmor"), "--offline", "--quiet", "--persona=pedantic", *WORKFLOWS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_shellcheck_finds_nothing() -> None:
    done = subprocess.run([_tool("shellcheck"), *SCRIPTS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_scripts_are_sound() -> None:
    for script in SCRIPTS:
        assert os.access(script, os.X_OK)
        assert script.read_text("utf-8").split("\n")[0] == "#!/usr/bin/env bash"
        assert "\nset -euo pipefail\n" in script.read_text("utf-8")
        subprocess.run(["bash", "-n", script], check=True)


def _boxes(path: Path) -> list[str]:
    return re.findall(r"^- \[ \] .+$", path.read_text("utf-8"), re.M)


def test_templates_of_requests() -> None:
    """One for each purpose, and one of all for hosts that know a single template."""
    folder = REPOSITORY / ".github/PULL_REQUEST_TEMPLATE"
    each = [folder / f"{name}.md" for name in ("decisions", "correction", "withdrawal", "list")]
    assert sorted(folder.iterdir()) == sorted(each)
    every = (REPOSITORY / ".github/pull_request_template.md").read_text("utf-8")
    for path in each:
        assert 3 <= len(_boxes(path)) <= 7
        assert path.read_text("utf-8").strip() in every
