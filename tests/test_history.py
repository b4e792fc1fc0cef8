"""A publication is held against the one before it, from a folder or from the web, as whoever publishes sees it."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.browser import serve
from tests.conftest import BASE_URL
from tests.publishing import (
    AHEAD,
    CORRECTED,
    CORRECTION,
    DAY,
    DECISIONS,
    EXPIRED,
    KEY,
    LATER,
    MARKDOWN,
    OTHER_KEY,
    RECORD,
    WITHDRAWAL,
    WITHDRAWN,
    Site,
    added,
    agency_removed,
    announced,
    changed,
    corrected_again,
    new_record,
    removed,
    renamed,
    replaced,
)
from tests.trees import differences, readable, tree


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Where a folder of these tests is on the web."""
    base = tmp_path_factory.getbasetemp()
    with serve(base, prefix="/open/data/") as url:
        yield lambda folder: f"{url}{folder.relative_to(base).as_posix()}/"


@pytest.fixture(scope="module")
def standing(published: Path) -> dict[str, bytes]:
    """Its files, as they were before anybody tried to take its place."""
    return tree(published)


@pytest.fixture
def earlier(published: Path, tmp_path: Path) -> Path:
    """Its data, for a test that spoils them."""
    shutil.copytree(published / "api", tmp_path / "earlier" / "api")
    return tmp_path / "earlier"


def test_a_publication_says_that_it_is_none_of_the_previews(site: Site) -> None:
    assert "\n预览，" in site.build(key="").said
    assert site.index()["preview"] is True
    assert "\n发布，" in site.build("--first").said
    assert site.index()["preview"] is False
    assert "\n发布，" in site.build("--previous", site.output).said
    assert site.index()["preview"] is False


@pytest.mark.parametrize("where", ["folder", "web"])
def test_nothing_changed(site: Site, published: Path, address: Callable[[Path], str], where: str) -> None:
    """The same day and the same repository give the same bytes, wherever the publication before is read from."""
    done = site.build("--previous", published if where == "folder" else address(published), today=DAY)
    assert done.code == 0, done.said
    assert not differences(tree(published), tree(site.output))


def test_only_the_day_differs_on_another_day(site: Site) -> None:
    site.edit("content/settings.yaml", lambda text: text.replace("演示: 是\n今日: 2026-11-20\n", ""))
    assert site.build("--first", today=DAY).code == 0
    before = readable(site.output)
    assert site.build("--previous", site.output, today=LATER).code == 0
    after = readable(site.output)
    assert before.keys() == after.keys()
    different = [path for path in before if before[path] != after[path]]
    assert "api/v1/index.json" in different
    assert not [
        path for path in different if path.startswith(("api/v1/records", "api/v1/agencies", "feeds", "sitemap"))
    ]
    for path in different:
        expected, found = before[path].replace("11月20日", "11月25日").replace(DAY, LATER), after[path]
        if path == "api/v1/index.json" or path.startswith("api/v1/files/"):
            # They carry the checksums of the others.
            expected, found = (re.sub(r'"sha256": "[0-9a-f]{64}"', "", text) for text in (expected, found))
        assert expected == found


def test_the_site_may_be_held_against_itself(site: Site, published: Path) -> None:
    """The old site is read to the end before the new one takes its place."""
    shutil.copytree(published, site.output)
    site.edit(RECORD, lambda text: text.replace("12 袋", "13 袋"))
    assert site.build("--previous", site.output).codes == {"change-silent"}
    site.edit(RECORD, lambda text: text + CORRECTION)
    assert site.build("--previous", site.output).code == 0
    assert site.record("anshi-scjg/2026/cf-0001")["state"] == "已更正"


REFUSED: dict[str, tuple[Callable[[Site], None], set[str]]] = {
    "a record is lost": (removed(RECORD), {"id-lost"}),
    "a record in Markdown is lost": (removed(MARKDOWN), {"id-lost"}),
    "a tombstone is lost": (removed(WITHDRAWN), {"id-lost"}),
    "all of an agency is lost": (agency_removed, {"id-lost"}),
    "a record has another id": (renamed(), {"id-lost", "published-backdated"}),
    "a new record is back-dated": (new_record("2026-11-19"), {"published-backdated"}),
    "a withdrawal is undone": (
        changed(WITHDRAWN, lambda text: text[: text.index("撤回:")]),
        {"withdrawal-undone"},
    ),
    "a withdrawal is put off": (
        changed(WITHDRAWN, replaced("日期: 2026-07-01", "日期: 2026-12-31")),
        {"withdrawal-undone"},
    ),
    "a term is extended": (changed(EXPIRED, added("公示截止期: 2030-01-01\n")), {"withdrawal-undone"}),
    "all terms are extended": (
        changed("content/profiles/local.yaml", replaced("自然人年数: 2", "自然人年数: 9")),
        {"withdrawal-undone"},
    ),
    "the day of publication is changed": (
        changed(RECORD, replaced("公示日期: 2026-05-15", "公示日期: 2026-05-18")),
        {"published-changed"},
    ),
    "a record is hidden in the future": (
        changed(RECORD, replaced("公示日期: 2026-05-15", "公示日期: 2027-05-15")),
        {"published-changed"},
    ),
    "a tombstone's day is changed": (
        changed(WITHDRAWN, replaced("公示日期: 2026-05-15", "公示日期: 2026-05-18")),
        {"published-changed"},
    ),
    "the facts change": (changed(RECORD, replaced("12 袋", "13 袋")), {"change-silent"}),
    "the party changes": (changed(RECORD, replaced("青禾食品", "青苗食品")), {"change-silent"}),
    "a field goes": (changed(RECORD, replaced("事项编码: CF-0001\n", "")), {"change-silent"}),
    "a field comes": (changed(RECORD, added("备注: 另有说明\n")), {"change-silent"}),
    "the Markdown changes": (changed(MARKDOWN, replaced("12 袋 |", "13 袋 |")), {"change-silent"}),
    "more than its further life changes": (
        changed(RECORD, lambda text: text.replace("12 袋", "13 袋") + "履行情况: 已履行\n"),
        {"change-silent"},
    ),
    "an old correction is no excuse": (changed(CORRECTED, replaced("12 袋", "13 袋")), {"change-silent"}),
    "an announcement of old": (announced(DAY), {"change-silent"}),
}


@pytest.mark.parametrize(("edit", "codes"), REFUSED.values(), ids=list(REFUSED))
def test_what_may_not_happen(
    site: Site, published: Path, standing: dict[str, bytes], edit: Callable[[Site], None], codes: set[str]
) -> None:
    """The build says why and leaves the old site alone; a check, which needs no key, says the same."""
    site.output = published
    edit(site)
    built = site.build("--previous", published)
    assert (built.code, built.codes) == (1, codes), built.said
    assert "有错误，没有生成网站；原来的网站没有动。" in built.said
    assert tree(published) == standing
    checked = site.run("check", "--previous", published, "--today", LATER, key="")
    assert (checked.code, checked.codes) == (1, codes)


ALLOWED: dict[str, Callable[[Site], None]] = {
    "a change with a correction": changed(RECORD, lambda text: text.replace("12 袋", "13 袋") + CORRECTION),
    "a second correction": corrected_again,
    "it was complied with": changed(RECORD, added("履行情况: 已履行\n")),
    "it is under review": changed(
        RECORD, added(f"复议诉讼:\n  - 类型: 行政复议\n    状态: 审理中\n    日期: {LATER}\n")
    ),
    "somebody objects": changed(RECORD, added(f"异议:\n  - 收到: {LATER}\n    类别: 内容有误\n")),
    "it is withdrawn": changed(RECORD, added(WITHDRAWAL)),
    "it is withdrawn and emptied": changed(
        RECORD,
        lambda _: (
            "执法类别: 行政处罚\n公示日期: 2026-05-15\n处罚机关: 安石市市场监督管理局\n"
            + WITHDRAWAL.replace("撤销", "隐私保护", 1)
        ),
    ),
    "its credit is repaired": changed(RECORD, added(f"信用修复:\n  日期: {LATER}\n")),
    "another id that says so": renamed("曾用编号:\n  - anshi-scjg/2026/cf-0001\n"),
    "a new record of the day": new_record(LATER),
    "a new record of the day before": new_record(DAY),
    "an old record is imported": new_record("2026-06-01", "来源:\n  文件: 旧表.xlsx\n  行: 3\n"),
    "what was never shown goes": removed(AHEAD),
    "what was never shown changes": changed(AHEAD, replaced("12 袋", "13 袋")),
    "the reason of a withdrawal": changed(WITHDRAWN, replaced("行政复议决定撤销", "经行政复议，决定撤销")),
    "comments and quotes": changed(RECORD, lambda text: "# 已核对\n" + text.replace("罚款5000元。", '"罚款5000元。"')),
    "the software announced it": announced("2026-11-21"),
}


@pytest.mark.parametrize("edit", ALLOWED.values(), ids=list(ALLOWED))
def test_what_may_happen(site: Site, published: Path, edit: Callable[[Site], None]) -> None:
    edit(site)
    done = site.run("check", "--previous", published, "--today", LATER, key="")
    assert done.code == 0, done.said


@pytest.mark.parametrize("name", ["a change with a correction", "it is withdrawn", "the software announced it"])
def test_a_build_agrees(site: Site, published: Path, name: str) -> None:
    ALLOWED[name](site)
    done = site.build("--previous", published)
    assert done.code == 0, done.said
    assert site.index()["day"] == LATER


def test_what_time_brings_may_happen(site: Site, published: Path) -> None:
    """Seven years on, everything has come, and all but a permit that lasts has gone."""
    assert site.build("--previous", published, today="2033-11-20").code == 0
    assert site.index()["counts"]["records"] == 0
    assert site.index()["counts"]["tombstones"] == 10


def test_from_one_publication_to_the_next(site: Site) -> None:
    """Each holds against the one before it, also a record that was new in between."""
    assert site.build("--first", today=DAY).code == 0
    new_record(LATER)(site)
    assert site.build("--previous", site.output, today=LATER).code == 0
    site.edit(f"{DECISIONS}/2026/cf-0077.yaml", replaced("12 袋", "13 袋"))
    done = site.build("--previous", site.output, today="2026-11-26")
    assert (done.code, done.codes) == (1, {"change-silent"})
    (site.root / DECISIONS / "2026" / "cf-0077.yaml").unlink()
    done = site.build("--previous", site.output, today="2026-11-26")
    assert (done.code, done.codes) == (1, {"id-lost"})


def test_no_day_before_the_last_publication(site: Site) -> None:
    """A mistyped --today would take back what was published since."""
    assert site.build("--first", today=LATER).code == 0
    before = tree(site.output)
    done = site.build("--previous", site.output, today=DAY)
    assert done.code == 2
    assert f"上一次发布是 {LATER} 的，不能再发布更早的 {DAY}" in done.said
    assert tree(site.output) == before
    assert site.build("--previous", site.output, today=LATER).code == 0


def tampered(path: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def tamper(folder: Path) -> None:
        content = (folder / path).read_bytes()
        assert old in content
        (folder / path).write_bytes(content.replace(old, new))

    return tamper


def rooted(**values: object) -> Callable[[Path], None]:
    """The root says something else."""

    def write(folder: Path) -> None:
        file = folder / "api/v1/index.json"
        file.write_text(json.dumps(json.loads(file.read_bytes()) | values), "utf-8")

    return write


def led_astray(where: str) -> Callable[[Path], None]:
    """The root names a shard that lies elsewhere, with the right checksum of what lies there."""

    def lead(folder: Path) -> None:
        (folder / "elsewhere.json").write_text('{"records": []}', "utf-8")
        digest = sha256((folder / "elsewhere.json").read_bytes()).hexdigest()
        rooted(shards=[{"url": f"{BASE_URL}{where}", "sha256": digest, "bytes": 1}])(folder)

    return lead


SHARD = "api/v1/agencies/anshi-scjg/2026.json"
UNTRUSTED: dict[str, tuple[Callable[[Path], object], str]] = {
    "a preview": (rooted(preview=True), "预览不能作为上次发布"),
    "a shard says less": (tampered(SHARD, b'"state": "\xe6\x9c\x89\xe6\x95\x88"', b'"state": "x"'), "校验和不符"),
    "one blank more in a shard": (tampered(SHARD, b"}\n", b"} \n"), "校验和不符"),
    "a shard is missing": (lambda folder: (folder / SHARD).unlink(), SHARD),
    "no root": (lambda folder: (folder / "api/v1/index.json").unlink(), "读不到上次发布的 api/v1/index.json"),
    "nothing at all": (shutil.rmtree, "读不到上次发布的 api/v1/index.json"),
    "a root that is a page": (
        lambda folder: (folder / "api/v1/index.json").write_text("<html>", "utf-8"),
        "不是 JSON",
    ),
    "a root that is a list": (lambda folder: (folder / "api/v1/index.json").write_text("[]", "utf-8"), "内容不对"),
    "the root of another program": (rooted(schema="catalogue"), "不是本程序发布的网站"),
    "a root without a day": (rooted(day=""), "不是本程序发布的网站"),
    "a shard outside the data": (led_astray("elsewhere.json"), "奇怪的地方"),
    "a shard up and away": (led_astray("api/v1/../../elsewhere.json"), "奇怪的地方"),
    "a shard of somebody else": (rooted(url="https://elsewhere.example/"), "奇怪的地方"),
}


@pytest.mark.parametrize(("spoil", "reason"), UNTRUSTED.values(), ids=list(UNTRUSTED))
def test_a_publication_that_cannot_be_trusted(
    site: Site,
    earlier: Path,
    published: Path,
    standing: dict[str, bytes],
    address: Callable[[Path], str],
    spoil: Callable[[Path], object],
    reason: str,
) -> None:
    """One sentence, exit code 2, and the old site stands; from a folder and from the web."""
    site.output = published
    spoil(earlier)
    for place in (earlier, address(earlier)):
        done = site.build("--previous", place)
        assert done.code == 2
        assert done.said.startswith("不能继续：")
        assert reason in done.said
        assert done.said.count("\n") == 1, "one sentence"
    assert tree(published) == standing


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("place", ["http://127.0.0.1:1/", "nowhere", "ftp://127.0.0.1/"])
def test_a_publication_that_cannot_be_reached(site: Site, place: str, command: str) -> None:
    done = site.run(command, "--previous", place, "--today", LATER)
    assert (done.code, done.said.count("\n")) == (2, 1)
    assert done.said.startswith("不能继续：读不到上次发布的")


def test_a_publication_that_sends_its_reader_elsewhere(
    site: Site, published: Path, address: Callable[[Path], str]
) -> None:
    """A redirect is not followed, although a good publication stands at its end: it could be anybody's copy."""
    target = address(published).rstrip("/")

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", f"{target}{self.path}")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Tests print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        done = site.build("--previous", f"http://127.0.0.1:{server.server_port}/")
        server.shutdown()
    assert done.code == 2
    assert done.said.startswith("不能继续：读不到上次发布的 api/v1/index.json")


@pytest.mark.parametrize("key", ["", "only-15-letters"])
@pytest.mark.parametrize("how", ["first", "previous"])
def test_no_publication_without_the_sites_key(site: Site, published: Path, how: str, key: str) -> None:
    arguments = ["--first"] if how == "first" else ["--previous", published]
    done = site.build(*arguments, key=key)
    assert done.code == 2
    assert "PUBLISH_KEY" in done.said
    assert not key or key not in done.said
    assert not site.output.exists()


def test_a_first_publication_has_none_before_it(site: Site, published: Path) -> None:
    with pytest.raises(SystemExit) as end:
        site.build("--first", "--previous", published)
    assert end.value.code == 2


def test_the_key_is_told_to_nobody(site: Site, published: Path) -> None:
    """Not on a terminal, not in the site, not in what is remembered, whether the build succeeds or not."""
    said = site.build("--previous", published).said
    site.edit(RECORD, replaced("12 袋", "13 袋"))
    said += site.build("--previous", published, "--full").said
    said += site.build("--previous", "nowhere").said
    assert KEY not in said
    for folder in (site.output, Path(os.environ["PUBLISH_MEMORY"])):
        assert not [path for path, content in tree(folder).items() if KEY.encode() in content]


def test_salts_come_from_the_key(site: Site) -> None:
    """Another key, or none, gives other salts; every record has its own; the same key gives the same again."""
    first, second = "anshi-scjg/2026/cf-0001", "anshi-scjg/2026/cf-0002"
    salts = []
    for arguments, key in (([], KEY), (["--first"], KEY), (["--first"], OTHER_KEY)):
        assert site.build(*arguments, key=key).code == 0
        salts += [site.record(first)["salt"], site.record(second)["salt"]]
    assert len(set(salts)) == 6
    assert all(re.fullmatch("[0-9a-f]{32}", salt) for salt in salts)
    site.build("--first", key=KEY)
    assert [site.record(first)["salt"], site.record(second)["salt"]] == salts[2:4]


def test_a_salt_vanishes_with_the_content(site: Site, published: Path) -> None:
    """Who kept a copy cannot prove that it was genuine once it is withdrawn."""
    shutil.copytree(published, site.output)
    record = site.record("anshi-scjg/2026/cf-0001")
    site.edit(RECORD, added(WITHDRAWAL))
    assert site.build("--previous", published).code == 0
    gone = site.record("anshi-scjg/2026/cf-0001")
    assert not {"salt", "digest", "data", "marks", "timeliness"} & gone.keys()
    for secret in (record["salt"], record["digest"]):
        assert not [path for path, content in readable(site.output).items() if secret in content]


def without(name: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        file = folder / "api/v1/index.json"
        values = json.loads(file.read_bytes())
        values.pop(name)
        file.write_text(json.dumps(values), "utf-8")

    return write


@pytest.mark.parametrize(
    "spoil",
    [
        without("url"),
        without("shards"),
        rooted(shards=None),
        rooted(shards=["x"]),
        rooted(day="garbage"),
        rooted(day=5),
    ],
)
def test_a_root_that_says_half(site: Site, earlier: Path, spoil: Callable[[Path], None]) -> None:
    spoil(earlier)
    done = site.build("--previous", earlier)
    assert (done.code, done.said.count("\n")) == (2, 1)


def test_a_root_without_checksums(site: Site, earlier: Path) -> None:
    file = earlier / "api/v1/index.json"
    values = json.loads(file.read_bytes())
    for shard in values["shards"]:
        shard["sha256"] = ""
    file.write_text(json.dumps(values), "utf-8")
    assert site.build("--previous", earlier).code == 2


@pytest.mark.parametrize("place", ["http://[::1", "http://a b/"])
def test_an_address_that_is_none(site: Site, place: str) -> None:
    done = site.build("--previous", place)
    assert (done.code, done.said.count("\n")) == (2, 1)


@pytest.mark.parametrize("command", ["build", "check"])
def test_an_empty_previous_is_no_preview(site: Site, command: str) -> None:
    done = site.build("--previous", "") if command == "build" else site.run("check", "--previous", "")
    assert done.code == 2


def takes_over(site: Site) -> None:
    (site.root / RECORD).unlink()
    site.edit(CORRECTED, replaced("anshi-scjg/2026/cf-0099", "anshi-scjg/2026/cf-0001"))


@pytest.mark.parametrize(
    "edit",
    [
        changed(CORRECTED, lambda text: text[: text.index("更正:")] + text[text.index("曾用编号") :]),
        changed(CORRECTED, replaced("由 69 元更正为 96 元", "已核")),
        takes_over,
        announced("2099-01-01"),
        changed(RECORD, lambda text: text.replace("12 袋", "13 袋") + CORRECTION.replace(LATER, "2026-05-20")),
    ],
)
def test_what_may_not_happen_either(site: Site, published: Path, edit: Callable[[Site], None]) -> None:
    edit(site)
    assert site.run("check", "--previous", published, "--today", LATER).code == 1
