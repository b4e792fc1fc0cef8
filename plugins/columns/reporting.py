"""报告错误: where a visitor tells of a fault on a page, with the page already named in the message."""

from __future__ import annotations

from urllib.parse import quote, urlsplit


def report_link(base: str, page_id: str, url: str) -> str:
    """The address to report a fault of a page at; '' where the site names none.

    base: 纠错网址, checked to be a web or mail address. A mail gets subject and body, a form for new issues (…/issues/new
    or …/-/issues/new) title and text; any other address is used as it is.
    """
    if not base:
        return ""
    title, body = quote(f"公示内容有误：{page_id}"), quote(url or page_id)
    if base.lower().startswith("mailto:"):
        return f"{base}{'&' if '?' in base else '?'}subject={title}&body={body}"
    path = urlsplit(base).path
    if path.endswith("/-/issues/new"):
        return f"{base}?issue%5Btitle%5D={title}&issue%5Bdescription%5D={body}"
    return f"{base}?title={title}&body={body}" if path.endswith("/issues/new") else base
