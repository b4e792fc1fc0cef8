"""What feeds say of an event: no personal names in titles, masked ones neither, and nothing of what is withdrawn."""

from __future__ import annotations

import re
from functools import cached_property

from msgspec import Struct, structs

from plugins.registry.changes import (
    CORRECTION,
    LISTS,
    MASKED,
    PUBLISHED,
    RENUMBERED,
    REPAIR,
    TERM_ENDED,
    UPDATE,
    WITHDRAWAL,
)
from plugins.registry.keys import digest
from plugins.registry.kinds import ROLE_TERMS, kinds
from plugins.registry.public import Listed, Publication

from .news import ENDINGS, News

_ENDED = {
    WITHDRAWAL: "已撤回，内容不再公示。",
    TERM_ENDED: "公示期满，内容不再公示。",
    REPAIR: "已完成信用修复，内容不再公示。",
}
_CHANGED = {
    CORRECTION: "本条已更正，更正了什么、为什么更正见网页；以下为现在的内容。",
    UPDATE: "本条补充了办理情况，详见网页；以下为现在的内容。",
    MASKED: "本条按照统一安排作了脱敏处理，决定没有变；以下为现在的内容。",
    RENUMBERED: "本条换了编号，决定没有变。",
}
_TERMS = ("authority", "party", "number", "conclusion", "decided", "published")

# A party that is not said to be an organisation, and looks no longer than a person's name or is masked.
_SHORTEST = 5
_MASKED = re.compile("[某*＊×]")

# What XML or HTML forbids, and halves of characters that cannot be written: the replacement character stands for it.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Entry(Struct, frozen=True, array_like=True, gc=False):
    """An event as feeds tell it: path below the site's root; category; whose it is; text, '' where it is only listed.

    removes: ids of the entries that readers should drop because of it.
    """

    id: str
    day: str
    title: str
    path: str
    category: str
    agency: str
    text: str = ""
    removes: tuple[str, ...] = ()


class Entries:
    """Makes the entries of one publication, each once."""

    def __init__(self, publication: Publication) -> None:
        self.publisher = clean(publication.settings.get("主办单位") or publication.settings.title)
        self._agencies = {agency.id: clean(agency.name) for agency in publication.agencies.values()}
        self._kinds = {of_kind.id: of_kind.name for of_kind in kinds()}
        self._records = {record.id: record for record in publication.current}
        self._pages = {**publication.lists, **publication.pages}
        self._short: dict[str, Entry] = {}
        self._full: dict[str, Entry] = {}

    @cached_property
    def key(self) -> bytes:
        """A digest of what all entries are made of."""
        return digest(self.publisher, self._agencies)

    def made_of(self, news: News) -> tuple[News, Listed | str | None]:
        """What the entry of an event is made of beside that."""
        return news, self._records.get(news.subject) or self._names.get(news.subject)

    def names_of(self, agency: str) -> list[tuple[str, str]]:
        """What an agency's lists and pages are called, by their ids."""
        return self._named.get(agency, [])

    @cached_property
    def _names(self) -> dict[str, str]:
        return {item: name for named in self._named.values() for item, name in named}

    @cached_property
    def _named(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for page in self._pages.values():
            name = str(page.role("name")) if page.kind.shape == "page" else ""
            found.setdefault(page.agency, []).append((page.id, name))
        return found

    def short(self, news: News) -> Entry:
        """The entry without its text."""
        made = self._short.get(news.id)
        if made is None:
            category = self._kinds.get(news.kind_id, "执法信息")
            agency = self._agencies.get(news.agency, news.agency)
            title = clean(self._title(news, category, agency))
            made = Entry(news.id, news.date, title, self._path(news), category, agency, "", news.removes)
            self._short[news.id] = made
        return made

    def full(self, news: News) -> Entry:
        """The entry with its text."""
        if news.id not in self._full:
            short = self.short(news)
            self._full[news.id] = structs.replace(short, text=clean(self._text(news, short)))
        return self._full[news.id]

    def _path(self, news: News) -> str:
        """A record has a page for ever; what else is gone leads to its agency, or to the site."""
        if not news.gone or news.event != LISTS:
            return f"{news.subject}/"
        return f"{news.agency}/" if news.agency in self._agencies else ""

    def _title(self, news: News, category: str, agency: str) -> str:
        if news.event == LISTS:
            verb = "撤下" if news.gone else "公布" if news.first else "更新"
            return f"{category}{verb}：{self._names.get(news.subject) or agency}"
        before = "" if news.event == PUBLISHED else f"【{news.event}】"
        about = (
            f"{agency} {news.subject}" if news.gone or news.event in ENDINGS else _party(self._records[news.subject])
        )
        return f"{before}{category}：{about}"

    def _text(self, news: News, entry: Entry) -> str:
        if news.event == LISTS:
            return f"执法机关：{entry.agency}\n公开内容：{entry.category}"
        if news.gone or news.event in ENDINGS:
            return f"{entry.agency}的一条{entry.category}信息（编号 {news.subject}）{_ENDED[news.event]}"
        record = self._records[news.subject]
        lines = [_CHANGED[news.event]] if news.event in _CHANGED else []
        lines += [f"{ROLE_TERMS[role]}：{value}" for role in _TERMS if (value := str(getattr(record, role)))]
        lines += [f"提示：{'、'.join(record.marks)}"] if record.marks else []
        return "\n".join(lines)


def _party(record: Listed) -> str:
    """The party for a title: what is, or may be, the name of a natural person is not said."""
    if record.party_kind == "自然人":
        return "自然人"
    if record.party_kind == "法人及非法人组织":
        return record.party
    doubtful = len(record.party) < _SHORTEST or _MASKED.search(record.party)
    return record.party_kind or "自然人" if doubtful else record.party


def clean(text: str) -> str:
    """The text without what no feed may hold."""
    return text if text.isprintable() else _FORBIDDEN.sub("\ufffd", text)
