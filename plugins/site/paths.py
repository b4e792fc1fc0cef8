"""Addresses that more than one plugin must know. They are a contract: what stands here never moves."""

from __future__ import annotations

API = "api/v1/"
ROOT = f"{API}index.json"


def record_page(record_id: str) -> str:
    """The page of a record."""
    return f"{record_id}/index.html"


def record_data(record_id: str) -> str:
    """The file of a record in the API."""
    return f"{API}records/{record_id}.json"


def list_data(list_id: str) -> str:
    """The file of a list in the API."""
    return f"{API}lists/{list_id}.json"


def page_data(page_id: str) -> str:
    """The file of a guide, a flow chart, a document … in the API."""
    return f"{API}pages/{page_id}.json"


def list_table(list_id: str) -> str:
    """The same for spreadsheets."""
    return f"{API}lists/{list_id}.csv"


def register_table(government: str) -> str:
    """The 行政执法主体名录 of a government for spreadsheets."""
    return f"{API}subjects/{government}.csv"
