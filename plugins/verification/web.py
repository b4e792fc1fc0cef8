"""A publication on the web: few connections that are kept, time-outs, size limits, and no way to anywhere else."""

from __future__ import annotations

import http.client
import ssl
import tempfile
import threading
import time
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from .faults import Faults, Refused
from .places import Missing, TooLarge, Unreadable

_SECONDS = 30
# A server that sends this little a second is not waited for, after the first minute.
_SLOWEST = 20_000
_CHUNK = 1 << 16
_IN_MEMORY = 1 << 20
_TRIES = 3
_PAUSE = 0.5
_GONE = (404, 410)
_KEPT = ("_headers", "_redirects", ".htaccess", ".nojekyll", "web.config")
_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "verification"}


class Web:
    """A publication at an address. One connection for each thread that asks."""

    at_once = 4

    def __init__(self, where: str) -> None:
        parts = urlsplit(where)
        try:
            port = parts.port
        except ValueError:
            raise Refused(f"“{where}”不是网址") from None
        if not parts.hostname or parts.username or parts.query or parts.fragment or not where.isascii():
            raise Refused(f"“{where}”不是网站的网址：只写到网站的根，如 https://www.example.gov.cn/xzzf/")
        if any(not character.isprintable() or character == " " for character in where):
            raise Refused("网址里有空格或者看不见的字符")
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, port
        self._base = parts.path.rstrip("/") + "/"
        self._own = threading.local()
        self._open_ones: list[http.client.HTTPConnection] = []

    def open(self, path: str, limit: int) -> BinaryIO:
        """See Place. Network trouble is tried again; what the server says is taken as it is."""
        for left in reversed(range(_TRIES)):
            try:
                return self._get(path, limit)
            except (OSError, http.client.HTTPException) as error:
                self._drop()
                if not left:
                    raise Unreadable(_reason(error)) from None
                time.sleep(_PAUSE)
        raise AssertionError

    def serves(self, path: str) -> bool:
        """A server keeps to itself what tells it how to serve."""
        return path.rpartition("/")[2] not in _KEPT

    def paths(self, _: Faults) -> set[str] | None:
        """What else a web server has cannot be known."""
        return None

    def close(self) -> None:
        """Closes every connection."""
        for connection in self._open_ones:
            connection.close()

    def _get(self, path: str, limit: int) -> BinaryIO:
        connection = self._connection()
        # Readers come to a page by its folder; some hosts know it by nothing else.
        address = path.removesuffix("index.html") if path.endswith("/index.html") or path == "index.html" else path
        connection.request("GET", self._base + address, headers=_HEADERS)
        answer = connection.getresponse()
        if answer.status != http.client.OK:
            self._drop()
            if answer.status in _GONE:
                raise Missing
            if 300 <= answer.status < 400:
                raise Unreadable("服务器要转到别处，不跟随")
            raise Unreadable(f"服务器回答 {answer.status}")
        return self._body(answer, limit)

    def _body(self, answer: http.client.HTTPResponse, limit: int) -> BinaryIO:
        made = cast("BinaryIO", tempfile.SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115
        try:
            self._copy(answer, made, limit)
        except BaseException:
            made.close()
            raise
        made.seek(0)
        return made

    def _copy(self, answer: http.client.HTTPResponse, made: BinaryIO, limit: int) -> None:
        begun, size = time.monotonic(), 0
        while chunk := answer.read1(_CHUNK):
            size += len(chunk)
            if size > limit:
                self._drop()
                raise TooLarge
            if time.monotonic() - begun > 2 * _SECONDS + size / _SLOWEST:
                self._drop()
                raise Unreadable("服务器慢得等不下去")
            made.write(chunk)
        if answer.length:
            raise http.client.IncompleteRead(b"", answer.length)

    def _connection(self) -> http.client.HTTPConnection:
        connection: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if connection is None:
            if self._secure:
                context = ssl.create_default_context()
                connection = http.client.HTTPSConnection(self._host, self._port, timeout=_SECONDS, context=context)
            else:
                connection = http.client.HTTPConnection(self._host, self._port, timeout=_SECONDS)
            self._own.connection = connection
            self._open_ones.append(connection)
        return connection

    def _drop(self) -> None:
        """The next request begins with a connection of its own."""
        connection: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if connection is not None:
            connection.close()


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "服务器没有回答"
    if isinstance(error, http.client.IncompleteRead):
        return "内容没有传完"
    return str(getattr(error, "strerror", None) or type(error).__name__)
