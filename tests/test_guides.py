"""The guides, followed to the letter: their files are written and their commands run, one after the other.

What only a host can answer (gh, curl, rsync) is answered by a stand-in; a clone's environment is this one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import INSTANCE, REPOSITORY
from tests.protections import GITEA_GOOD

GUIDES = REPOSITORY / "docs/guide"
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "output", ".*_cache", ".hypothesis", "__pycache__", "instance_expected", "cases", "reports"
)
EMPTIED = """\
执法类别: 行政处罚
公示日期: 2026-05-15
处罚机关: 安石市市场监督管理局
撤回: {日期: 2026-11-20, 类型: 隐私保护, 原因: 不应公开}
"""
RUNS_ON, EXITS_WITH_ONE = "一直运行", "退出码 1"


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file it is to be written to, its text, and the remark above it."""

    language: str
    file: str
    text: str
    remark: str


def blocks(name: str) -> list[Block]:
    """The fenced blocks of a guide."""
    found = re.finditer(
        r"(?:^<!-- (?P<remark>[^\n]+) -->\n)?^(?P<indent> *)```(?P<language>\w*)(?: (?P<file>\S+))?\n(?P<text>.*?)^(?P=indent)```$",
        (GUIDES / name).read_text("utf-8"),
        re.M | re.S,
    )
    return [
        Block(item["language"], item["file"] or "", textwrap.dedent(item["text"]), item["remark"] or "")
        for item in found
    ]


@dataclass
class Reader:
    """Somebody at a terminal who does what a guide says. replaced: what cannot be the same in a test."""

    folder: Path
    environment: Mapping[str, str]
    replaced: Mapping[str, str]
    said: list[str] = field(default_factory=list)

    def follow(self, name: str, then: Callable[[Block, str], None] = lambda _block, _said: None) -> None:
        """Does everything in a guide; `then` is told each command block and what it printed."""
        for block in blocks(name):
            if block.file:
                path = self.folder / block.file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.text, "utf-8")
            elif block.language == "sh":
                text = block.text
                for old, new in self.replaced.items():
                    text = text.replace(old, new)
                said = self._watch(text) if block.remark == RUNS_ON else self._run(text, block.remark)
                self.said.append(said)
                then(block, said)

    def _run(self, text: str, remark: str) -> str:
        script = f"cd '{self.folder}'\n{text}\npwd >'{self.environment['HOME']}/pwd'\n"
        if remark == EXITS_WITH_ONE:
            script = f"cd '{self.folder}'\n{text}\n"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        expected = int(remark == EXITS_WITH_ONE)
        assert done.returncode == expected, f"{text}\n{done.stdout}\n{done.stderr}"
        if not expected:
            self.folder = Path(Path(self.environment["HOME"], "pwd").read_text("utf-8").strip())
        return done.stdout + done.stderr

    def _watch(self, text: str) -> str:
        """Starts what runs until it is stopped, waits until its port answers, and stops it."""
        port = int(self.replaced["8000"])
        with subprocess.Popen(
            ["bash", "-c", f"exec {text}"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as running:
            try:
                for _ in range(300):
                    with socket.socket() as probe:
                        if probe.connect_ex(("127.0.0.1", port)) == 0:
                            return ""
                    assert running.poll() is None, text
                    time.sleep(0.1)
                raise AssertionError(f"{text} does not answer")
            finally:
                running.terminate()


def _git(folder: Path, *arguments: object) -> None:
    subprocess.run(["git", "-C", folder, *map(str, arguments)], check=True, capture_output=True)


def _script(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    path.chmod(0o755)


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A reader with a home, git's settings, and stand-ins for what would leave this machine."""
    home, tools = tmp_path / "home", tmp_path / "tools"
    work, web = tmp_path / "work", tmp_path / "www"
    for folder in (home, tools, work, web):
        folder.mkdir()
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    (home / ".gitconfig").write_text(
        f"[user]\nname = 经办人\nemail = clerk@example.gov.cn\n[init]\ndefaultBranch = main\n[push]\ndefault = current\n"
        f'[url "{tmp_path}/host/"]\ninsteadOf = https://git.example.gov.cn/\n[advice]\ndetachedHead = false\n',
        "utf-8",
    )
    # A virtual environment that is this one, so that following a guide installs nothing.
    run = f'#!/bin/sh\nexec {sys.executable} "$@"\n'
    pip = '#!/bin/sh\n[ "$2" != pre-commit ] || { printf "#!/bin/sh\\n" >.venv/bin/pre-commit; chmod +x .venv/bin/pre-commit; }\n'
    (tools / "run").write_text(run, "utf-8")
    (tools / "pip").write_text(pip, "utf-8")
    _script(
        tools / "python3",
        f'#!/bin/sh\n[ "$1 $2" = "-m venv" ] || exec {sys.executable} "$@"\nmkdir -p "$3/bin"\n'
        f'cp {tools}/run "$3/bin/python"\ncp {tools}/pip "$3/bin/pip"\nchmod +x "$3/bin/python" "$3/bin/pip"\n',
    )
    _script(tools / "rsync", f'#!/bin/sh\necho "$@" >>{tmp_path}/rsync\n')
    _script(tools / "curl", f"#!/bin/sh\ncat {tmp_path}/gitea.json\n")
    _script(tools / "gh", f'#!/bin/sh\nexec {sys.executable} {Path(__file__).with_name("gh.py")} {tmp_path} "$@"\n')
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TMPDIR": str(tmp_path),
        "PUBLISH_MEMORY": os.environ["PUBLISH_MEMORY"],
        "GITEA_TOKEN": "x",
    }
    return Reader(
        work, environment, {"/srv/www": str(web), "publish.py serve": f"publish.py serve --port {port}", "8000": port}
    )


def _repository(folder: Path, at: Path, sites: Path = REPOSITORY) -> Path:
    """A bare repository at a place, of the program with the demonstration or with another site; a clone of it."""
    clone = folder / "clone"
    shutil.copytree(REPOSITORY, clone, ignore=LEFT_OUT, symlinks=True)
    if sites != REPOSITORY:
        for name in ("agencies", "content"):
            shutil.rmtree(clone / name)
            shutil.copytree(sites / name, clone / name)
    _git(folder, "init", "--quiet", "--bare", at)
    _git(clone, "init", "--quiet")
    _git(clone, "add", "--all")
    _git(clone, "commit", "--quiet", "--message", "开始")
    _git(clone, "push", "--quiet", at, "HEAD:main")
    return clone


def test_a_clerk(reader: Reader, tmp_path: Path) -> None:
    _repository(tmp_path, tmp_path / "host/example-org/xzzf.git")
    sample = next(block.text for block in blocks("clerks.md") if block.language == "yaml")

    def then(block: Block, said: str) -> None:
        """What the guide leaves to the clerk: filling in the file, having a spreadsheet."""
        if "new 行政处罚" in block.text:
            made = re.findall(r"agencies/qinghe-scjg/decisions/\d{4}/cf-\d{4}\.yaml", said)
            (reader.folder / made[0]).write_text(sample, "utf-8")
        if "publish.py check " in block.text:
            assert "错误 0 条" in said
        if "git push" in block.text:
            _spreadsheet(reader.folder / "处罚.xlsx")

    reader.follow("clerks.md", then)
    imported = next(said for said in reader.said if "未导入" in said)
    assert "新记录 2" in imported and (reader.folder / "reports/未导入.xlsx").is_file()
    pushed = subprocess.run(
        ["git", "-C", tmp_path / "host/example-org/xzzf.git", "log", "-1", "--format=%s", "qinghe-scjg-11-20"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert pushed.stdout == "公示清市监处罚〔2026〕196号\n"


def _spreadsheet(path: Path) -> None:
    """Two rows that can be taken and one that cannot."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(
        [
            "行政处罚决定书文号",
            "行政相对人名称",
            "行政相对人类别",
            "违法事实",
            "处罚内容",
            "处罚决定日期",
            "公示日期",
            "处罚机关",
        ]
    )
    for number, fact in ((301, "销售过期糕点"), (302, "销售过期面包"), (303, "联系电话19900001234")):
        row = [
            f"清市监处罚〔2026〕{number}号",
            f"清河市远帆{number}商贸有限公司",
            "法人及非法人组织",
            fact,
            "罚款2000元",
        ]
        sheet.append([*row, "2026-11-12", "2026-11-18", "清河市市场监督管理局"])
    book.save(path)


def test_a_reviewer(reader: Reader, tmp_path: Path) -> None:
    clone = _repository(tmp_path, tmp_path / "host/example-org/xzzf.git", INSTANCE)
    _git(clone, "push", "--quiet", tmp_path / "host/example-org/xzzf.git", "HEAD:refs/pull/7/head")
    _git(reader.folder, "clone", "--quiet", "https://git.example.gov.cn/example-org/xzzf.git", ".")
    (reader.folder / "preview").mkdir()
    start = (
        f"make --silent .venv/.ready; PUBLISH_KEY=0123456789abcdef PUBLISH_URL=https://www.example.gov.cn/ PUBLISH_FIRST=1 \
        OUTPUT={tmp_path}/www/xzzf PREVIOUS={tmp_path}/www/xzzf .ci/publish"
    )
    subprocess.run(["bash", "-ec", start], cwd=reader.folder, env=reader.environment, check=True, capture_output=True)
    reader.follow("reviewers.md")
    assert "错误 0 条" in reader.said[-1]


def test_an_operator(reader: Reader, tmp_path: Path) -> None:
    program = _repository(tmp_path, tmp_path / "host/program/publish.git")
    _git(tmp_path, "init", "--quiet", "--bare", tmp_path / "host/anshi-gov/xzzf.git")
    (tmp_path / "gitea.json").write_text(json.dumps(GITEA_GOOD), "utf-8")
    key = tmp_path / "home/.config/xzzf/key"

    def then(block: Block, said: str) -> None:
        if "xzzf/key" in block.text and key.exists():
            assert key.read_text("utf-8").strip() not in said
        if ".ci/protection.py" in block.text:
            assert said.endswith("主分支的保护齐全。\n")
        if "PREVIOUS=/srv/www/xzzf" in block.text and "/srv/www/new" in block.text:
            # A new version to go on to.
            (program / "docs/new.md").write_text("新版\n", "utf-8")
            _git(program, "add", "--all")
            _git(program, "commit", "--quiet", "--message", "新版")
            _git(program, "push", "--quiet", tmp_path / "host/program/publish.git", "HEAD:main")
        if "origin upgrade" in block.text:
            # What an agency has emptied and asks to be purged.
            record = reader.folder / "agencies/anshi-scjg/decisions/2026/cf-0001.yaml"
            record.parent.mkdir(parents=True)
            record.write_text(EMPTIED, "utf-8")

    reader.follow("operators.md", then)
    assert (reader.folder / "docs/new.md").is_file()
    root = json.loads((tmp_path / "www/new/api/v1/index.json").read_text("utf-8"))
    assert root["url"] == "https://xzzf.example.gov.cn/" and not root.get("preview")
    assert key.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "rsync").read_text("utf-8").split()[-1] == f"publish@www.example.gov.cn:{tmp_path}/www/xzzf/"
    calls = (tmp_path / "gh.log").read_text("utf-8")
    assert "secret set PUBLISH_KEY --env publish" in calls and key.read_text("utf-8").strip() not in calls
    assert "@anshi-gov/anshi-scjg" in (reader.folder / ".github/CODEOWNERS").read_text("utf-8")


def test_guides_hang_together() -> None:
    """Links and pictures are there, remarks are known, and what stands twice is the same."""
    for path in GUIDES.iterdir():
        text = path.read_text("utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
        assert set(re.findall(r"^<!-- (.+) -->$", text, re.M)) <= {RUNS_ON, EXITS_WITH_ONE}
    for name in ("decision", "check", "comment"):
        picture = REPOSITORY / f"docs/images/{name}.png"
        assert picture.stat().st_size < 150_000
