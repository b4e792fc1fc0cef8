"""What the protection of the main branch lacks is named, whichever host tells of it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY
from tests.protections import GITEA_GOOD, GITHUB_GOOD, RULESET_GOOD


def _protection(answer: object) -> subprocess.CompletedProcess[str]:
    text = answer if isinstance(answer, str) else json.dumps(answer)
    command = [sys.executable, REPOSITORY / ".ci/protection.py"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False)


class TestProtection:
    @pytest.mark.parametrize("answer", [GITHUB_GOOD, RULESET_GOOD, GITEA_GOOD], ids=["github", "ruleset", "gitea"])
    def test_whole(self, answer: object) -> None:
        done = _protection(answer)
        assert (done.returncode, done.stdout) == (0, "主分支的保护齐全。\n")

    @pytest.mark.parametrize(
        ("answer", "sentences"),
        [
            ({"message": "Branch not protected"}, 10),
            (GITHUB_GOOD | {"allow_force_pushes": {"enabled": True}}, ["不允许强制推送"]),
            (GITHUB_GOOD | {"required_pull_request_reviews": {"required_approving_review_count": 1}}, 4),
            (GITHUB_GOOD | {"required_status_checks": {"strict": True, "contexts": ["lint"]}}, ["检查通过才能合并"]),
            ([], 10),
            (RULESET_GOOD[1:], ["不允许删除分支"]),
            (GITEA_GOOD | {"enable_push": True}, ["不能直接推送"]),
            (GITEA_GOOD | {"required_approvals": 1, "block_admin_merge_override": False}, ["至少 2 人", "管理员"]),
            (GITEA_GOOD | {"enable_status_check": False}, ["检查通过才能合并"]),
        ],
    )
    def test_lacking(self, answer: object, sentences: int | list[str]) -> None:
        done = _protection(answer)
        lines = done.stdout.splitlines()[1:]
        assert done.returncode == 1
        assert len(lines) == (sentences if isinstance(sentences, int) else len(sentences))
        for line, sentence in zip(lines, sentences if isinstance(sentences, list) else (), strict=False):
            assert line.startswith("  缺：") and sentence in line

    @pytest.mark.parametrize("answer", ["", "{}", "[1]", '{"message": "Not Found"}', "<html>"])
    def test_neither_host_s(self, answer: str) -> None:
        done = _protection(answer)
        assert done.returncode == 2 and "不能继续" in done.stderr
