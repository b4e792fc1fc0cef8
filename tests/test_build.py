"""publish.py build: what it refuses, and that a failure leaves the site that serves."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plugins.feeds import FeedsGenerator
from plugins.site import replacing
from plugins.site.failures import Failed
from plugins.site.output import Collision, Output
from publish import main
from tests.conftest import INSTANCE, REPOSITORY, Publish
from tests.trees import differences, tree


def test_errors_stop_the_build_and_leave_the_old_site(tmp_path: Path, instance: Path, publish: Publish) -> None:
    output = tmp_path / "site"
    publish("build", "--root", instance, "--output", output, "--no-search")
    before = tree(output)
    record = instance / "agencies/anshi-scjg/decisions/2026/cf-0001.yaml"
    record.write_text(record.read_text("utf-8").replace("2026-05-11", "2026-02-30"), "utf-8")
    done = publish("build", "--root", instance, "--output", output, "--no-search", code=1)
    assert "date-form" in done.stdout
    assert "原来的网站没有动" in done.stdout
    assert tree(output) == before


def test_a_killed_build_leaves_the_old_site_and_the_next_one_cleans_up(
    tmp_path: Path, instance: Path, publish: Publish
) -> None:
    output = tmp_path / "site"
    arguments = ["build", "--root", instance, "--output", output, "--no-search", "--no-downloads"]
    publish(*arguments)
    before = tree(output)
    for wait in (0.3, 0.6, 0.9, 1.2):
        running = subprocess.Popen([sys.executable, REPOSITORY / "publish.py", *map(str, arguments)])
        time.sleep(wait)
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert not differences(before, tree(output))
    publish(*arguments)
    assert not differences(before, tree(output))
    left = [path.name for path in tmp_path.iterdir() if path.name.startswith(".site.") and path.is_dir()]
    assert not left


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_fails_in_another_process_fails_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], jobs: str
) -> None:
    output = tmp_path / "site"
    build = ["build", "--root", str(INSTANCE), "--output", str(output), "--no-search", "--no-downloads", "--jobs", jobs]
    monkeypatch.setenv("PUBLISH_MEMORY", str(tmp_path / "memory"))
    assert main(build) == 0
    before = tree(output)

    def fail(_: FeedsGenerator) -> None:
        raise Failed("磁盘满了")

    monkeypatch.setattr(FeedsGenerator, "write", fail)
    assert main(build) == 2
    assert "不能继续：磁盘满了" in capfd.readouterr().err
    assert not differences(before, tree(output))


def test_a_folder_with_other_things_is_not_replaced(tmp_path: Path, publish: Publish) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    done = publish("build", "--root", INSTANCE, "--output", tmp_path, "--no-search", code=2)
    assert "不会覆盖" in done.stderr
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_two_builds_at_once(tmp_path: Path) -> None:
    with replacing.staging(tmp_path / "site"), pytest.raises(replacing.NotOurs, match="另一个进程"):
        replacing.staging(tmp_path / "site").__enter__()


def test_not_a_site(tmp_path: Path, publish: Publish) -> None:
    assert "agencies/" in publish("build", "--root", tmp_path, code=2).stderr
    assert "agencies/" in publish("check", "--root", tmp_path, code=2).stderr


@pytest.mark.parametrize("url", ["example.gov.cn", "ftp://x/", "https://x/?a=1", "javascript:alert(1)"])
def test_base_url_must_be_one(tmp_path: Path, publish: Publish, url: str) -> None:
    done = publish("build", "--root", INSTANCE, "--output", tmp_path / "s", "--base-url", url, code=2)
    assert "不是网址" in done.stderr


def test_today_wins_over_the_demonstrations_day(tmp_path: Path, publish: Publish) -> None:
    output = tmp_path / "site"
    publish("build", "--root", INSTANCE, "--output", output, "--no-search")
    assert not (output / "anshi-scjg/2026/cf-0006").exists()
    publish("build", "--root", INSTANCE, "--output", output, "--no-search", "--today", "2026-12-01")
    assert (output / "anshi-scjg/2026/cf-0006").exists()


def test_output_paths_are_safe_and_taken_once(tmp_path: Path) -> None:
    output = Output(tmp_path / "site")
    output.write("a/index.html", b"x")
    for path in ("a/index.html", "../x", "/etc/x", "a/../../x"):
        with pytest.raises(Collision):
            output.write(path, b"y")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_sites_own_address(tmp_path: Path, instance: Path, publish: Publish) -> None:
    """Where no --base-url is given; the check knows the setting and looks at its form."""
    settings = instance / "content/settings.yaml"
    before = settings.read_text("utf-8")
    settings.write_text(f"{before}网址: gongshi.example.gov.cn\n", "utf-8")
    assert "“网址”写了" in publish("check", settings, "--root", instance, code=1).stdout
    settings.write_text(f"{before}网址: https://gongshi.example.gov.cn/a\n", "utf-8")
    publish("check", "--root", instance)
    publish("build", "--root", instance, "--output", tmp_path / "site", "--no-search")
    index = json.loads((tmp_path / "site/api/v1/index.json").read_bytes())
    assert index["url"] == "https://gongshi.example.gov.cn/a/"


def test_a_path_is_looked_for_here_and_in_the_site(tmp_path: Path, instance: Path, publish: Publish) -> None:
    """From the current folder or from the site's; what lies in another site is said to."""
    path = "agencies/anshi-scjg/agency.yaml"
    other = tmp_path / "other"
    shutil.copytree(instance, other)
    (other / path).write_text("机构名称: x\n", "utf-8")
    (instance / "agencies/anshi-sthj/agency.yaml").write_text("机构名称: x\n", "utf-8")
    publish("check", path, "--root", instance)
    publish("check", path, "--root", other, code=1)
    publish("check", other / path, "--root", other, code=1)
    assert "不在站点" in publish("check", other / path, "--root", instance, code=2).stderr
    assert "站点" in publish("check", "nothing.yaml", "--root", instance, code=2).stderr


def test_check_formats(publish: Publish) -> None:
    assert "错误 0 条" in publish("check").stdout
    report = json.loads(publish("check", "--root", INSTANCE, "--format", "json").stdout)
    assert report["errors"] == 0
    assert report["warnings"] == len(report["problems"]) == 1
    annotations = publish("check", "--root", INSTANCE, "--format", "github").stdout
    assert annotations.startswith("::warning file=agencies/anshi-sthj/decisions/2025/cf-0001.yaml,line=1,")
    publish("check", "--root", INSTANCE, "--strict", code=1)
    publish("check", "agencies/anshi-scjg", "--root", INSTANCE, "--strict")
    assert "没有" in publish("check", "agencies/nobody", "--root", INSTANCE, code=2).stderr
