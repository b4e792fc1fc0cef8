"""Pages on the site itself: the map of all columns, and the design of its pages."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.registry.kinds import kinds
from plugins.registry.public import SHOWN
from plugins.registry.records import LEVELS, Government

from .builder import Builder, column_meta
from .holdings import Crumb
from .site import Page

COLOURS = (
    ("paper", "底色"),
    ("ground", "分区的底色"),
    ("ink", "正文"),
    ("quiet", "次要文字"),
    ("line", "分隔线"),
    ("edge", "输入框和表头的线"),
    ("brand", "页眉"),
    ("accent", "强调的线"),
    ("link", "链接"),
    ("visited", "访问过的链接"),
    ("valid", "有效"),
    ("changed", "更正、提醒"),
    ("gone", "停止公示"),
    ("focus", "键盘焦点"),
)
SIZES = (
    ("size-1", "页面标题"),
    ("size-2", "一级栏目"),
    ("size-3", "二级栏目、副标题"),
    ("size-4", "正文"),
    ("size-5", "表格"),
    ("size-6", "说明、页脚"),
)
_STATES = (*sorted(SHOWN, reverse=True), "信用修复", "公示期满", "已变更", "已撤销")


def platform_pages(builder: Builder) -> Iterator[Page]:
    """/about/map/ and /about/design/."""
    yield _map(builder)
    yield builder.page(
        "about/design/index.html",
        "design.html",
        "设计规范",
        crumbs=_crumbs(builder),
        meta=column_meta("设计规范", "本站页面的组成", "设计规范"),
        colours=COLOURS,
        sizes=SIZES,
        states=_STATES,
    )


def _map(builder: Builder) -> Page:
    publication = builder.publication
    columns: dict[str, list[tuple[str, str]]] = {}
    for agency in publication.agencies:
        columns[agency] = [
            (of_kind.id, of_kind.name)
            for of_kind in kinds()
            if (of_kind.shape == "list" and f"{agency}/{of_kind.id}" in publication.lists)
            or (of_kind.shape == "page" and builder.pages_of(agency, of_kind.id))
            or (of_kind.shape == "decision" and (agency, of_kind.id) in builder.groups.kept)
        ]
    return builder.page(
        "about/map/index.html",
        "map.html",
        "网站地图",
        crumbs=_crumbs(builder),
        categories=[(of_kind.id, of_kind.name) for of_kind in kinds("decision") if builder.groups.by_kind[of_kind.id]],
        meta=column_meta("网站地图", "全部执法机关和栏目", "网站地图"),
        governments=[
            (
                government,
                [(agency, columns[agency.id]) for agency in publication.agencies.values() if agency.government == id_],
            )
            for id_, government in sorted(publication.governments.items(), key=_by_level)
        ],
    )


def _by_level(item: tuple[str, Government]) -> tuple[int, str]:
    """From the province down, as home lists them."""
    id_, government = item
    return LEVELS.index(government.level), id_


def _crumbs(builder: Builder) -> list[Crumb]:
    """Below 关于本站, where the site has such a page."""
    note = builder.publication.site_pages.get("about")
    return [(str(note.role("name")), "about/")] if note else []
