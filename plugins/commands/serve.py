"""publish.py serve: builds, serves on this machine only, rebuilds what changed, and reloads the page."""

from __future__ import annotations

import functools
import os
import tempfile
import threading
from argparse import ArgumentParser, Namespace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from watchfiles import watch

from plugins.registry.program import REPOSITORY

from . import console
from .build import build

_SCRIPT = b"""let seen;
setInterval(async () => {
  const now = await (await fetch("/__built__")).text();
  if (seen !== undefined && seen !== now) location.reload();
  seen = now;
}, 1000);
"""


def options(parser: ArgumentParser) -> None:
    """The command's own options."""
    parser.add_argument("--port", type=console.positive, default=8000, metavar="N", help="端口（默认 8000）")
    parser.add_argument("--no-search", action="store_true", help="不生成搜索索引，更快")
    console.root_option(parser)
    console.day_option(parser)
    console.jobs_option(parser)


def run(arguments: Namespace) -> int:
    """Serves until interrupted. Errors are printed, and the last good site stays."""
    root = console.site_root(arguments.root)
    base_url = f"http://127.0.0.1:{arguments.port}/"
    with tempfile.TemporaryDirectory(prefix="publish-serve-") as folder:
        output = Path(folder, "site")
        state = _State(output)

        def rebuild() -> None:
            build(
                root,
                output,
                base_url=base_url,
                today=arguments.today,
                jobs=arguments.jobs or os.cpu_count() or 1,
                search=not arguments.no_search,
                downloads=False,
            )
            state.count += 1

        rebuild()
        try:
            server = ThreadingHTTPServer(("127.0.0.1", arguments.port), functools.partial(_Handler, state))
        except OSError as error:
            raise console.Stop(f"端口 {arguments.port} 用不了（{error.strerror}），用 --port 换一个") from error
        threading.Thread(target=server.serve_forever, daemon=True).start()
        console.say(f"预览：{base_url}（Ctrl+C 结束）\n")
        watched = [path for path in (root / "agencies", root / "content", REPOSITORY / "theme") if path.is_dir()]
        for _ in watch(*watched, raise_interrupt=False):
            try:
                rebuild()
            except console.Stop as stop:
                console.stderr.print(f"没有重新生成：{stop}", markup=False)
        server.shutdown()
    return console.FINE


class _State:
    """The folder being served and how often it was built."""

    def __init__(self, output: Path) -> None:
        self.output = output
        self.count = 0


class _Handler(SimpleHTTPRequestHandler):
    """Serves the site and the two addresses of live reload; pages get its script, the built files do not."""

    def __init__(self, state: _State, *arguments: object) -> None:
        self._state = state
        super().__init__(*arguments, directory=str(state.output))  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path == "/__built__":
            self._send(str(self._state.count).encode(), "text/plain")
        elif path == "/__reload__.js":
            self._send(_SCRIPT, "text/javascript")
        elif path.endswith("/") and (page := Path(self.translate_path(path), "index.html")).is_file():
            html = page.read_bytes().replace(b"</body>", b'<script src="/__reload__.js"></script></body>')
            self._send(html, "text/html; charset=utf-8")
        else:
            super().do_GET()

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Quiet: the terminal belongs to the checker."""
