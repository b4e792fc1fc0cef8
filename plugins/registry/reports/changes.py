"""What a pull request does to a site's records: added, changed, withdrawn. Takes bytes; nothing is looked up."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .. import repository, source
from ..kinds import DECISION_KINDS, kind
from ..privacy import names

ADDED, CHANGED, WITHDRAWN, REMOVED = "新增", "修改", "撤回", "删除"
NATURE = (ADDED, CHANGED, WITHDRAWN, REMOVED)


@dataclass(frozen=True)
class Change:
    """A record that is not what it was: what happened, its id, of a decision the party (persons masked) and 文号."""

    what: str
    id: str
    party: str = ""
    number: str = ""


def changes(files: Iterable[tuple[str, bytes | None, bytes | None]], secret: Container[str] = ()) -> list[Change]:
    """The changes that files make, each given as path, content before, content after (None: no such file).

    secret: paths of files with what may not be public; of these, of files removed and of records withdrawn to protect
    privacy only the id is told.
    """
    before: dict[str, bytes] = {}
    after: dict[str, tuple[str, bytes]] = {}
    for path, old, new in files:
        record_id = _id(path)
        if old is not None:
            before[record_id] = old
        if new is not None:
            after[record_id] = path, new
    found = [Change(REMOVED, record_id) for record_id in before.keys() - after.keys()]
    for record_id, (path, new) in after.items():
        values = _values(path, new)
        what = _nature(_values(path, before[record_id]), values) if record_id in before else ADDED
        found.append(Change(what, record_id, *(("", "") if path in secret or _is_private(values) else _named(values))))
    return sorted(found, key=lambda change: (NATURE.index(change.what), change.id))


def _id(path: str) -> str:
    try:
        return repository.locate(path).id
    except repository.Misplaced:
        return path


def _values(path: str, raw: bytes) -> Mapping[str, Any]:
    read, _ = source.read(path, raw)
    return read.values if read else {}


def _nature(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    return WITHDRAWN if "撤回" in after and "撤回" not in before else CHANGED


def _is_private(values: Mapping[str, Any]) -> bool:
    withdrawal = values.get("撤回")
    return isinstance(withdrawal, Mapping) and withdrawal.get("类型") == "隐私保护"


def _named(values: Mapping[str, Any]) -> tuple[str, str]:
    """Party and 文号 of a decision."""
    of_kind = next((item for item in map(kind, DECISION_KINDS) if item.name == values.get("执法类别")), None)
    if of_kind is None:
        return "", ""
    party, number = (values.get(of_kind.role(role), "") for role in ("party", "number"))
    if not isinstance(party, str) or not isinstance(number, str):
        return "", ""
    person = values.get(of_kind.role("party-kind")) == "自然人" or names.is_person_name(party)
    return names.mask(party) if person else party, number
