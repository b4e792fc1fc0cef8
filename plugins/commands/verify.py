"""publish.py verify: reads a published site back; all of it is in `plugins.verification`, which knows nothing of us."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from plugins.verification import command
from plugins.verification.faults import Refused

from . import console


def options(parser: ArgumentParser) -> None:
    """The command's own options."""
    command.options(parser)
    console.root_option(parser)


def run(arguments: Namespace) -> int:
    """Verifies, prints the report, and returns 0 or 1. Raises console.Stop where there is nothing to verify."""
    try:
        with console.progress("核验") as report:
            return command.run(arguments, report)
    except Refused as refused:
        raise console.Stop(str(refused)) from refused
