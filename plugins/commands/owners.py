"""publish.py owners: who must review what, as the CODEOWNERS files of GitHub and of Gitea and Forgejo."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from plugins.registry.assembly import Registry
from plugins.registry.checking import begin
from plugins.registry.importing.files import write
from plugins.registry.records import Agency

from . import console

GITHUB, GITEA = ".github/CODEOWNERS", ".gitea/CODEOWNERS"
PLACEHOLDER = "example-org"

_ORGANISATION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?")
_STATED = re.compile(r"--organisation (\S+)")


def options(parser: ArgumentParser) -> None:
    """The command's own options."""
    parser.add_argument(
        "--organisation", metavar="ORG", help=f"代码平台上的组织名（默认沿用已有文件里的，没有的是 {PLACEHOLDER}）"
    )
    parser.add_argument("--check", action="store_true", help="只核对，不写；与机关不一致的退出码是 1")
    console.root_option(parser)


def run(arguments: Namespace) -> int:
    """Writes both files, or with --check holds them against the agencies and returns 1 where they differ."""
    root = console.site_root(arguments.root)
    organisation = arguments.organisation or _stated(root) or PLACEHOLDER
    if not _ORGANISATION.fullmatch(organisation):
        raise console.Stop(f"“{organisation}”不是组织名：用字母、数字、连字符、点和下划线")
    registry = begin(root, agencies=()).registry
    unread = {path.name for path in (root / "agencies").iterdir() if path.is_dir()} - registry.agencies.keys()
    if unread:
        raise console.Stop(f"读不出这些机关的 agency.yaml，请先运行 publish.py check：{'、'.join(sorted(unread))}")
    wanted = {GITHUB: github(registry, organisation), GITEA: gitea(registry, organisation)}
    stale = [path for path, text in wanted.items() if _text(root / path) != text]
    if arguments.check:
        for path in stale:
            console.say(f"{path} 与机关不一致，审核人会请错。运行 publish.py owners，一并提交。\n")
        return console.PROBLEMS if stale else console.FINE
    for path in stale:
        write(root / path, wanted[path].encode())
    console.say("".join(f"已写 {path}\n" for path in stale) or "没有变化\n")
    return console.FINE


def github(registry: Registry, organisation: str) -> str:
    """GitHub's form: the last line that matches a file names its owners."""
    lines = [*_head(organisation), "# 一个文件以最后一条相符的为准。", f"* {_platform(organisation)}"]
    for heading, agency, owners in _owners(registry, organisation):
        lines += ["", f"# {heading}"] if heading else []
        lines.append(f"/agencies/{agency}/ {owners}")
    return "\n".join(lines) + "\n"


def gitea(registry: Registry, organisation: str) -> str:
    """The form of Gitea and Forgejo: regular expressions for whole paths, and every line that matches counts."""
    lines = [*_head(organisation), f"!agencies/.* {_platform(organisation)}"]
    for heading, agency, owners in _owners(registry, organisation):
        lines += ["", f"# {heading}"] if heading else []
        lines.append(f"agencies/{agency}/.* {owners}")
    return "\n".join(lines) + "\n"


def _head(organisation: str) -> list[str]:
    return [f"# 由 publish.py owners --organisation {organisation} 写成，不要手改；机关有变化时重新运行。"]


def _platform(organisation: str) -> str:
    return f"@{organisation}/platform"


def _owners(registry: Registry, organisation: str) -> Iterator[tuple[str, str, str]]:
    """Each agency with its owners, by government; the government's name before its first agency."""
    for government in registry.governments.values():
        heading = government.name
        for agency in sorted(registry.agencies.values(), key=lambda agency: agency.id):
            if agency.government == government.id:
                yield heading, agency.id, f"@{organisation}/{_team(agency)} @{organisation}/{government.id}-review"
                heading = ""


def _team(agency: Agency) -> str:
    """The team of an agency: of one that was abolished, its successor's."""
    return str(agency.values.get("承继机关") or agency.id) if agency.status == "撤销" else agency.id


def _stated(root: Path) -> str:
    """The organisation that the present file names."""
    found = _STATED.search(_text(root / GITHUB).split("\n")[0])
    return found[1] if found else ""


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""
