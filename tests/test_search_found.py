"""How far a question is searched: what may answer is read from the newest on, only until the page is full, and nothing is lost."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

# Two bundles; 鼎盛 stands in every third record, 化肥 in every second. Records are read at
# no cost that counts, and what was read and looked up is told.
SETTING = """async ([atLeast, broken]) => {
    const { Found } = await import("./theme/js/found.js");
    const { Plan, tiers } = await import("./theme/js/plan.js");
    const stands = { 鼎盛: (place) => place % 3 === 0, 化肥: (place) => place % 2 === 0 };
    const looked = [], read = [];
    const bundle = (name) => ({ name, count: 100_000, phrase: async (words) => {
        looked.push(`${name} ${words.join(" ")}`);
        return Array.from({ length: 30 }, (_, place) => ({ place, words: [0] }))
            .filter(({ place }) => words.every((word) => stands[word](place)));
    } });
    const reader = { read: async (hits) => hits.forEach((hit) => {
        read.push(`${hit.bundle.name} ${hit.place}`);
        Object.assign(hit, broken.includes(hit.place) ? { broken: true, right: true } : { right: hit.place % 2 === 0 });
    }) };
    const plan = new Plan([["鼎盛"], ["化肥"]], tiers({ often: ["", "", "化肥"] }));
    const found = new Found({ plan, filters: [], bundles: [bundle("new"), bundle("old")], reader });
    const told = [];
    for (const count of atLeast) {
        await found.atLeast(count);
        told.push({ hits: found.hits.map((hit) => `${hit.bundle.name} ${hit.place}`), whole: found.whole, read: read.length });
    }
    return { told, looked };
}"""
RIGHT = [f"{name} {place}" for name in ("new", "old") for place in range(0, 30, 6)]


def found(page: Page, address: str, counts: list[int], broken: tuple[int, ...] = ()) -> Any:
    page.goto(f"{address}blank.html")
    return page.evaluate(SETTING, [counts, list(broken)])


def test_no_more_is_read_than_is_needed_and_the_rest_when_it_is(search_page: Page, search_address: str) -> None:
    first, more, every = found(search_page, search_address, [2, 4, 100])["told"]
    assert first["hits"] == RIGHT[: len(first["hits"])]
    assert 2 <= len(first["hits"]) < 5
    assert first["read"] < 10, "not all that may answer in the newest bundle"
    assert not first["whole"], "so many are the least there are"
    assert more["hits"] == RIGHT[: len(more["hits"])]
    assert len(more["hits"]) >= 4
    assert (every["hits"], every["whole"], every["read"]) == (RIGHT, True, 20)


def test_what_is_common_is_not_looked_up_where_the_rare_is_read(search_page: Page, search_address: str) -> None:
    assert found(search_page, search_address, [100])["looked"] == ["new 鼎盛", "old 鼎盛"]


def test_what_cannot_be_read_is_looked_up_after_all(search_page: Page, search_address: str) -> None:
    result = found(search_page, search_address, [100], (0, 3))
    assert result["told"][0]["hits"] == RIGHT
    assert "new 化肥" in result["looked"]
