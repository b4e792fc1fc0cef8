"""The fast validator means the same as the reference one, on every schema and every kind of mistake."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from plugins.registry import shape
from plugins.registry.kinds import KINDS, kind

WORDS = [
    "",
    "x",
    "行政处罚",
    "2026-03-02",
    "2026-02-30",
    "5000元",
    "0.5万元",
    "5,000元",
    "长期",
    "罚款",
    "其他-x",
    "有",
]
TEXTS = st.one_of(st.sampled_from(WORDS), st.text(max_size=8), st.just("长" * 6000))
VALUES = st.recursive(
    TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["日期", "内容", "原因", "文件", "行", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def reference(kind_id: str) -> Draft202012Validator:
    """The reference implementation with the same formats."""
    formats = FormatChecker(formats=())
    for name, holds in shape.FORMATS.items():
        formats.checks(name)(lambda value, holds=holds: not isinstance(value, str) or holds(value))
    return Draft202012Validator(kind(kind_id).schema, format_checker=formats)


@pytest.mark.parametrize("kind_id", KINDS)
def test_schemas_are_schemas(kind_id: str) -> None:
    Draft202012Validator.check_schema(kind(kind_id).schema)


@given(st.data(), st.sampled_from(["penalty", "licence", "coercion", "agency", "guide", "matters"]))
def test_both_validators_find_the_same(data: st.DataObject, kind_id: str) -> None:
    fields = [*kind(kind_id).fields, "没有这个字段"]
    values: dict[str, Any] = data.draw(st.dictionaries(st.sampled_from(fields), VALUES, max_size=12))
    slow = {(tuple(error.absolute_path), error.validator) for error in reference(kind_id).iter_errors(values)}
    fast = {
        (tuple(error.instance_path), error.schema_path[-1]) for error in shape._validator(kind_id).iter_errors(values)
    }
    assert fast == slow
