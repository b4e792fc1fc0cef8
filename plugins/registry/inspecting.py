"""Files, each read from its bytes and held against the rules on single records. Pure: nothing else is looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from . import folders, repository, shape, source
from .context import Context
from .folders import File
from .harvested import HOLDING, is_harvested, reason
from .kinds import DECISION_KINDS, kind
from .privacy import numbers
from .privacy.leaks import texts
from .problems import Finding, Level, Place, Problem
from .records import Record
from .rules import RULES, ease, explanations, unused
from .rules.days import last_event
from .summaries import Summary, summarise

Contexts = Mapping[str, Context]
NONE: Contexts = MappingProxyType({})


class Inspection(Struct, array_like=True):
    """A file and what is wrong with it. Of a decision only the summary is kept, of anything else the record.

    digest: of the content; day: the day it was held against; last_event: the last day that could matter to a rule;
    context: the key of the context a decision was held against.
    """

    path: str
    digest: bytes
    day: str
    last_event: str = ""
    problems: list[Problem] = []
    summary: Summary | None = None
    record: Record | None = None
    signature: folders.Signature = folders.UNKNOWN
    context: bytes = b""

    def holds(self, day: str, context: bytes) -> bool:
        """True where the same content gives the same result on another day: all it tells of is past on both."""
        return self.context == context and (self.day == day or self.last_event <= min(self.day, day))


def inspect(path: str, raw: bytes, today: date, contexts: Contexts = NONE) -> tuple[Record | None, list[Problem]]:
    """Reads one file from its bytes and runs the record rules on it: the record, where it could be read, and problems."""
    return inspect_all([(path, raw)], today, contexts)[0]


def inspect_all(
    files: Sequence[tuple[str, bytes]], today: date, contexts: Contexts = NONE
) -> list[tuple[Record | None, list[Problem]]]:
    """The same for several files, rule by rule: a processor is quicker at the same thing many times.

    contexts: of the agencies, by id; decisions of others are held against the rules on single records only.
    """
    opened = [_open(path, raw) for path, raw in files]
    readable = [(found.findings, found.record) for found in opened if found.record]
    for check in [rule.record for rule in RULES if rule.record]:
        for findings, record in readable:
            findings.extend(check(record, today))
    # What has other types than its schema says, no rule on its meaning can read.
    sound = []
    for found in opened:
        if found.record and found.record.agency in contexts and not found.broken:
            found.judging = True
            sound.append((found.findings, found.record, contexts[found.record.agency]))
    own = [item for item in sound if not is_harvested(item[1].path)]
    for rule in RULES:
        if rule.decision:
            for findings, record, context in sound if not HOLDING.keys().isdisjoint(rule.codes) else own:
                findings.extend(rule.decision(record, context, today))
    return [found.judged() for found in opened]


@dataclass
class _Opened:
    """A file that was read, as far as it could be, and what was found in it on the way; judging: by all rules."""

    problems: list[Problem]
    record: Record | None = None
    read: source.Source | None = None
    findings: list[Finding] = field(default_factory=list)
    judging: bool = False

    @property
    def broken(self) -> bool:
        """True where values have other types than the schema says."""
        return any(finding.code == "value-type" for finding in self.findings)

    def judged(self) -> tuple[Record | None, list[Problem]]:
        """The record, unless it is broken, and all problems; of what was harvested only those that hold it back."""
        record = None if self.broken else self.record
        if self.record and is_harvested(self.record.path):
            return record, _holding(self.record, [*self.problems, *self.findings])
        explained = explanations(record) if record else {}
        if record and explained:
            self.findings.extend([*unused(self.findings, record)] if self.judging else [])
        for finding in ease(self.findings, explained) if record and record.kind.shape == "decision" else self.findings:
            self.problems.append(self._placed(finding))
        return record, self.problems

    def _placed(self, finding: Finding) -> Problem:
        """The finding with its place; what must not be missing is said where it belongs."""
        if not self.read:
            return finding.at(Place(""))
        if finding.code in shape.MISSING and finding.level is Level.ERROR and self.record and len(finding.keys) == 1:
            after = self.read.before(str(finding.keys[0]), list(self.record.kind.fields))
            if after:
                first = "第一个" if "、" in finding.message else ""
                return replace(finding, message=f"{finding.message}，{first}写在“{after}”后面").at(
                    self.read.place((after,))
                )
        return finding.at(self.read.place(finding.keys))


def _holding(record: Record, found: Iterable[Problem | Finding]) -> list[Problem]:
    """What keeps a harvested file from being published here, in general words: the text is somebody else's.

    Whether a decision was lawful was for its source to answer; lists and pages must hang together to be drawn.
    """
    any_error = record.kind.shape != "decision"
    codes = dict.fromkeys(
        item.code
        for item in found
        if item.level is Level.ERROR and (item.code in HOLDING or (any_error and item.code != "field-expected"))
    )
    return [Problem(code, Level.ERROR, Place(record.path), reason(code)) for code in codes]


def _open(path: str, raw: bytes) -> _Opened:
    if any(numbers.find(path)):
        help_text = "给文件换一个名字：编号由工具给出，不用证件号、电话和姓名。"
        problem = Problem("privacy-number", Level.ERROR, Place(path), "文件名里疑似有个人号码", help_text, secret=True)
        return _Opened([problem])
    try:
        location = repository.locate(path)
    except repository.Misplaced as misplaced:
        return _Opened([misplacement(path, misplaced)])
    read, problems = source.read(path, raw)
    text = read.text if read else raw[: source.MAX_BYTES].decode("utf-8-sig", "replace")
    problems += _stray_numbers(path, text, read.values if read else {}, read.body if read else "")
    if read is None:
        return _Opened(problems)
    kind_id = location.kind
    if kind_id == "decision":
        kind_id = _decision_kind(read.values.get("执法类别"))
        if not kind_id:
            names = "、".join(kind(name).name for name in DECISION_KINDS)
            finding = Finding("kind-unknown", ("执法类别",), "不知道是哪一类执法决定", f"“执法类别”应是：{names}。")
            # No rule will look at its values, so all numbers are stray.
            problems += [item for item in _stray_numbers(path, text, {}, "") if item not in problems]
            return _Opened([*problems, finding.at(read.place(finding.keys))])
    record = Record(
        location.id, kind_id, location.agency, path, read.values, read.body, location.year, location.slug, read.gone
    )
    return _Opened(problems, record, read)


def inspections(
    files: Sequence[tuple[File, bytes]], today: date, contexts: Contexts = NONE
) -> list[tuple[Inspection, Record | None]]:
    """What is kept of each inspected file, and its whole record where it could be read."""
    results = []
    found = inspect_all([(file.path, raw) for file, raw in files], today, contexts)
    for (file, raw), (record, problems) in zip(files, found, strict=True):
        decision = record is not None and record.kind.shape == "decision"
        kept = Inspection(
            path=file.path,
            digest=digest(raw),
            day=str(today),
            last_event=last_event(record) if record else "",
            problems=problems,
            summary=summarise(record) if record and decision else None,
            record=None if decision else record,
            signature=file.signature,
            context=context_key(file.path, contexts),
        )
        results.append((kept, record))
    return results


def context_key(path: str, contexts: Contexts) -> bytes:
    """The key of the context that the file at a path is held against; b"" where there is none."""
    context = contexts.get(path.split("/", 2)[1]) if contexts else None
    return context.key if context else b""


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
        {value[hit.start : hit.end] for _, value in texts([values, body]) for hit in numbers.find(value)}
        if hits
        else set()
    )
    for hit in hits:
        if text[hit.start : hit.end] not in known:
            line, column = text.count("\n", 0, hit.start) + 1, hit.start - text.rfind("\n", 0, hit.start)
            message = f"这一行第 {column} 个字起的 {hit.end - hit.start} 个字疑似{hit.kind}"
            help_text = "整个删去，注释里也不能写。已经推送过的，请立即联系平台管理员清除历史。"
            yield Problem("privacy-number", Level.ERROR, Place(path, line, column), message, help_text, secret=True)
