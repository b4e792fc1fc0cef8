"""What a site holds before an import."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Existing:
    """Agency values by id, record values by id, the text of content/governments.yaml.

    edited: the ids of records whose files hold what writing them anew would lose.
    """

    agencies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    records: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    governments: str = ""
    edited: Collection[str] = ()
