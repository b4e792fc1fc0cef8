"""Values as pages word them: dates, months, amounts, counts, the beginnings of texts."""

from __future__ import annotations

import re
from functools import lru_cache

from plugins.registry import dates

_WEB = re.compile(r"(https?://|mailto:)[^\s<>\"']+", re.IGNORECASE)


@lru_cache(maxsize=4096)
def chinese_date(text: object) -> str:
    """2026-03-02 → 2026年3月2日; anything else (长期) as it stands."""
    day = dates.parse(str(text))
    return f"{day.year}年{day.month}月{day.day}日" if day else str(text)


def chinese_period(text: str) -> str:
    """2026-03 → 2026年3月, 2026 → 2026年."""
    year, _, month = text.partition("-")
    return f"{year}年{int(month)}月" if month else f"{year}年"


def money(value: float) -> str:
    """An amount in 元: 5000 → 5,000元, 1234.5 → 1,234.50元."""
    return f"{int(value):,}元" if value == int(value) else f"{value:,.2f}元"


def number(value: int) -> str:
    """A count with thousands separators."""
    return f"{value:,}"


def short(text: object, length: int = 60) -> str:
    """The beginning of a text on one line, with …… where something was left out."""
    line = " ".join(str(text).split())
    return line if len(line) <= length else f"{line[:length].rstrip('，、；。')}……"


def weblink(text: object) -> str:
    """The address itself where it may stand in a href (http, https, mailto), else ''."""
    return str(text) if _WEB.fullmatch(str(text)) else ""
