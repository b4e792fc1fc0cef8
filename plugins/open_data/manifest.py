"""Every other file of the site with its checksum, in parts: what stands nowhere does not belong to the site."""

from __future__ import annotations

from plugins.registry.public import Publication
from plugins.site.paths import API, ROOT, record_data, record_page

from . import types
from .entries import Shelf

_FOLDER = f"{API}files/"
_SITE = "site"


def write_manifest(publication: Publication, shelf: Shelf) -> types.Entry:
    """Writes the lists of files, after everything but the root was written. Returns how the root names them."""
    listed = {ROOT}
    for record in publication.records:
        listed.add(record_data(record.id))
        listed.add(record_page(record.id))
    parts: dict[str, list[str]] = {}
    for path in shelf.output.files.keys() - listed:
        parts.setdefault(_part(path, publication), []).append(path)
    entries = []
    for part, paths in sorted(parts.items()):
        files = [(path, shelf.output.files[path].sha256) for path in sorted(paths)]

        def content(part: str = part, files: list[tuple[str, bytes]] = files) -> types.PartFile:
            of_site = (
                types.SiteFile(path=path, sha256=sha.hex(), bytes=shelf.output.files[path].size) for path, sha in files
            )
            return types.PartFile(part=part, files=list(of_site))

        named = {"part": part, "count": len(files)}
        entries.append(shelf.offer(types.PartEntry, f"{_FOLDER}{part}.json", files, content, **named))
    return shelf.write(types.Entry, f"{_FOLDER}index.json", types.FilesFile(parts=entries))


def _part(path: str, publication: Publication) -> str:
    """The list that names a file: one for each agency and search index, so that a small change rewrites little."""
    first, _, rest = path.partition("/")
    if path.startswith(f"{API}lookup/"):
        return "lookup"
    if first in publication.agencies or first in ("feeds", "api"):
        return first
    if path.startswith("search/index/") and rest.count("/") > 1:
        return f"search-{rest.split('/')[1]}"
    return _SITE
