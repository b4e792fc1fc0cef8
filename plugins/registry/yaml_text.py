"""YAML read strictly: every scalar is text, and what could surprise a reader is refused with its line and column.

Nothing is guessed (no, 1:30, 037010, dates, 91370100E123456789 stay as written); aliases, anchors, tags, duplicate keys
and second documents are refused.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from .characters import clean
from .problems import Keys

MAX_DEPTH = 8

Marks = dict[Keys, tuple[int, int]]

# A comment behind a value is most often a part of it that would be lost: 88号 #3.
_COMMENT = re.compile(r"[ \t]+#")
_EMPTY_WORDS = frozenset(("", "~", "null", "Null", "NULL"))


class Refused(Exception):
    """A construct that strict reading does not allow: code, message and help, with line and column from 0."""

    def __init__(self, code: str, message: str, help_text: str, line: int, column: int) -> None:
        super().__init__(message)
        self.code, self.message, self.help, self.line, self.column = code, message, help_text, line, column


def parse(text: str, marks: Marks | None = None) -> dict[str, Any]:
    """The top mapping of a YAML text. Fills `marks` with the place of each key when given one. Raises Refused."""
    parser: Any = yaml.CBaseLoader(text)
    parser.text = text
    try:
        parser.get_event()
        event = parser.get_event()
        if isinstance(event, yaml.StreamEndEvent):
            return {}
        first = parser.get_event()
        if not isinstance(first, yaml.MappingStartEvent):
            raise _refused(
                first, "yaml-top", "文件最外层应是“字段: 内容”", "每行写一个字段，用英文冒号，冒号后空一格再写内容。"
            )
        _plain(first)
        values = _mapping(parser, (), marks)
        parser.get_event()
        event = parser.get_event()
        if not isinstance(event, yaml.StreamEndEvent):
            raise _refused(event, "yaml-feature", "一个文件里有多个 YAML 文档", "一条记录一个文件，删去中间的 --- 行。")
    except yaml.YAMLError as error:
        raise _syntax(error, text) from None
    finally:
        parser.dispose()
    return values


def _node(parser: Any, event: Any, keys: Keys, marks: Marks | None) -> Any:
    if len(keys) > MAX_DEPTH:
        raise _refused(event, "yaml-feature", f"嵌套超过 {MAX_DEPTH} 层", "请检查缩进。")
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event, parser.text)
    if isinstance(event, yaml.AliasEvent):
        raise _refused(
            event, "yaml-feature", f"不接受引用（*{event.anchor}）", "把内容照写一遍；文字以 * 开头的，用引号括起来。"
        )
    _plain(event)
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(parser, keys, marks)
    return _sequence(parser, keys, marks)


def _plain(event: Any) -> None:
    """Refuses an anchor or a tag, on values, keys and the top alike."""
    if event.anchor:
        raise _refused(event, "yaml-feature", f"不接受锚点（&{event.anchor}）", "文字以 & 开头的，用引号括起来。")
    if event.tag:
        raise _refused(event, "yaml-feature", f"不接受类型标签（{event.tag}）", "文字以 ! 开头的，用引号括起来。")


def _scalar(event: Any, text: str) -> str:
    if event.anchor or event.tag:
        _plain(event)
    value: str = event.value
    if not event.implicit[0]:
        return _text(event)
    if value and _COMMENT.match(text, event.end_mark.index):
        help_text = "内容里有 # 的，用引号括起来；注释请另起一行。"
        message = "# 和它后面的字会被当作注释，不会公示"
        raise Refused("yaml-comment", message, help_text, event.end_mark.line, event.end_mark.column)
    return "" if value in _EMPTY_WORDS else value.strip()


def _text(event: Any) -> str:
    # Escapes in double quotes can smuggle in what the raw text was cleaned of.
    value: str = event.value
    return (clean(value) if event.style == '"' else value).strip()


def _mapping(parser: Any, keys: Keys, marks: Marks | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    seen: set[str] = set()
    take, text, deep = parser.get_event, parser.text, len(keys) >= MAX_DEPTH
    while not isinstance(event := take(), yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            raise _refused(event, "yaml-feature", "字段名应是文字", "请检查冒号和缩进；内容里有冒号的，用引号括起来。")
        if event.anchor or event.tag:
            _plain(event)
        key = _text(event)
        if key in seen:
            raise _refused(event, "key-twice", f"字段“{key}”写了两次", "只留一处；两处内容不同的，先核对哪一处是对的。")
        seen.add(key)
        here = (*keys, key)
        if marks is not None:
            marks[here] = _mark(event)
        inner = take()
        # Most values are texts, and every field passes here.
        simple = isinstance(inner, yaml.ScalarEvent) and not deep
        value = _scalar(inner, text) if simple else _node(parser, inner, here, marks)
        # An empty value says nothing: the field counts as not written.
        if value:
            values[key] = value
    return values


def _sequence(parser: Any, keys: Keys, marks: Marks | None) -> list[Any]:
    values: list[Any] = []
    while not isinstance(event := parser.get_event(), yaml.SequenceEndEvent):
        here = (*keys, len(values))
        if marks is not None:
            marks[here] = _mark(event)
        value = _node(parser, event, here, marks)
        if value:
            values.append(value)
    return values


def _refused(event: Any, code: str, message: str, help_text: str) -> Refused:
    return Refused(code, message, help_text, *_mark(event))


def _mark(event: Any) -> tuple[int, int]:
    return event.start_mark.line, event.start_mark.column


_WIDE_COLON = re.compile(r"\s*(?:- )?[^\s:：]+：")
_NO_BLANK = re.compile(r"\s*(?:- )?[^\s:：]+:[^\s:]")


def _closer(lines: list[str], column: int) -> tuple[str, str] | None:
    """What the line itself tells of the mistake that the parser noticed in it: message and help."""
    for line in lines:
        if line[column : column + 1] == "\t":
            return "用了制表符（Tab）缩进", "改用空格缩进，与同一层的上一行左边对齐。"
        if not column and _WIDE_COLON.match(line):
            return (
                "字段名后面的冒号是中文的（：）",
                "改成英文冒号，后面空一格，如“罚款金额: 5000元”；也可以用 check --fix 改好。",
            )
        if not column and _NO_BLANK.match(line):
            return "字段名的冒号后面缺空格", "冒号后面空一格再写内容，如“罚款金额: 5000元”；也可以用 check --fix 改好。"
    return None


# What the YAML parser says in English, and what it means to a clerk.
_SYNTAX = (
    ("mapping values are not allowed", "这里多了一个冒号", "内容里有英文冒号加空格的，把整段内容用引号括起来；整行缩进多了的，与上一行左边对齐。"),
    ("could not find expected ':'", "字段名后面缺冒号", "写成“字段: 内容”，冒号用英文冒号，后面空一格。"),
    ("did not find expected key", "缩进或者引号不对", "同一层的字段左边要对齐；引号要成对。"),
    ("did not find expected '-' indicator", "列表的缩进不对", "列表每项以“- ”开头，各项左边对齐；同一项有几行的，后面几行与第一行的字对齐。"),
    ("found character that cannot start any token", "这里有不能用的字符", "不要用制表符（Tab）缩进，改用空格；以 @ % ` 开头的内容用引号括起来。"),
    ("found a tab character", "用了制表符（Tab）缩进", "改用空格缩进。"),
    ("found unexpected end of stream", "引号或者括号没有配对", "请补上另一半引号或者括号。"),
    ("did not find expected ',' or", "引号或者括号没有配对", "请补上另一半引号或者括号；以 [ 或者 { 开头的内容用引号括起来。"),
    ("did not find expected alphabetic", "内容以 * 或者 & 开头", "用引号把内容括起来。"),
    ("block sequence entries are not allowed", "列表不能接在字段名后面写", "在字段名后另起一行，每项一行，以“- ”开头。"),
    ("found undefined tag handle", "内容以 ! 开头", "用引号把内容括起来。"),
)  # fmt: skip


_BEGUN = ("could not find expected ':'", "found unexpected end of stream", "did not find expected ',' or")


def _syntax(error: yaml.YAMLError, text: str) -> Refused:
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    english = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or ''}"
    for part, message, help_text in _SYNTAX:
        if part in english:
            # Noticed at the end, begun where the quote, the bracket or the name without a colon stands.
            if (begun := getattr(error, "context_mark", None)) and part in _BEGUN:
                line, column = begun.line, begun.column
            closer = _closer(text.split("\n")[line : line + 1], column)
            return Refused("yaml-syntax", *(closer or (message, help_text)), line, column)
    return Refused(
        "yaml-syntax", "这里不合 YAML 的写法", "请检查这一行和上一行的缩进、冒号、引号、括号。", line, column
    )
