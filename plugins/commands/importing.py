"""publish.py import: rows of a spreadsheet become records, or refusals with a reason."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from plugins.registry.importing import report
from plugins.registry.importing.files import run_import
from plugins.registry.importing.outcome import ImportFailed, Result
from plugins.registry.kinds import DECISION_KINDS, kind

from . import console


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
        console.say(report.as_text(result))
    return console.PROBLEMS if result.refused else console.FINE


def counts(result: Result) -> dict[str, int]:
    """What became of the rows; rows is the sum of the others."""
    return {
        "rows": result.rows,
        "records": result.records,
        "refused": result.refused,
        "present": result.present,
    }


def _decision(name: str) -> str:
    try:
        found = kind(name)
    except KeyError:
        raise console.Stop(f"没有“{name}”这一类；可用：{'、'.join(DECISION_KINDS)}") from None
    if found.shape != "decision":
        raise console.Stop(f"{found.name}不能用表格导入；可用：{'、'.join(DECISION_KINDS)}")
    return found.id
