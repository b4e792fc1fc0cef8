"""The root of a publication, whose checksum proves all the rest."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from . import forms
from .faults import Faults, Refused
from .forms import Malformed
from .places import Missing, Place, TooLarge, Unreadable

API = "api/v1/"
ROOT = f"{API}index.json"
_LARGEST_ROOT = 16_000_000


@dataclass
class Root:
    """The root of a publication: what it says, and its own checksum, which proves all the rest."""

    values: dict[str, Any]
    sha256: str
    day: str
    log_id: str
    sequence: int
    url: str


def read_root(place: Place, where: str, faults: Faults) -> Root:
    """The root. Raises Refused where there is none, or where it is a preview; Malformed where it is none of ours."""
    try:
        with place.open(ROOT, _LARGEST_ROOT) as opened:
            content = opened.read()
    except Missing:
        raise Refused(f"{where} 里没有 {ROOT}，不是本程序发布的网站") from None
    except Unreadable as error:
        raise Refused(f"读不到 {where} 的 {ROOT}：{error}") from None
    except TooLarge:
        raise Refused(f"{where} 的 {ROOT} 大得不合常理") from None
    values = forms.document(content, "root-1")
    if values.get("preview") is True:
        raise Refused(f"{where} 是预览，不是发布过的网站；预览不核验")
    if values.get("preview") is not False:
        raise Malformed("preview 应是 true 或者 false")
    url = forms.text(values, "url")
    if not url.startswith(("http://", "https://")) or not url.endswith("/"):
        raise Malformed("url 应是以 / 结尾的网址")
    root = Root(
        values=values,
        sha256=sha256(content).hexdigest(),
        day=forms.day(values, "day"),
        log_id=forms.text(values, "log_id", forms.SALT),
        sequence=forms.number(values, "sequence"),
        url=url,
    )
    if values.get("modified") is not None and forms.day(values, "modified") > root.day:
        faults.add("verify-date", ROOT, "modified 晚于发布的那一天")
    return root
