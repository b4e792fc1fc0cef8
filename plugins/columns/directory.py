"""The search page, and what leads to every decision without it: names of parties by initial, numbers by year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from plugins.registry import docnumber
from plugins.registry.kinds import kinds
from plugins.registry.public import Listed
from plugins.registry.records import LEVELS

from .builder import Builder
from .initials import OTHER, alphabetical, initial, without_place
from .site import Page

NAMES_ON_A_PAGE = 400
NUMBERS_ON_A_PAGE = 600

# So many agencies are all shown at once.
UNFOLDED = 24
LEGAL_PERSON = "法人及非法人组织"
_YEAR = re.compile(r"〔((?:19|20)\d{2})〕")
_SHORTENED = 3


class Shelf(NamedTuple):
    """A part of a directory: its folder below search/, what it is called, what stands in it."""

    folder: str
    label: str
    entries: list[Any]


def directory_pages(builder: Builder) -> Iterator[Page]:
    """The search page and both directories."""
    names, numbers = _names(builder), _numbers(builder)
    yield _search(builder, names, numbers)
    for shelf in names:
        yield from _parts(builder, shelf, names, NAMES_ON_A_PAGE, "names.html", f"单位名称首字母 {shelf.label}")
    for shelf in numbers:
        yield from _parts(builder, shelf, numbers, NUMBERS_ON_A_PAGE, "numbers.html", f"{shelf.label}年的文号")


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


def _parts(
    builder: Builder, shelf: Shelf, shelves: Sequence[Shelf], size: int, template: str, title: str
) -> Iterator[Page]:
    total = max(1, -(-len(shelf.entries) // size))
    for number in range(1, total + 1):
        yield builder.page(
            f"{shelf.folder}/index.html" if number == 1 else f"{shelf.folder}/{number}/index.html",
            template,
            title + (f"（第{number}页，共{total}页）" if total > 1 else ""),
            nav="search",
            crumbs=[("查询", "search/")],
            shelf=shelf.folder,
            shelves=_choices(shelves),
            entries=shelf.entries[(number - 1) * size : number * size],
            count=len(shelf.entries),
            number=number,
            total=total,
        )


def _choices(shelves: Sequence[Shelf]) -> list[tuple[str, str, int]]:
    return [(shelf.folder, shelf.label, len(shelf.entries)) for shelf in shelves]


def _names(builder: Builder) -> list[Shelf]:
    """Names of legal persons by initial, each with its decisions: persons are not listed."""
    found: dict[str, list[Listed]] = defaultdict(list)
    for record in builder.publication.current:
        if record.party_kind == LEGAL_PERSON and record.party:
            found[record.party].append(record)
    places = _places(builder)
    by_letter: dict[str, list[str]] = defaultdict(list)
    for name in sorted(found, key=lambda one: (alphabetical(without_place(one, places)), one)):
        by_letter[initial(name, places)].append(name)
    return [
        Shelf(
            f"search/names/{'other' if letter == OTHER else letter.lower()}",
            letter,
            [(name, [(one.id, one.kind.name, one.published) for one in found[name]]) for name in by_letter[letter]],
        )
        for letter in sorted(by_letter)
    ]


def _numbers(builder: Builder) -> list[Shelf]:
    """文号 by their year, newest year first, in the order of the texts with their numbers as numbers."""
    records = [record for record in builder.publication.current if record.number]
    by_year: dict[str, list[tuple[str, str]]] = defaultdict(list)
    normalised = docnumber.normalise_all([record.number for record in records])
    for record, text in zip(records, normalised, strict=True):
        if year := _YEAR.search(text):
            by_year[year[1]].append((record.number, record.id))
    return [
        Shelf(f"search/numbers/{year}", year, sorted(by_year[year], key=lambda entry: _natural(entry[0])))
        for year in sorted(by_year, reverse=True)
    ]


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
