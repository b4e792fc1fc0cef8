"""Feeds as a reader sees them: over a site's life, and against what the specifications ask."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest
from msgspec import structs

from plugins.columns.builder import Builder
from plugins.columns.site import Site as Address
from plugins.feeds.documents import Feeds
from plugins.registry.changes import Event
from plugins.registry.public import Listed, Publication
from plugins.registry.records import Agency, Government, Settings
from tests.conftest import BASE_URL, REPOSITORY, Publish
from tests.feed_rules import ATOM, HISTORY, TOMBSTONES, faults
from tests.publishing import CORRECTION, DAY, LATER, RECORD, WITHDRAWAL, Site

TODAY = date(2026, 11, 20)
AGENCY = "anshi-scjg"
ADDRESS = "http://127.0.0.1:8000/"


def feed_files(output: Path) -> dict[str, bytes]:
    """Every feed of a site and the list of them, by path."""
    paths = [path for path in (output / "feeds").rglob("*") if path.suffix in (".rss", ".atom", ".json", ".opml")]
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in sorted(paths)}


def walk(files: dict[str, bytes], base_url: str, path: str) -> Iterator[ET.Element]:
    """An Atom feed and its archive, the newest page first, as RFC 5005 says how to find it."""
    current = url = f"{base_url}{path}"
    after = ""
    while url:
        feed = ET.fromstring(files[url.removeprefix(base_url)])
        links = {link.get("rel"): link.get("href", "") for link in feed.findall(f"{ATOM}link")}
        assert (feed.find(f"{HISTORY}archive") is not None) == (url != current)
        if url != current:
            assert links["current"] == current
            assert links.get("next-archive", current) == after
        yield feed
        after, url = url, links.get("prev-archive", "")


def entries(feeds: Iterable[ET.Element]) -> dict[str, str]:
    """Titles by id."""
    found = [entry for feed in feeds for entry in feed.findall(f"{ATOM}entry")]
    return {entry.findtext(f"{ATOM}id", ""): entry.findtext(f"{ATOM}title", "") for entry in found}


@pytest.mark.parametrize(("fixture", "base_url"), [("instance_site", BASE_URL), ("demonstration_site", ADDRESS)])
def test_every_feed_is_what_the_specifications_ask(request: pytest.FixtureRequest, fixture: str, base_url: str) -> None:
    files = feed_files(request.getfixturevalue(fixture))
    assert len(files) > 30
    assert not [fault for path, content in files.items() for fault in faults(path, content, f"{base_url}{path}")]
    for path, content in files.items():
        if path.endswith((".rss", ".atom")):
            feed = feedparser.parse(content)
            assert not feed.bozo, path
            assert all(entry.link.startswith(base_url) for entry in feed.entries)


def test_agency_feed(instance_site: Path) -> None:
    feed = feedparser.parse((instance_site / "feeds/agency/anshi-scjg.rss").read_bytes())
    assert feed.feed.title == "安石市市场监督管理局 - 行政执法公示"
    assert feed.feed.link == f"{BASE_URL}anshi-scjg/"
    newest = feed.entries[0]
    assert newest.title == "行政处罚：安石市青禾食品有限公司"
    assert newest.link == f"{BASE_URL}anshi-scjg/2026/cf-0005/"
    assert newest.id == "anshi-scjg/2026/cf-0005#公示"
    assert not newest.guidislink
    assert newest.published == "Sun, 15 Nov 2026 00:00:00 +0800"
    assert "文号：安市监处罚〔2026〕5号" in newest.description


def test_formats_tell_the_same(demonstration_site: Path) -> None:
    for path in (demonstration_site / "feeds").rglob("*.rss"):
        items = json.loads(path.with_suffix(".json").read_bytes())["items"]
        rss, atom = (feedparser.parse(path.with_suffix(ending).read_bytes()).entries for ending in (".rss", ".atom"))
        told = [[(entry.title, entry.link) for entry in found] for found in (rss, atom)]
        assert told[0] == told[1] == [(item["title"], item["url"]) for item in items]
        assert [entry.id for entry in rss] == [item["id"] for item in items]


def test_no_names_of_persons_in_titles(instance_site: Path) -> None:
    feed = json.loads((instance_site / "feeds/all.json").read_bytes())
    titles = {item["id"]: item["title"] for item in feed["items"]}
    assert titles["anshi-scjg/2026/cf-0003#公示"] == "行政处罚：自然人"


def test_what_is_gone_is_told_by_its_id_alone(instance_site: Path) -> None:
    feed = json.loads((instance_site / "feeds/all.json").read_bytes())
    items = {item["id"]: item for item in feed["items"]}
    assert "anshi-scjg/2026/cf-0004#公示" not in items
    [withdrawn] = [item for name, item in items.items() if name.startswith("anshi-scjg/2026/cf-0004#")]
    assert withdrawn["title"] == "【撤回】行政处罚：安石市市场监督管理局 anshi-scjg/2026/cf-0004"
    assert withdrawn["url"] == f"{BASE_URL}anshi-scjg/2026/cf-0004/"
    assert withdrawn["content_text"].endswith("已撤回，内容不再公示。")


def test_feeds_of_every_level(instance_site: Path, demonstration_site: Path) -> None:
    agencies = {path.parent.name for path in (REPOSITORY / "agencies").glob("*/agency.yaml")}
    assert {path.stem for path in (demonstration_site / "feeds/agency").glob("*.atom")} == agencies
    for path in ("region/anshi", "category/penalty", "category/levy", "kind/guide", "kind/matters", "kind/agency"):
        assert (instance_site / f"feeds/{path}.atom").is_file()
    guides = json.loads((instance_site / "feeds/kind/guide.json").read_bytes())["items"]
    assert [item["url"] for item in guides] == [f"{BASE_URL}anshi-scjg/guide/shipin/"]
    penalties = json.loads((instance_site / "feeds/category/penalty.json").read_bytes())["items"]
    assert penalties
    assert {tag for item in penalties for tag in item["tags"]} == {"行政处罚"}


def test_an_agency_without_records_has_a_feed(tmp_path: Path, instance: Path, publish: Publish) -> None:
    """Who subscribes before the first decision gets a whole feed, with a date that no clock made."""
    stub = instance / "agencies/anshi-slj/agency.yaml"
    stub.parent.mkdir()
    stub.write_text("机构名称: 安石市水利局\n政府: anshi\n状态: 待补\n", "utf-8")
    publish("build", "--root", instance, "--output", tmp_path / "site", "--no-search")
    feed = feedparser.parse((tmp_path / "site/feeds/agency/anshi-slj.rss").read_bytes())
    assert not feed.bozo
    assert feed.entries == []
    assert feed.feed.title == "安石市水利局 - 行政执法公示"
    assert feed.feed.updated == "Thu, 01 Jan 1970 00:00:00 +0800"


def test_the_list_of_feeds_is_whole_and_by_level(demonstration_site: Path) -> None:
    body = ET.parse(demonstration_site / "feeds/index.opml").getroot()[1]
    assert [outline.get("text") for outline in body] == ["平台", "省级", "市级", "县级", "按执法类别", "按公开内容"]
    listed = {outline.get("xmlUrl", "").removeprefix(ADDRESS) for outline in body.iter("outline")} - {""}
    assert listed == {path for path in feed_files(demonstration_site) if path.endswith(".rss")}


def test_pages_for_people(demonstration_site: Path) -> None:
    """Each feed is a page too, and one page leads to all of them."""
    choose = (demonstration_site / "feeds/index.html").read_text("utf-8")
    assert "怎样订阅" in choose
    for path in (demonstration_site / "feeds").rglob("*.rss"):
        of_feed = path.relative_to(demonstration_site).with_suffix("").as_posix()
        assert f'href="../{of_feed}/"' in choose
        page = (demonstration_site / of_feed / "index.html").read_text("utf-8")
        assert f"{ADDRESS}{of_feed}.rss" in page.replace("<wbr>", "")
        for item in json.loads(path.with_suffix(".json").read_bytes())["items"][:50]:
            assert item["url"].removeprefix(ADDRESS) in page


def test_pages_lead_readers_to_their_feeds(instance_site: Path) -> None:
    page = instance_site / "anshi-scjg/2026/cf-0001/index.html"
    found = re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)"', page.read_text("utf-8"))
    paths = [(page.parent / href).resolve().relative_to(instance_site.resolve()).as_posix() for _, href in found]
    assert {"feeds/agency/anshi-scjg.rss", "feeds/agency/anshi-scjg.atom"} == set(paths)
    assert all((instance_site / path).is_file() for path in paths)


def test_a_correction_is_news_a_withdrawal_takes_away_and_a_rebuild_is_neither(site: Site, published: Path) -> None:
    record, party = "anshi-scjg/2026/cf-0001", "安石市青禾食品有限公司"
    assert site.build("--previous", published).code == 0
    same = feed_files(site.output)
    assert same == feed_files(published)

    site.edit(RECORD, lambda text: text.replace("12 袋", "13 袋") + CORRECTION)
    assert site.build("--previous", site.output).code == 0
    items = {item["id"]: item for item in json.loads(feed_files(site.output)["feeds/all.json"])["items"]}
    assert {f"{record}#公示", f"{record}#更正-{LATER}"} <= items.keys()
    assert items[f"{record}#更正-{LATER}"]["title"] == f"【更正】行政处罚：{party}"
    corrected = feed_files(site.output)
    ids = {item["id"] for item in json.loads(same["feeds/all.json"])["items"]}
    assert items.keys() - ids == {f"{record}#更正-{LATER}"}
    # What has no such event has not changed.
    assert corrected["feeds/kind/guide.rss"] == same["feeds/kind/guide.rss"]
    before = {name for name, title in entries(walk(corrected, BASE_URL, "feeds/all.atom")).items() if party in title}

    site.edit(RECORD, lambda text: text + WITHDRAWAL)
    assert site.build("--previous", site.output).code == 0
    gone = feed_files(site.output)
    items = {item["id"]: item for item in json.loads(gone["feeds/all.json"])["items"]}
    assert [name for name in items if name.startswith(f"{record}#")] == [f"{record}#撤回-{LATER}"]
    feed = ET.fromstring(gone["feeds/agency/anshi-scjg.atom"])
    deleted = {entry.get("ref"): entry.get("when") for entry in feed.findall(f"{TOMBSTONES}deleted-entry")}
    left = entries(walk(gone, BASE_URL, "feeds/all.atom"))
    taken = before - left.keys()
    assert len(taken) == 2
    assert {deleted[name] for name in taken} == {f"{LATER}T00:00:00+08:00"}
    assert "安市监处罚〔2026〕1号" not in "".join(content.decode("utf-8") for content in gone.values())
    assert not [fault for path, content in gone.items() for fault in faults(path, content, f"{BASE_URL}{path}")]


def listed(serial: int, day: str, **more: str) -> Listed:
    """A penalty of a made-up company."""
    return Listed(
        **{
            "id": f"{AGENCY}/2026/cf-{serial:04}",
            "agency": AGENCY,
            "year": "2026",
            "kind_id": "penalty",
            "state": "有效",
            "published": day,
            "decided": day,
            "updated": day,
            "party": f"安石市第{serial}食品有限公司",
            "party_kind": "法人及非法人组织",
            **more,
        }
    )


def events_of(records: Iterable[Listed]) -> tuple[Event, ...]:
    ordered = sorted(records, key=lambda record: (record.published, record.id))
    return tuple(Event(seq, record.id, "公示", record.published, "x") for seq, record in enumerate(ordered, 1))


def documents(records: list[Listed], events: tuple[Event, ...], title: str = "平台") -> dict[str, bytes]:
    """The feeds of a publication that was never built."""
    agency = Agency(AGENCY, "安石市市场监督管理局", "", (), "anshi", "县", "安石市", "在用", {})
    publication = Publication(
        day=TODAY,
        settings=Settings(title=title),
        governments={"anshi": Government("anshi", "安石市人民政府", "县")},
        agencies={AGENCY: agency},
        lists={},
        pages={},
        site_pages={},
        records=tuple(records),
        tell=lambda _: events,
    )
    chapters = Feeds(publication, Builder(publication, Address(ADDRESS))).chapters()
    made = {offer.path: offer.content() for chapter in chapters for offer in chapter.offers()}
    return {path: content for path, content in made.items() if not path.endswith(".html")}


def some(count: int, *, every: int = 1) -> list[Listed]:
    """Records of the last days, `every` so many days one, oldest first."""
    return [listed(number, str(TODAY - timedelta(days=(count - number) * every))) for number in range(1, count + 1)]


def shown(files: dict[str, bytes], path: str) -> list[str]:
    return [item["id"] for item in json.loads(files[f"{path}.json"])["items"]]


def test_a_feed_holds_fifty_entries_and_a_month() -> None:
    quiet = documents(found := some(90, every=3), events_of(found))
    assert len(shown(quiet, "feeds/category/penalty")) == 50
    busy = [listed(number, str(TODAY - timedelta(days=number % 31))) for number in range(1, 311)]
    assert len(shown(documents(busy, events_of(busy)), "feeds/category/penalty")) == 310
    few = documents(found := some(7, every=200), events_of(found))
    assert shown(few, "feeds/all") == [f"{AGENCY}/2026/cf-{number:04}#公示" for number in range(7, 0, -1)]


def test_a_flood_does_not_sweep_readers_away() -> None:
    flood = [listed(number, str(TODAY)) for number in range(1, 1502)]
    files = documents(flood, events_of(flood))
    assert len(shown(files, "feeds/category/penalty")) == 1_000
    assert len(entries(walk(files, ADDRESS, "feeds/all.atom"))) == 1_501


def test_the_archive_is_whole_and_full_pages_stay() -> None:
    records = some(350)
    events = events_of(records)
    files = documents(records, events)
    for path in ("feeds/all.atom", f"feeds/agency/{AGENCY}.atom"):
        feeds = list(walk(files, ADDRESS, path))
        assert len(feeds) == 4
        assert len(entries(feeds)) == 350
        assert all(not faults(path, files[path], f"{ADDRESS}{path}") for path in files)
    late = listed(351, "2026-01-01")
    more = documents([*records, late], (*events, Event(351, late.id, "公示", late.published, "x")))
    archives = [path for path in files if "/archive/" in path]
    assert len(archives) == 6
    assert all(more[path] == files[path] for path in archives)
    # What came late with an early date is in no page of the archive yet, so that the feed shows it.
    assert f"{late.id}#公示" in shown(more, "feeds/all")
    assert f"{late.id}#公示" not in shown(more, "feeds/category/penalty")


def test_a_withdrawal_rewrites_the_page_of_the_archive_that_told_of_it() -> None:
    records = some(350)
    events = events_of(records)
    files = documents(records, events)
    gone = listed(5, records[4].published, state="已撤销", updated=str(TODAY), party="", party_kind="")
    records[4] = gone
    after = documents(records, (*events, Event(351, gone.id, "撤回", str(TODAY), "y")))
    assert not [path for path, content in after.items() if "第5食品" in content.decode("utf-8")]
    different = [path for path in files if "/all/archive/" in path and after[path] != files[path]]
    assert different == ["feeds/all/archive/1.atom"]
    before = entries(walk(files, ADDRESS, "feeds/all.atom"))
    [lost] = before.keys() - entries(walk(after, ADDRESS, "feeds/all.atom")).keys()
    assert lost in after["feeds/all.atom"].decode("utf-8")
    assert len(entries(walk(after, ADDRESS, "feeds/all.atom"))) == 350


def test_a_list_that_is_taken_away_leaves_one_entry() -> None:
    subject = f"{AGENCY}/guide/shipin"
    days = ("2026-10-01", "2026-10-05", "2026-10-09")
    events = tuple(Event(seq, subject, "清单", day, "x" if seq < 3 else None) for seq, day in enumerate(days, 1))
    files = documents([], events)
    assert shown(files, "feeds/kind/guide") == [f"{subject}#清单-2026-10-09"]
    [item] = json.loads(files["feeds/all.json"])["items"]
    assert item["title"] == "服务指南撤下：安石市市场监督管理局"
    assert item["url"] == f"{ADDRESS}{AGENCY}/"
    assert files["feeds/all.atom"].count(b"deleted-entry ") == 2


def test_a_record_with_another_id_takes_the_place_of_the_old_one() -> None:
    old, new = f"{AGENCY}/2026/cf-0001", listed(2, "2026-10-01")
    new = structs.replace(new, former=(old,))
    happened = [(old, "公示", "x"), (old, "更正", "x"), (old, "改号", None), (new.id, "改号", "y")]
    events = tuple(
        Event(seq, name, kind, f"2026-11-0{seq}", what) for seq, (name, kind, what) in enumerate(happened, 1)
    )
    files = documents([new], events)
    assert shown(files, "feeds/all") == [f"{new.id}#改号-2026-11-04"]
    assert files["feeds/all.atom"].count(b"deleted-entry ") == 3
    assert old not in files["feeds/all.rss"].decode("utf-8")


@pytest.mark.parametrize(
    ("party", "party_kind", "said"),
    [
        ("李某某", "自然人", "自然人"),
        ("李某某", "", "自然人"),
        ("欧阳*", "个体工商户", "个体工商户"),
        ("王小明", "个体工商户", "个体工商户"),
        ("安石市小明水果店", "个体工商户", "安石市小明水果店"),
        ("安石市青禾食品有限公司", "", "安石市青禾食品有限公司"),
    ],
)
def test_what_may_be_a_name_is_not_in_a_title(party: str, party_kind: str, said: str) -> None:
    records = [listed(1, str(TODAY), party=party, party_kind=party_kind)]
    [item] = json.loads(documents(records, events_of(records))["feeds/all.json"])["items"]
    assert item["title"] == f"行政处罚：{said}"


def test_no_text_breaks_a_feed() -> None:
    # Halves of characters come through no door: neither YAML nor JSON can hold them.
    hostile = "\x00\x08\x1b\ufffe ]]> <script>alert(1)</script> &amp; & \"'"
    records = [listed(1, str(TODAY), party=f"{hostile}有限公司", conclusion=hostile, number=hostile)]
    files = documents(records, events_of(records), title=hostile)
    for path, content in files.items():
        assert not faults(path, content, f"{ADDRESS}{path}")
    item = ET.fromstring(files["feeds/all.rss"]).find("channel/item")
    assert item is not None
    assert "<script>alert(1)</script> &amp; & \"'" in item.findtext("title", "")
    # Readers take a description for HTML: there the text is escaped, and stays text.
    assert "<script>" not in item.findtext("description", "")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; &amp;" in item.findtext("description", "")


def test_ids_are_unique_where_something_happens_twice_in_a_day() -> None:
    records = [listed(1, "2026-11-01", state="已更正")]
    kinds = [("公示", "2026-11-01"), ("更正", "2026-11-05"), ("更正", "2026-11-05"), ("更正", DAY), ("更新", DAY)]
    events = tuple(Event(seq, records[0].id, kind, day, "x") for seq, (kind, day) in enumerate(kinds, 1))
    names = shown(documents(records, events), "feeds/all")
    assert [name.partition("#")[2] for name in names] == [f"更新-{DAY}", f"更正-{DAY}", "更正-2026-11-05", "公示"]
