"""Both sides of the search are one: Python writes the index, the browser reads it and cuts the question the same way."""

from __future__ import annotations

import unicodedata

from playwright.sync_api import Page

from plugins.registry import docnumber
from plugins.search.postings import block, encode, packed
from plugins.search.terms import grams, number_of, terms
from plugins.search.tokens import tokens
from tests.search_site import records, strings


def test_the_two_normalisers_are_equal(search_page: Page, search_address: str) -> None:
    """Every code point on its own, and ten thousand strings; the spelling of 文号 too."""
    search_page.goto(f"{search_address}blank.html")
    made = strings(10_000) + [str(value) for record in records() for value in record.data.values()]
    code = """async (list) => { const { tokens } = await import("./theme/js/tokens.js");
        const { termsOf } = await import("./theme/js/terms.js"); const { normalised } = await import("./theme/js/lookup.js");
        return list.map((text) => [tokens(text), termsOf({ tokens: tokens(text), quoted: true }), normalised(text)]); }"""
    for text, (found, listed, number) in zip(made, search_page.evaluate(code, made), strict=True):
        assert tuple(found) == tokens(text), ascii(text)
        assert set(listed) == {term for term in terms(text) if not term.startswith("~")}, ascii(text)
        if not any("\ud800" <= character <= "\udfff" for character in text):
            assert number == docnumber.normalise(text) or unlike(text), ascii(text)
    every = """async () => { const { tokens } = await import("./theme/js/tokens.js"); const all = {};
        for (let i = 0; i < 0x110000; i++) { if (i >= 0xd800 && i < 0xe000) continue;
            const found = tokens(String.fromCodePoint(i)); if (found.length) all[i] = found.join(" "); } return all; }"""
    here = {str(i): " ".join(tokens(chr(i))) for i in range(0x110000) if not 0xD800 <= i < 0xE000 and tokens(chr(i))}
    assert search_page.evaluate(every) == here


def unlike(text: str) -> bool:
    """True for characters that the Unicode of this Python does not know: no 文号 has them."""
    return any(unicodedata.category(character) == "Cn" for character in text)


def test_the_browser_reads_what_was_written(search_page: Page, search_address: str) -> None:
    """Terms have the same numbers, lists of every form the same places, columns the same values."""
    search_page.goto(f"{search_address}blank.html")
    words = ["鼎盛", "12号", "=清 河", "~9199", "𠮷野"]
    code = """async (words) => { const { numberOf, termsOf } = await import("./theme/js/terms.js");
        return [words.map(numberOf), termsOf({ tokens: ["91990102ma7k"], quoted: false })]; }"""
    assert search_page.evaluate(code, words) == [list(map(number_of, words)), grams("91990102ma7k")]
    lists = [
        [place << 1 | (place % key == 0) for place in range(0, 500, step)]
        for step in (1, 2, 7, 90, 499)
        for key in (1, 3, 99)
    ]
    lists.append([place << 1 for place in range(500) if place % 100])
    entries = [(number * 1000 + 7, encode(marked, 500), 0) for number, marked in enumerate(lists)]
    data = block([*entries, (4_000_000_000, b"", 12_345)])
    code = """async ([data, numbers]) => { const { entryIn } = await import("./theme/js/postings.js");
        const plain = (e) => e && { count: e.count, places: e.places && [...e.places], key: e.key && [...e.key] };
        return numbers.map((n) => plain(entryIn(Uint8Array.from(data), n, 500))); }"""
    found = search_page.evaluate(code, [list(data), [*(entry[0] for entry in entries), 4_000_000_000, 8]])
    for marked, entry in zip(lists, found, strict=False):
        places = [one >> 1 for one in marked]
        assert entry == {"count": len(places), "places": places, "key": [one >> 1 for one in marked if one & 1]}
    assert found[-2]["count"] == 12_345
    assert found[-2].get("places") is None
    assert found[-1] is None
    values = [number * 7 % 41 for number in range(99)]
    code = """async ([data, most]) => { const { unpacked } = await import("./theme/js/postings.js");
        const { values, end } = unpacked(Uint8Array.from(data), 1, 99, most); return [[...values], end]; }"""
    assert search_page.evaluate(code, [[0, *packed(values, 40)], 40]) == [values, 1 + (99 * 6 + 7) // 8]


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
