"""publish.py new: an annotated file made from the schema, a correction or a withdrawal written into a record."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from codecs import BOM_UTF8
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from plugins.registry import dates, drafting, repository, source
from plugins.registry.checking import begin
from plugins.registry.importing.files import write
from plugins.registry.kinds import DECISION_KINDS, KINDS, Kind, kind
from plugins.registry.records import Agency

from . import console, drafts, schemas

# What each entry written into a record is made of; the options that a new file takes stand where it is made.
_EDITS = {
    "correction": ("record", "content", "reason", "changed"),
    "withdrawal": ("record", "type", "reason", "ground", "changed"),
}
_OPTIONS = ("agency", "name", "content", "reason", "type", "ground", "changed", "replace")
_RECORD = re.compile(r"[a-z0-9-]+/\d{4}/[a-z0-9-]+", re.ASCII)


def options(parser: ArgumentParser) -> None:
    """The command's own options."""
    names = "、".join(f"{name}（{kind(name).name}）" for name in _made())
    parser.add_argument(
        "what",
        metavar="KIND|correction|withdrawal",
        help=f"新建什么：correction（更正）、withdrawal（撤回），或者 {names}",
    )
    parser.add_argument("record", nargs="?", metavar="ID", help="更正、撤回哪一条记录，如 qinghe-scjg/2026/cf-0001")
    parser.add_argument("--agency", metavar="ID", help="为哪个机关新建（机关编号）")
    parser.add_argument(
        "--name", metavar="SLUG", help="指南、流程图、文书的文件名（小写字母、数字和连字符）；年报的年度"
    )
    parser.add_argument("--content", metavar="TEXT", help="更正了什么")
    parser.add_argument("--reason", metavar="TEXT", help="为什么更正、撤回；撤回的理由向社会公开")
    parser.add_argument(
        "--type", metavar="WORD", help="撤回的类型：变更、撤销、确认违法、确认无效、责令重新作出、隐私保护、公示有误"
    )
    parser.add_argument("--ground", metavar="TEXT", help="撤回的法律依据或者生效文书")
    parser.add_argument("--changed", metavar="DATE", type=console.day, help="决定被变更、撤销的日期")
    parser.add_argument("--replace", action="store_true", help="已经有的文件重新生成（如每年一次的裁量统计）")
    console.root_option(parser)
    console.day_option(parser)


def run(arguments: Namespace) -> int:
    """Writes one file and says which; returns 0. Raises Stop where it cannot."""
    root = console.site_root(arguments.root)
    if arguments.what in _EDITS:
        _refuse_unused(arguments)
        path = _edit(root, arguments)
        console.say(f"已写进 {path}。请核对，然后运行 publish.py check {path}\n")
        return console.FINE
    _refuse_unused(arguments, _kind(arguments.what))
    path, text = _draft(root, arguments)
    if (root / path).exists() and not arguments.replace:
        raise console.Stop(f"{path} 已经有了，没有改动它；要重新生成，加 --replace")
    write(root / path, text.encode())
    console.say(f"已写好 {path}。请核对、填齐，然后运行 publish.py check {path}\n")
    return console.FINE


def _refuse_unused(arguments: Namespace, of_kind: Kind | None = None) -> None:
    """Raises Stop where something was said that has no meaning for what is made: nobody should think that it was heard."""
    used = _EDITS.get(arguments.what, ("agency", "replace", *(["name"] if of_kind and of_kind.shape == "page" else [])))
    unused = [f"--{name}" for name in _OPTIONS if getattr(arguments, name) and name not in used]
    unused += [] if "record" in used or not arguments.record else [arguments.record]
    if unused:
        what = of_kind.name if of_kind else arguments.what
        raise console.Stop(f"新建{what}用不到 {'、'.join(unused)}，请去掉；publish.py new --help 有说明")


def _today(root: Path, chosen: date | None) -> date:
    """The day asked for, else the demonstration's, else today."""
    settings, _ = source.read("content/settings.yaml", _bytes(root, "content/settings.yaml"))
    fixed = dates.parse(str(settings.values.get("今日", ""))) if settings else None
    return chosen or fixed or datetime.now(ZoneInfo("Asia/Shanghai")).date()


def _edit(root: Path, arguments: Namespace) -> str:
    """Puts a 更正 or a 撤回 into a record's file."""
    path = _path(root, arguments.record)
    raw = (root / path).read_bytes()
    read, problems = source.read(path, raw)
    wanted = read.values.get("执法类别") if read else None
    of_kind = next((kind(name) for name in DECISION_KINDS if kind(name).name == wanted), None)
    if read is None or of_kind is None:
        raise console.Stop(f"{path} 读不出来，请先运行 publish.py check {path}（{len(problems)} 个问题）")
    today = str(_today(root, arguments.today))
    changed = {"变更日期": str(arguments.changed)} if arguments.changed else {}
    if arguments.what == "correction":
        entry = {"日期": today, **changed, "内容": _needed(arguments, "content"), "原因": _needed(arguments, "reason")}
        field = "更正"
    else:
        entry = {"日期": today, **changed, "类型": _needed(arguments, "type"), "原因": _needed(arguments, "reason")}
        entry |= {"依据": arguments.ground} if arguments.ground else {}
        field = "撤回"
        allowed = of_kind.fields[field].schema["properties"]["类型"]["enum"]
        if entry["类型"] not in allowed:
            raise console.Stop(f"没有“{entry['类型']}”这个类型；可写：{'、'.join(allowed)}")
    write(root / path, _edited(path, raw, read, of_kind, field, entry))
    return path


def _edited(path: str, raw: bytes, read: source.Source, of_kind: Kind, field: str, entry: dict[str, str]) -> bytes:
    """A record's file with one more entry, its mark and line ends as they were. Raises Stop where that would go wrong."""
    try:
        made = drafting.with_entry(raw.decode("utf-8-sig").replace("\r\n", "\n"), of_kind, field, entry)
    except ValueError:
        raise console.Stop(f"{path} 已经有“{field}”") from None
    mark = BOM_UTF8 if raw.startswith(BOM_UTF8) else b""
    written = mark + (made.replace("\n", "\r\n") if b"\r\n" in raw else made).encode()
    after, _ = source.read(path, written)
    expected = {**read.values, field: [*read.values.get(field, []), entry] if field == "更正" else entry}
    if after is None or after.values != expected or after.body != read.body:
        raise console.Stop(f"{path} 的写法特别，没有改动它；请手写“{field}”，样子见 docs/codes/change-silent.md")
    return written


def _needed(arguments: Namespace, name: str) -> str:
    text = str(getattr(arguments, name) or "").strip()
    if not text:
        raise console.Stop(f"请用 --{name} 写明；publish.py new --help 有说明")
    return text


def _path(root: Path, record: str | None) -> str:
    if not record or not _RECORD.fullmatch(record):
        raise console.Stop("请写明哪一条记录，如 qinghe-scjg/2026/cf-0001（网址里就有）")
    agency, year, slug = record.split("/")
    for ending in ("yaml", "md"):
        path = f"agencies/{agency}/decisions/{year}/{slug}.{ending}"
        if (root / path).is_file():
            return path
    raise console.Stop(f"没有记录 {record}")


def _draft(root: Path, arguments: Namespace) -> tuple[str, str]:
    """The path and the text of a new file."""
    of_kind = _kind(arguments.what)
    today = _today(root, arguments.today)
    registry = begin(root, today).registry
    agency = registry.agencies.get(arguments.agency or "")
    if agency is None:
        raise console.Stop(f"请用 --agency 写明机关编号；现有：{'、'.join(registry.agencies)}")
    folder = f"agencies/{agency.id}/{of_kind.folder}"
    match of_kind.shape:
        case "decision":
            slug = _next(root / folder / str(today.year), of_kind.prefix)
            path = f"{folder}/{today.year}/{slug}.yaml"
            text = drafting.template(of_kind, drafts.decision(of_kind, agency, today))
        case "list":
            path = f"{folder}/{of_kind.id}.yaml"
            text = drafting.template(of_kind, _list(root, of_kind, agency, today))
        case _:
            path, text = _page(root, of_kind, agency, arguments.name, today, folder)
    return path, _for_editors(root, path, of_kind) + text


def _for_editors(root: Path, path: str, of_kind: Kind) -> str:
    """The line by which an editor finds the schema, where the site has them; an editor complains of one that is missing."""
    return f"{schemas.modeline(path, of_kind)}\n" if path.endswith(".yaml") and (root / schemas.FOLDER).is_dir() else ""


def _list(root: Path, of_kind: Kind, agency: Agency, today: date) -> dict[str, Any]:
    if of_kind.id != "discretion-figures":
        return {of_kind.role("updated"): str(today)}
    filled = drafts.discretion_figures(root, agency, today)
    if not filled["条目"]:
        raise console.Stop(f"{agency.name}没有哪个事项在往年公示过五件以上有罚款的决定，不用统计")
    return filled


def _page(root: Path, of_kind: Kind, agency: Agency, name: str | None, today: date, folder: str) -> tuple[str, str]:
    ending, filled = of_kind.endings[0], {of_kind.role("updated"): str(today)}
    if of_kind.id == "report":
        year = name or str(today.year - 1)
        if not repository.YEAR.fullmatch(year):
            raise console.Stop(f"“{year}”不是年度，用 --name 写四位年份，如 {today.year - 1}")
        filled |= drafts.report(root, agency, year, today)
        name = year
    if of_kind.years:
        folder, name = f"{folder}/{today.year}", name or _next(root / folder / str(today.year), "cc")
    if not name or not repository.SLUG.fullmatch(name):
        raise console.Stop("请用 --name 写明文件名：小写字母、数字和连字符，如 food-business-licence")
    text = drafting.template(of_kind, filled)
    return f"{folder}/{name}.{ending}", f"---\n{text}---\n\n" if ending == "md" else text


def _kind(name: str) -> Kind:
    try:
        found = kind(name)
    except KeyError:
        found = None
    if found is None or found.id not in _made():
        raise console.Stop(f"没有“{name}”这一类；可用：correction、withdrawal、{'、'.join(_made())}")
    return found


def _made() -> list[str]:
    """The kinds of which an agency has files to be made."""
    return [name for name in KINDS if kind(name).section and kind(name).shape != "single"]


def _next(folder: Path, prefix: str) -> str:
    """The next free number in a folder: cf-0013."""
    numbers = [int(match[1]) for path in folder.glob("*") if (match := re.fullmatch(rf"{prefix}-(\d+)", path.stem))]
    return f"{prefix}-{max(numbers, default=0) + 1:04}"


def _bytes(root: Path, path: str) -> bytes:
    return (root / path).read_bytes() if (root / path).is_file() else b""
