"""A published site in the hands of somebody who lies: edits files, then makes every checksum above them right again."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.conftest import BASE_URL

API = "api/v1"
ROOT = f"{API}/index.json"


class Forged:
    """A copy of a published site."""

    def __init__(self, site: Path, folder: Path) -> None:
        # Links cost nothing; `write` and `own` give a file of its own to whoever changes it.
        self.root = Path(shutil.copytree(site, folder, copy_function=os.link))
        self._site = site
        self._written: set[str] = set()

    def json(self, path: str) -> Any:
        """A JSON file's value."""
        return json.loads((self.root / path).read_bytes())

    def write(self, path: str, value: Any) -> None:
        """Writes bytes as they are, all else as JSON, also where there is no such file yet."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        content = (
            value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
        )
        file.unlink(missing_ok=True)
        file.write_bytes(content)
        self._written.add(path)

    def restore(self) -> None:
        """What was written is as it was published; quicker than another copy."""
        for path in self._written:
            (self.root / path).unlink(missing_ok=True)
            if (self._site / path).exists():
                os.link(self._site / path, self.root / path)
        self._written.clear()

    def own(self, path: str) -> Path:
        """A file that may be changed in its place."""
        self.write(path, (self.root / path).read_bytes())
        return self.root / path

    def edit(self, path: str, change: Callable[[Any], Any]) -> None:
        """Changes a JSON file's value in place."""
        value = self.json(path)
        change(value)
        self.write(path, value)

    def replace(self, path: str, old: bytes, new: bytes) -> None:
        """Replaces bytes of a file."""
        content = (self.root / path).read_bytes()
        assert old in content
        self.write(path, content.replace(old, new))

    def remove(self, path: str) -> None:
        """Removes a file, and its line in whichever list of files has it."""
        (self.root / path).unlink()
        for part in (self.root / API / "files").glob("*.json"):
            self.edit(self.path(part), lambda value: _without(value, path))

    def add(self, path: str, content: Any) -> None:
        """Writes a file and lists it, so that it belongs to the site."""
        known = (self.root / path).exists()
        self.write(path, content)
        if not known:
            entry = {"path": path, "sha256": "", "bytes": 0}
            self.edit(f"{API}/files/site.json", lambda value: value["files"].append(entry))

    def path(self, file: Path) -> str:
        """A file's path below the root."""
        return file.relative_to(self.root).as_posix()

    def seal(self) -> Forged:
        """Computes every size and checksum again, from the records up to the root."""
        levels = (
            f"{API}/agencies/*/[0-9]*.json",
            f"{API}/agencies/*/index.json",
            f"{API}/agencies/index.json",
            f"{API}/kinds/index.json",
            f"{API}/years/*.json",
            f"{API}/changes/index.json",
            f"{API}/bulk/index.json",
            f"{API}/files/[!i]*.json",
            f"{API}/files/index.json",
            ROOT,
        )
        for level in levels:
            for file in sorted(self.root.glob(level)):
                value = json.loads(file.read_bytes())
                self._seal(value)
                self.write(self.path(file), value)
        return self

    def _seal(self, value: Any) -> None:
        if isinstance(value, list):
            for item in value:
                self._seal(item)
        elif isinstance(value, dict):
            if "url" in value and "sha256" in value:
                self._sum(value, str(value["url"]).removeprefix(BASE_URL))
            elif "path" in value and "sha256" in value:
                self._sum(value, value["path"])
            if isinstance(value.get("page"), dict):
                self._sum(value["page"], f"{value['id']}/index.html")
            for item in value.values():
                self._seal(item)
            if isinstance(value.get("files"), list) and "part" in value:
                value["files"].sort(key=lambda file: file["path"])
            for part in value.get("parts", ()):
                part["count"] = len(self.json(f"{API}/files/{part['part']}.json")["files"])

    def _sum(self, entry: dict[str, Any], path: str) -> None:
        file = self.root / path
        if ".." not in path and file.is_file():
            content = file.read_bytes()
            entry |= {"sha256": sha256(content).hexdigest(), "bytes": len(content)}

    # What stands in the tiny site.

    def shard(self, record_id: str) -> str:
        """The shard of a record."""
        agency, year, _ = record_id.split("/")
        return f"{API}/agencies/{agency}/{year}.json"

    def row(self, record_id: str, **values: Any) -> None:
        """Changes what the shard says of a record."""
        path = self.shard(record_id)
        value = self.json(path)
        next(row for row in value["records"] if row["id"] == record_id).update(values)
        self.write(path, value)

    def record(self, record_id: str) -> dict[str, Any]:
        """A record's file."""
        value: dict[str, Any] = self.json(f"{API}/records/{record_id}.json")
        return value

    def commit(self, record_id: str, **values: Any) -> str:
        """Changes a record with its shard and listing, every digest and commitment made again. Returns the commitment."""
        record = self.record(record_id) | values
        record["digest"] = sha256(canonical(record["data"]).encode()).hexdigest()
        head = [record[key] or "" for key in ("id", "kind", "state", "published", "decided", "updated")]
        commitment = sha256("\n".join([*head, record["salt"] + record["digest"]]).encode()).hexdigest()
        self.write(f"{API}/records/{record_id}.json", record)
        same = {key: record[key] for key in ("state", "published", "updated")}
        self.row(record_id, digest=record["digest"], commitment=commitment, **same)
        year = record_id.split("/")[1]
        for listing in self.root.glob(f"{API}/kinds/*/{year}.json"):
            value = json.loads(listing.read_bytes())
            for row in value["records"]:
                if row["id"] == record_id:
                    row |= same
            self.write(self.path(listing), value)
        return commitment

    def events(self) -> list[dict[str, Any]]:
        """The change list of a small site."""
        lines = (self.root / API / "changes/000001.ndjson").read_bytes().splitlines()
        return [json.loads(line) for line in lines]

    def rewrite(self, events: list[dict[str, Any]], *, renumber: bool = True) -> None:
        """Another change list, with an index and a root that say so."""
        if renumber:
            events = [event | {"seq": number} for number, event in enumerate(events, 1)]
        lines = "".join(canonical(event, sort=False) + "\n" for event in events)
        self.write(f"{API}/changes/000001.ndjson", lines.encode())
        self.edit(f"{API}/changes/index.json", lambda value: value["pages"][0].update(last=len(events)))
        self.edit(f"{API}/changes/index.json", lambda value: value.update(sequence=len(events)))
        self.edit(ROOT, lambda value: value.update(sequence=len(events)))


def canonical(value: Any, *, sort: bool = True) -> str:
    """JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=sort)


def packed(lines: list[Any]) -> bytes:
    """NDJSON in gzip."""
    return gzip.compress("".join(f"{canonical(line)}\n" for line in lines).encode(), mtime=0)


def _without(value: dict[str, Any], path: str) -> None:
    if "files" in value:
        value["files"] = [file for file in value["files"] if file["path"] != path]
