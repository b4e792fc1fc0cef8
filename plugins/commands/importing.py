"""publish.py import: rows of a spreadsheet become records, or refusals with a reason."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from plugins.registry.importing.files import run_import
from plugins.registry.importing.outcome import ImportFailed, Result
from plugins.registry.kinds import DECISION_KINDS, kind

from . import console

HELP = "把表格（xlsx、xls、csv）里的执法决定导入为记录"


def options(parser: ArgumentParser) -> None:
    """The command's own options."""
    names = "、".join(f"{name}（{kind(name).name}）" for name in DECISION_KINDS)
    parser.add_argument("file", type=Path, metavar="FILE", help="要导入的表格")
    parser.add_argument("--kind", required=True, metavar="KIND", help=f"哪一类：{names}")
    parser.add_argument("--agency", metavar="ID", help="整张表属于哪个机关（机关编号）")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="列名与字段的对应（YAML）")
    parser.add_argument("--report", type=Path, metavar="FILE", help="未导入的行写到这个 CSV 文件（不要放进仓库）")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="结果的格式（默认 text）")
    console.root_option(parser)


def run(arguments: Namespace) -> int:
    """Imports; returns 1 where rows were refused, 2 where the file could not be taken at all."""
    if not arguments.file.is_file():
        raise console.Stop(f"没有文件 {arguments.file}")
    try:
        result = run_import(
            arguments.root.resolve(),
            arguments.file,
            _decision(arguments.kind),
            agency=arguments.agency or "",
            mapping_path=arguments.mapping,
            report_path=arguments.report,
        )
    except ImportFailed as error:
        raise console.Stop(str(error)) from error
    if arguments.format == "json":
        console.say(json.dumps(counts(result)) + "\n")
    else:
        console.say(summary(result))
    return console.PROBLEMS if result.refused else console.FINE


def counts(result: Result) -> dict[str, int]:
    """What became of the rows; rows is the sum of the others."""
    return {
        "rows": result.rows,
        "records": result.records,
        "refused": result.refused,
        "present": result.present,
    }


def summary(result: Result) -> str:
    """The outcome for a person: counts, reasons by frequency with some of their rows, notes on the table as a whole."""
    lines = [
        f"{result.source}：共 {result.rows} 行，新记录 {result.records}、已有 {result.present}、未导入 {result.refused}。"
    ]
    if result.new_agencies:
        lines.append(f"新建机关 {len(result.new_agencies)} 个（待补）。")
    rows: dict[tuple[str, str], list[int]] = {}
    for refusal in result.refusals:
        rows.setdefault((refusal.reason, refusal.column), []).append(refusal.row)
    for (reason, column), where in sorted(rows.items(), key=lambda item: (-len(item[1]), item[0])):
        some = "、".join(map(str, where[:5])) + ("……" if len(where) > 5 else "")
        lines.append(f"  未导入 {len(where)} 行：{f'“{column}”' if column else ''}{reason}（第 {some} 行）")
    lines += [
        f"  注意：{f'“{note.column}”' if note.column else ''}{note.text}" for note in result.notes if not note.row
    ]
    details = sum(1 for note in result.notes if note.row)
    if details:
        lines.append(f"  另有 {details} 处单元格没有采用，见 --report 的报告。")
    return "\n".join(lines) + "\n"


def _decision(name: str) -> str:
    try:
        found = kind(name)
    except KeyError:
        raise console.Stop(f"没有“{name}”这一类；可用：{'、'.join(DECISION_KINDS)}") from None
    if found.shape != "decision":
        raise console.Stop(f"{found.name}不能用表格导入；可用：{'、'.join(DECISION_KINDS)}")
    return found.id
