"""publish.py purge: takes down what must never have been there. It says every step; with --yes it does those it can."""

from __future__ import annotations

import re
import shutil
import subprocess
from argparse import ArgumentParser, Namespace
from pathlib import Path

from plugins.site.paths import ROOT, record_data, record_page

from . import console

_RECORD = re.compile(r"([a-z0-9-]+)/(\d{4})/([a-z0-9-]+)", re.ASCII)

_ELSEWHERE = """
接着由有权限的人逐项完成，做完一项勾一项：

  [ ] 1. 清除历史：在新克隆的仓库里运行
         git filter-repo --invert-paths {paths}
         然后强制推送全部分支和标签：git push --force --all；git push --force --tags
         （受保护的分支先临时解除保护，推送后立即恢复）
  [ ] 2. 拉取请求：删除涉及这条记录的拉取请求的分支；平台保留的引用（GitHub 的 refs/pull/*，Gitea 的 refs/pull/*）
         请联系平台的支持人员清除，并清除缓存的差异页面
  [ ] 3. 预览：删除涉及这条记录的预览产物（artifacts）和预览网站
  [ ] 4. 重新生成并发布：publish.py build --full --previous <上次发布>；这条记录应当已写“撤回”，类型“隐私保护”
  [ ] 5. 缓存：清除 CDN 和反向代理里这些地址的缓存：
{urls}
  [ ] 6. 搜索：重新生成的搜索分包已经不含这条；请搜索引擎删除快照（百度、必应、360 的网页投诉入口）
  [ ] 7. 上级平台：撤回会随开放数据传到归集本站的平台；请打电话确认已经撤下，历史副本已经删除
  [ ] 8. 其他克隆：请所有克隆过本仓库的人删除旧克隆，重新克隆
  [ ] 9. 个人信息已经泄露的：依个人信息保护法第五十七条，通知履行个人信息保护职责的部门和个人
"""


def options(parser: ArgumentParser) -> None:
    """The command's own options."""
    parser.add_argument("record", metavar="ID", help="哪一条记录，如 qinghe-scjg/2026/cf-0001")
    parser.add_argument("--output", type=Path, metavar="DIR", help="本机上生成的网站在哪里（默认站点下的 output/）")
    parser.add_argument("--yes", action="store_true", help="执行本机能做的：删去网站里的页面、数据，和检查、生成的记忆")
    console.root_option(parser)


def run(arguments: Namespace) -> int:
    """Prints every step; with --yes does those on this machine. Returns 0."""
    root = console.site_root(arguments.root)
    match = _RECORD.fullmatch(arguments.record)
    if not match:
        raise console.Stop("请写明哪一条记录，如 qinghe-scjg/2026/cf-0001（网址里就有）")
    agency, year, slug = match.groups()
    sources = [f"agencies/{agency}/decisions/{year}/{slug}.{ending}" for ending in ("yaml", "md")]
    output = (arguments.output or root / "output").resolve()
    if arguments.output and not (output / ROOT).is_file():
        raise console.Stop(f"{output} 不是本程序生成的网站，什么都没有删")
    made = [output / record_page(arguments.record), output / record_data(arguments.record)]
    commits = _commits(root, sources)
    if not (commits or any(path.exists() for path in (*made, *(root / path for path in sources)))):
        raise console.Stop(f"没有记录 {arguments.record}：站点、生成的网站、仓库历史里都没有，请核对编号")
    # An index is the program's own where the site around it is.
    made += [output / "search" / "index"] if (output / ROOT).is_file() else []
    memory = console.memory_folder(root)
    here = [path for path in (*made, *([memory] if memory else [])) if path.exists()]
    verb = "已删除" if arguments.yes else "本机要删除（加 --yes 执行）"
    for path in here if arguments.yes else ():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    console.say(f"清除 {arguments.record}\n\n{verb}：\n")
    console.say("".join(f"  {path}\n" for path in here) or "  （没有）\n")
    console.say(_history(commits))
    urls = "\n".join(
        f"           <网址>/{path}" for path in (record_page(arguments.record), record_data(arguments.record))
    )
    console.say(_ELSEWHERE.format(paths=" ".join(f"--path {path}" for path in sources), urls=urls))
    return console.FINE


def _commits(root: Path, paths: list[str]) -> list[str] | None:
    """The commits of the repository that hold the record, where there is one; None without git."""
    git = shutil.which("git")
    if not git:
        return None
    command = [git, "-C", str(root), "log", "--all", "--format=%h %cs", "--", *paths]
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return found.stdout.split("\n")[:-1] if not found.returncode else []


def _history(lines: list[str] | None) -> str:
    """How many commits hold the record."""
    if lines is None:
        return "\n本机没有 git，请在仓库里核对历史。\n"
    shown = "".join(f"  {line}\n" for line in lines[:10])
    more = f"  ……共 {len(lines)} 次\n" if len(lines) > 10 else ""
    return f"\n仓库历史里有这条记录的提交：\n{shown or '  （没有）'}{more}\n"
