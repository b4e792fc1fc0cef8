"""Both sides of the search are one: Python writes the index, the browser reads it and cuts the question the same way."""

from __future__ import annotations

import base64
import json
import unicodedata
from zlib import crc32

from playwright.sync_api import Page

from plugins.registry import docnumber
from plugins.search.presence import BLOCKS, marks, packed, part, shard, shard_count
from plugins.search.tokens import filter_word, grams, pairs, tokens
from tests.search_site import records, strings


def test_the_two_normalisers_are_equal(search_page: Page, search_address: str) -> None:
    """Every code point of the planes that hold characters on its own, some of the others, ten thousand strings; 文号 too."""
    search_page.goto(f"{search_address}blank.html")
    made = strings(10_000) + [str(value) for record in records() for value in record.data.values()]
    # As one text each way: what has many parts is slow to hand over.
    code = """async (given) => { const { pairs, tokens } = await import("./theme/js/tokens.js");
        const { normalised } = await import("./theme/js/lookup.js");
        return JSON.stringify(JSON.parse(given).map((text) => [tokens(text), pairs(tokens(text)), normalised(text)])); }"""
    for text, (found, joined, number) in zip(
        made, json.loads(search_page.evaluate(code, json.dumps(made))), strict=True
    ):
        assert tuple(found) == tokens(text), ascii(text)
        assert joined == pairs(tokens(text)), ascii(text)
        if not any("\ud800" <= character <= "\udfff" for character in text):
            assert number == docnumber.normalise(text) or unlike(text), ascii(text)
    every = [i for i in (*range(0x40000), *range(0x40000, 0x110000, 97)) if not 0xD800 <= i < 0xE000]
    code = """async (given) => { const { tokens } = await import("./theme/js/tokens.js");
        return JSON.stringify(JSON.parse(given).map((i) => tokens(String.fromCodePoint(i)).join(" "))); }"""
    found = json.loads(search_page.evaluate(code, json.dumps(every)))
    assert [hex(i) for i, one in zip(every, found, strict=True) if one != " ".join(tokens(chr(i)))] == []


def unlike(text: str) -> bool:
    """True for characters that the Unicode of this Python does not know: no 文号 has them."""
    return any(unicodedata.category(character) == "Cn" for character in text)


def test_both_sides_make_the_same_words_and_numbers(search_page: Page, search_address: str) -> None:
    search_page.goto(f"{search_address}blank.html")
    code = """async ([part, values, names]) => { const { filterWord, wordsOf } = await import("./theme/js/tokens.js");
        const { numberOf } = await import("./theme/js/lookup.js");
        return [wordsOf({ tokens: [part], quoted: false }), wordsOf({ tokens: [part], quoted: true }),
            values.map((value) => filterWord("class", value)), names.map(numberOf)]; }"""
    values, names = ["罚款", "没收违法所得", "qinghe-scjg", "𠮷"], ["清 河 县", "𠮷 野 家 12", "123456789"]
    assert search_page.evaluate(code, ["91990102ma7k", values, names]) == [
        grams("91990102ma7k"),
        ["91990102ma7k"],
        [filter_word("class", value) for value in values],
        [crc32(name.encode()) for name in names],
    ]


def test_the_browser_reads_where_words_may_stand(search_page: Page, search_address: str) -> None:
    """Two bundles of which each holds its own words: the browser finds every one, and few that are not there."""
    search_page.goto(f"{search_address}blank.html")
    held = [[(f"鼎{n}", f"盛{n}", f"号{n}") for n in range(start, start + 2_000)] for start in (0, 50_000)]
    parts = [part(packed(set().union(*map(marks, runs)))) for runs in held]
    widths = [len(one) // BLOCKS for one in parts]
    count = shard_count(widths)
    shards = [base64.b64encode(shard(parts, number, count)).decode() for number in range(count)]
    code = """async ([shards, widths, asked]) => {
        const { Presence } = await import("./theme/js/presence.js");
        globalThis.fetch = async (url) => new Response(
            Uint8Array.from(atob(shards[/(\\d+)\\.bin/.exec(url)[1]]), (letter) => letter.charCodeAt(0)));
        const bundles = widths.map((width, i) => ({ path: `${i}/`, width }));
        const list = { bundles, tables: [{ path: "presence/", shards: shards.length, bundles: 2 }] };
        const presence = new Presence(new URL("https://x.example/"), list, () => 3);
        return Promise.all(asked.map(async (words) => (await presence.sieve(bundles, [words], [])).map(({ path }) => path)));
    }"""
    there = [[list(run[:2]) for run in runs[::20]] for runs in held]
    absent = [["鼎1", f"盛{n}"] for n in range(2, 400)]
    found = search_page.evaluate(code, [shards, widths, [*there[0], *there[1], *absent]])
    assert all("0/" in one for one in found[:100])
    assert all("1/" in one for one in found[100:200])
    assert sum(map(len, found[:200])) < 220
    assert sum(map(len, found[200:])) < 60


def test_positions_agree_with_tokens(search_page: Page, search_address: str) -> None:
    """What is marked in a text is what was looked for, also behind characters that change their length."""
    search_page.goto(f"{search_address}blank.html")
    code = """async (list) => { const { tokens, spans } = await import("./theme/js/tokens.js");
        const bad = [];
        for (const text of list) {
            const run = tokens(text);
            if (!run.length) continue;
            const [first] = spans(text, { tokens: run, quoted: true });
            if (!first || tokens(text.slice(...first)).join(" ") !== run.join(" ")) bad.push(text);
        } return bad; }"""
    assert [ascii(text) for text in search_page.evaluate(code, strings(2000))] == []
