"""A publication held against the one before it: nothing is lost, undone, back-dated or changed without a word.

What is published is the state; the repository's own history can be rewritten, a publication that many have read cannot.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from msgspec import Struct

from .changes import CORRECTION, MASKED, UPDATE, Event
from .problems import Finding
from .public import CORRECTED, EXPIRED, REPAIRED, SHOWN, Listed, PublicRecord
from .publication import canonical
from .records import Record

# What a publication is compared for; none of it can be eased.
CODES = ("id-lost", "published-changed", "published-backdated", "withdrawal-undone", "change-silent")
# What is added to a record without anything having been wrong.
_LIFE = frozenset(("履行情况", "复议诉讼", "异议", "说明", "曾用编号", "更正"))
_TERM_ENDED = frozenset((EXPIRED, REPAIRED))


class Was(Struct, frozen=True, array_like=True, gc=False):
    """A record as it was published: state, 公示日期, the day it last changed, the digest of its data ("" unless shown)."""

    state: str
    published: str
    updated: str
    digest: str = ""


class Now(Struct, frozen=True, array_like=True, gc=False):
    """A record as it is to be published; state: "" before its day.

    digest: of its data; substance: of what may not change without a 更正; corrections: each as canonical JSON.
    """

    id: str
    path: str
    state: str
    published: str
    digest: str = ""
    substance: str = ""
    corrections: tuple[str, ...] = ()
    imported: bool = False
    former: tuple[str, ...] = ()


def now(record: Record, public: PublicRecord | None) -> Now:
    """A record in its public form, or before it has one, as it is compared."""
    published = str(record.role("published"))
    if public is None:
        return Now(record.id, record.path, "", published)
    return Now(
        id=record.id,
        path=record.path,
        state=public.state,
        published=published,
        digest=public.digest,
        substance=_substance(public),
        corrections=tuple(canonical(entry) for entry in public.corrections),
        imported=record.imported,
        former=public.former,
    )


def _day_of(correction: str) -> str:
    return str(json.loads(correction).get("日期", ""))


def _substance(public: PublicRecord) -> str:
    # Where nothing is left out it is the digest of the whole.
    return substance(public.data) if public.data and not _LIFE.isdisjoint(public.data) else public.digest


def substance(data: Mapping[str, Any]) -> str:
    """A digest of what may not change without a 更正: all of a record's data but what its further life brings."""
    kept = {name: value for name, value in data.items() if name not in _LIFE}
    return hashlib.sha256(canonical(kept).encode()).hexdigest()


@dataclass(frozen=True)
class Previous:
    """The publication before: its day, its records by id, what data a record had (read when asked for), its change list.

    foreign: the agencies that were harvested.
    """

    day: str
    records: Mapping[str, Was]
    data: Callable[[str], Mapping[str, Any]]
    log_id: str = ""
    events: tuple[Event, ...] = ()
    foreign: Collection[str] = ()

    def without_foreign(self, own: Container[str]) -> Previous:
        """The same without the records of agencies that were harvested then and are not the site's own now."""
        if not self.foreign:
            return self
        left = {agency for agency in self.foreign if agency not in own}
        records = {item: was for item, was in self.records.items() if item.partition("/")[0] not in left}
        return replace(self, records=records)


def compare(
    previous: Previous, records: Iterable[Now], there: Container[str], *, announced: bool = False
) -> Iterator[tuple[str, Finding]]:
    """What may not have happened since the previous publication, with the file each finding belongs to.

    there: ids of the records whose files are there, also of those that have errors and are not compared.
    announced: the software itself changed how records are shown, and content/releases.yaml says so.
    """
    current = {record.id: record for record in records}
    # A record that was published itself is not the one that went.
    renamed = (record for record in current.values() if record.id not in previous.records)
    bearers = {former: record for record in renamed for former in record.former}
    for record_id, was in previous.records.items():
        record = current.get(record_id) or bearers.get(record_id)
        if record is None and record_id not in there:
            yield _lost(record_id)
        elif record:
            for finding in _changes(previous, record_id, was, record, announced=announced):
                yield record.path, finding
    for record in current.values():
        if not record.state or record.id in previous.records or any(old in previous.records for old in record.former):
            continue
        if not record.imported and record.published < previous.day:
            message = f"这条记录是新的，公示日期却是 {record.published}，早于上次发布（{previous.day}）"
            help_text = "公示日期写预计发布的那一天，不倒签（check --fix 会改成今天）；改了文件名的，把旧编号写进“曾用编号”；从旧网站迁来的，用导入。"
            yield record.path, Finding("published-backdated", ("公示日期",), message, help_text)


def _changes(previous: Previous, record_id: str, was: Was, record: Now, *, announced: bool) -> Iterator[Finding]:
    if was.published != record.published:
        message = f"公示日期由 {was.published} 改成了 {record.published}"
        yield Finding("published-changed", ("公示日期",), message, f"改回 {was.published}：首次公示的日期不再改变。")
    elif was.state not in SHOWN:
        if record.state in SHOWN:
            yield _undone(was)
    elif record.state in SHOWN and was.digest != record.digest and not announced:
        before = previous.data(record_id)
        earlier, fresh = _corrections(before, record)
        if any(text not in record.corrections for text in earlier):
            message = "公示过的更正少了一项，或者改了"
            help_text = "把原来的更正恢复回来；更正写错的，另加一项更正说明。"
            yield Finding("change-silent", ("更正",), message, help_text)
        elif substance(before) != record.substance and not any(_day_of(text) >= previous.day for text in fresh):
            message = "公示的内容变了，没有写新的更正"
            help_text = "在“更正”里写明日期、内容和原因（publish.py new correction 会写好）；误改的，恢复原文。"
            yield Finding("change-silent", ("更正",), message, help_text)


def change(previous: Previous, record: Listed, current: Now, day: str, *, announced: bool) -> tuple[str, str]:
    """What happened to a record whose content differs from what was published, and on which day."""
    if record.state == CORRECTED:
        _, fresh = _corrections(previous.data(record.id), current)
        if fresh:
            return CORRECTION, max(map(_day_of, fresh))
    return (MASKED if announced else UPDATE), day


def _corrections(before: Mapping[str, Any], record: Now) -> tuple[list[str], list[str]]:
    """The corrections that were published, and those that were not, each as canonical JSON."""
    earlier = [canonical(entry) for entry in before.get("更正", ())]
    return earlier, [text for text in record.corrections if text not in earlier]


def _undone(was: Was) -> Finding:
    if was.state in _TERM_ENDED:
        message = f"这条记录上次发布时已停止公示（{was.state}），现在期限延长了，又有了内容"
        help_text = "期满的不再恢复；核对公示截止期、信用修复和地区规则里的公示期限。"
        return Finding("withdrawal-undone", ("公示截止期",), message, help_text)
    message = f"这条记录上次发布时已撤回公示（{was.state}），现在又有了内容"
    help_text = "撤回的不再恢复；撤回有误的，另立一条新记录，并在备注里说明。"
    return Finding("withdrawal-undone", ("撤回",), message, help_text)


def _lost(record_id: str) -> tuple[str, Finding]:
    agency, year, slug = record_id.split("/")
    message = f"已经公示过的记录 {record_id} 不见了"
    help_text = (
        "把文件恢复回来；要停止公示，写“撤回”（publish.py new withdrawal 会写好）；改了编号的，把旧编号写进“曾用编号”。"
    )
    return f"agencies/{agency}/decisions/{year}/{slug}.yaml", Finding("id-lost", (), message, help_text)
