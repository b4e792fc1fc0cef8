"""One file: read from its bytes and held against the rules on single records. Pure: nothing else is looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from . import folders, numbers, privacy, repository, source
from .kinds import DECISION_KINDS, kind
from .problems import Finding, Level, Place, Problem
from .records import Record
from .rules import RULES
from .rules.days import last_event
from .summaries import Summary, summarise


class Inspection(Struct):
    """A file and what is wrong with it. Of a decision only the summary is kept, of anything else the record.

    digest: of the content; day: the day it was held against; last_event: the last day that could matter to a rule.
    """

    path: str
    digest: bytes
    day: str
    last_event: str = ""
    problems: list[Problem] = []
    summary: Summary | None = None
    record: Record | None = None
    signature: folders.Signature = folders.UNKNOWN

    def holds(self, day: str) -> bool:
        """True where the same content gives the same result on another day: all it tells of is past on both."""
        return self.day == day or self.last_event <= min(self.day, day)


def inspect(path: str, raw: bytes, today: date) -> tuple[Record | None, list[Problem]]:
    """Reads one file from its bytes and runs the record rules on it: the record, where it could be read, and problems."""
    if any(numbers.find(path)):
        help_text = "给文件换一个名字：编号由工具给出，不用证件号、电话和姓名。"
        return None, [
            Problem("privacy-number", Level.ERROR, Place(path), "文件名里疑似有个人号码", help_text, secret=True)
        ]
    try:
        location = repository.locate(path)
    except repository.Misplaced as misplaced:
        return None, [misplacement(path, misplaced)]
    read, problems = source.read(path, raw)
    text = read.text if read else raw[: source.MAX_BYTES].decode("utf-8-sig", "replace")
    problems += _stray_numbers(path, text, read.values if read else {}, read.body if read else "")
    if read is None:
        return None, problems
    kind_id = location.kind
    if kind_id == "decision":
        kind_id = _decision_kind(read.values.get("执法类别"))
        if not kind_id:
            names = "、".join(kind(name).name for name in DECISION_KINDS)
            finding = Finding("kind-unknown", ("执法类别",), "不知道是哪一类执法决定", f"“执法类别”应是：{names}。")
            return None, [*problems, finding.at(read.place(finding.keys))]
    record = Record(location.id, kind_id, location.agency, path, read.values, read.body, location.year, location.slug)
    found = [finding for rule in RULES if rule.record for finding in rule.record(record, today)]
    problems += [finding.at(read.place(finding.keys)) for finding in found]
    broken = any(finding.code == "value-type" for finding in found)
    return (None if broken else record), problems


def inspection(path: str, raw: bytes, content: bytes, today: date) -> tuple[Inspection, Record | None]:
    """What is kept of an inspected file with this digest, and its whole record where it could be read."""
    record, problems = inspect(path, raw, today)
    decision = record is not None and record.kind.shape == "decision"
    kept = Inspection(
        path=path,
        digest=content,
        day=str(today),
        last_event=last_event(record) if record else "",
        problems=problems,
        summary=summarise(record) if record and decision else None,
        record=None if decision else record,
    )
    return kept, record


def digest(raw: bytes) -> bytes:
    """What tells one content from another, and nobody can make two of."""
    return hashlib.blake2b(raw, digest_size=20).digest()


def misplacement(path: str, misplaced: repository.Misplaced) -> Problem:
    """The problem of a file that the layout has no place for."""
    return Problem("path-unknown", Level.ERROR, Place(path), "文件放错了地方，或者名字不合规定", f"{misplaced}。")


def _decision_kind(name: object) -> str:
    return next((kind_id for kind_id in DECISION_KINDS if kind(kind_id).name == name), "")


def _stray_numbers(path: str, text: str, values: Mapping[str, Any], body: str) -> Iterator[Problem]:
    """Personal numbers in comments, keys and files that cannot be read: all of the file is public."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    hits = list(numbers.find(text))
    known = (
        {value[hit.start : hit.end] for _, value in privacy.texts([values, body]) for hit in numbers.find(value)}
        if hits
        else set()
    )
    for hit in hits:
        if text[hit.start : hit.end] not in known:
            line, column = text.count("\n", 0, hit.start) + 1, hit.start - text.rfind("\n", 0, hit.start)
            message = f"这一行第 {column} 个字起的 {hit.end - hit.start} 个字疑似{hit.kind}"
            help_text = "整个删去，注释里也不能写。已经推送过的，请立即联系平台管理员清除历史。"
            yield Problem("privacy-number", Level.ERROR, Place(path, line, column), message, help_text, secret=True)
