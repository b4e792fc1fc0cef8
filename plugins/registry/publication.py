"""The one door to the public.

`publish` turns a decision into its public form on a given day; pages, JSON, CSV, feeds, search and sitemap are made
from public forms only. What is withdrawn, repaired or past its term leaves all of them at once and stays as a
tombstone without content (行政处罚法第四十八条, 信用修复管理办法).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from . import amounts, changes, dates
from .assembly import Registry
from .deadlines import Timeliness, timeliness
from .kinds import Kind, kind
from .privacy.leaks import leaks
from .public import CORRECTED, EXPIRED, REPAIRED, VALID, Disclosed, Mark, Publication, PublicRecord
from .records import Record, Settings, explanations
from .rules.easing import EASABLE

PREVIEW_KEY = b"preview"
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

WITHDRAWN = {
    "变更": "已变更",
    "撤销": "已撤销",
    "确认违法": "已确认违法",
    "确认无效": "已确认无效",
    "责令重新作出": "已责令重新作出",
    "隐私保护": "已撤回",
    "公示有误": "已撤回",
}


class Leak(Exception):
    """Something that may never be public reached the door. The message names the record and field, never the text."""


def publication(registry: Registry, day: date, salt_key: bytes = b"") -> Publication:
    """Everything public on `day` but the decisions, from a registry that passed the checks. Raises Leak.

    salt_key: the site's secret; without it, it is a preview.
    """
    for record in (*registry.lists.values(), *registry.pages.values(), *registry.site_pages.values()):
        _refuse_leaks(record.id, record.kind, record.values, record.body)
    for agency in registry.agencies.values():
        _refuse_leaks(agency.id, kind("agency"), agency.values, "")
    key = salt_key or PREVIEW_KEY
    disclosed = {
        agency.id: _disclosed(key, agency.id, "agency", dict(agency.values), "")
        for agency in registry.agencies.values()
    }
    for record in (*registry.lists.values(), *registry.pages.values()):
        updated = str(dates.parse(str(record.role("updated"))) or "")
        disclosed[record.id] = _disclosed(key, record.id, record.kind_id, public_values(record), updated)
    return Publication(
        day=day,
        settings=registry.settings,
        governments=dict(sorted(registry.governments.items())),
        agencies=dict(sorted(registry.agencies.items())),
        lists=dict(sorted(registry.lists.items())),
        pages=dict(sorted(registry.pages.items())),
        site_pages=dict(sorted(registry.site_pages.items())),
        preview=not salt_key,
        salt_key=key,
        disclosed=dict(sorted(disclosed.items())),
    )


def publish(record: Record, settings: Settings, day: date, key: bytes = PREVIEW_KEY) -> PublicRecord | None:
    """The public form of a decision on `day`, its tombstone, or None before its 公示日期. Raises Leak."""
    published = dates.parse(str(record.role("published")))
    if published is None or published > day:
        return None
    end, why = term_end(record, settings)
    state, since, reason, ground = _state(record, published, end, why, day)
    head: dict[str, Any] = {
        "id": record.id,
        "agency": record.agency,
        "year": record.year,
        "slug": record.slug,
        "kind_id": record.kind_id,
        "state": state,
        "published": str(record.role("published")),
        "decided": str(record.role("decided")),
        "former": tuple(record.values.get("曾用编号", ())),
    }
    if state not in (VALID, CORRECTED):
        commitment = changes.commit(*_dates(head, record, since), reason, ground)
        return PublicRecord(**head, updated=since, reason=reason, ground=ground, commitment=commitment)
    _refuse_leaks(record.id, record.kind, record.values, record.body)
    corrections = tuple(entry for entry in record.values.get("更正", ()) if entry["日期"] <= str(day))
    # What lies ahead is not said yet: of a record that is still public, any withdrawal or repair does.
    ahead = {"撤回", "信用修复"} if corrections else {"撤回", "信用修复", "更正"}
    data = {name: value for name, value in public_values(record).items() if name not in ahead}
    if corrections:
        data["更正"] = list(corrections)
    timely = timeliness(record, settings)
    updated = max([str(published), *(entry["日期"] for entry in corrections)])
    digest = hashlib.sha256(canonical(data).encode()).hexdigest()
    salt = changes.salt(key, record.id, digest)
    return PublicRecord(
        **head,
        updated=updated,
        timeliness=timely,
        marks=tuple(_marks(record, timely)),
        data=data,
        body=record.body,
        corrections=corrections,
        salt=salt,
        digest=digest,
        commitment=changes.commit(*_dates(head, record, updated), salt + digest),
        ends=str(end or ""),
    )


def _dates(head: Mapping[str, Any], record: Record, updated: str) -> tuple[str, ...]:
    """What a commitment to a decision says beside its content."""
    return (head["id"], record.kind.name, head["state"], head["published"], head["decided"], updated)


def _disclosed(key: bytes, item_id: str, kind_id: str, data: dict[str, Any], updated: str) -> Disclosed:
    digest = hashlib.sha256(canonical(data).encode()).hexdigest()
    salt = changes.salt(key, item_id, digest)
    return Disclosed(data, updated, digest, salt, changes.commit(item_id, kind(kind_id).name, salt + digest))


def _marks(record: Record, timely: Timeliness | None) -> Iterator[Mark]:
    """What a visitor is warned of: a review or lawsuit under way, faults that the record explains, late publication."""
    open_reviews = {entry["类型"]: entry["状态"] == "审理中" for entry in record.role("reviews") or ()}
    for name, still_open in open_reviews.items():
        if still_open:
            yield Mark(f"{name}中", f"对本决定的{name}正在审理，决定有可能变更。")
    for code, reason in explanations(record).items():
        yield Mark(EASABLE[code], reason)
    if timely and timely.late:
        yield Mark("迟公示", f"作出决定后第 {timely.day} 个工作日才公示，最迟应在 {timely.due} 公示。")


def moments(record: Record, settings: Settings) -> tuple[str, ...]:
    """The days on which what the public sees of a decision changes: between two of them it stays the same."""
    end, _ = term_end(record, settings)
    days = [str(record.role("published")), str(end or "")]
    days += [entry["日期"] for entry in record.values.get("更正", ())]
    days += [record.values[name]["日期"] for name in ("撤回", "信用修复") if name in record.values]
    return tuple(sorted(filter(None, days)))


def public_values(record: Record) -> dict[str, Any]:
    """The fields of a record in the schema's order, amounts as numbers of 元, private fields left out."""
    data: dict[str, Any] = {}
    for name, is_amount in _public_fields(record.kind_id):
        if name in record.values:
            value = record.values[name]
            data[name] = _number(amounts.yuan(value)) if is_amount else value
    if record.body:
        data["正文"] = record.body
    return data


@cache
def _public_fields(kind_id: str) -> tuple[tuple[str, bool], ...]:
    """The public fields of a kind in order, and whether each is an amount."""
    fields = kind(kind_id).fields.values()
    return tuple((item.name, item.format == "amount") for item in fields if not item.private)


def canonical(data: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spaces: the text whose SHA-256 is the digest."""
    return _CANONICAL.encode(data)


def term_end(record: Record, settings: Settings) -> tuple[date | None, str]:
    """The first day on which a decision is no longer public, and why; None where no term ends it.

    The earlier of the platform's term (公示截止期 where it is stated) and, on a site that is part of the credit system,
    the longest term of the decision's 失信程度 (信用修复管理办法).
    """
    ends = [_platform_term(record, settings), _credit_term(record, settings)]
    known = [(end, why) for end, why in ends if end]
    return min(known) if known else (None, "")


def _platform_term(record: Record, settings: Settings) -> tuple[date | None, str]:
    """An explicit 公示截止期 wins; a licence stays until its 有效期至; otherwise the term counts from 公示日期."""
    if until := dates.parse(str(record.role("until"))):
        return until, "公示截止期已到"
    if record.kind_id == "licence":
        valid_until = dates.parse(str(record.role("valid-until")))
        return (date.fromordinal(valid_until.toordinal() + 1), "许可有效期已满") if valid_until else (None, "")
    published = dates.parse(str(record.role("published")))
    if published is None:
        return None, ""
    profile = settings.profile
    years = profile.person_years if record.role("party-kind") == "自然人" else profile.organisation_years
    return dates.add_years(published, years), f"公示期限{years}年已满"


def _credit_term(record: Record, settings: Settings) -> tuple[date | None, str]:
    decided, degree = dates.parse(str(record.role("decided"))), str(record.role("credit-class"))
    months = settings.profile.credit_months(degree, str(decided)) if decided else None
    return (dates.add_months(decided, months), f"信用公示期{months}个月已满") if decided and months else (None, "")


def _state(record: Record, published: date, end: date | None, why: str, day: date) -> tuple[str, str, str, str]:
    """State on `day`, the date since which it holds, public reason and legal ground. end: of the term, and why."""
    if record.gone:
        return record.gone
    withdrawal = record.values.get("撤回")
    if withdrawal and withdrawal["日期"] <= str(day):
        return WITHDRAWN[withdrawal["类型"]], withdrawal["日期"], withdrawal["原因"], withdrawal.get("依据", "")
    repair = record.values.get("信用修复")
    if repair and repair["日期"] <= str(day):
        return REPAIRED, repair["日期"], repair.get("说明", "") or "已依法完成信用修复", ""
    if end and end <= day:
        return EXPIRED, str(end), why, ""
    corrected = any(entry["日期"] <= str(day) for entry in record.values.get("更正", ()))
    return (CORRECTED if corrected else VALID), str(published), "", ""


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _refuse_leaks(record_id: str, of_kind: Kind, values: Mapping[str, Any], body: str) -> None:
    for leak in leaks(of_kind, values, body, running=False):
        raise Leak(f"{record_id} 的“{'.'.join(map(str, leak.keys))}”疑似含有{leak.what}，不得公开")
