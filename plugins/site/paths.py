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
