"""A published site is read back: what is whole passes, here and on the web, and what is wrong is told in a sentence."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from plugins.verification.faults import CODES
from plugins.verification.report import as_text
from plugins.verification.verifying import verify
from plugins.verification.web import Web
from tests.browser import serve
from tests.conftest import REPOSITORY
from tests.forging import API, Forged
from tests.publications import FIRST, GONE_NOW, NEW, codes, shown
from tests.tampering import flipped
from tests.tamperings import AGAINST, CARELESS, SEALED


def test_what_is_published_holds(publications: tuple[Path, Path]) -> None:
    old, new = publications
    result = verify(str(old))
    assert not codes(result), as_text(result)
    result = verify(str(new), str(old))
    assert not codes(result), as_text(result)
    assert result.comparison
    assert sorted((event.kind, event.id) for event in result.comparison.events) == [
        ("公示", NEW),
        ("撤回", GONE_NOW),
        ("更正", FIRST),
    ]
    assert not codes(verify(str(new), str(new)))


def test_on_the_web_it_holds_too(publications: tuple[Path, Path]) -> None:
    old, new = publications
    with serve(new, "/open/data/") as address, serve(old) as earlier:
        result = verify(address, earlier)
    assert not codes(result), as_text(result)
    assert result.comparison and len(result.comparison.events) == 3
    assert result.files == verify(str(new)).files


def test_what_a_server_keeps_to_itself_is_not_asked_for(forged: Forged) -> None:
    forged.add("_headers", b"/*\n")
    with serve(forged.seal().root, broken=lambda path: path.endswith("_headers")) as address:
        assert not codes(verify(address))
        assert not Web(address).serves("x/.htaccess")


def test_the_report_says_what_and_what_to_do(
    capsys: pytest.CaptureFixture[str], forged: Forged, publications: Any
) -> None:
    old, _ = publications
    forged.write("\x1b[2J.html", b"")
    code, said = shown(capsys, forged.root, "--against", old)
    assert code == 1
    assert "错误[verify-unexpected] 多出没有登记的文件（1 处）" in said
    assert "怎么办：" in said and "详见 docs/codes/verify-unexpected.md" in said
    assert "相比：公示 1、更正 1、撤回 1" in said and NEW in said
    assert "有 1 处问题。" in said
    assert "\x1b" not in said
    code, said = shown(capsys, forged.root, "--against", old, "--format", "json")
    report = json.loads(said)
    assert code == 1 and report["schema"] == "verification-1" and report["ok"] is False
    assert report["totals"] == {"verify-unexpected": 1}
    assert report["against"]["counts"] == {"公示": 1, "更正": 1, "撤回": 1}
    assert set(report["problems"][0]) == {"code", "path", "message", "help"}
    assert shown(capsys, old)[0] == 0


def test_many_faults_fill_no_report(forged: Forged) -> None:
    for number in range(300):
        forged.write(f"x/{number}", b"")
    result = verify(str(forged.root))
    assert result.faults.counts == {"verify-unexpected": 300}
    assert len(list(result.faults)) == 200
    assert "另有 100 处" in as_text(result)


def test_a_citizen_needs_the_folder_and_python_only(
    publications: tuple[Path, Path], forged: Forged, tmp_path: Path
) -> None:
    """Copied elsewhere, run by an interpreter that sees no library of ours (-I: no site-packages of the user)."""
    shutil.copytree(REPOSITORY / "plugins" / "verification", tmp_path / "alone" / "verification")
    old, new = publications
    alone = partial(subprocess.run, capture_output=True, text=True, cwd=tmp_path / "alone", check=False)
    command = [sys.executable, "-S", "-m", "verification"]
    done = alone([*command, new, "--against", old])
    assert (done.returncode, done.stderr) == (0, "")
    assert "没有发现问题" in done.stdout
    flipped("index.html")(forged)
    assert alone([*command, forged.root]).returncode == 1
    done = alone([*command, tmp_path])
    assert done.returncode == 2
    assert done.stderr.startswith("不能继续：")


def test_the_guide_is_followed_to_the_letter(publications: tuple[Path, Path], tmp_path: Path) -> None:
    """Every command, in its order; of the earlier publication no more is kept than the guide asks for."""
    old, new = publications
    guide = (REPOSITORY / "docs" / "guide" / "verifying.md").read_text("utf-8")
    for name in (".venv", "publish.py", "plugins"):
        (tmp_path / name).symlink_to(REPOSITORY / name)
    shutil.copytree(new, tmp_path / "网站的文件夹", copy_function=os.link)
    for name in ("index.json", "agencies", "changes"):
        kept = tmp_path / "以前保存的文件夹" / API / name
        kept.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (old / API / name).is_dir() else shutil.copy)(old / API / name, kept)
        assert f"api/v1/{name}" in guide
    commands = re.findall(r"^```sh\n(.*?)^```$", guide, re.M | re.S)
    assert len(commands) == 5
    with serve(new, "/xzzf/") as address:
        for command in commands:
            script = command.replace("https://www.example.gov.cn/xzzf/", address)
            run = partial(subprocess.run, capture_output=True, text=True, cwd=tmp_path, check=False)
            done = run(["bash", "-euc", script])
            assert done.returncode == 0, done.stdout + done.stderr
            assert "没有发现问题" in done.stdout or '"ok": true' in done.stdout


def test_every_code_has_a_page_and_a_tampering() -> None:
    tried = {code for _, code, *_ in (*CARELESS.values(), *SEALED.values(), *AGAINST.values())}
    assert CODES.keys() - tried - {"verify-limit", "verify-unreadable"} == set()
    guide = (REPOSITORY / "docs" / "guide" / "verifying.md").read_text("utf-8")
    for code, (title, _) in CODES.items():
        page = (REPOSITORY / "docs" / "codes" / f"{code}.md").read_text("utf-8")
        assert page.startswith(f"# {code}：{title}\n\n")
        assert 15 <= len(page.splitlines()) <= 45
        for section in ("级别：", "能否说明后放行：", "\n## 什么意思\n", "\n## 为什么\n", "\n## 怎样改\n"):
            assert section in page, f"{code}: {section.strip()}"
    for key in ("schema", "place", "ok", "root", "counts", "problems", "totals", "against"):
        assert f"`{key}`" in guide
