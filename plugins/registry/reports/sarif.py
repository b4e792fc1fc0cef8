"""Problems as SARIF 2.1.0 (OASIS), for code scanning. No line of a file is repeated."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from ..problems import Problem
from ..reporting import NOTHING, PAGES, Explained, Explanation, answer, safe

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# What a reader of SARIF takes for a link or a placeholder (3.11.5, 3.11.6) is only a text here.
_LINK = re.compile(r"\](?=\()|\{(?=\d)")


def as_sarif(
    problems: Iterable[Problem], titles: Mapping[str, str], explained: Explained = NOTHING, pages: str = PAGES
) -> str:
    """One run with a rule for every code that occurs and a result for every problem.

    titles: of the codes; pages: where their pages are, best an absolute URL.
    """
    pairs = [(safe(problem), answer(problem, explained)) for problem in problems]
    codes = sorted({problem.code for problem, _ in pairs})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": titles.get(code, code)},
            "helpUri": f"{pages}/{code}.md",
        }
        for code in codes
    ]
    seen: Counter[str] = Counter()
    results = [_result(problem, reply, codes.index(problem.code), seen) for problem, reply in pairs]
    run = {
        "tool": {"driver": {"name": "行政执法公示检查", "rules": rules}},
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _result(problem: Problem, reply: Explanation | None, rule: int, seen: Counter[str]) -> dict[str, Any]:
    text = f"{problem.message}。{problem.help}{reply or ''}"
    result = {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": problem.level.value,
        "message": {"text": _LINK.sub(r"\g<0> ", text)},
        "locations": [{"physicalLocation": _location(problem)}],
        "partialFingerprints": {"problem/v1": _fingerprint(problem, seen)},
    }
    return result | ({"properties": {"explanation": reply._asdict()}} if reply else {})


def _location(problem: Problem) -> dict[str, Any]:
    """A problem of the file as a whole stands in its first line: code scanning shows nothing without a line."""
    place = problem.place
    region = {"startLine": place.line or 1}
    if place.column:
        region["startColumn"] = place.column
        if problem.length:
            region["endColumn"] = place.column + problem.length
    return {"artifactLocation": {"uri": quote(place.path), "uriBaseId": "%SRCROOT%"}, "region": region}


def _fingerprint(problem: Problem, seen: Counter[str]) -> str:
    """The same for a problem that only moved: of file, code and message, and the how manieth of these it is.

    Never of the line, whose secret could be guessed from it.
    """
    what = f"{problem.place.path}\n{problem.code}\n{problem.message}"
    seen[what] += 1
    return hashlib.sha256(f"{what}\n{seen[what]}".encode()).hexdigest()
