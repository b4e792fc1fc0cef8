"""What a verification finds, as values. Every code has a page in docs/codes/."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

# Of one code that many are kept, the others are counted: a site that is wholly wrong must not fill the memory.
KEPT = 200

_LONGEST = 200
_NUMBER = re.compile(r"\d{11,}")

# What is wrong, and what to do about it.
CODES: dict[str, tuple[str, str]] = {
    "verify-missing": ("登记的文件不在", "重新生成并完整地上传网站；上传时先传其他文件，最后传总目录。"),
    "verify-unreadable": ("有文件读不出来", "稍后再核验一次；仍然读不出来的，检查网站服务器和文件权限。"),
    "verify-unexpected": ("多出没有登记的文件", "查明是谁放的；不是网站的内容就删去。可能是被人放进来的，先留证再删。"),
    "verify-checksum": (
        "文件与登记的校验和不符",
        "查明是谁改的；重新生成并完整地上传网站。正在发布的，等发布完再核验。",
    ),
    "verify-form": ("数据的形状不对", "用本程序重新生成网站；不要手工改网站里的文件。"),
    "verify-path": ("地址或者路径指向网站以外", "查明是谁改的；网站里不应有链接，数据里的地址都应在本站以内。"),
    "verify-limit": ("文件大得不合常理", "查明文件从何而来；重新生成并完整地上传网站。"),
    "verify-twice": ("同一条登记了两次", "用本程序重新生成网站。"),
    "verify-count": ("数目对不上", "用本程序重新生成网站；数目变少的，先与上次发布核对（--against）。"),
    "verify-disagrees": ("两处说法不一", "以记录的文件为线索，查明哪一处被改过；重新生成网站。"),
    "verify-digest": ("内容与它的摘要不符", "内容或者摘要被改过；与上次发布的副本核对，再重新生成网站。"),
    "verify-commitment": (
        "变动清单的承诺值与内容不符",
        "内容、盐或者承诺值被改过；与上次发布的副本核对，再重新生成网站。",
    ),
    "verify-tombstone": ("撤下的记录还带着内容", "立即重新生成并上传网站，并清除各处的缓存。"),
    "verify-withdrawn": (
        "撤下的记录还在别处出现",
        "立即重新生成并上传网站：撤下的要从批量数据、订阅、搜索、站点地图里一并消失。",
    ),
    "verify-bulk": ("批量数据与记录不符", "重新生成网站；批量数据少了、多了、改了，都不能用。"),
    "verify-feed": ("订阅与记录不符", "重新生成网站。"),
    "verify-sitemap": ("站点地图与网页不符", "重新生成网站。"),
    "verify-sequence": ("变动清单断了、乱了", "变动清单只增不改；从最近一次完好的发布接着生成（--previous）。"),
    "verify-changes": (
        "变动清单与公示的内容对不上",
        "变动清单逐条累计起来应当正是现在公示的；从最近一次完好的发布接着生成。",
    ),
    "verify-date": ("日期不可能", "核对记录的日期；公示日期不得晚于发布的那一天，不得晚于更新日期。"),
    "verify-log": ("不是同一份变动清单", "网站换了变动清单，历史接不上；向主办单位问明原因，在这之前不要采信。"),
    "verify-rollback": ("比上次发布还旧", "可能是旧网站被重新放了上来；重新上传最近一次的发布。"),
    "verify-rewritten": (
        "变动清单的历史被改写",
        "变动清单写了就不能再改；保存好上次发布的副本作为证据，向主办单位问明原因。",
    ),
    "verify-lost": ("公示过的记录不见了", "撤回要留下说明，不能只是不见；保存好上次发布的副本，向主办单位问明原因。"),
    "verify-silent": ("内容变了，变动清单没有说", "公示过的只能公开地改；保存好上次发布的副本，向主办单位问明原因。"),
    "verify-published": ("公示日期被改了", "首次公示的日期不再改变；保存好上次发布的副本，向主办单位问明原因。"),
    "verify-undone": ("撤下的记录又有了内容", "撤下的不再恢复；撤错的应当另立一条新记录。"),
    "verify-backdated": (
        "新记录的公示日期倒签",
        "上次发布时还没有这条记录，公示日期不能早于那一天；导入的旧记录应写明来源。",
    ),
}


class Refused(Exception):
    """There is nothing to verify here (exit code 2); the message says why in plain Chinese."""


class Fault(NamedTuple):
    """One thing that is wrong, and in which file of the site."""

    path: str
    code: str
    message: str


class Faults:
    """Everything that was found; safe to add to from several threads."""

    def __init__(self) -> None:
        self._kept: dict[str, list[Fault]] = {}
        self.counts: Counter[str] = Counter()

    def add(self, code: str, path: str, message: str) -> None:
        """Keeps a fault, or only counts it where there are too many of its kind."""
        self.counts[code] += 1
        kept = self._kept.setdefault(code, [])
        if len(kept) < KEPT:
            kept.append(Fault(printable(path), code, printable(message)))

    def __iter__(self) -> Iterator[Fault]:
        """Those that were kept, in the order of the codes, then by path."""
        for code in CODES:
            yield from sorted(self._kept.get(code, ()))

    def __bool__(self) -> bool:
        return bool(self.counts)


def printable(text: str) -> str:
    """A text as a report may repeat it: one line, nothing that drives a terminal, no long number of a person."""
    shown = "".join(character if character.isprintable() else "\ufffd" for character in text[: _LONGEST + 1])
    shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
    return _NUMBER.sub(lambda match: f"{match[0][:3]}***", shown)
