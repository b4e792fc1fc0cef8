"""The mapping's government in content/governments.yaml: added where it is absent, everything else left as it is."""

from __future__ import annotations

from typing import Any

from .. import source, writing
from .column_mapping import GovernmentEntry
from .outcome import ImportFailed

PATH = "content/governments.yaml"


def add(text: str, government: GovernmentEntry) -> str:
    """The file's new text, or '' where the government is there already. `text` is '' where there is no file."""
    entry = {"编号": government.id, "名称": government.name, "层级": government.level}
    if government.code:
        entry["区划代码"] = government.code
    if not text.strip():
        return writing.dump({"政府": [entry]})
    values = _read(text)
    entries = values.get("政府", [])
    if any(item.get("编号") == government.id for item in entries):
        return ""
    wanted = {**values, "政府": [*entries, entry]}
    lines = text.rstrip("\n").split("\n")
    indent = next((line[: len(line) - len(line.lstrip())] for line in lines if line.lstrip().startswith("- ")), "")
    item = [("- " if not index else "  ") + line for index, line in enumerate(writing.dump(entry).splitlines())]
    appended = "\n".join([*lines, *(indent + line for line in item)]) + "\n"
    # Appending keeps comments; where the file's form does not allow it, it is written anew.
    return appended if _try(appended) == wanted else writing.dump(wanted)


def _read(text: str) -> dict[str, Any]:
    values = _try(text)
    if values is None:
        raise ImportFailed(f"{PATH} 读不出来，请先用 publish.py check 检查。")
    return values


def _try(text: str) -> dict[str, Any] | None:
    read, _ = source.read(PATH, text.encode())
    return read.values if read else None
