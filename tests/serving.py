"""Real web servers over folders on 127.0.0.1, which tests can make lie, stall and break."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# What is done instead of answering: given the handler and what the honest answer would be.
Trick = Callable[["Handler", bytes], None]


@dataclass
class Served:
    """A folder being served. tricks: by path below the site; asked: every path that was asked for, in order."""

    folder: Path
    url: str = ""
    tricks: dict[str, Trick] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


class Handler(SimpleHTTPRequestHandler):
    """An ordinary server, but for the tricks."""

    protocol_version = "HTTP/1.1"

    def __init__(self, served: Served, *arguments: object) -> None:
        self.served = served
        super().__init__(*arguments, directory=str(served.folder))  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = self.path.split("?")[0].lstrip("/")
        self.served.asked.append(path)
        trick = self.served.tricks.get(path)
        if trick is None:
            super().do_GET()
            return
        file = self.served.folder / path
        with suppress(OSError):
            trick(self, file.read_bytes() if file.is_file() else b"")
        self.close_connection = True

    def send(self, content: bytes, code: int = 200, length: int | None = None, **headers: str) -> None:
        """Answers with something; the length it announces may be another one."""
        self.send_response(code)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what the tests are about."""


@contextmanager
def serving(folder: Path, port: int = 0) -> Iterator[Served]:
    """Serves a folder until the block ends."""
    served = Served(folder)
    server = _Server(("127.0.0.1", port), partial(Handler, served))
    served.url = f"http://127.0.0.1:{server.server_port}/"
    threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.02}).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()


def half(handler: Handler, honest: bytes) -> None:
    """The first half, and the line goes dead."""
    handler.send(honest[: len(honest) // 2], length=len(honest))


def shortened(handler: Handler, honest: bytes) -> None:
    """The first half, as if it were the whole."""
    handler.send(honest[: len(honest) // 2])


def other(handler: Handler, honest: bytes) -> None:
    """As many bytes, one of them another."""
    handler.send(honest[:-2] + b" \n")


def endless(handler: Handler, _honest: bytes) -> None:
    """An answer that never ends."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65536)


def stalling(handler: Handler, honest: bytes) -> None:
    """Begins, and says no more."""
    handler.send(honest[:10], length=len(honest))
    handler.wfile.flush()
    time.sleep(5)


def dripping(handler: Handler, honest: bytes) -> None:
    """One byte now and then: never silent, never done."""
    handler.send(b"", length=len(honest))
    for byte in honest:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        time.sleep(0.2)


def hesitating(handler: Handler, _honest: bytes) -> None:
    """One header after the other, and never the last."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"A: b\r\n")
        time.sleep(0.1)


def preliminary(handler: Handler, _honest: bytes) -> None:
    """Will answer soon, again and again."""
    while True:
        handler.wfile.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        time.sleep(0.01)


def elsewhere(handler: Handler, _honest: bytes) -> None:
    """Round and round."""
    handler.send(b"", 302, Location=handler.path)


def failing(handler: Handler, _honest: bytes) -> None:
    """Down."""
    handler.send(b"", 503)


def saying(content: bytes) -> Trick:
    """Something else altogether."""
    return lambda handler, _honest: handler.send(content)
