"""Public records become rows: each goes into one sheet or is named with the reason why not; nothing is lost silently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..kinds import kind
from ..public import PublicRecord
from ..records import Record
from . import cells
from .outcome import Export, Exported, Left, Outcome, Revoked, Sheet, Unwritable
from .profiles import Column, Profile, Template

REVOCATIONS = "撤销清单"
_REVOKED = ("编号", "执法类别", "状态", "日期", "理由")


@dataclass(frozen=True)
class Request:
    """What is asked for: a kind, of one agency ('' for all), and of which days on (2026-03-02, '' for all)."""

    profile: Profile
    kind_id: str
    agency: str = ""
    since: str = ""

    @property
    def templates(self) -> tuple[Template, ...]:
        return self.profile.of_kind(self.kind_id)


def outcome(request: Request, _record: Record, public: PublicRecord | None) -> Outcome | None:
    """For `Forms`, behind `partial`: what becomes of a decision; None where it is not asked for."""
    if public is None or public.kind_id != request.kind_id or request.agency not in ("", public.agency):
        return None
    if public.updated < request.since:
        return None
    if public.tombstone:
        # A full export replaces what was there before; only an increment must say what to take away.
        return _revoked(public, request.profile) if request.since else None
    for template in request.templates:
        if template.takes(public.data):
            try:
                row = tuple(_cell(column, public, request.profile) for column in template.columns)
            except Unwritable as unwritable:
                return Left(public.id, str(unwritable))
            return Exported(public.id, template.name, row)
    deciding = dict.fromkeys(name for template in request.templates for name in template.when)
    return Left(public.id, f"没有写“{'、'.join(deciding)}”，不知道属于哪张表")


def assemble(request: Request, outcomes: Iterable[Outcome], private: Mapping[str, Mapping[str, str]]) -> Export:
    """The sheets of an export in the order of ids; `private` gives the fields that are never public by record id."""
    made = sorted(outcomes, key=lambda item: item.id)
    names = (column.header for template in request.templates for column in template.columns if column.private)
    export = Export(left=[item for item in made if isinstance(item, Left)], private=tuple(dict.fromkeys(names)))
    used: set[str] = set()
    for template in request.templates:
        own = [item for item in made if isinstance(item, Exported) and item.sheet == template.name]
        rows = [_filled(item, template, private.get(item.id, {}), export) for item in own]
        used |= {item.id for item in own}
        export.sheets.append(Sheet(template.name, [column.header for column in template.columns], rows))
    export.unused = len(private.keys() - used)
    if request.since:
        revoked = [item.cells for item in made if isinstance(item, Revoked)]
        export.sheets.append(Sheet(REVOCATIONS, _REVOKED, revoked))
    return export


def _cell(column: Column, public: PublicRecord, profile: Profile) -> str:
    if not column.source:
        return column.constant
    value = public.data.get(column.source)
    if value is None or column.private:
        return ""
    try:
        return cells.text(value, column, profile)
    except Unwritable as unwritable:
        raise Unwritable(f"“{column.source}”{unwritable}") from None


def _revoked(public: PublicRecord, profile: Profile) -> Revoked:
    name = kind(public.kind_id).name
    return Revoked(public.id, (public.id, name, public.state, cells.day(public.updated, profile), public.reason))


def _filled(item: Exported, template: Template, own: Mapping[str, str], export: Export) -> list[str]:
    """A row with what is known of its private columns, counted."""
    row = list(item.cells)
    for index, column in enumerate(template.columns):
        if column.private:
            row[index] = own.get(column.source, "")
            export.filled += bool(row[index])
            export.empty += not row[index]
    return row
