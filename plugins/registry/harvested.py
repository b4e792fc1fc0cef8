"""What a site takes from others: their public files, read as if they were files of its own repository.

Such a file has a path of its own, harvest/<agency>/…, so that it goes the way of every other file: looked at,
remembered, held against the rules, published. Only what the rules on publication find holds it back; whether a decision
was lawful has been answered where it was first published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from . import characters
from .folders import File
from .kinds import Kind, kind
from .sources import Source

TOP = "harvest/"
_MOST = 10**15

# The rules that hold a harvested file back, and what the public page says of each. What the rules of lawfulness find
# was for the source to answer; missing fields are counted, never invented.
HOLDING = {
    "file-size": "文件过大",
    "encoding": "不是 UTF-8 编码",
    "value-type": "字段的类型不合标准",
    "kind-unknown": "执法类别不在代码表里",
    "key-unknown": "有标准以外的字段",
    "field-missing": "缺少必备字段",
    "value-word": "有代码表以外的词",
    "value-form": "有写法不合标准的字段",
    "value-long": "有超过限长的字段",
    "date-form": "有不存在的日期",
    "amount-form": "有写法不合标准的金额",
    "id-year": "编号的年份与日期不符",
    "path-unknown": "编号不合规定",
    "privacy-number": "疑似有个人号码",
    "privacy-name": "疑似有自然人姓名",
    "private-field": "有永不公开的字段",
    "uscc-person": "自然人写了代码",
    "sealed-security": "属于封存的治安记录",
    "sealed-minor": "属于封存的未成年人记录",
    "sealed-person": "本地区不公开自然人的决定",
    "government-unknown": "所属政府不在本站的政府清单里",
    "agency-government": "机关编号不以政府编号开头",
    "agency-name-taken": "机关名称与别的机关重复",
    "agency-unknown": "机关的资料没有通过检查",
    "authority-name": "执法机关不是编号所属的机关",
    "id-reused": "编号与别的记录重复",
    "record-duplicate": "同一机关、文号、当事人已有一条",
    "entry-twice": "清单里的编码重复",
    "source-conflict": "机关由本站自己公示",
}


# Of these the public learns only that there are some: a list of them would lead straight to what must not be read.
UNTOLD = frozenset(code for code in HOLDING if code.startswith(("privacy-", "sealed-", "private-", "uscc-")))

# Troubles of a harvest with which the new state of the source is taken all the same.
NOTES = frozenset(("harvest-foreign", "harvest-lost", "harvest-undone", "harvest-silent", "harvest-table"))


def reason(code: str) -> str:
    """What is said of something that is held back for a code."""
    return HOLDING.get(code, "没有通过本站的检查")


class Origin(NamedTuple):
    """Where the material of an agency comes from.

    source: the source it was taken from; name, url: the site that first published it (its base, with a slash);
    via: the site in between, where there is one; pages: True where the same addresses lead to pages there.
    """

    source: str
    name: str
    url: str
    via: str = ""
    pages: bool = True

    def page(self, path: str) -> str:
        """The address of a page there, where the same pages are there, else that of the whole."""
        return f"{self.url}{path}" if self.pages else self.url


class Gone(NamedTuple):
    """What a tombstone of a source says: it stands, whatever the rules of this site are."""

    state: str
    since: str
    reason: str
    ground: str


class Trouble(Struct, frozen=True, array_like=True):
    """Something that went wrong with a source: a code, a sentence, and how many records it touches."""

    code: str
    text: str
    count: int = 0


class Held(NamedTuple):
    """A harvested file that this site's rules hold back: its source, id and the codes of what was found."""

    source: str
    id: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """How it stands with a source: the day and sequence of its last good state, '' before the first, and troubles since."""

    source: Source
    day: str = ""
    sequence: int = 0
    troubles: tuple[Trouble, ...] = ()
    tried: str = ""

    @property
    def failed(self) -> bool:
        """True where the last attempt took nothing new."""
        return any(trouble.code not in NOTES for trouble in self.troubles)


class Taken(NamedTuple):
    """A harvested file: its path below harvest/, which object it is, its size in bytes."""

    path: str
    sha256: str
    size: int

    @property
    def file(self) -> File:
        """It as a file: an object never changes, so its name is its signature (the first part below any time)."""
        parts = (self.sha256[:14], self.sha256[14:29], self.sha256[29:44])
        first, second, third = (int(part, 16) for part in parts)
        return File(self.path, (first, second, third))


def _nothing(_path: str) -> bytes:
    return b""


@dataclass(frozen=True)
class Harvested:
    """All that was harvested: the files, the agencies' origins, the standing of each source, and how a file is read."""

    files: Mapping[str, Taken] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    standings: tuple[Standing, ...] = ()
    read: Callable[[str], bytes] = _nothing

    def without(self, agencies: Iterable[str]) -> Harvested:
        """The same without some agencies."""
        gone = set(agencies)
        return Harvested(
            {path: taken for path, taken in self.files.items() if agency_of(path) not in gone},
            {agency: origin for agency, origin in self.origins.items() if agency not in gone},
            self.standings,
            self.read,
        )


def is_harvested(path: str) -> bool:
    """True for the path of a harvested file."""
    return path.startswith(TOP)


def agency_of(path: str) -> str:
    """The agency that a file belongs to by its path, harvested or own."""
    return path.split("/", 2)[1]


class Restored(NamedTuple):
    """A public file in source form; gone: of a tombstone."""

    values: dict[str, Any]
    body: str
    gone: Gone | None


def restore(raw: bytes) -> Restored:
    """The source form of a public file of the API: texts as they were written, amounts with their unit again.

    Raises ValueError for what is no such file. Values of strange types are left for the schema to refuse.
    """
    try:
        read = msgspec.json.decode(raw, type=dict[str, Any])
        schema, data = read["schema"], read.get("data", {})
        if schema == "tombstone-1":
            return _tombstone(read)
        of_kind = kind(read["kind"])
        values = {name: _amount(of_kind, name, _text(value)) for name, value in data.items()}
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(str(error)) from None
    # What is no text stays a value, for the schema to refuse: it knows no such field.
    body = values.pop("正文") if isinstance(values.get("正文"), str) else ""
    return Restored(values, body, None)


def _tombstone(read: Mapping[str, Any]) -> Restored:
    """A tombstone as a record that was emptied: what it says is looked through like everything else."""
    of_kind = kind(read["kind"])
    gone = Gone(*(str(_text(read.get(name) or "")) for name in ("state", "updated", "reason", "ground")))
    withdrawal = {"日期": gone.since, "类型": "隐私保护", "原因": gone.reason or gone.state}
    values: dict[str, Any] = {
        of_kind.role("category"): of_kind.name,
        of_kind.role("authority"): read["agency"]["name"],
        of_kind.role("published"): read["published"],
        "撤回": withdrawal | ({"依据": gone.ground} if gone.ground else {}),
    }
    if read.get("decided"):
        values[of_kind.role("decided")] = read["decided"]
    return Restored(values, "", gone)


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return characters.clean(value).strip()
    if isinstance(value, list):
        return [_text(part) for part in value]
    return {name: _text(part) for name, part in value.items()} if isinstance(value, dict) else value


def _amount(of_kind: Kind, name: str, value: Any) -> Any:
    item = of_kind.fields.get(name)
    if item is None or item.format != "amount" or isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return f"{Decimal(repr(value)):f}元" if 0 <= value < _MOST else value
