"""Values as HTML: what a `fields.Row` shows. Written here and not as macros, which took half the time of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any

from markupsafe import Markup

from plugins.registry.public import CORRECTED, EXPIRED, REPAIRED, VALID, Listed

from .escaping import escape
from .fields import Row
from .wording import chinese_date, money, short, weblink

_EMPTY = '<td role="cell" class="empty"><span class="unseen">无</span></td>'
_BADGES = {VALID: "valid", CORRECTED: "changed", EXPIRED: "ended", REPAIRED: "ended"}

# A table of so many columns fits a phone as it is.
_NARROW = 2


def shown(content: Any, form: str) -> Markup:
    """The value of a row by its form (see fields.Row), escaped."""
    return Markup(_FORMS[form](content))  # noqa: S704


def table_rows(rows: Iterable[Row]) -> Markup:
    """Rows of a table with the label in front of each value, without the end tags that HTML leaves out: a decision has thirty."""
    made = [f"{_row_head(label)}{_FORMS[form](content)}" for label, form, content in rows]
    return Markup("".join(made))  # noqa: S704


# Labels are the names of fields: few, each on every page.
@lru_cache(maxsize=1024)
def _row_head(label: str) -> str:
    return f"<tr>\n<th>{escape(label)}<td>"


def badge(state: str) -> Markup:
    """The state of a decision, looking as it is."""
    return Markup(_badge(state))  # noqa: S704


@lru_cache(maxsize=64)
def _badge(state: str) -> str:
    return f'<span class="badge {_BADGES.get(state, "gone")}">{escape(state)}</span>'


def cell(value: Any, label: str, look: str = "") -> Markup:
    """A cell of a table whose rows become cards on narrow screens: the column's name stands before the value then."""
    return Markup(_named(value, label, look))  # noqa: S704


def _named(value: Any, label: str, look: str) -> str:
    classed = f' class="{look}"' if look else ""
    return f'<td role="cell" data-label="{label}"{classed}>{escape(value)}</td>' if value else _EMPTY


def decision_rows(records: Iterable[Listed], root: str) -> Markup:
    """Decisions of one category as rows of a table. root: the way back to the site's root.

    On narrow screens each row becomes a card with the columns' names before the values; a tombstone shows its dates only.
    """
    return Markup("".join(map(_decision_row, records, repeat(root))))  # noqa: S704


def _decision_row(record: Listed, root: str) -> str:
    if record.tombstone:
        first = (
            f'<tr role="row" class="gone"><td role="cell" class="party"><a href="{root}{record.id}/">内容已停止公示</a></td>'
            f"{_EMPTY}{_EMPTY}"
        )
    else:
        first = (
            f'<tr role="row"><td role="cell" class="party"><a href="{root}{record.id}/">{escape(record.party)}</a></td>'
            f"{_named(record.number, '文号', 'number')}{_named(short(record.conclusion), '执法结论', 'long')}"
        )
    return (
        f"{first}{_named(record.decided, '决定日期', 'date')}{_named(record.published, '公示日期', 'date')}"
        f'<td role="cell" class="state">{_badge(record.state)}</td></tr>\n'
    )


def _date(content: Any) -> str:
    return escape(chinese_date(content))


def _amount(content: Any) -> str:
    return escape(money(content) if isinstance(content, (int, float)) else content)


def _words(content: Iterable[Any]) -> str:
    return "、".join(map(escape, content))


def _items(content: Iterable[Any]) -> str:
    return f"<ol>{''.join(f'<li>{escape(item)}</li>' for item in content)}</ol>"


def _link(content: Any) -> str:
    url = weblink(content)
    return f'<a href="{escape(url)}" rel="nofollow noopener">{escape(content)}</a>' if url else escape(content)


def _missing(content: Any) -> str:
    return f'<span class="missing">{escape(content)}</span>'


def _group(rows: Iterable[Row]) -> str:
    parts = (f"<div><dt>{escape(label)}</dt><dd>{_FORMS[form](content)}</dd></div>" for label, form, content in rows)
    return f'<dl class="inner">{"".join(parts)}</dl>'


def _entries(content: Iterable[Iterable[Row]]) -> str:
    return f"<ol>{''.join(f'<li>{_group(entry)}</li>' for entry in content)}</ol>"


def _table(rows: Sequence[Sequence[Row]]) -> str:
    """On narrow screens its rows become blocks, unless it is narrow itself: roles keep it a table for screen readers."""
    if len(rows[0]) <= _NARROW:
        return _narrow_table(rows)
    head = "".join(f'<th scope="col" role="columnheader">{escape(row.label)}</th>' for row in rows[0])
    body = "".join(f'<tr role="row">{"".join(map(_cell, row))}</tr>' for row in rows)
    return (
        f'<table class="nested" role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def _narrow_table(rows: Sequence[Sequence[Row]]) -> str:
    head = "".join(f'<th scope="col">{escape(row.label)}' for row in rows[0])
    body = "".join(f"<tr>{''.join(map(_narrow_cell, row))}" for row in rows)
    return f'<table class="nested"><thead><tr>{head}<tbody>{body}</table>'


def _narrow_cell(row: Row) -> str:
    return f"<td>{'' if row.value == '' else _FORMS[row.form](row.value)}"


def _cell(row: Row) -> str:
    label, form, content = row
    named = f' data-label="{escape(label)}"' if content else ""
    return f'<td role="cell"{named}>{"" if content == "" else _FORMS[form](content)}</td>'


_FORMS: dict[str, Callable[[Any], str]] = {
    "text": escape,
    "date": _date,
    "amount": _amount,
    "words": _words,
    "items": _items,
    "link": _link,
    "missing": _missing,
    "group": _group,
    "entries": _entries,
    "table": _table,
}
