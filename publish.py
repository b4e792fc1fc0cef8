#!/usr/bin/env python3
"""The one door for people: each command below, with --help."""

from __future__ import annotations

import gc
import os
import sys
from argparse import ArgumentParser
from importlib import import_module

from plugins.commands import console

# Modules are loaded when their command is asked for: checking one file should not wait for a site generator.
COMMANDS = {
    "check": ("plugins.commands.check", "检查站点的全部文件，或者只看某些文件的问题"),
    "build": ("plugins.commands.build", "生成网站"),
    "serve": ("plugins.commands.serve", "在本机预览，文件一改就重新生成"),
    "new": ("plugins.commands.new", "新建记录、清单、指南、年报，写更正、撤回"),
    "purge": ("plugins.commands.purge", "清除从不该公开的内容：列出每一步，或者执行本机能做的"),
    "import": ("plugins.commands.importing", "把表格（xlsx、xls、csv、网页）里的执法决定导入为记录"),
    "export": ("plugins.commands.export", "把公示的许可、处罚导出为双公示模板的表格（xlsx、csv），供上报"),
    "harvest": ("plugins.commands.harvest", "从下级网站归集，只取变了的，逐个核对"),
    "verify": ("plugins.commands.verify", "核验发布的网站：读回全部文件，与较早的发布核对"),
    "owners": ("plugins.commands.owners", "写出代码平台的 CODEOWNERS：谁审核哪个机关，或者核对"),
    "schemas": ("plugins.commands.schemas", "写出编辑器用的 JSON Schema：字段提示，边写边查"),
}


def main(arguments: list[str] | None = None) -> int:
    """Runs one command. Returns 0 (fine), 1 (problems) or 2 (could not run)."""
    parser = ArgumentParser(prog="publish.py", description="行政执法公示平台：检查、生成、预览、新建、导入、导出、清除")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    given = sys.argv[1:] if arguments is None else arguments
    # Loading a program makes no garbage, and looking for it would take a fifth of the time.
    gc.disable()
    for name, (module, about) in COMMANDS.items():
        command = commands.add_parser(name, help=about, description=about)
        if name in given[:1]:
            chosen = import_module(module)
            chosen.options(command)
    parsed = parser.parse_args(given)
    gc.enable()
    try:
        code: int = chosen.run(parsed)
    except console.Stop as stop:
        console.stderr.print(f"不能继续：{stop}", markup=False)
        return console.COULD_NOT_RUN
    except BrokenPipeError:
        # Whoever was reading (head, less) has seen enough; nothing may be flushed into the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return console.COULD_NOT_RUN
    except OSError as error:
        console.stderr.print(f"不能继续：{error.filename or ''} {error.strerror or error}", markup=False)
        return console.COULD_NOT_RUN
    except KeyboardInterrupt:
        return console.COULD_NOT_RUN
    return code


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Taking millions of small objects apart one by one, only to end, takes longer than most commands.
    os._exit(code)
