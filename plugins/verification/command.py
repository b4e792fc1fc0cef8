"""The command line of a verification; prints, and returns 0 (nothing wrong), 1 (something is) or 2 (could not run)."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from .faults import Refused, printable
from .report import as_json, as_text
from .tree import Progress
from .verifying import verify

FINE, PROBLEMS, COULD_NOT_RUN = 0, 1, 2


def options(parser: ArgumentParser) -> None:
    """The command's own options."""
    parser.add_argument("place", metavar="DIR|URL", help="发布的网站：文件夹，或者网站的网址")
    parser.add_argument(
        "--against", metavar="DIR|URL", help="另与较早的一次发布核对：没有丢失，没有悄悄改动，历史没有改写"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="报告的格式（默认 text）")


def run(arguments: Namespace, progress: Progress = lambda _done, _total: None) -> int:
    """Verifies and prints the report. Raises Refused."""
    result = verify(arguments.place, arguments.against, progress)
    sys.stdout.write(as_json(result) if arguments.format == "json" else as_text(result))
    return PROBLEMS if result.faults else FINE


def main() -> int:
    """Without the rest of the program: `python -m verification DIR|URL`."""
    parser = ArgumentParser(prog="verification", description="读回一个发布的网站，核验它完整、一致、没有被改过")
    options(parser)
    try:
        return run(parser.parse_args())
    except Refused as refused:
        sys.stderr.write(f"不能继续：{printable(str(refused))}\n")
    except BrokenPipeError:
        sys.stderr.close()
    except KeyboardInterrupt:
        pass
    return COULD_NOT_RUN
