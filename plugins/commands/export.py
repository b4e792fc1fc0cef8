"""publish.py export: what is public, in the tables that national data standards ask for."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from plugins.registry import program, reporting
from plugins.registry.checking import Checked, begin, finish
from plugins.registry.exporting import exporter, private, profiles, tables
from plugins.registry.exporting.exporter import Request
from plugins.registry.exporting.outcome import Export, ExportFailed
from plugins.registry.forms import Forms
from plugins.registry.importing.files import refuse_inside, write
from plugins.registry.importing.outcome import ImportFailed
from plugins.registry.kinds import Kind, kind
from plugins.registry.memory import Memory
from plugins.registry.publication import Leak

from . import console
from .check import counted

_SHOWN = 5


def options(parser: ArgumentParser) -> None:
    """The command's own options."""
    parser.add_argument(
        "--kind", required=True, metavar="KIND", help="哪一类：penalty（行政处罚）、licence（行政许可）"
    )
    parser.add_argument("--agency", metavar="ID", help="只要哪个机关的（机关编号，默认全部）")
    parser.add_argument("--profile", default="2018", metavar="NAME", help="哪一版模板（默认 2018）")
    parser.add_argument(
        "--since", type=console.day, metavar="DATE", help="只要这一天起公示、更正的，另附这一天起停止公示的撤销清单"
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="写到哪个文件，.xlsx 或者 .csv（每张表一个文件；默认 reports/<类别>.xlsx）",
    )
    parser.add_argument(
        "--private", type=Path, metavar="FILE", help="证件号码等永不公开的内容取自哪个本机文件（CSV，不得放进仓库）"
    )
    console.root_option(parser)
    console.day_option(parser)
    console.jobs_option(parser)


def run(arguments: Namespace) -> int:
    """Exports; returns 1 where the site has errors (nothing is written) or a record fits into no table."""
    root = console.site_root(arguments.root)
    try:
        return _run(root, arguments)
    except (ExportFailed, ImportFailed, Leak) as error:
        raise console.Stop(str(error)) from error


def _run(root: Path, arguments: Namespace) -> int:
    profile, of_kind = profiles.profile(arguments.profile), _kind(arguments.kind)
    request = Request(profile, of_kind.id, arguments.agency or "", str(arguments.since or ""))
    if not request.templates:
        known = "、".join(dict.fromkeys(kind(template.kind_id).name for template in profile.templates))
        raise console.Stop(f"{profile.version} 版模板里没有{of_kind.name}；可导出：{known}")
    output = (arguments.output or root / "reports" / f"{of_kind.name}.xlsx").resolve()
    if output.suffix.lower() not in (".xlsx", ".csv"):
        raise console.Stop("--output 的文件名应以 .xlsx 或者 .csv 结尾")
    own = _private(root, arguments.private, output, of_kind)
    checked = _checked(root, arguments, request)
    if checked.errors:
        console.say(reporting.as_text(checked.errors, partial(console.lines_of, root)))
        console.say(f"{reporting.summary(checked.problems, counted(checked))}\n有错误，没有导出。\n")
        return console.PROBLEMS
    export = exporter.assemble(request, checked.made.values(), own)
    files = _files(output, export, checked)
    for path, content in files.items():
        write(path, content, secret=arguments.private is not None)
    console.say(_summary(export, request, checked, list(files)))
    return console.PROBLEMS if export.left else console.FINE


def _kind(name: str) -> Kind:
    try:
        return kind(name)
    except KeyError:
        raise console.Stop(f"没有“{name}”这一类；可用：行政许可、行政处罚") from None


def _private(root: Path, path: Path | None, output: Path, of_kind: Kind) -> Mapping[str, Mapping[str, str]]:
    """What is never public, for a file that lies where nobody can commit it."""
    if path is None:
        return {}
    if not path.is_file():
        raise console.Stop(f"没有文件 {path}")
    for place in (path, output):
        refuse_inside(root, place)
    return private.read(path.read_bytes(), of_kind)


def _checked(root: Path, arguments: Namespace, request: Request) -> Checked:
    """The site as checked, with the outcome of each decision where nothing stands in the way."""
    memory, jobs = Memory(console.memory_folder(root), program.digest()), arguments.jobs or os.cpu_count() or 1
    begun = begin(root, arguments.today, jobs=jobs, memory=memory)
    if begun.sound and request.agency and request.agency not in begun.registry.agencies:
        raise console.Stop(f"没有机关“{request.agency}”；现有：{'、'.join(sorted(begun.registry.agencies))}")
    forms = Forms(begun.registry.settings, begun.today, partial(exporter.outcome, request)) if begun.sound else None
    with console.progress("导出") as report:
        return finish(begun, jobs=jobs, use=forms, progress=report)


def _files(output: Path, export: Export, checked: Checked) -> dict[Path, bytes]:
    if output.suffix.lower() == ".xlsx":
        return {output: tables.xlsx_bytes(export.sheets, checked.registry.settings.title, checked.today)}
    return {output.with_name(f"{output.stem}-{sheet.name}.csv"): tables.csv_bytes(sheet) for sheet in export.sheets}


def _summary(export: Export, request: Request, checked: Checked, files: list[Path]) -> str:
    counts = "、".join(f"{sheet.name} {len(sheet.rows)} 条" for sheet in export.sheets)
    since = f"、{request.since} 起有变化" if request.since else ""
    lines = [f"按 {checked.today} 公示{since}的导出：{counts}。文件：{'、'.join(map(str, files))}"]
    if export.filled:
        lines.append(f"永不公开的列填了 {export.filled} 格、留空 {export.empty} 格：文件含个人信息，勿提交，用后删除。")
    elif export.empty:
        lines.append(
            f"永不公开的列（{'、'.join(export.private)}）留空 {export.empty} 格；上报需要的，用 --private 填。"
        )
    if export.unused:
        lines.append(f"--private 文件里有 {export.unused} 个编号不在这次导出的记录里，没有用到。")
    reasons: dict[str, list[str]] = {}
    for item in export.left:
        reasons.setdefault(item.reason, []).append(item.id)
    for reason, ids in sorted(reasons.items()):
        more = "……" if len(ids) > _SHOWN else ""
        lines.append(f"没有导出 {len(ids)} 条：{reason}（{'、'.join(ids[:_SHOWN])}{more}）")
    return "".join(f"{line}\n" for line in lines)
