"""The scripts of the workflows run for real: a check, a preview, publications, and the hook before a push."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from tests.browser import serve
from tests.checkouts import KEY, RECORD, URL, run_script
from tests.conftest import REPOSITORY


class TestCheck:
    def test_a_good_request(self, clone: Path, tmp_path: Path) -> None:
        shutil.copytree(clone / "agencies", clone / "base/agencies")
        shutil.copytree(clone / "content", clone / "base/content")
        (clone / "base" / RECORD).unlink()
        done = run_script(clone, script=[".ci/check"], BASE="base", GITHUB_STEP_SUMMARY=tmp_path / "step.md")
        assert done.returncode == 0, done.stdout + done.stderr
        summary = (clone / "summary/summary.md").read_text("utf-8")
        assert "anshi-scjg/2026/cf-0001" in summary
        assert (tmp_path / "step.md").read_text("utf-8") == summary

    def test_an_error_is_annotated_and_stops(self, clone: Path) -> None:
        with (clone / RECORD).open("a", encoding="utf-8") as file:
            file.write("备注: 联系电话19900001234\n")
        done = run_script(clone, script=[".ci/check"])
        assert done.returncode == 1
        assert re.search(rf"^::error file={RECORD},line=\d+", done.stdout, re.M)
        summary = (clone / "summary/summary.md").read_text("utf-8")
        assert "privacy-number" in summary
        assert "19900001234" not in done.stdout + done.stderr + summary

    def test_owners_out_of_date_stop(self, clone: Path) -> None:
        (clone / ".github/CODEOWNERS").write_text("* @example-org/platform\n", "utf-8")
        done = run_script(clone, script=[".ci/check"], FORMAT="text")
        assert done.returncode == 1
        assert ".github/CODEOWNERS 与机关不一致" in done.stdout

    def test_the_history_is_held_against_what_is_published(self, clone: Path) -> None:
        (clone / RECORD).unlink()
        with serve(clone / "site", prefix="/xzzf/") as address:
            done = run_script(clone, script=[".ci/check"], FORMAT="text", PREVIOUS=address)
        assert done.returncode == 1
        assert "id-lost" in done.stdout


def test_the_preview_needs_no_secret_and_says_what_it_is(clone: Path) -> None:
    done = run_script(clone, script=[".ci/preview"])
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((clone / "preview/api/v1/index.json").read_text("utf-8"))["preview"] is True
    assert "不是公示" in (clone / "preview/怎样看.txt").read_text("utf-8")


class TestPublish:
    def publish(self, clone: Path, **environment: object) -> subprocess.CompletedProcess[str]:
        given = {"PUBLISH_KEY": KEY, "PUBLISH_URL": URL, "PREVIOUS": "site", "WAIT": 0}
        done = run_script(clone, script=[".ci/publish"], **given | environment)
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
        assert run_script(clone, RECORD, script=[hook / ".ci/hook"]).returncode == 0
        with (clone / RECORD).open("a", encoding="utf-8") as file:
            file.write("备注: 联系电话19900001234\n")
        assert run_script(clone, RECORD, script=[hook / ".ci/hook"]).returncode == 1
