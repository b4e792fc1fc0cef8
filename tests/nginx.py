"""Debian's nginx with the example of docs/hosting, nothing changed but port and folder."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

PROGRAM = Path("/usr/sbin/nginx")
EXAMPLE = REPOSITORY / "docs/hosting/nginx.conf"


@contextmanager
def nginx(site: Path, folder: Path) -> Iterator[str]:
    """Serves a site; gives its URL. folder: for what nginx writes."""
    if not PROGRAM.exists():
        pytest.skip("没有 nginx：sh tests/install-nginx.sh")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    text = EXAMPLE.read_text("utf-8")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("root /srv/gongshi;", f"root {site};")
    # A server that is started by root would serve as nobody, who may not enter the folders of a test.
    user = "user root;\n" if os.geteuid() == 0 else ""
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    folder.mkdir(exist_ok=True)
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"{user}daemon off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n"
        f"include /etc/nginx/mime.types;\naccess_log off;\n{temporary}{text}\n}}\n",
        "utf-8",
    )
    command = [PROGRAM, "-p", folder, "-c", configuration]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr, checked.stderr
    running = subprocess.Popen(command)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/"
    finally:
        running.terminate()
        running.wait()
