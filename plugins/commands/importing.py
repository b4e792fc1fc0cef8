"""publish.py import: rows of a spreadsheet become records, or refusals with a reason."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from plugins.registry import dates, source
from plugins.registry.importing import report
from plugins.registry.importing.correcting import Correction
from plugins.registry.importing.files import Paths, run_import, suggest_mapping
from plugins.registry.importing.importer import Wishes
from plugins.registry.importing.outcome import ImportFailed, Result
from plugins.registry.kinds import DECISION_KINDS, kind

from . import console


def options(parser: ArgumentParser) -> None:
    """The command's own options."""
    names = "、".join(f"{name}（{kind(name).name}）" for name in DECISION_KINDS)
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="要导入的表格：xlsx、xls、csv，或者网页里的表格（html）"
    )
    parser.add_argument("--kind", required=True, metavar="KIND", help=f"哪一类：{names}")
    parser.add_argument("--agency", metavar="ID", help="整张表属于哪个机关（机关编号）")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="列名与字段的对应（YAML）")
    parser.add_argument(
        "--suggest-mapping", action="store_true", help="不导入，只按这张表写一份列名对应的草稿到屏幕（例子已打码）"
    )
    parser.add_argument("--published", type=console.day, metavar="DATE", help="表里没有公示日期的，用这一天")
    parser.add_argument(
        "--correct", metavar="REASON", help="文号、当事人相同而内容不同的行，作为更正写进已有的记录；写明原因（公开）"
    )
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="未导入的行写到这个文件：.xlsx 可以改好再导入（含个人信息），其他写成 CSV；不要放进仓库，reports/ 除外",
    )
    parser.add_argument(
        "--private", type=Path, metavar="FILE", help="证件号码等永不公开的列另存到这个本机文件（CSV）；不写的，不保存"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="结果的格式（默认 text）")
    console.root_option(parser)
    console.day_option(parser)


def run(arguments: Namespace) -> int:
    """Imports; returns 1 where rows were refused, 2 where the file could not be taken at all."""
    if not arguments.file.is_file():
        raise console.Stop(f"没有文件 {arguments.file}")
    kind_id = _decision(arguments.kind)
    try:
        if arguments.suggest_mapping:
            console.say(suggest_mapping(arguments.file, kind_id))
            return console.FINE
        root = arguments.root.resolve()
        result = run_import(
            root,
            arguments.file,
            kind_id,
            Paths(arguments.mapping, arguments.report, arguments.private),
            _wishes(root, arguments),
        )
    except ImportFailed as error:
        raise console.Stop(str(error)) from error
    if arguments.format == "json":
        console.say(json.dumps(counts(result)) + "\n")
    else:
        console.say(report.as_text(result) + _next(result, arguments.report))
    return console.PROBLEMS if result.refused else console.FINE


def _next(result: Result, written: Path | None) -> str:
    """What to do about the refused rows."""
    if not result.refused:
        return ""
    if written is None:
        return "  未导入的行：加 --report reports/未导入.xlsx，得到一份标明原因的表，改好后导入那个文件。\n"
    mend = "，改好后导入这个文件" if written.suffix.lower() == ".xlsx" else "；写成 .xlsx 的可以改好再导入"
    return f"  未导入的行和原因在 {written}{mend}。\n"


def counts(result: Result) -> dict[str, int]:
    """What became of the rows; rows is the sum of the others."""
    corrected = {"corrected": result.corrected} if result.corrected else {}
    return {
        "rows": result.rows,
        "records": result.records,
        "refused": result.refused,
        "present": result.present,
        **corrected,
    }


def _wishes(root: Path, arguments: Namespace) -> Wishes:
    reason = arguments.correct
    return Wishes(
        agency=arguments.agency or "",
        published=str(arguments.published or ""),
        correction=None if reason is None else Correction(reason, _today(root, arguments.today)),
    )


def _today(root: Path, chosen: date | None) -> date:
    """The day asked for, else the demonstration's, else today."""
    path = root / "content/settings.yaml"
    settings, _ = source.read("content/settings.yaml", path.read_bytes() if path.is_file() else b"")
    fixed = dates.parse(str(settings.values.get("今日", ""))) if settings else None
    return chosen or fixed or datetime.now(ZoneInfo("Asia/Shanghai")).date()


def _decision(name: str) -> str:
    try:
        found = kind(name)
    except KeyError:
        raise console.Stop(f"没有“{name}”这一类；可用：{'、'.join(DECISION_KINDS)}") from None
    if found.shape != "decision":
        raise console.Stop(f"{found.name}不能用表格导入；可用：{'、'.join(DECISION_KINDS)}")
    return found.id
