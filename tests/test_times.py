"""Times of files: those of a record's content, the same on every machine, so that conditional requests are worth something."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError

import pytest

from plugins.commands.build import build
from tests.conftest import BASE_URL, Served

RECORD = "anshi-scjg/2026/cf-0001"
# Corrected on 1 June 2026.
CORRECTED = "anshi-scjg/2026/cf-0002"
CHINA = timezone(timedelta(hours=8))


def made(root: Path, output: Path) -> Path:
    assert not build(root, output, base_url=BASE_URL, today=None, jobs=1, search=False)
    return output


def files_of(record: str) -> tuple[str, str]:
    return f"{record}/index.html", f"api/v1/records/{record}.json"


@pytest.fixture
def address(instance: Path, tmp_path: Path) -> Iterator[str]:
    site = made(instance, tmp_path / "site")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Served, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_two_fresh_builds_give_the_same_times(instance: Path, tmp_path: Path) -> None:
    one, two = made(instance, tmp_path / "one"), made(instance, tmp_path / "two")
    data = sorted((one / "api/v1/records").rglob("*.json"))
    assert data
    for file in data:
        record = json.loads(file.read_bytes())
        day = datetime.fromisoformat(record["updated"]).replace(tzinfo=CHINA)
        for path in files_of(record["id"]):
            times = {(site / path).stat().st_mtime for site in (one, two)}
            assert times == {day.timestamp()}, path


def test_a_correction_is_news_and_a_new_template_is_too(instance: Path, tmp_path: Path) -> None:
    site = made(instance, tmp_path / "site")
    page, data = (site / path for path in files_of(RECORD))
    source = instance / f"agencies/{RECORD.replace('2026', 'decisions/2026')}.yaml"
    before = page.stat().st_mtime, data.stat().st_mtime
    source.write_text(
        f"{source.read_text('utf-8')}更正:\n  - {{日期: 2026-09-01, 内容: 更正地址, 原因: 录入有误}}\n", "utf-8"
    )
    made(instance, site)
    corrected = datetime(2026, 9, 1, tzinfo=CHINA).timestamp()
    assert before < (corrected, corrected) == (page.stat().st_mtime, data.stat().st_mtime)
    # The page changes, its record does not: with the old time nobody who has the old page would get the new one.
    settings = instance / "content/settings.yaml"
    settings.write_text(settings.read_text("utf-8").replace("平台名称: ", "平台名称: 新"), "utf-8")
    made(instance, site)
    assert page.stat().st_mtime > corrected
    assert data.stat().st_mtime == corrected


@pytest.mark.parametrize("path", files_of(CORRECTED))
def test_who_has_it_gets_it_not_again(address: str, path: str) -> None:
    """The server of Python's library stands for all that go by the time of a file."""
    day = datetime(2026, 6, 1, tzinfo=CHINA).astimezone(UTC)

    def status(since: datetime) -> int:
        request = urllib.request.Request(f"{address}{path}")
        request.add_header("If-Modified-Since", format_datetime(since, usegmt=True))
        try:
            with urllib.request.urlopen(request) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code

    assert status(day) == 304
    assert status(day - timedelta(days=1)) == 200
