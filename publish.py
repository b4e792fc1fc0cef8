#!/usr/bin/env python3
"""The one door for people: check, build, serve and import, each with --help."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser

from plugins.commands import build, check, console, importing, serve

COMMANDS = {"check": check, "build": build, "serve": serve, "import": importing}


def main(arguments: list[str] | None = None) -> int:
    """Runs one command. Returns 0 (fine), 1 (problems) or 2 (could not run)."""
    parser = ArgumentParser(prog="publish.py", description="行政执法公示平台：检查、生成、预览、导入")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        command.options(commands.add_parser(name, help=command.HELP, description=command.HELP))
    chosen = parser.parse_args(arguments)
    try:
        code: int = COMMANDS[chosen.command].run(chosen)
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
    sys.exit(main())
