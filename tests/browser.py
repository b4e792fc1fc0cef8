"""Helpers for tests in a real browser: Debian's Chromium, and a static server on a free local port."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Playwright

from plugins.site.policy import POLICY

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def launch(playwright: Playwright) -> Browser:
    """The browser of all tests. Raises playwright's Error where it is not installed: nothing is skipped."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))


@contextmanager
def serve(
    folder: Path,
    prefix: str = "/",
    headers: Mapping[str, str] | None = None,
    broken: Callable[[str], bool] | None = None,
) -> Iterator[str]:
    """Serves a folder below `prefix` (/open/data/) on 127.0.0.1 and yields the address of its root, with a slash.

    Every answer carries the site's Content-Security-Policy and `headers`; a path for which `broken` is true answers 404.
    """
    handler = partial(
        _Handler,
        directory=str(folder),
        prefix=prefix,
        extra={"Content-Security-Policy": POLICY, **(headers or {})},
        broken=broken or (lambda _: False),
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(SimpleHTTPRequestHandler):
    """Quiet; answers only below the prefix, and only what is not meant to be broken."""

    def __init__(
        self, *args: Any, prefix: str, extra: Mapping[str, str], broken: Callable[[str], bool], **keywords: Any
    ) -> None:
        self.prefix, self.extra, self.broken = prefix, extra, broken
        super().__init__(*args, **keywords)

    def do_GET(self) -> None:
        if not self.path.startswith(self.prefix) or self.broken(self.path):
            self.send_error(404)
            return
        self.path = "/" + self.path.removeprefix(self.prefix)
        super().do_GET()

    def end_headers(self) -> None:
        for name, value in self.extra.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        """Tests print nothing."""
