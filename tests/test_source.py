"""Strict reading: what YAML would guess stays text, what nobody needs is refused, and every key has its place."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from plugins.registry import source
from plugins.registry.problems import Place

CODES = frozenset(
    (
        "encoding",
        "control-character",
        "file-size",
        "front-matter",
        "yaml-syntax",
        "yaml-top",
        "yaml-feature",
        "yaml-comment",
        "key-twice",
    )
)


def _values(text: str) -> dict[str, Any]:
    read, problems = source.read("x.yaml", text.encode())
    assert read is not None and not problems, problems
    return read.values


def _refused(text: str | bytes, path: str = "x.yaml") -> tuple[str, str]:
    """The code and place of the one problem that makes a file unreadable."""
    read, problems = source.read(path, text.encode() if isinstance(text, str) else text)
    assert read is None
    (problem,) = problems
    return problem.code, str(problem.place)


@pytest.mark.parametrize(
    "written",
    [
        "no",
        "No",
        "OFF",
        "yes",
        "on",
        "true",
        "False",
        "y",
        "1:30",
        "12:30:45",
        "037010",
        "012",
        "091",
        "0o17",
        "0x1F",
        "0b11",
        "1_000",
        "1.10",
        "1e3",
        "12e03",
        ".inf",
        "-.INF",
        ".nan",
        "370100",
        "913701001234567890",
        "91370100E123456789",
        "2026-01-02",
        "2026-02-30",
        "2026-01-02 10:30:00",
        "2026-01-02T10:30:00Z",
        "1234.5",
        "=",
        "None",
        "甲：乙",
        "a:b",
        "时间:10点",
        "一#1",
        "100%",
        "5，000元",
        "-5",
        "...三点",
        "“引号”",
    ],
)
def test_nothing_is_guessed(written: str) -> None:
    """A scalar is the text that stands there, quoted or not, in a mapping, a list or in braces."""
    assert _values(f"甲: {written}\n") == {"甲": written}
    assert _values(f'甲: "{written}"\n') == {"甲": written}
    assert _values(f"甲: '{written}'\n") == {"甲": written}
    assert _values(f"甲:\n  - {written}\n") == {"甲": [written]}


@pytest.mark.parametrize(
    "written", ["", "~", "null", "Null", "NULL", '""', "''", "[]", "{}", "[~, '']", "# 注释", '" "']
)
def test_an_empty_value_counts_as_not_written(written: str) -> None:
    """A key without a value is no key, so that 必备 cannot be met by a blank."""
    assert _values(f"甲: {written}\n乙: 丙\n") == {"乙": "丙"}


def test_a_quoted_word_for_nothing_is_that_word() -> None:
    """Quotes say: this very text."""
    assert _values("甲: 'null'\n乙: \"~\"\n") == {"甲": "null", "乙": "~"}


def test_keys_are_text_too() -> None:
    """A key is never a number, a date, a boolean or nothing."""
    assert _values("2026: 甲\nno: 乙\n~: 丙\n1.0: 丁\n") == {"2026": "甲", "no": "乙", "~": "丙", "1.0": "丁"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("甲: |\n  第一行\n  第二行\n", "第一行\n第二行"),
        ("甲: |-\n  第一行\n\n  第二行: 有冒号\n", "第一行\n\n第二行: 有冒号"),
        ("甲: >\n  第一行\n  第二行\n", "第一行 第二行"),
        ("甲: 第一行\n  第二行\n", "第一行 第二行"),
        ('甲: "一\\n二"\n', "一\n二"),
        ("甲: '当事人说：''合格'''\n", "当事人说：'合格'"),
        ("甲:   两边有空格   \n", "两边有空格"),
        ("甲: 乙#不是注释\n", "乙#不是注释"),
        ('甲: "乙 # 不是注释"\n', "乙 # 不是注释"),
        ("甲:\t乙\n", "乙"),
        ("{甲: 乙}\n", "乙"),
        ("---\n甲: 乙\n...\n", "乙"),
        ("%YAML 1.1\n---\n甲: 乙\n", "乙"),
        ("# 注释\n\n甲: 乙\n", "乙"),
        ("? 甲\n: 乙\n", "乙"),
    ],
)
def test_ways_to_write_a_text(text: str, value: str) -> None:
    """Block, folded, quoted and plain text come out as YAML says, without blanks around."""
    assert _values(text) == {"甲": value}


def test_script_is_only_text() -> None:
    """Markup is the pages' business (they escape it), not the reader's."""
    assert _values("甲: <script>alert(1)</script>\n") == {"甲": "<script>alert(1)</script>"}


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("甲: *乙\n", "yaml-syntax", "x.yaml:1:5"),
        ("甲: *a\n", "yaml-feature", "x.yaml:1:4"),
        ("甲: &a 乙\n", "yaml-feature", "x.yaml:1:4"),
        ("甲:\n  - &a 乙\n  - *a\n", "yaml-feature", "x.yaml:2:5"),
        ("甲: &a {乙: 丙}\n", "yaml-feature", "x.yaml:1:4"),
        ("&a 甲: 乙\n", "yaml-feature", "x.yaml:1:1"),
        ("&a\n甲: 乙\n", "yaml-feature", "x.yaml:1:1"),
        ("!!map\n甲: 乙\n", "yaml-feature", "x.yaml:1:1"),
        ("!!str 甲: 乙\n", "yaml-feature", "x.yaml:1:1"),
        ("甲: !!str 乙\n", "yaml-feature", "x.yaml:1:4"),
        ("甲: ! 乙\n", "yaml-feature", "x.yaml:1:4"),
        ("甲: !!timestamp 2026-01-02\n", "yaml-feature", "x.yaml:1:4"),
        ("甲: !!binary aGk=\n", "yaml-feature", "x.yaml:1:4"),
        ("甲: !!python/object/apply:os.system [ls]\n", "yaml-feature", "x.yaml:1:4"),
        ("甲: 乙\n<<: *a\n", "yaml-feature", "x.yaml:2:5"),
        ("[甲]: 乙\n", "yaml-feature", "x.yaml:1:1"),
        ("{甲: 乙}: 丙\n", "yaml-feature", "x.yaml:1:1"),
        ("*a : 乙\n", "yaml-feature", "x.yaml:1:1"),
        ("甲: 乙\n---\n丙: 丁\n", "yaml-feature", "x.yaml:2:1"),
        ("甲: 乙\n丙: 丁\n甲: 戊\n", "key-twice", "x.yaml:3:1"),
        ("甲: 乙\n'甲': 戊\n", "key-twice", "x.yaml:2:1"),
        ("甲: {乙: 1, 乙: 2}\n", "key-twice", "x.yaml:1:11"),
        ("甲: \n甲: 乙\n", "key-twice", "x.yaml:2:1"),
        ("- 甲\n", "yaml-top", "x.yaml:1:1"),
        ("甲\n", "yaml-top", "x.yaml:1:1"),
        ("甲：乙\n", "yaml-top", "x.yaml:1:1"),
        ("'甲: 乙'\n", "yaml-top", "x.yaml:1:1"),
        ("甲: 乙: 丙\n", "yaml-syntax", "x.yaml:1:5"),
        ("甲: 乙\n  丙: 丁\n", "yaml-syntax", "x.yaml:2:4"),
        ("甲: 乙\n\t丙: 丁\n", "yaml-syntax", "x.yaml:2:1"),
        ("甲: @乙\n", "yaml-syntax", "x.yaml:1:4"),
        ("甲: `乙`\n", "yaml-syntax", "x.yaml:1:4"),
        ("甲: %乙\n", "yaml-syntax", "x.yaml:1:4"),
        ("甲: 乙\n丙：丁\n戊: 己\n", "yaml-syntax", "x.yaml:2:1"),
        ("甲: '乙\n丙: 丁\n", "yaml-syntax", "x.yaml:1:4"),
        ("甲: [乙\n丙: 丁\n", "yaml-syntax", "x.yaml:1:4"),
        ("甲: - 乙\n", "yaml-syntax", "x.yaml:1:4"),
        ('甲: "\\q"\n', "yaml-syntax", "x.yaml:1:5"),
        ("%YAML 9.9\n---\n甲: 乙\n", "yaml-syntax", "x.yaml:1:1"),
    ],
)
def test_what_is_refused_and_where(text: str, code: str, place: str) -> None:
    """Aliases, anchors, tags, merges, other documents and keys written twice, each at its line and column."""
    assert _refused(text) == (code, place)


def test_an_alias_bomb_is_refused_at_its_fuse() -> None:
    """Nine lines that would unfold to billions of texts cost nothing."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    assert _refused("\n".join(lines)) == ("yaml-feature", "x.yaml:1:4")


@pytest.mark.parametrize(
    "text", ["甲: " + "[" * 20 + "]" * 20, "甲: " + "{甲: " * 20 + "}" * 20, "甲: " + "[" * 200_000]
)
def test_deep_nesting_is_refused_before_it_is_read(text: str) -> None:
    """The depth is bounded, so neither the reader's stack nor its time is at the writer's mercy."""
    assert _refused(text)[0] == "yaml-feature"


def test_the_deepest_record_may_be_read() -> None:
    """The bound is far above what any schema asks for."""
    assert _values("甲: " + "[" * 7 + "x" + "]" * 7)["甲"]


def test_sizes_at_the_bound() -> None:
    """Exactly the bound is read, one byte more is not even parsed."""
    text = "甲: 乙\n#".encode().ljust(source.MAX_BYTES, b"x")
    assert source.read("x.yaml", text)[1] == []
    assert _refused(text + b"x") == ("file-size", "x.yaml")


@pytest.mark.parametrize(
    ("raw", "place", "hint"),
    [
        ("执法类别: 行政检查\n".encode("gb18030"), "x.yaml:1:3", "GB18030"),
        (b"a: b\n\xff\xfe\x00", "x.yaml:2:1", ""),
        ("甲: 乙\n丙: 丁".encode()[:-1], "x.yaml:2:6", ""),
        ("甲: 乙".encode("utf-16"), "x.yaml:1:1", ""),
        (b"\xed\xa0\x80: x", "x.yaml:1:1", ""),
    ],
)
def test_other_encodings_are_refused(raw: bytes, place: str, hint: str) -> None:
    """The place is that of the first byte that is no UTF-8; GB18030 is guessed only in the message."""
    read, (problem,) = source.read("x.yaml", raw)
    assert read is None
    assert (problem.code, str(problem.place)) == ("encoding", place)
    assert ("GB18030" in problem.message) == bool(hint)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_make_no_difference(ending: str, mark: str) -> None:
    """Windows' and old Mac's files read as any other, in places too."""
    text = f"{mark}甲: 乙\n丙:\n  - 丁\n".replace("\n", ending)
    read, problems = source.read("x.yaml", text.encode())
    assert read is not None and not problems
    assert read.values == {"甲": "乙", "丙": ["丁"]}
    assert read.place(("丙", 0)) == Place("x.yaml", 3, 5)


@pytest.mark.parametrize(
    ("character", "kept"),
    [*((bad, "\ufffd") for bad in "\x00\x1b\x7f\x85\u2028"), *((unseen, "") for unseen in "\u200b\u202e\u2066\ufeff")],
)
def test_strange_characters_are_warned_of_and_taken_out(character: str, kept: str) -> None:
    """Neither a page nor a terminal ever gets them, written as they are or as an escape in quotes."""
    read, (problem,) = source.read("x.yaml", f"甲: 乙{character}丙\n".encode())
    assert read is not None and read.values == {"甲": f"乙{kept}丙"}
    assert (problem.code, problem.level, str(problem.place)) == ("control-character", "warning", "x.yaml:1:5")
    assert _values(f'甲: "乙\\u{ord(character):04x}丙"\n') == {"甲": f"乙{kept}丙"}


def test_rare_characters_stay() -> None:
    """Names of places and persons use characters beyond the basic plane."""
    assert _values("甲: 𠮷㙍䶮⿰亻二\n") == {"甲": "𠮷㙍䶮⿰亻二"}


@pytest.mark.parametrize(
    ("text", "values", "body"),
    [
        ("---\n甲: 乙\n---\n\n正文\n", {"甲": "乙"}, "正文"),
        ("---\n甲: 乙\n---", {"甲": "乙"}, ""),
        ("---\n甲: 乙\n---\n一\n\n---\n\n二\n", {"甲": "乙"}, "一\n\n---\n\n二"),
        ("\ufeff---\r\n甲: 乙\r\n---\r\n正文\r\n", {"甲": "乙"}, "正文"),
        ("---\n甲: 乙\n---\n<script>x</script>\n", {"甲": "乙"}, "<script>x</script>"),
    ],
)
def test_front_matter(text: str, values: dict[str, str], body: str) -> None:
    """The first fence opens, the next one on a line of its own closes; the rest is the body."""
    read, problems = source.read("x.md", text.encode())
    assert read is not None and not problems
    assert (read.values, read.body) == (values, body)


@pytest.mark.parametrize(
    "text", ["", "正文", "甲: 乙\n", "---\n甲: 乙\n", "\n---\n甲: 乙\n---\n", "---\n甲: 乙\n --- \n", "---"]
)
def test_front_matter_that_is_none(text: str) -> None:
    """A Markdown file without both fences has no fields."""
    assert _refused(text, "x.md")[0] == "front-matter"


def test_places_in_front_matter_count_the_fence() -> None:
    """Lines are those of the file, not of the YAML in it."""
    read, _ = source.read("x.md", "---\n甲:\n  乙: 丙\n---\n正文\n".encode())
    assert read is not None
    assert str(read.place(("甲", "乙"))) == "x.md:3:3"
    assert str(read.place(("正文",))) == "x.md"
    assert _refused("---\n甲: *a\n---\n", "x.md") == ("yaml-feature", "x.md:2:4")


def test_a_missing_key_has_the_place_of_the_one_above() -> None:
    """What is missing in an entry is shown at the entry; what is missing in a file, at the file."""
    read, _ = source.read("x.yaml", "甲:\n  - 乙: 1\n    丙: 2\n  - 乙: 3\n".encode())
    assert read is not None
    assert str(read.place(("甲", 1, "丙"))) == "x.yaml:4:5"
    assert str(read.place(("甲", 7))) == "x.yaml:1:1"
    assert str(read.place(("丁",))) == str(read.place()) == "x.yaml"


def test_empty_entries_do_not_shift_places() -> None:
    """The second entry that says something is entry 1, wherever it stands."""
    read, _ = source.read("x.yaml", "甲:\n  -\n  - 乙\n  - ''\n  - 丙\n".encode())
    assert read is not None and read.values == {"甲": ["乙", "丙"]}
    assert [str(read.place(("甲", index))) for index in (0, 1)] == ["x.yaml:3:5", "x.yaml:5:5"]


def _only_text(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _only_text(item) for key, item in value.items())
    return all(map(_only_text, value)) if isinstance(value, list) else type(value) is str


_PATHS = st.sampled_from(["x.yaml", "x.md"])
# Pieces that mean something to YAML, so that generated text gets past the first line.
_PIECES = st.sampled_from(
    [
        *(
            "甲",
            "乙",
            ": ",
            ":",
            "- ",
            "? ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            "'",
            '"',
            "|",
            ">",
            "~",
            "no",
            "1:30",
            "：",
            "@",
            "%",
        ),
        *("\n", "\n  ", "\r\n", "\t", "---\n", "\n---\n", "&a ", "*a", "!t ", "#", " #", "\\x1b", "\x00", "\u200b"),
    ]
)
_BYTES = st.one_of(
    st.binary(),
    st.text().map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(_PIECES, max_size=40).map(lambda parts: "".join(parts).encode()),
)


@given(_PATHS, _BYTES)
def test_reading_never_raises_and_never_gives_anything_but_text(path: str, raw: bytes) -> None:
    """Whatever the bytes: a source of texts, or at least one problem of a known code at a place in the file."""
    read, problems = source.read(path, raw)
    assert read is not None or problems
    assert {problem.code for problem in problems} <= CODES
    assert all(problem.place.path == path and problem.place.line >= 0 for problem in problems)
    if read:
        assert _only_text(read.values) and isinstance(read.values, dict)
        assert not any(character in read.text for character in "\x00\x1b\u200b\u202e")


_KEYS = st.text("甲乙丙丁戊abc 12", min_size=1, max_size=6).map(str.strip).filter(bool)
_TEXTS = st.text("甲乙丙:#-'\"&*!@[]{}，：no1230~ \n", min_size=1, max_size=12).map(str.strip).filter(bool)
_TREES = st.recursive(
    _TEXTS,
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(_KEYS, inner, min_size=1, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(_KEYS, _TREES, min_size=1, max_size=5), st.booleans())
def test_what_was_written_is_read_and_found_again(values: dict[str, Any], flow: bool) -> None:
    """Any mapping of texts comes back as it was dumped, and each key's place is where that key stands in the file."""
    written = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=1000)
    read, problems = source.read("x.yaml", written.encode())
    if any(problem.code == "yaml-feature" and "嵌套" in problem.message for problem in problems):
        return
    assert read is not None and not problems
    assert read.values == values
    lines = written.split("\n")

    def visit(value: Any, keys: tuple[str | int, ...]) -> None:
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            place = read.place((*keys, key))
            there = lines[place.line - 1][place.column - 1 :]
            if isinstance(key, str):
                assert there.lstrip("?\"' ").startswith(key)
            elif isinstance(item, str) and not there.startswith(("|", ">", "'", '"')):
                assert there.startswith(item.split("\n")[0])
            if not isinstance(item, str):
                visit(item, (*keys, key))

    visit(values, ())
