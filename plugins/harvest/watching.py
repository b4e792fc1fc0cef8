"""Ends the connections of a source that keeps its reader waiting where the library sets no limit: before a body begins.

A server that sends its headers byte by byte, or one preliminary answer after the other, is never silent and never done.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

_TICK = 0.5


class Watch:
    """Looks at all requests of a source; one that is older than `longest` seconds ends every connection to it."""

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._begun: dict[int, float] = {}
        self._sockets: list[socket.socket] = []
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def trace(self, event: str, about: Mapping[str, Any]) -> None:
        """Told by httpcore what happens (its extension `trace`): a connection begins; TLS makes another socket of it."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            found = about["return_value"].get_extra_info("socket")
            with self._lock:
                self._sockets = [one for one in self._sockets if one.fileno() >= 0] + [found]

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """While an answer is waited for, up to its headers."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, daemon=True)
                self._thread.start()
        self._begun[threading.get_ident()] = time.monotonic()
        try:
            yield
        finally:
            del self._begun[threading.get_ident()]

    def close(self) -> None:
        """No request is waited for any more."""
        self._closed.set()

    def _look(self) -> None:
        while not self._closed.wait(_TICK):
            latest = time.monotonic() - self._longest
            if any(begun < latest for begun in tuple(self._begun.values())):
                with self._lock:
                    for one in self._sockets:
                        # Wakes up whoever reads from it; closing it would not.
                        with suppress(OSError):
                            one.shutdown(socket.SHUT_RDWR)
