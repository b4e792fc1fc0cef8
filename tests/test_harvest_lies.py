"""Whatever a source does, nothing of it gets further: what was good before stays, and a person is told why."""

from __future__ import annotations

import json
import socket
import threading
from typing import Any

import pytest

from plugins.harvest.fetching import Fetcher, Limits
from plugins.harvest.troubles import Stopped
from tests import serving
from tests.federation import Platform
from tests.harvesting import BREAD, DAYS, MILK, ROOT, SHARD, States, becomes, forge, rewritten
from tests.serving import Served

LIES: dict[str, tuple[str, serving.Trick, str]] = {
    "down": (ROOT, serving.failing, "harvest-unreachable"),
    "stalls": (ROOT, serving.stalling, "harvest-unreachable"),
    "drips": (SHARD, serving.dripping, "harvest-unreachable"),
    "endless": (ROOT, serving.endless, "harvest-size"),
    "endless below": (SHARD, serving.endless, "harvest-size"),
    "redirects": (ROOT, serving.elsewhere, "harvest-redirect"),
    "redirects below": (SHARD, serving.elsewhere, "harvest-redirect"),
    "half a file": (SHARD, serving.half, "harvest-unreachable"),
    "a short file": (SHARD, serving.shortened, "harvest-checksum"),
    "another file": (f"api/v1/records/{BREAD}.json", serving.other, "harvest-checksum"),
    "no JSON": (ROOT, serving.saying(b"<html>404</html>"), "harvest-form"),
    "too deep": (ROOT, serving.saying(b"[" * 100_000), "harvest-form"),
    "not a root": (ROOT, serving.saying(b'{"schema":"root-2"}'), "harvest-form"),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.heavy) if name == "drips" else name for name in LIES]
)
def test_a_broken_source_changes_nothing(name: str, served: Served, upper: Platform, states: States) -> None:
    path, trick, code = LIES[name]
    upper.harvest(DAYS[0])
    good = upper.lock
    becomes(served, states.second)
    served.tricks[path] = trick
    patience = ["--timeout", 1] if name in ("stalls", "drips") else []
    said = upper.harvest(DAYS[1], *patience, code=1)
    assert f"错误[{code}]" in said and "照旧公示上一次归集到的内容" in said
    assert upper.lock == good
    served.tricks.clear()
    assert "撤下 1" in upper.harvest(DAYS[1])


def _first(name: str, value: Any) -> Any:
    return lambda found: found["records"][0].update({name: value})


CONSISTENT: dict[str, tuple[dict[str, Any], str]] = {
    "preview": ({ROOT: lambda root: root.update(preview=True)}, "harvest-form"),
    "another address": ({ROOT: lambda root: root.update(url="https://evil.example/")}, "harvest-identity"),
    "another list": ({ROOT: lambda root: root.update(log_id="0" * 32)}, "harvest-history"),
    "older sequence": ({ROOT: lambda root: root.update(sequence=3)}, "harvest-history"),
    "path trick": ({SHARD: _first("id", "shia-scjg/2026/../../x")}, "harvest-form"),
    "absolute path": ({SHARD: _first("id", "/etc/passwd")}, "harvest-form"),
    "another agency's id": ({SHARD: _first("id", "xian-scjg/2026/cf-0001")}, "harvest-identity"),
    "another year's id": ({SHARD: _first("id", "shia-scjg/2025/cf-0001")}, "harvest-identity"),
    "an address elsewhere": ({SHARD: _first("url", "https://evil.example/x.json")}, "harvest-identity"),
    "an address up": ({SHARD: _first("url", "api/v1/../../x.json")}, "harvest-identity"),
    "twice": ({SHARD: lambda shard: shard["records"].append(shard["records"][0])}, "harvest-identity"),
    "another state": ({SHARD: _first("state", "已撤销")}, "harvest-form"),
    "another content": (
        {f"api/v1/records/{BREAD}.json": lambda record: record["data"].update({"违法事实": "没有违法"})},
        "harvest-identity",
    ),
    "another digest": ({f"api/v1/records/{BREAD}.json": lambda r: r.update(digest="0" * 64)}, "harvest-identity"),
    "a type of its own": ({f"api/v1/records/{BREAD}.json": lambda r: r.update(data=[1])}, "harvest-form"),
    "an agency of its own": (
        {"api/v1/agencies/shia-scjg/index.json": lambda agency: agency.update(government="sheng")},
        "harvest-identity",
    ),
}


@pytest.mark.parametrize("name", CONSISTENT)
def test_a_lie_that_its_checksums_confirm_is_found(name: str, served: Served, upper: Platform) -> None:
    upper.harvest(DAYS[0])
    good = upper.lock
    edit, code = CONSISTENT[name]
    rewritten(served, edit)
    said = upper.harvest(DAYS[1], code=1)
    assert f"错误[{code}]" in said, said
    assert "evil" not in "".join(served.asked)
    assert upper.lock == good


def test_a_checksum_that_does_not_fit_is_asked_for_again(served: Served, upper: Platform) -> None:
    """A source that is publishing just now is whole a moment later."""

    def once(handler: serving.Handler, honest: bytes) -> None:
        del served.tricks[SHARD]
        serving.other(handler, honest)

    served.tricks[SHARD] = once
    assert "新增 4" in upper.harvest(DAYS[0])
    assert served.asked.count(ROOT) == 2


def test_a_change_of_which_no_event_tells_is_refused(served: Served, upper: Platform) -> None:
    upper.harvest(DAYS[0])
    page, root = (served.folder / "api/v1/changes/000001.ndjson").read_bytes(), (served.folder / ROOT).read_bytes()
    forge(served, MILK, lambda record: record["data"].update({"违法事实": "别的事。"}))
    (served.folder / "api/v1/changes/000001.ndjson").write_bytes(page)
    before = json.loads(root)["sequence"]
    rewritten(
        served,
        {
            "api/v1/changes/index.json": lambda index: (
                index.update(sequence=before),
                [listed.update(last=before) for listed in index["pages"]],
            ),
            ROOT: lambda value: value.update(sequence=before),
        },
    )
    said = upper.harvest(DAYS[1], code=1)
    assert "错误[harvest-history]" in said and MILK in said


def test_a_full_page_of_the_change_list_never_changes(served: Served, upper: Platform) -> None:
    """Full pages are remembered; one that is another one later is a rewritten history."""

    def full(index: dict[str, Any]) -> None:
        index["page_size"] = index["sequence"]

    rewritten(served, {"api/v1/changes/index.json": full})
    upper.harvest(DAYS[0])
    good = upper.lock
    page = served.folder / "api/v1/changes/000001.ndjson"
    page.write_bytes(page.read_bytes().replace(DAYS[0].encode(), DAYS[1].encode()))
    rewritten(served, {ROOT: lambda root: root.update(day=DAYS[1])})
    assert "错误[harvest-history]" in upper.harvest(DAYS[1], code=1)
    assert upper.lock == good


def test_a_rebuilt_source_starts_again_when_a_person_says_so(served: Served, upper: Platform) -> None:
    upper.harvest(DAYS[0])
    new = "a" * 32
    rewritten(
        served,
        {
            "api/v1/changes/index.json": lambda index: index.update(log_id=new),
            ROOT: lambda root: root.update(log_id=new),
        },
    )
    assert "错误[harvest-history]" in upper.harvest(DAYS[1], code=1)
    upper.harvest(DAYS[1], "--accept", "shia")
    assert upper.lock["shia"]["log_id"] == new


@pytest.mark.parametrize("trick", [serving.hesitating, serving.preliminary])
def test_an_answer_that_never_begins_is_not_waited_for(served: Served, trick: serving.Trick) -> None:
    """The library waits for the next byte only: such a server is never silent."""
    served.tricks[ROOT] = trick
    fetcher = Fetcher(served.url, Limits(silence=5, file=0.5))
    with pytest.raises(Stopped) as stopped:
        fetcher.get(ROOT, 1000)
    fetcher.close()
    assert stopped.value.trouble.code == "harvest-unreachable"


def test_a_connection_that_ends_between_two_requests_costs_nothing() -> None:
    """A server may close what it kept open just when the next request comes."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for answers in (1, 2):
                connection, _ = listening.accept()
                with connection:
                    for _ in range(answers):
                        assert connection.recv(65536)
                        connection.sendall(answer)
                    # The next request is read, and nothing is said to it.
                    connection.recv(65536)

        threading.Thread(target=serve, daemon=True).start()
        fetcher = Fetcher(f"http://127.0.0.1:{listening.getsockname()[1]}/", Limits(silence=5))
        assert [fetcher.get(path, 10).content for path in ("a", "b", "c")] == [b"ok"] * 3
        fetcher.close()
