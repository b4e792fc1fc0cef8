"""The permanent page of each decision, its tombstone, and redirects from former ids.

Such a page depends on its record, its agency, its matter and the templates only: neighbours are not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from plugins.registry import amounts
from plugins.registry.kinds import Kind
from plugins.registry.public import PublicRecord
from plugins.registry.shape import missing_expected
from plugins.site.paths import record_page

from . import fields
from .builder import Builder, Meta, article_meta, column_meta
from .catalogue import index_number
from .holdings import AgencyView, Crumb
from .linked import of_decision
from .organisations import organisation_link
from .reporting import report_link
from .site import Page, root
from .timeline import timeline
from .wording import money, short

# Shown elsewhere on the page (更正), or not before its day (撤回, 信用修复: then the page is a tombstone).
_ELSEWHERE = ("更正", "撤回", "信用修复")
_SUMMARY_LENGTH = 300


class Related(NamedTuple):
    """A link to another page: what it is, its name, its path below the root, and what is said behind it."""

    label: str
    name: str
    path: str
    note: str = ""


_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+/[0-9]{4}/[a-z0-9]+(?:-[a-z0-9]+)*")


def decision_page(builder: Builder, record: PublicRecord) -> Page:
    """The page of one record: its content, or the notice that stays when it is no longer public."""
    return _tombstone(builder, record) if record.tombstone else _decision(builder, record)


def _decision(builder: Builder, record: PublicRecord) -> Page:
    view, of_kind = builder.view(record.agency), record.kind
    number, party = str(record.role("number")), str(record.role("party"))
    imported = "来源" in record.data
    path = record_page(record.id)
    conclusion = str(record.role("conclusion"))
    permanent = builder.permanent(path)
    return builder.page(
        path,
        "decision.html",
        f"{party}{of_kind.name}信息 {number}".strip(),
        crumbs=_crumbs(view, of_kind),
        meta=_meta(view, of_kind, f"{party}{of_kind.name}信息", record.published),
        agency=record.agency,
        description=short(f"{view.agency.name}{of_kind.name}：{conclusion}", 120),
        linked=of_decision(record, view.agency, f"{of_kind.name}信息 {number}".strip(), permanent or "./"),
        record=record,
        kind=of_kind,
        view=view,
        party=party,
        party_code=record.role("party-code"),
        number=number,
        conclusion=short(conclusion, _SUMMARY_LENGTH),
        index_number=index_number(view.agency, f"{record.year}-{record.slug}"),
        events=timeline(record),
        report=report_link(builder.report_url, record.id, permanent),
        rows=fields.rows(
            of_kind,
            record.data,
            leave_out=_ELSEWHERE,
            missing=missing_expected(of_kind, record.data) if imported else (),
        ),
        missing_text=fields.MISSING_TEXT,
        imported=imported,
        body=record.body,
        corrections=sorted(record.corrections, key=lambda entry: entry["日期"]),
        related=list(_related(view, record)),
        peers=_peers(view, record),
        permanent=permanent,
    )


def _tombstone(builder: Builder, record: PublicRecord) -> Page:
    view, of_kind = builder.view(record.agency), record.kind
    path = record_page(record.id)
    return builder.page(
        path,
        "tombstone.html",
        f"{of_kind.name}信息（{record.state}）",
        crumbs=_crumbs(view, of_kind),
        meta=_meta(view, of_kind, f"{of_kind.name}信息（{record.state}）", record.published),
        agency=record.agency,
        index=False,
        record=record,
        kind=of_kind,
        view=view,
        index_number=index_number(view.agency, f"{record.year}-{record.slug}"),
        permanent=builder.permanent(path),
    )


def redirects(builder: Builder) -> Iterator[Page]:
    """Pages at former ids that lead to the records that bear them now."""
    taken = {record.id for record in builder.publication.records}
    for record in builder.publication.records:
        for former in record.former:
            # A former id becomes a path: only a well-formed one that no record and no other redirect has.
            if _ID.fullmatch(former) and former not in taken:
                taken.add(former)
                path = f"{former}/index.html"
                yield builder.page(
                    path,
                    "redirect.html",
                    "网址已变更",
                    index=False,
                    target=f"{root(path)}{record.id}/",
                    target_url=builder.permanent(record_page(record.id)),
                )


def _crumbs(view: AgencyView, of_kind: Kind) -> list[Crumb]:
    return [*view.crumbs, (of_kind.name, f"{view.agency.id}/{of_kind.id}/")]


def _meta(view: AgencyView, of_kind: Kind, title: str, day: str) -> Meta:
    description = f"{view.agency.name}{of_kind.name}信息"
    column = column_meta(of_kind.name, description, view.agency.name, of_kind.name, "行政执法公示")
    return [*column, *article_meta(title, day, view.agency.name)]


def _related(view: AgencyView, record: PublicRecord) -> Iterator[Related]:
    """What the agency has published beforehand that this decision leans on, with the way there below the site's root."""
    code, agency = str(record.role("matter")), view.agency.id
    if organisation := record.organisation:
        yield Related("当事人", "在各机关的全部决定", organisation_link(organisation))
    if code in view.matters:
        yield Related("执法事项", view.matters[code], f"{agency}/matters/{code}/", "，含同一事项的其他决定")
    if guide := view.guide_of.get(code):
        yield Related("服务指南", guide.name, f"{guide.id}/")
    if code in view.tiered:
        tier = str(record.role("tier"))
        yield Related("裁量基准", tier or "本事项的裁量基准", f"{agency}/discretion/#{code}", "档" if tier else "")
    for officer in record.role("officers") or ():
        if officer["执法证号"] in view.officers:
            yield Related("执法人员", officer["姓名"], f"{agency}/officers/#{officer['执法证号']}")
    if view.catalogued and record.role("review"):
        yield Related("法制审核", "重大执法决定法制审核目录清单", f"{agency}/review-catalogue/")


def _peers(view: AgencyView, record: PublicRecord) -> dict[str, str]:
    """How the fine compares with those of closed years on the same matter; empty where that is not known.

    The figures are the agency's own list, made once a year, so that this page does not change with every other one.
    """
    figures, fine = view.peers.get(str(record.role("matter")), {}), record.role("amount")
    if not figures or not isinstance(fine, (int, float)):
        return {}
    shown = {name: float(amounts.yuan(figures[name]) or 0) for name in ("中位数", "四分之一位", "四分之三位")}
    low, high = shown["四分之一位"], shown["四分之三位"]
    place = "低于中间的一半" if fine < low else "高于中间的一半" if fine > high else "在中间的一半以内"
    return figures | {name: money(value) for name, value in shown.items()} | {"位置": place}
