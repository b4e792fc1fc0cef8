"""The template environment: theme/templates with autoescaping always on, and the filters that templates use."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from . import charts
from .compiled import CompiledTemplates
from .escaping import FastEnvironment
from .flowchart import draw
from .linked import linked_data
from .markdown import to_html
from .qr import qr_code
from .values import badge, cell, decision_rows, shown, table_rows
from .widths import fits
from .wording import chinese_date, chinese_period, money, number, short, weblink

# Pelican compiles templates with its own names (category.html, page.html …) without our filters: ours avoid them.
TEMPLATES = Path(__file__).resolve().parents[2] / "theme" / "templates"


@cache
def environment(templates: Path = TEMPLATES) -> Environment:
    """The environment over a folder of templates; compiled templates are kept between runs too."""
    made = FastEnvironment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=CompiledTemplates(templates),
    )
    made.filters.update(
        badge=badge,
        cell=cell,
        date=chinese_date,
        decision_rows=decision_rows,
        drawn=draw,
        fits=fits,
        linked_data=linked_data,
        markdown=to_html,
        money=money,
        period=chinese_period,
        number=number,
        short=short,
        shown=shown,
        table_rows=table_rows,
        weblink=weblink,
    )
    made.globals.update(chart_bars=charts.bars, chart_columns=charts.columns, chart_tiers=charts.tiers, qr=qr_code)
    return made
