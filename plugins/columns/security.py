"""/.well-known/security.txt (RFC 9116): where to tell of a hole in this site."""

from __future__ import annotations

from datetime import UTC, date, datetime

from plugins.registry.records import Settings

from .wording import weblink

PATH = ".well-known/security.txt"


def security_txt(settings: Settings, day: date, base_url: str) -> bytes:
    """The file; b"" where the site names nobody to tell (安全联系, else 纠错网址).

    It expires within a year, as the standard advises, on the first of a month: so it changes once a month and not with
    every build. base_url: '' where the site's address is unknown. Below a sub-path a host must serve it at its own root.
    """
    contact = weblink(settings.get("安全联系")) or weblink(settings.get("纠错网址"))
    if not contact:
        return b""
    expires = datetime(day.year + 1, day.month, 1, tzinfo=UTC)
    lines = [f"Contact: {contact}", f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: zh, en"]
    if base_url:
        lines.append(f"Canonical: {base_url}{PATH}")
    return "".join(f"{line}\n" for line in lines).encode()
