"""The commands as a person meets them: exit codes, help, and what is said when something cannot be done."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from publish import COMMANDS
from tests.conftest import REPOSITORY, Publish
from tests.trees import tree

ROWS = """\
行政处罚决定书文号,行政相对人名称,行政相对人类别,统一社会信用代码,违法事实,处罚内容,罚款金额（万元）,处罚决定日期,公示日期,处罚机关,经办人
安市监处罚〔2026〕31号,安石市远帆商贸有限公司,法人及非法人组织,,销售过期糕点,罚款2000元,0.2,2026/3/2,2026/3/6,安石市市场监督管理局,x
安市监处罚〔2026〕32号,沈小满,自然人,,沈小满无照经营,对沈小满罚款500元,0.05,2026/3/3,2026/3/9,安石市市场监督管理局,x
安市监处罚〔2026〕33号,安石市云帆餐饮有限公司,法人及非法人组织,,联系电话19900001234,罚款500元,0.05,2026/3/3,2026/3/9,安石市市场监督管理局,x
"""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_is_in_the_readme(publish: Publish, command: str) -> None:
    """In both languages; every option says in Chinese what it is for."""
    said = publish(command, "--help", COLUMNS="200").stdout
    assert "--root" in said
    for option, about in re.findall(r"^  (--[a-z-]+)(?:,? .*?)??  +(\S.*)$", said, re.M):
        assert re.search("[\u4e00-\u9fff]", about), option
    chinese, english = (REPOSITORY / "README.md").read_text("utf-8").split("\n## English\n")
    assert f"publish.py {command}" in chinese
    assert f"publish.py {command}" in english


def test_import_check_build(tmp_path: Path, instance: Path, publish: Publish) -> None:
    table, report = tmp_path / "表.csv", tmp_path / "未导入.csv"
    table.write_text(ROWS, "utf-8-sig")
    arguments = ["import", table, "--kind", "行政处罚", "--agency", "anshi-scjg", "--root", instance]
    done = publish(*arguments, "--report", report, "--format", "json", code=1)
    assert json.loads(done.stdout.splitlines()[-1]) == {"rows": 3, "records": 2, "refused": 1, "present": 0}
    said = done.stdout + done.stderr + report.read_text("utf-8-sig")
    assert "19900001234" not in said and "沈小满" not in said
    assert "4" in report.read_text("utf-8-sig")
    publish("check", "--root", instance)
    again = publish(*arguments, code=1)
    assert "新记录 0、已有 2、未导入 1" in again.stdout
    assert "加 --report reports/未导入.xlsx" in again.stdout
    publish("build", "--root", instance, "--output", tmp_path / "site", "--no-search")
    everything = b"".join(tree(tmp_path / "site").values()).decode("utf-8", "replace")
    assert "安石市远帆商贸有限公司" in everything and "沈某" in everything
    assert "沈小满" not in everything and "19900001234" not in everything


def test_import_that_cannot_run(tmp_path: Path, instance: Path, publish: Publish) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    for arguments in (
        ["import", tmp_path / "nothing.csv", "--kind", "penalty"],
        ["import", broken, "--kind", "penalty", "--agency", "anshi-scjg"],
        ["import", broken, "--kind", "清单"],
        ["import", broken, "--kind", "matters"],
    ):
        assert "不能继续：" in publish(*arguments, "--root", instance, code=2).stderr


def test_unknown_options_exit_with_two(publish: Publish) -> None:
    publish("check", "--today", "yesterday", code=2)
    publish("check", "--jobs", "0", code=2)
    publish("nothing", code=2)


def test_a_reader_that_has_seen_enough(instance: Path) -> None:
    (instance / "agencies/anshi-scjg/decisions/2026/cf-0001.yaml").write_text("x: 1\n" * 20_000, "utf-8")
    command = f"{sys.executable} {REPOSITORY / 'publish.py'} check --root {instance} --format json | head -c 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)  # noqa: S602
    assert "Traceback" not in done.stderr and "Error" not in done.stderr


def test_a_folder_that_cannot_be_written(tmp_path: Path, instance: Path, publish: Publish) -> None:
    (tmp_path / "file").write_text("")
    done = publish("build", "--root", instance, "--output", tmp_path / "file" / "site", "--no-search", code=2)
    assert "不能继续" in done.stderr


def test_serve_rebuilds_what_changed(instance: Path) -> None:
    """The preview follows an edit; an error keeps the last good site."""
    arguments = [sys.executable, "-u", REPOSITORY / "publish.py", "serve", "--root", instance, "--no-search"]
    port = _free_port()
    with subprocess.Popen(
        [*map(str, arguments), "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        try:
            url = f"http://127.0.0.1:{port}/"
            page = f"{url}anshi-scjg/2026/cf-0001/"
            assert "货值 96 元" in _wait_for(page, "货值")
            assert "/__reload__.js" in _wait_for(url, "__reload__")
            record = instance / "agencies/anshi-scjg/decisions/2026/cf-0001.yaml"
            record.write_text(record.read_text("utf-8").replace("货值 96 元", "货值 98 元"), "utf-8")
            assert "货值 98 元" in _wait_for(page, "货值 98 元")
            record.write_text("执法类别: 行政处罚\n", "utf-8")
            time.sleep(2)
            assert "货值 98 元" in _wait_for(page, "货值 98 元")
        finally:
            running.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, text: str) -> str:
    last = ""
    for _ in range(150):
        try:
            with urllib.request.urlopen(url) as answer:
                last = answer.read().decode()
        except OSError:
            last = ""
        if text in last:
            return last
        time.sleep(0.2)
    raise AssertionError(f"{url} does not show {text}: {re.sub('<[^>]+>', ' ', last)[:500]}")
