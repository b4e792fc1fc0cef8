"""The permanent page of each decision, its tombstone, and redirects from former ids.

Such a page depends on its record, its agency, its matter and the templates only: neighbours are not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.registry.kinds import Kind
from plugins.registry.public import PublicRecord
from plugins.registry.shape import missing_expected
from plugins.site.paths import record_page

from . import fields
from .builder import AgencyView, Builder, Crumb, Meta, article_meta, column_meta
from .environment import short
from .site import Page, root

# Shown elsewhere on the page (更正), or not before its day (撤回, 信用修复: then the page is a tombstone).
_ELSEWHERE = ("更正", "撤回", "信用修复")
_SUMMARY_LENGTH = 300
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
    return builder.page(
        path,
        "decision.html",
        f"{party}{of_kind.name}信息 {number}".strip(),
        crumbs=_crumbs(view, of_kind),
        meta=_meta(view, of_kind, f"{party}{of_kind.name}信息", record.published),
        agency=record.agency,
        description=short(f"{view.agency.name}{of_kind.name}：{conclusion}", 120),
        record=record,
        kind=of_kind,
        view=view,
        party=party,
        party_code=record.role("party-code"),
        number=number,
        conclusion=short(conclusion, _SUMMARY_LENGTH),
        until=record.role("until"),
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
        matter=_matter(view, str(record.role("matter"))),
        guide=view.guide_of.get(str(record.role("matter"))),
        permanent=builder.permanent(path),
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


def _matter(view: AgencyView, code: str) -> tuple[str, str] | None:
    return (code, view.matters[code]) if code in view.matters else None
