"""A row that says otherwise than the record made of it: the record takes the new values and says what was corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .. import writing
from ..kinds import Kind
from ..privacy import names, numbers
from .existing import Existing
from .outcome import ImportFailed, Refused

WITHOUT = "同一机关、同一文号、同一当事人已有另一条内容不同的记录；确实要更正的，用 --correct 写明原因"

_LONGEST = 1000


@dataclass(frozen=True)
class Correction:
    """Why records are corrected, and on which day."""

    reason: str
    day: date


def check(correction: Correction) -> Correction:
    """The correction, where its reason may stand in public. Raises ImportFailed."""
    if not correction.reason.strip() or len(correction.reason) > _LONGEST:
        raise ImportFailed(f"请写明更正的原因，不超过 {_LONGEST} 个字。")
    if any(numbers.find(correction.reason)) or names.mentions(correction.reason):
        raise ImportFailed("更正的原因向社会公开，不能写个人的姓名和号码。")
    return correction


def corrected(
    ids: Sequence[str], existing: Existing, new: Mapping[str, Any], by: Correction, of_kind: Kind
) -> dict[str, Any]:
    """The one record of `ids` with the values of `new` and an entry under 更正. Raises Refused where it may not change.

    What the row leaves empty stays as it is: a record may have been completed by hand.
    """
    if len(ids) > 1:
        raise Refused("", "同一文号、同一当事人已有几条记录，看不出要更正哪一条，请直接在文件里更正")
    old = existing.records[ids[0]]
    if "来源" not in old:
        raise Refused("", "已有的记录不是从表格导入的，请直接在文件里更正")
    if "撤回" in old:
        raise Refused("", "已有的记录已经撤回，不能更正")
    if ids[0] in existing.edited:
        raise Refused("", "已有记录的文件里有手写的注释或者正文，请直接在文件里更正")
    changed = [name for name, value in new.items() if name != "来源" and old.get(name) != value]
    entry = {"日期": str(by.day), "内容": f"更改{'、'.join(changed)}", "原因": by.reason}
    values = {**old, **{name: new[name] for name in changed}, "更正": [*old.get("更正", ()), entry]}
    return writing.ordered(values, of_kind) if changed else dict(old)
