"""The search page, and what leads to every decision without it: names of parties by initial, numbers by year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from plugins.registry import docnumber
from plugins.registry.keys import digest
from plugins.registry.kinds import kinds
from plugins.registry.public import Listed
from plugins.registry.records import LEVELS
from plugins.site.output import Chapter

from .builder import Builder
from .initials import OTHER, alphabetical, initial, without_place
from .site import Page

NAMES_ON_A_PAGE = 400
NUMBERS_ON_A_PAGE = 600

# So many agencies are all shown at once.
UNFOLDED = 24
LEGAL_PERSON = "法人及非法人组织"
_YEAR = re.compile(r"〔((?:19|20)\d{2})〕")
_USUAL = re.compile(r"[\u4e00-\u9fff]+〔((?:19|20)[0-9]{2})〕")
_SHORTENED = 3


class Shelf(NamedTuple):
    """A part of a directory: its folder below search/, what it is called, of how many entries and of which records."""

    folder: str
    label: str
    many: int
    records: list[Listed]


class Directory(NamedTuple):
    """A directory: its shelves, what makes the entries of one, how many stand on a page, its template, and titles."""

    shelves: list[Shelf]
    entries: Callable[[list[Listed]], list[Any]]
    size: int
    template: str
    title: str


def directory_pages(builder: Builder) -> Iterator[Chapter]:
    """The search page, and each shelf of both directories: only what changed is put in order again."""
    places = _places(builder)
    names = Directory(
        _by_initial(builder, places),
        partial(_names, places=places),
        NAMES_ON_A_PAGE,
        "names.html",
        "单位名称首字母 {}",
    )
    numbers = Directory(_by_year(builder), _numbers, NUMBERS_ON_A_PAGE, "numbers.html", "{}年的文号")
    yield Chapter(b"", lambda: [_search(builder, names.shelves, numbers.shelves)])
    for directory in (names, numbers):
        choices = _choices(directory.shelves)
        for shelf in directory.shelves:
            # A record's commitment covers all that is shown of it.
            made_of = [record.commitment for record in shelf.records]
            key = digest(builder.frame_key, shelf.folder, choices, places, made_of)
            yield Chapter(key, partial(_parts, builder, directory, shelf))


def _search(builder: Builder, names: list[Shelf], numbers: list[Shelf]) -> Page:
    return builder.page(
        "search/index.html",
        "search.html",
        "查询",
        nav="search",
        names=_choices(names),
        numbers=_choices(numbers),
        columns=[
            (
                government.name,
                [
                    (agency.id, agency.name, _categories(builder, agency.id))
                    for agency in builder.publication.agencies.values()
                    if agency.government == government.id
                ],
            )
            for government in sorted(builder.publication.governments.values(), key=lambda one: LEVELS.index(one.level))
        ],
        unfolded=len(builder.publication.agencies) <= UNFOLDED,
    )


def _parts(builder: Builder, directory: Directory, shelf: Shelf) -> Iterator[Page]:
    entries, size = directory.entries(shelf.records), directory.size
    title, choices = directory.title.format(shelf.label), _choices(directory.shelves)
    total = max(1, -(-len(entries) // size))
    for number in range(1, total + 1):
        yield builder.page(
            f"{shelf.folder}/index.html" if number == 1 else f"{shelf.folder}/{number}/index.html",
            directory.template,
            title + (f"（第{number}页，共{total}页）" if total > 1 else ""),
            nav="search",
            crumbs=[("查询", "search/")],
            shelf=shelf.folder,
            shelves=choices,
            entries=entries[(number - 1) * size : number * size],
            count=shelf.many,
            number=number,
            total=total,
        )


def _choices(shelves: Sequence[Shelf]) -> list[tuple[str, str, int]]:
    return [(shelf.folder, shelf.label, shelf.many) for shelf in shelves]


def _by_initial(builder: Builder, places: Sequence[str]) -> list[Shelf]:
    """Decisions on legal persons by the initials of their names: persons are not listed."""
    found: dict[str, list[Listed]] = defaultdict(list)
    for record in builder.publication.current:
        if record.party_kind == LEGAL_PERSON and record.party:
            found[record.party].append(record)
    by_letter: dict[str, list[str]] = defaultdict(list)
    for name in found:
        by_letter[initial(name, places)].append(name)
    return [
        Shelf(
            f"search/names/{'other' if letter == OTHER else letter.lower()}",
            letter,
            len(names),
            [record for name in names for record in found[name]],
        )
        for letter, names in sorted(by_letter.items())
    ]


def _names(records: list[Listed], places: Sequence[str]) -> list[Any]:
    """Names in their order, each with its decisions."""
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for one in records:
        found[one.party].append((one.id, one.kind.name, one.published))
    return [(name, found[name]) for name in sorted(found, key=lambda one: _in_order(one, places))]


def _in_order(name: str, places: Sequence[str]) -> tuple[bytes, str]:
    return alphabetical(without_place(name, places)), name


def _by_year(builder: Builder) -> list[Shelf]:
    """Decisions by the year of their 文号, newest year first."""
    records = [record for record in builder.publication.current if record.number]
    by_year: dict[str, list[Listed]] = defaultdict(list)
    for record in records:
        # In the usual form the first bracket is that of the year, whatever the rest would be normalised to.
        if year := _USUAL.match(record.number) or _YEAR.search(docnumber.normalise(record.number)):
            by_year[year[1]].append(record)
    return [Shelf(f"search/numbers/{year}", year, len(by_year[year]), by_year[year]) for year in sorted(by_year)[::-1]]


def _numbers(records: list[Listed]) -> list[Any]:
    """In the order of the texts with their numbers as numbers."""
    return sorted(((record.number, record.id) for record in records), key=lambda entry: _natural(entry[0]))


def _natural(text: str) -> list[tuple[bytes, int]]:
    words = re.split(r"([0-9]+)", text)
    return [(alphabetical(word), int(digits or 0)) for word, digits in zip(words[::2], [*words[1::2], ""], strict=True)]


def _places(builder: Builder) -> list[str]:
    """Places that names begin with, the longest first: 清河市, and 清河 for short."""
    regions = {government.region for government in builder.publication.governments.values() if government.region}
    return sorted(
        regions | {region[:-1] for region in regions if len(region) >= _SHORTENED}, key=lambda one: (-len(one), one)
    )


def _categories(builder: Builder, agency: str) -> list[tuple[str, str, int]]:
    counts = builder.groups.counts
    return [(one.id, one.name, counts[agency, one.id]) for one in kinds("decision") if counts[agency, one.id]]
