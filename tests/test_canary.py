"""Every public field of every kind of decision holds a word of its own; on the day the content must go, all are gone.

Two builds of one site into one folder, on two neighbouring days, with search: on the first each word is somewhere (so
that the second can fail), on the second none is left in any byte, opened where it is compressed.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from plugins.commands.build import build
from plugins.registry import writing
from plugins.registry.kinds import DECISION_KINDS, Field, Kind, kind
from plugins.registry.publication import WITHDRAWN
from plugins.registry.uscc import ALPHABET, check_character
from tests.conftest import BASE_URL, INSTANCE
from tests.trees import readable

# A feed holds fifty records: those of two agencies are more.
AGENCIES = {"anshi-scjg": "安石市市场监督管理局", "anshi-sthj": "安石市生态环境局"}
# The day on which everything goes, and the last one before it.
DAY = date(2026, 7, 1)
BEFORE = DAY - timedelta(1)
PROFILE = """\
名称: 安石市
依据: 虚构
公示期限: {单位年数: 5, 自然人年数: 2}
信用信息系统: 是
信用公示期:
  - {失信程度: 轻微, 自: 2026-04-01, 月数: 3, 依据: 虚构}
"""

# What makes the content go, and under which state it is then known.
GOING: dict[str, str] = {
    **{f"withdrawal-{number}": state for number, state in enumerate(WITHDRAWN.values())},
    "repair": "信用修复",
    "until": "公示期满",
    "term": "公示期满",
    "credit": "公示期满",
}
WITHDRAWAL_TYPES = dict(zip(GOING, WITHDRAWN, strict=False))
STAYING = "staying"
# 失信程度 is of penalties alone.
CASES = [(name, how) for name in DECISION_KINDS for how in (*GOING, STAYING) if how != "credit" or name == "penalty"]

# Letters that neither a checksum nor the base of a name in the search index has.
LETTERS = "ghjkmnpqrtuwxy"
# Said in public of what is gone, or an address that leads on to it.
NOT_CONTENT = ("撤回", "信用修复", "曾用编号")
# Codes of an agency's own lists, which are public in themselves.
REFERENCES = ("matter", "check-matter", "plan")


def agency_of(name: str) -> str:
    return list(AGENCIES)[DECISION_KINDS.index(name) % 2]


class Planted(NamedTuple):
    """A record with a word in every field, and the words by the way to their field."""

    values: dict[str, Any]
    words: dict[str, str]


def word(case: int, number: int) -> str:
    """Short, and unlike any other: between two z three letters for the record and two for the field."""
    letters = []
    for value, digits in ((case, 3), (number, 2)):
        for _ in range(digits):
            value, digit = divmod(value, len(LETTERS))
            letters.append(LETTERS[digit])
    return "z" + "".join(letters) + "z"


class Planter:
    """Makes a value for every field of a schema, and remembers the words that it put there."""

    def __init__(self, case: int) -> None:
        self.case = case
        self.words: dict[str, str] = {}

    def word(self, way: str) -> str:
        return self.words.setdefault(way, word(self.case, len(self.words)))

    def value(self, way: str, schema: Mapping[str, Any]) -> Any:
        match schema.get("type"):
            case "array":
                return [self.value(f"{way}.{number}", schema["items"]) for number in range(2)]
            case "object":
                return {name: self.value(f"{way}.{name}", part) for name, part in schema["properties"].items()}
        return self.text(way, schema)

    def text(self, way: str, schema: Mapping[str, Any]) -> str:
        if "const" in schema:
            return str(schema["const"])
        if "x-words" in schema:
            return f"其他-{self.word(way)}"
        if "enum" in schema:
            return str(schema["enum"][0])
        match schema.get("format"):
            case "date" | "term":
                return "2026-06-01"
            case "uri":
                return f"https://example.gov.cn/{self.word(way)}"
            case "amount":
                return self.amount(way)
        if way.endswith("统一社会信用代码"):
            return self.code(way)
        if way.endswith("行"):
            return "7"
        if "规则" in way:
            return "officer-unknown"
        return self.word(way)

    def amount(self, way: str) -> str:
        """An amount that no other record has: a word of digits."""
        number = 700_000_000 + self.case * 1000 + len(self.words)
        self.words[way] = str(number)
        return f"{number}元"

    def code(self, way: str) -> str:
        """A valid code that no other record has."""
        serial, digits = self.case * 100 + len(self.words), ""
        for _ in range(9):
            serial, digit = divmod(serial, len(ALPHABET))
            digits = ALPHABET[digit] + digits
        first = f"91990301{digits}"
        self.words[way] = first + check_character(first)
        return self.words[way]


def plant(of_kind: Kind, how: str, case: int) -> Planted:
    """A valid record of a kind that goes on DAY in one of the ways, or stays."""
    planter, role = Planter(case), of_kind.role
    values: dict[str, Any] = {}
    for name, item in of_kind.fields.items():
        if not (item.private or name in NOT_CONTENT or item.role in REFERENCES):
            values[name] = planter.value(name, item.schema)
    decided = {"term": "2021-06-28", "credit": "2026-04-01"}.get(how, "2026-05-11")
    published = {"term": "2021-07-01", "credit": "2026-04-03"}.get(how, "2026-05-13")
    values |= {
        role("party"): f"安石市{planter.word(role('party'))}有限公司",
        role("party-kind"): "法人及非法人组织",
        role("decided"): decided,
        role("published"): published,
        role("authority"): AGENCIES[agency_of(of_kind.id)],
    }
    if name := role("number"):
        values[name] = f"安{planter.word(name)}〔{decided[:4]}〕{case + 1}号"
    for name in (role("until"), role("valid-until"), role("valid-from"), "失信程度", "立案日期", "处罚有效期"):
        values.pop(name, None)
    if of_kind.id == "licence":
        values["有效期至"] = str(BEFORE) if how == "term" else "长期"
    for events in ("复议诉讼", "异议", "更正"):
        for entry in values[events]:
            entry |= {part: str(BEFORE) for part in entry if part in ("日期", "收到", "变更日期")}
    if review := values.get("法制审核"):
        review["日期"] = decided
    del planter.words[role("authority")]
    values |= going(role("until"), how)
    return Planted(writing.ordered(values, of_kind), planter.words)


def going(until: str, how: str) -> dict[str, Any]:
    """What makes a record go on DAY, beside its dates."""
    match how:
        case "repair":
            return {"信用修复": {"日期": str(DAY), "说明": "公开的说明"}}
        case "until":
            return {until: str(DAY)}
        case "credit":
            return {"失信程度": "轻微"}
        case "term" | "staying":
            return {}
    kind_of = WITHDRAWAL_TYPES[how]
    return {"撤回": {"日期": str(DAY), "类型": kind_of, "原因": f"公开的原因{kind_of}", "依据": "公开的依据"}}


PLANTED = {case: plant(kind(case[0]), case[1], number) for number, case in enumerate(CASES)}


def record_id(name: str, how: str) -> str:
    of_kind = kind(name)
    return f"{agency_of(name)}/{PLANTED[name, how].values[of_kind.role('decided')][:4]}/{of_kind.prefix}-{how}"


class Outputs(NamedTuple):
    """All files of the site as text on the day before and on the day."""

    before: dict[str, str]
    after: dict[str, str]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    folder = tmp_path_factory.mktemp("canaries")
    root, site = folder / "root", folder / "site"
    shutil.copytree(INSTANCE, root, ignore=shutil.ignore_patterns("decisions"))
    (root / "content" / "profiles" / "local.yaml").write_text(PROFILE, "utf-8")
    for name, how in CASES:
        ending = "md" if how == "withdrawal-1" else "yaml"
        text = writing.dump(PLANTED[name, how].values)
        if ending == "md":
            text = f"---\n{text}---\n\n正文{body_word(name)}。\n"
        agency, year, slug = record_id(name, how).split("/")
        file = root / "agencies" / agency / "decisions" / year / f"{slug}.{ending}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return Outputs(*(made(root, site, day) for day in (BEFORE, DAY)))


def made(root: Path, site: Path, day: date) -> dict[str, str]:
    """The site on a day, each file under its path; the paths are text of the site too."""
    assert build(root, site, base_url=BASE_URL, today=day, jobs=1, search=True, downloads=True) == 0
    return {path: f"{path}\n{content}" for path, content in readable(site).items()}


def body_word(name: str) -> str:
    return f"zyyy{LETTERS[DECISION_KINDS.index(name)]}yz"


# Words, amounts and codes, whatever stands beside them (the search index writes lengths before its words).
_PLANTED = re.compile(rf"(?=(z[{LETTERS}]{{5}}z|7\d{{8}}|91990301[0-9a-z]{{10}}))")


def words_of(files: Mapping[str, str]) -> dict[str, list[str]]:
    """Every planted word that occurs in some files, with the paths of those."""
    planted = {text.lower() for _, words in PLANTED.values() for text in words.values()}
    planted |= {body_word(name) for name in DECISION_KINDS}
    found: dict[str, list[str]] = {}
    for path, content in files.items():
        # Amounts are shown as 700,000,123.
        for text in planted & set(_PLANTED.findall(content.replace(",", "").lower())):
            found.setdefault(text, []).append(path)
    return found


@pytest.fixture(scope="module")
def found_before(outputs: Outputs) -> dict[str, list[str]]:
    return words_of(outputs.before)


def fields_with_texts(of_kind: Kind) -> Iterator[Field]:
    """The public fields of a kind that can hold a text of their own."""
    for name, item in of_kind.fields.items():
        if not (item.private or name in NOT_CONTENT or item.role in REFERENCES or "const" in item.schema):
            yield item


@pytest.mark.parametrize("name", DECISION_KINDS)
def test_no_field_is_forgotten(name: str) -> None:
    """Every field that is no date and no word of a code list holds a canary, its parts and entries too."""
    words = PLANTED[name, STAYING].words
    for item in fields_with_texts(kind(name)):
        schema = item.schema
        if schema.get("type") in ("array", "object"):
            inner = schema.get("items", schema)
            free = inner.get("type") == "string" or any(
                part.get("type") == "array" or not (part.get("enum") or part.get("format"))
                for part in inner["properties"].values()
            )
            assert not free or [way for way in words if way.startswith(f"{item.name}.")], item.name
        elif not (schema.get("enum") or item.format in ("date", "term") or item.role == "authority"):
            assert item.name in words, item.name


@pytest.mark.parametrize(("name", "how"), CASES)
def test_the_day_before_every_word_is_somewhere(
    outputs: Outputs, found_before: dict[str, list[str]], name: str, how: str
) -> None:
    identity = record_id(name, how)
    page, data = f"{identity}/index.html", f"api/v1/records/{identity}.json"
    for way, text in PLANTED[name, how].words.items():
        places = found_before.get(text.lower(), [])
        assert page in places, f"页面没有 {way}"
        assert data in places, f"JSON 没有 {way}"
    assert f"api/v1/records/{identity}.json" in outputs.before


@pytest.mark.parametrize("name", DECISION_KINDS)
def test_lists_feeds_and_search_know_it_the_day_before(found_before: dict[str, list[str]], name: str) -> None:
    """So that their silence on the day means something."""
    of_kind, words = kind(name), PLANTED[name, "withdrawal-0"].words
    places = found_before[words[of_kind.role("party")]]
    assert f"feeds/agency/{agency_of(name)}.rss" in places
    assert f"{agency_of(name)}/{name}/2026/index.html" in places
    searched = [of_kind.role(name) for name in ("party", "number", "facts", "conclusion")]
    for way in (*filter(None, searched), "备注"):
        assert [path for path in found_before[words[way]] if path.startswith("search/index/")], f"搜索索引没有 {way}"
    in_body = found_before[body_word(name)]
    assert f"{record_id(name, 'withdrawal-1')}/index.html" in in_body
    assert [path for path in in_body if path.startswith("search/index/")]


def test_on_the_day_nothing_is_left_of_what_went(outputs: Outputs) -> None:
    found = words_of(outputs.after)
    left = {
        f"{name} {how} {way}": found[text.lower()]
        for (name, how), (_, words) in PLANTED.items()
        for way, text in words.items()
        if how != STAYING and text.lower() in found
    }
    left |= {name: found[body_word(name)] for name in DECISION_KINDS if body_word(name) in found}
    assert not left


@pytest.mark.parametrize("name", DECISION_KINDS)
def test_on_the_day_the_rest_stays(outputs: Outputs, name: str) -> None:
    """Withdrawing one record takes nothing from its neighbour."""
    found = words_of(outputs.after)
    page = f"{record_id(name, STAYING)}/index.html"
    for way, text in PLANTED[name, STAYING].words.items():
        assert page in found.get(text.lower(), []), way


def reasons(name: str, how: str) -> tuple[str, ...]:
    """What the public is told of why a record went."""
    match how:
        case "repair":
            return ("公开的说明",)
        case "until":
            return ("公示截止期已到",)
        case "credit":
            return ("信用公示期3个月已满",)
        case "term":
            return ("许可有效期已满" if name == "licence" else "公示期限5年已满",)
    return f"公开的原因{WITHDRAWAL_TYPES[how]}", "公开的依据"


@pytest.mark.parametrize(("name", "how"), [case for case in CASES if case[1] != STAYING])
def test_what_is_said_of_it_stays(outputs: Outputs, name: str, how: str) -> None:
    """Agency, category, dates, state and the public reason: who looks for it learns that it was there, and why it went."""
    of_kind, values, identity = kind(name), PLANTED[name, how].values, record_id(name, how)
    page = outputs.after[f"{identity}/index.html"]
    data = outputs.after[f"api/v1/records/{identity}.json"]
    days = (values[of_kind.role("decided")], values[of_kind.role("published")], str(DAY))
    for text in (GOING[how], AGENCIES[agency_of(name)], of_kind.name):
        assert text in page
        assert f'"{text}"' in data
    for day in days:
        assert f'datetime="{day}"' in page
        assert f'"{day}"' in data
    for reason in reasons(name, how):
        assert reason in page
        assert reason in data
    # Its year lists it without content, so that the numbering of what was published has no hole.
    year = outputs.after[f"{agency_of(name)}/{name}/{days[1][:4]}/index.html"]
    assert f'{identity}/">内容已停止公示</a>' in year
