"""The comment under a pull request: one, edited, and nothing that a stranger wrote does more than be read."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from plugins.registry.reports.markdown import MARKER
from tests.checkouts import RECORD, run_script
from tests.conftest import REPOSITORY
from tests.forge import Forge

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
        return run_script(tmp_path, script=script, **given | environment)

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
        run_script(clone, script=[".ci/check"], PAGES="https://forge.example/example-org/xzzf/blob/main/docs/codes")
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
            done = run_script(
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
