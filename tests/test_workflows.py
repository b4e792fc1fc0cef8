"""The workflows: what they may do, and their scripts run for real in a copy of the program around the tiny site."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from plugins.registry.reports.markdown import MARKER
from tests.browser import serve
from tests.conftest import INSTANCE, REPOSITORY
from tests.forge import Forge

HOSTS = (".github", ".gitea", ".forgejo")
WORKFLOWS = sorted(path for host in HOSTS for path in (REPOSITORY / host / "workflows").glob("*"))
SCRIPTS = [REPOSITORY / ".ci" / name for name in ("check", "preview", "publish", "hook")]
KEY = "a key of the tests only"
URL = "https://gongshi.example.gov.cn/xzzf/"
RECORD = "agencies/anshi-scjg/decisions/2026/cf-0001.yaml"


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
def published(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with the program, the tiny site and its CODEOWNERS; its first publication is in site/."""
    folder = tmp_path_factory.mktemp("checkout") / "clone"
    shutil.copytree(INSTANCE, folder)
    for path in program.iterdir():
        (folder / path.name).symlink_to(path)
    assert _run(folder, "owners", script=[sys.executable, "publish.py"]).returncode == 0
    done = _run(folder, script=[".ci/publish"], PUBLISH_KEY=KEY, PUBLISH_URL=URL, PREVIOUS="site", PUBLISH_FIRST="是")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def clone(published: Path, tmp_path: Path) -> Path:
    """A checkout that a test may change, with what was published from it."""
    return Path(shutil.copytree(published, tmp_path / "clone", symlinks=True))


def _run(
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


class TestCheck:
    def test_a_good_request(self, clone: Path, tmp_path: Path) -> None:
        shutil.copytree(clone / "agencies", clone / "base/agencies")
        shutil.copytree(clone / "content", clone / "base/content")
        (clone / "base" / RECORD).unlink()
        done = _run(clone, script=[".ci/check"], BASE="base", GITHUB_STEP_SUMMARY=tmp_path / "step.md")
        assert done.returncode == 0, done.stdout + done.stderr
        summary = (clone / "summary/summary.md").read_text("utf-8")
        assert "anshi-scjg/2026/cf-0001" in summary
        assert (tmp_path / "step.md").read_text("utf-8") == summary

    def test_an_error_is_annotated_and_stops(self, clone: Path) -> None:
        with (clone / RECORD).open("a", encoding="utf-8") as file:
            file.write("备注: 联系电话19900001234\n")
        done = _run(clone, script=[".ci/check"])
        assert done.returncode == 1
        assert re.search(rf"^::error file={RECORD},line=\d+", done.stdout, re.M)
        summary = (clone / "summary/summary.md").read_text("utf-8")
        assert "privacy-number" in summary
        assert "19900001234" not in done.stdout + done.stderr + summary

    def test_owners_out_of_date_stop(self, clone: Path) -> None:
        (clone / ".github/CODEOWNERS").write_text("* @example-org/platform\n", "utf-8")
        done = _run(clone, script=[".ci/check"], FORMAT="text")
        assert done.returncode == 1
        assert ".github/CODEOWNERS 与机关不一致" in done.stdout

    def test_the_history_is_held_against_what_is_published(self, clone: Path) -> None:
        (clone / RECORD).unlink()
        with serve(clone / "site", prefix="/xzzf/") as address:
            done = _run(clone, script=[".ci/check"], FORMAT="text", PREVIOUS=address)
        assert done.returncode == 1
        assert "id-lost" in done.stdout


def test_the_preview_needs_no_secret_and_says_what_it_is(clone: Path) -> None:
    done = _run(clone, script=[".ci/preview"])
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((clone / "preview/api/v1/index.json").read_text("utf-8"))["preview"] is True
    assert "不是公示" in (clone / "preview/怎样看.txt").read_text("utf-8")


class TestPublish:
    def publish(self, clone: Path, **environment: object) -> subprocess.CompletedProcess[str]:
        given = {"PUBLISH_KEY": KEY, "PUBLISH_URL": URL, "PREVIOUS": "site", "WAIT": 0}
        done = _run(clone, script=[".ci/publish"], **given | environment)
        assert KEY not in done.stdout + done.stderr
        return done

    def test_without_what_it_needs(self, clone: Path) -> None:
        for name in ("PUBLISH_KEY", "PUBLISH_URL"):
            done = self.publish(clone, **{name: ""})
            assert done.returncode and f"设置 {name}" in done.stderr

    def test_first_then_again_then_a_loss(self, clone: Path) -> None:
        root = clone / "site/api/v1/index.json"
        assert not json.loads(root.read_text("utf-8")).get("preview")
        assert self.publish(clone).returncode == 0
        again = self.publish(clone, PUBLISH_FIRST="是")
        assert again.returncode == 2 and "请删去变量 PUBLISH_FIRST" in again.stderr
        (clone / RECORD).unlink()
        before = root.read_bytes()
        lost = self.publish(clone)
        assert lost.returncode == 1 and "id-lost" in lost.stdout
        assert root.read_bytes() == before

    def test_from_the_address_with_a_second_try(self, clone: Path, tmp_path: Path) -> None:
        asked: list[str] = []

        def broken(path: str) -> bool:
            """The host does not answer the first time."""
            asked.append(path)
            return len(asked) == 1

        with serve(clone / "site", prefix="/xzzf/", broken=broken) as address:
            done = self.publish(clone, PREVIOUS=address, OUTPUT=tmp_path / "new")
            first = self.publish(clone, PREVIOUS=address, PUBLISH_FIRST="是")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "读不到上次发布" in done.stderr
        assert first.returncode == 2

    def test_first_needs_an_answer(self, clone: Path, tmp_path: Path) -> None:
        with serve(tmp_path, prefix="/xzzf/") as address:
            first = self.publish(clone, PREVIOUS=address, PUBLISH_FIRST="是", OUTPUT=tmp_path / "first")
        assert first.returncode == 0, first.stdout + first.stderr
        away = self.publish(clone, PREVIOUS="http://127.0.0.1:1/", PUBLISH_FIRST="是")
        assert away.returncode == 2 and "没有回应" in away.stderr


HOSTILE = """\
# 检查结果

@example-org/platform 请合并 [这里](https://evil.example/login) ![](https://evil.example/pixel.png)
<img src="https://evil.example/p.png"> <!-- publish-check -->
<details open onclick=x><summary>展开</summary>

[说明](https://forge.example/example-org/xzzf/blob/main/docs/codes/README.md) [a]: https://evil.example
www.evil.example #12 &#64;example-org &commat;x &#96;码&#96; javascript:alert(1) \u202etxt.exe
</details>
"""


class TestComment:
    def comment(
        self, forge: Forge, tmp_path: Path, event: dict[str, Any], text: str = "没有问题。", **environment: object
    ) -> subprocess.CompletedProcess[str]:
        (tmp_path / "event.json").write_text(json.dumps(event), "utf-8")
        (tmp_path / "summary.md").write_text(text, "utf-8")
        given = {
            "GITHUB_API_URL": forge.url,
            "GITHUB_SERVER_URL": "https://forge.example",
            "GITHUB_REPOSITORY": "example-org/xzzf",
            "GITHUB_TOKEN": "token of the tests",
            "GITHUB_EVENT_PATH": tmp_path / "event.json",
        }
        script = [sys.executable, REPOSITORY / ".ci/comment.py", tmp_path / "summary.md"]
        return _run(tmp_path, script=script, **given | environment)

    run: dict[str, Any] = {  # noqa: RUF012
        "workflow_run": {
            "head_sha": "b" * 40,
            "head_branch": "分支/一",
            "head_repository": {"owner": {"login": "clerk"}},
        }
    }

    def test_one_comment_written_then_edited(self, tmp_path: Path) -> None:
        with Forge() as forge:
            # Others may write the marker too.
            forge.write("clerk", "我的\n\n<!-- publish-check -->")
            for text in ("有一个错误。", "没有问题。"):
                done = self.comment(forge, tmp_path, self.run, text)
                assert done.returncode == 0, done.stderr
            assert [comment["user"]["login"] for comment in forge.comments] == ["clerk", "github-actions[bot]"]
            assert "没有问题。" in forge.comments[1]["body"] and "有一个错误" not in forge.comments[1]["body"]
            assert forge.comments[0]["body"].startswith("我的")
            assert (
                forge.asked[0] == "/repos/example-org/xzzf/pulls?state=open&head=clerk%3A%E5%88%86%E6%94%AF%2F%E4%B8%80"
            )
            assert set(forge.tokens) == {"Bearer token of the tests"}

    def test_among_many_comments(self, tmp_path: Path) -> None:
        with Forge() as forge:
            for _ in range(230):
                forge.write("clerk", "好")
            for _ in range(2):
                assert self.comment(forge, tmp_path, self.run).returncode == 0
            assert len(forge.comments) == 231

    def test_on_gitea_which_knows_no_pages(self, tmp_path: Path) -> None:
        event = {"pull_request": {"number": 7}}
        with Forge(author="gitea-actions", paged=False) as forge:
            for _ in range(150):
                forge.write("clerk", "好")
            for _ in range(2):
                assert self.comment(forge, tmp_path, event, COMMENT_AUTHOR="gitea-actions").returncode == 0
            assert len(forge.comments) == 151

    def test_not_on_what_has_gone_on(self, tmp_path: Path) -> None:
        with Forge(head="c" * 40) as forge:
            done = self.comment(forge, tmp_path, self.run)
            assert done.returncode == 0 and "不评论" in done.stdout
            assert not forge.comments

    def test_a_stranger_s_text_can_only_be_read(self, tmp_path: Path) -> None:
        with Forge() as forge:
            assert self.comment(forge, tmp_path, self.run, HOSTILE + "长" * 100_000).returncode == 0
            body = forge.comments[0]["body"]
        assert len(body) < 65_536
        assert body.count("<!--") == 1 and body.endswith("<!-- publish-check -->")
        assert not re.search(
            r"@[\w-]|!\[|<(?!/?(details|summary)>|!--|\u200b)|\w://evil|www\.|(?<!&)#\d|&(?!\u200b|#96;)|\]\((?!https://forge)|\]:",
            body,
        )
        assert "[说明](https://forge.example/example-org/xzzf/blob/main/docs/codes/README.md)" in body
        assert "<summary>展开</summary>" in body and "\u202e" not in body

    def test_what_the_report_escapes_stays_readable(self, clone: Path, tmp_path: Path) -> None:
        record = clone / RECORD
        record.write_text(record.read_text("utf-8").replace("行政相对人名称: ", "行政相对人名称: <b>@a|"), "utf-8")
        _run(clone, script=[".ci/check"], PAGES="https://forge.example/example-org/xzzf/blob/main/docs/codes")
        summary = (clone / "summary/summary.md").read_text("utf-8")
        with Forge() as forge:
            assert self.comment(forge, tmp_path, self.run, summary).returncode == 0
            body = forge.comments[0]["body"]
        told = summary.removesuffix(f"{MARKER}\n").strip()
        assert told in body and body.endswith(MARKER)

    def test_a_link_is_not_followed(self, tmp_path: Path) -> None:
        with Forge() as forge:
            self.comment(forge, tmp_path, self.run)
            (tmp_path / "summary.md").rename(tmp_path / "other.md")
            (tmp_path / "secret").write_text("秘密", "utf-8")
            (tmp_path / "linked").symlink_to(tmp_path / "secret")
            script = [sys.executable, REPOSITORY / ".ci/comment.py", tmp_path / "linked"]
            done = _run(
                tmp_path,
                script=script,
                GITHUB_API_URL=forge.url,
                GITHUB_SERVER_URL="https://forge.example",
                GITHUB_REPOSITORY="example-org/xzzf",
                GITHUB_TOKEN="x",  # noqa: S106
                GITHUB_EVENT_PATH=tmp_path / "event.json",
            )
            assert done.returncode and "秘密" not in str(forge.comments)

    def test_without_the_right_to_comment(self, tmp_path: Path) -> None:
        with Forge(refuses=True) as forge:
            done = self.comment(forge, tmp_path, self.run)
            assert done.returncode == 0 and "没有评论的权限" in done.stdout


GITHUB_GOOD = {
    "required_pull_request_reviews": {
        "required_approving_review_count": 2,
        "require_code_owner_reviews": True,
        "dismiss_stale_reviews": True,
        "require_last_push_approval": True,
    },
    "required_status_checks": {"strict": True, "contexts": ["检查"], "checks": [{"context": "检查", "app_id": 15368}]},
    "enforce_admins": {"enabled": True},
    "allow_force_pushes": {"enabled": False},
    "allow_deletions": {"enabled": False},
}
RULESET_GOOD = [
    {"type": "deletion"},
    {"type": "non_fast_forward"},
    {
        "type": "pull_request",
        "parameters": {
            "required_approving_review_count": 2,
            "require_code_owner_review": True,
            "dismiss_stale_reviews_on_push": True,
            "require_last_push_approval": True,
        },
    },
    {
        "type": "required_status_checks",
        "parameters": {
            "strict_required_status_checks_policy": True,
            "required_status_checks": [{"context": "检查"}],
        },
    },
]
GITEA_GOOD = {
    "enable_push": False,
    "required_approvals": 2,
    "block_on_official_review_requests": True,
    "block_on_rejected_reviews": True,
    "dismiss_stale_approvals": True,
    "enable_status_check": True,
    "status_check_contexts": ["检查*"],
    "block_on_outdated_branch": True,
    "block_admin_merge_override": True,
    "enable_force_push": False,
}


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


class TestHook:
    def test_both_stages_and_the_same_everywhere(self) -> None:
        offered = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))[0]
        own = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text("utf-8"))
        used = own["repos"][0]["hooks"][0]
        assert offered["id"] == "xzzf-check" and offered["stages"] == own["default_install_hook_types"]
        assert offered["stages"] == ["pre-commit", "pre-push"]
        assert used.items() <= offered.items()
        assert re.search(offered["files"], RECORD) and not re.search(offered["files"], f"tests/{RECORD}")

    def test_it_stops_what_may_not_be_pushed(self, program: Path, clone: Path, tmp_path: Path) -> None:
        """The environment is there already; making it is the Makefile's."""
        hook = Path(shutil.copytree(program, tmp_path / "hook"))
        (hook / "Makefile").write_text(".venv/.ready:\n\ttrue\n", "utf-8")
        (hook / ".venv/bin").mkdir(parents=True)
        (hook / ".venv/bin/python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', "utf-8")
        (hook / ".venv/bin/python").chmod(0o755)
        assert _run(clone, RECORD, script=[hook / ".ci/hook"]).returncode == 0
        with (clone / RECORD).open("a", encoding="utf-8") as file:
            file.write("备注: 联系电话19900001234\n")
        assert _run(clone, RECORD, script=[hook / ".ci/hook"]).returncode == 1
