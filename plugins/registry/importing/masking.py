"""Names of natural persons in drafts: masked across each notice, and a row refused where one may still stand.

One notice is one table of names, built over all its rows first: somebody punished in one row is often mentioned in
another. Persons of the whole file are looked for in the notices of others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ..kinds import Field, Kind
from ..privacy import names, persons
from .drafts import Draft
from .outcome import Refusal

REASON = "疑似未脱敏"

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
# Somebody is warned or banned here, whose name has a form that `names.mentions` is not sure of.
_UNMASKED = re.compile(
    rf"(?=(?:对|给予|责任人员|责任人|经理|行长|主任|代理人)\s*(?P<who>{_HAN}[^，。；、,;某*（(]{{1,9}}?)\s*"
    r"(?:等[^，。；、]{0,8})?(?:分别|各|均)?(?:给予|予以|处以)?(?:警告|终身|禁止|取消|通报批评|罚款))"
)
_NO_NAME = re.compile(
    r"^(?:该|其|本|上述|以上|相关|有关|责任|直接|当事|机构|公司|单位|个人|负责|主要|部分|各|你|我|前述|此|涉|给予|予以|等|分别|共计|处|员|禁止|终身|取消|警告|并|和|及|助理|合计|依法|时任|现任|原)"
    r"|(?:公司|行|社|部|所|中心|处|局|店|厂|院|校|员|人|者|机构|单位|会|支|业|司|站|户|队|集团|联社|个体|组|合计|共计|以|并|罚款|元)$"
    r"|严重|党内|行政|处以|罚款|没收|责令"
)
# In a decision's own words a short word between a duty and a comma is a name, even where it is a place too (石林, 高原).
_HOLDER = re.compile(
    rf"{persons.TITLES}(?:[（(][^（）()]{{1,20}}[）)])?(?P<who>(?:(?!某){_HAN}){{2,3}})(?=[、，。；,;和及]|分别|给予|予以|警告|罚款|$)"
)
_DOTTED_NAME = re.compile(rf"{_HAN}[·•‧・]{_HAN}")


def mask(drafts: Collection[Draft], of_kind: Kind, known: Collection[str]) -> list[Refusal]:
    """Masks the drafts in place. `known` are all natural persons whose names stand in the file's party column.

    Returns refusals for the rows where a name may be left; their drafts must not be used.
    """
    notices: dict[str, list[Draft]] = {}
    for draft in drafts:
        notices.setdefault(draft.notice, []).append(draft)
    fields = [item for item in of_kind.fields.values() if _may_hold_names(item)]
    party = of_kind.role("party")
    for notice in notices.values():
        table = _table(notice, fields)
        for draft in notice:
            _mask_draft(draft, table, fields, party)
    longer = frozenset(name for name in known if len(name) >= 3)
    starts = frozenset(name[:3] for name in longer)
    suspicions = ((draft.row, _suspicion(draft, of_kind, fields, longer, starts)) for draft in drafts)
    return [Refusal(row, column, REASON) for row, column in suspicions if column]


def texts(values: Mapping[str, Any], fields: list[Field]) -> Iterator[tuple[str, str]]:
    """The texts of a record in which a name may stand, by field."""
    for item in fields:
        if isinstance(text := values.get(item.name), str):
            yield item.name, text


def _may_hold_names(item: Field) -> bool:
    fixed = item.role in ("category", "number", "authority", "party-code", "authority-code", "party-kind")
    return item.schema.get("type") == "string" and not (item.format or item.values or fixed)


def _table(notice: list[Draft], fields: list[Field]) -> names.NameTable:
    table = names.NameTable()
    for draft in notice:
        for name in filter(names.is_masked, draft.persons):
            table.add(name)
    for draft in notice:
        for name in draft.persons:
            table.add(name)
        for _, text in texts(draft.values, fields):
            for mention in names.mentions(text):
                table.add(mention.name)
    return table


def _mask_draft(draft: Draft, table: names.NameTable, fields: list[Field], party: str) -> None:
    for name, text in texts(draft.values, fields):
        if name == party:
            # A short name inside an organisation's own name is more often a word than a person.
            draft.values[name] = table.apply(text) if draft.persons else table.apply(text, shortest=3)
        else:
            draft.values[name] = table.apply(text)
    if draft.persons and draft.values[party].startswith(draft.persons[0]):
        draft.values[party] = table.add(draft.persons[0]) + draft.values[party][len(draft.persons[0]) :]


def _suspicion(
    draft: Draft, of_kind: Kind, fields: list[Field], known: Collection[str], starts: Collection[str]
) -> str:
    """The field in which an unmasked name may stand, or ''."""
    open_fields = (of_kind.role("party"), of_kind.role("conclusion"))
    for name, text in texts(draft.values, fields):
        if names.mentions(text) or _holds_person(text, known, starts):
            return name
        if name in open_fields and _DOTTED_NAME.search(text):
            return name
        holders = _HOLDER.finditer(text) if name == open_fields[1] else iter(())
        for match in (*_UNMASKED.finditer(text), *holders):
            if not _NO_NAME.search(match["who"]):
                return name
    return ""


def _holds_person(text: str, known: Collection[str], starts: Collection[str]) -> bool:
    places = [index for index in range(len(text) - 2) if text[index : index + 3] in starts]
    return any(text.startswith(name, index) for index in places for name in known)
