"""Thousands of spoilt YAML files: a check never ends in a traceback, repeats no personal number, and finds every one."""

from __future__ import annotations

import functools
import json
import random
import re
from datetime import date

import pytest

from plugins.registry import fixing, reporting, source
from plugins.registry.assembly import Registry
from plugins.registry.checking import check as check_site
from plugins.registry.context import contexts
from plugins.registry.importing import mapping
from plugins.registry.importing.importer import Existing, run
from plugins.registry.importing.outcome import ImportFailed
from plugins.registry.inspecting import inspect
from plugins.registry.kinds import kind
from plugins.registry.problems import Problem
from plugins.registry.publication import Leak, publish
from plugins.registry.records import Record
from plugins.registry.reports.markdown import as_markdown
from plugins.registry.reports.sarif import as_sarif
from tests.conftest import INSTANCE, REPOSITORY
from tests.spoiling import leaked, mutants, past, secret, with_wrong_bytes

TODAY = date(2026, 11, 20)
FILES = {
    path.relative_to(INSTANCE).as_posix(): path.read_bytes()
    for path in sorted(INSTANCE.rglob("*"))
    if path.suffix in (".yaml", ".md")
}
MAPPING = (REPOSITORY / "tests/mappings/nfra.yaml").read_bytes()
TABLE = "当事人名称,当事人类型,行政处罚内容,发布日期,作出决定机关,源链接\n云海甲公司,机构,罚款1万元,2026-03-02,清河监管局,\n"
VALUES = (
    *(
        "",
        "~",
        "null",
        "[]",
        "{}",
        "[a, b]",
        "{a: b}",
        "- x",
        "*x",
        "&x y",
        "!!str x",
        "'",
        '"',
        "|",
        ">",
        "#",
        "a # b",
    ),
    *(
        "2026-02-30",
        "2026年3月2日",
        "99999999999999999999",
        "-1",
        "0x1F",
        "1:30",
        "no",
        "\t",
        "\u2028",
        "\u202e",
        "\x07",
    ),
    *("罚款 5000 元", "伍仟元", "1e400元", "〔2026〕1号", "长期", "其他-", "自然人", "沈小满", "../../x", "x" * 6000),
)


@functools.cache
def registry() -> Registry:
    """The tiny site as it is, for what decisions are held against."""
    return check_site(INSTANCE, TODAY).registry


def spoilt(text: str, chance: random.Random) -> str:
    """A YAML text with values, keys, lines and indents spoilt, and personal numbers put in."""
    lines = text.split("\n")
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        place = chance.randrange(len(lines))
        key, colon, value = lines[place].partition(":")
        match chance.randrange(12):
            case 0 if colon:
                lines[place] = f"{key}: {chance.choice(VALUES)}"
            case 1 | 10 | 11 if colon:
                # Quoted, so that it gets to the rules whatever it is.
                lines[place] = f"{key}: {json.dumps(chance.choice((*VALUES, secret(chance))))}"
            case 2 | 3:
                lines[place] = f"{lines[place]}{chance.choice((' ', '，', ' # ', '电话'))}{secret(chance)}"
            case 4 if colon:
                lines[place] = f"{key}，{secret(chance)}:{value}"
            case 5 if chance.random() < 0.3:
                lines[place] = " " * chance.randrange(5) + lines[place].strip()
            case 6:
                lines.insert(chance.randrange(len(lines)), chance.choice(lines))
            case 7 if chance.random() < 0.5:
                lines.pop(place)
                lines = lines or [""]
            case 8:
                lines[place] = lines[place].translate({48 + digit: 0xFF10 + digit for digit in range(10)})
            case 9:
                lines.insert(place, f"# {secret(chance)}")
    return "\n".join(lines)


def make(chance: random.Random, number: int) -> tuple[bytes, str]:
    """A file of the tiny site, or a mapping file, spoilt as people would; some also with wrong bytes."""
    path, raw = ("", MAPPING) if number % 8 == 7 else chance.choice(list(FILES.items()))
    data = spoilt(raw.decode(), chance).encode("utf-8", "surrogatepass")
    return (with_wrong_bytes(data, chance) if number % 8 == 3 else data), path


def look(data: bytes, path: str, _: random.Random) -> str:
    """What comes of a mutant."""
    return look_at_file(data, path) if path else look_at_mapping(data)


def look_at_mapping(data: bytes) -> str:
    """It is refused in a sentence, or tables are read with it."""
    try:
        columns = mapping.read(data, kind("penalty"))
        result = run(TABLE.encode(), "表.csv", kind("penalty"), Existing(), columns)
    except ImportFailed as failed:
        assert re.search("[\u4e00-\u9fff]", str(failed))
        return "unread" if "YAML" in str(failed) else "mapping refused"
    assert result.rows == result.records + result.refused + result.present
    return "mapping used"


def look_at_file(data: bytes, path: str) -> str:
    """What the checker says of a file, in every form; what can be repaired; what would be public."""
    record, problems = inspect(path, data, TODAY, contexts(registry()))
    assert not [text for text in reports(path, data, problems) if leaked(text)]
    hidden = any(problem.secret for problem in problems)
    read, _ = source.read(path, data)
    if read and leaked(read.text):
        assert hidden, "a number that the check does not find"
    if record and not any(problem.level.value == "error" for problem in problems):
        look_at_public(record)
    return "unread" if read is None else "secret" if hidden else "read"


def reports(path: str, data: bytes, problems: list[Problem]) -> list[str]:
    """All forms of a report, and the repairs as they are shown."""
    text = data.decode("utf-8-sig", "replace")
    lines = text.replace("\r\n", "\n").split("\n")
    read, _ = source.read(path, data)
    told = reporting.explained(problems, lambda _: read.values if read else {})
    mended = fixing.fixes(path, text)
    assert fixing.fixes(path, mended) == mended, "what is mended stays"
    made = [
        reporting.as_text(problems, lambda _: lines, told),
        reporting.as_github(problems, told),
        reporting.as_json(problems, {}, told),
        as_sarif(problems, {problem.code: "x" for problem in problems}, told),
        as_markdown(problems, {}, told),
        # Of a file with secrets the changes are not shown.
        "" if any(problem.secret for problem in problems) else fixing.diff(path, text, mended),
    ]
    json.loads(made[2])
    json.loads(made[3])
    return made


def look_at_public(record: Record) -> None:
    """A record that passed goes out of the door without a number, or not at all."""
    if record.kind.shape != "decision":
        return
    try:
        form = publish(record, registry().settings, TODAY)
    except Leak as leak:
        assert not leaked(str(leak))
        return
    assert not leaked(str(form))


@pytest.mark.parametrize(
    ("seed", "count"), [(1, 400), *(pytest.param(seed, 1000, marks=pytest.mark.heavy) for seed in range(200, 210))]
)
def test_spoilt_files(seed: int, count: int) -> None:
    outcomes = mutants(seed, count, make, look)
    assert past(outcomes) > 0.6, outcomes
    assert {"read", "secret", "mapping refused", "mapping used"} <= outcomes.keys()
