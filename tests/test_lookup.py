"""Exact look-up as a browser does it: from the index to a bucket to the ids, and nothing that is not public."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plugins.downloads.lookup import MOST_DIGITS, digits_for
from plugins.registry import docnumber


def look_up(site: Path, by: str, key: str) -> list[str]:
    lookup = site / "api/v1/lookup"
    digits = json.loads((lookup / "index.json").read_text("utf-8"))[by]["digits"]
    bucket = hashlib.sha256(key.encode()).hexdigest()[:digits]
    found: dict[str, Any] = json.loads((lookup / by / f"{bucket}.json").read_text("utf-8"))
    assert found | {"keys": {}} == {"schema": "lookup-1", "by": by, "bucket": bucket, "keys": {}}
    return list(found["keys"].get(key, []))


def every_key(site: Path, by: str) -> set[str]:
    files = (site / "api/v1/lookup" / by).iterdir()
    return {key for file in files for key in json.loads(file.read_text("utf-8"))["keys"]}


def test_what_is_public_is_found_by_its_number_and_code(demonstration_site: Path) -> None:
    numbers, codes = set(), set()
    for file in (demonstration_site / "api/v1/records").rglob("*.json"):
        record = json.loads(file.read_bytes())
        data = record.get("data", {})
        for name in ("行政处罚决定书文号", "行政许可决定文书号"):
            if name in data:
                assert record["id"] in look_up(demonstration_site, "number", docnumber.normalise(data[name]))
                numbers.add(docnumber.normalise(data[name]))
        if (code := data.get("统一社会信用代码")) and code != "0" * 17 + "X":
            assert record["id"] in look_up(demonstration_site, "code", code)
            codes.add(code)
    assert len(numbers) > 20
    assert numbers <= every_key(demonstration_site, "number")
    # Nothing but codes of parties: no natural person, no tombstone, no placeholder.
    assert codes == every_key(demonstration_site, "code")
    index = json.loads((demonstration_site / "api/v1/lookup/index.json").read_text("utf-8"))
    assert index["code"]["keys"] == len(codes)


def test_one_number_in_every_spelling(demonstration_site: Path) -> None:
    number = next(iter(sorted(every_key(demonstration_site, "number"))))
    spelt = number.replace("〔", " [").replace("〕", "］ ")
    assert docnumber.normalise(spelt) == number
    assert look_up(demonstration_site, "number", number)


def test_a_key_that_is_nowhere_has_a_bucket_all_the_same(instance_site: Path) -> None:
    assert all(look_up(instance_site, by, f"没有的{n}") == [] for by in ("code", "number") for n in range(64))


def test_buckets_stay_few_and_small() -> None:
    assert [digits_for(keys) for keys in (0, 4_096, 4_097, 65_536, 65_537, 10**8)] == [1, 1, 2, 2, 3, MOST_DIGITS]


@given(
    st.lists(
        st.text(
            alphabet=st.one_of(st.sampled_from("〔2026〕[](１９９８)【】 \n\u3000\u2028\u0301ｶﾞ号"), st.characters())
        )
    )
)
def test_all_at_once_is_the_same_as_one_by_one(texts: list[str]) -> None:
    assert docnumber.normalise_all(texts) == [docnumber.normalise(text) for text in texts]
