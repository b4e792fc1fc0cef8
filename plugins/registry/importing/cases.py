"""Tables written downwards: a label and its value on each line, one case below the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise

from . import headers
from .layout import REMARK
from .rows import Row, Rows, Sheet, Table, filled

# A case has its number, party, facts and decision at least; the first cells of headers are fewer different words.
MIN_LABELS = 4

_SCANNED = 2_000
_CASE_ROWS = 20_000
# Words above or beside the labels proper, which say nothing on their own.
_GROUPS = frozenset(
    ("单位", "个人", "被处罚当事人", "被处罚当事人姓名或名称", "当事人", "行政处罚当事人基本情况", "当事人基本情况")
)


def find(sheets: Sequence[Sheet], known: Mapping[str, str]) -> Table | None:
    """The cases of sheets whose labels stand in their first column, as a table with a row for each case."""
    found = [case for sheet in sheets if labels_in_column(sheet, known) >= MIN_LABELS for case in _cases(sheet, known)]
    header = tuple(dict.fromkeys(label for _, values in found for label in values))
    rows = [Row(number, tuple(values.get(label, "") for label in header)) for number, values in found]
    return Table(header, Rows(lambda: iter(rows)), sheets[0].serials) if rows else None


def labels_in_column(sheet: Sheet, known: Mapping[str, str]) -> int:
    """How many different known labels stand in the first filled cell of rows that hold something else as well."""
    found = set()
    for row in islice(sheet.rows, _SCANNED):
        words = filled(row.cells)
        meaning = headers.means(words[0], known)
        if meaning and len(words) > 1:
            found.add(meaning)
    return len(found)


def _cases(sheet: Sheet, known: Mapping[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The cases of a sheet, each with the row on which it begins; it ends where its first label stands again."""
    case: dict[str, str] = {}
    begin, last = 0, ""
    for row in islice(sheet.rows, _CASE_ROWS):
        if not row.cells[0].strip() and last:
            # A value that goes on in the next line.
            case[last] = "\n".join(filter(None, (case.get(last, ""), *dict.fromkeys(filled(row.cells)))))
            continue
        for label, value in _pairs(row.cells, known):
            if case and label == next(iter(case)) and case[label]:
                yield begin, case
                case, last = {}, ""
            begin = begin if case else row.number
            case[label] = "\n".join(filter(None, (case.get(label, ""), value)))
            last = label
    if case:
        yield begin, case


def _pairs(cells: tuple[str, ...], known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The labels of a row with their values: 单位 | 名称 | 某公司 is 名称: 某公司."""
    words = filled(cells)
    words = words[:1] + [new for old, new in pairwise(words) if new != old]
    if len(words) < 2 or (REMARK.fullmatch(words[0]) and not headers.means(words[0], known)):
        return
    path: list[str] = []
    for place, word in enumerate(words):
        if headers.means(word, known) or headers.key(word) in _GROUPS or (not place and len(word) < headers.LONGEST):
            path.append(word)
        elif path:
            yield _label(path, known), word
            path = []
    if path and (label := _label(path, known)) and headers.means(label, known):
        yield label, ""


def _label(path: Sequence[str], known: Mapping[str, str]) -> str:
    """The most particular label that a path of labels has: 单位-名称 before 名称."""
    forms = ["-".join(path[start:]) for start in range(len(path))]
    return next((form for form in forms if headers.means(form, known)), forms[-1])
