"""What the page of downloads shows of the files, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from plugins.columns.opendata import DataView, File
from plugins.columns.opendata import Shelf as Group
from plugins.open_data.entries import Shelf
from plugins.registry.kinds import kind
from plugins.registry.public import Publication

from .catalogue import schema_org
from .plan import Download

_ABOUT = {
    "csv": "各类别共有的字段，用 Excel、WPS 打开",
    "ndjson": "全部内容，每行一条 JSON，gzip 压缩",
    "parquet": "各类别的全部字段，带数据类型",
    "sqlite": "全部决定，SQLite 数据库，可以用 Datasette 浏览",
    "zip": "全部年度的 CSV、NDJSON、Parquet，附数据说明",
}
_UNITS = ("字节", "KB", "MB", "GB")


def data_view(publication: Publication, shelf: Shelf, downloads: Sequence[Download]) -> DataView:
    """The downloads by year, those of everything first, and what a citation needs."""
    groups = sorted(groupby_year(downloads), key=lambda group: group[0] != "")
    return DataView(
        shelves=tuple(
            Group(f"{year} 年" if year else "全部年度", tuple(_file(download, shelf) for download in files))
            for year, files in groups
        ),
        modified=max((record.updated for record in publication.records), default=str(publication.day)),
        log_id=publication.log_id,
        sequence=len(publication.events),
        description=schema_org(publication, shelf, downloads),
    )


def groupby_year(downloads: Sequence[Download]) -> Iterator[tuple[str, list[Download]]]:
    """Neighbouring files of one year."""
    for year, group in groupby(downloads, key=lambda download: download.year):
        yield year, list(group)


def _file(download: Download, shelf: Shelf) -> File:
    written = shelf.output.files[download.path]
    of_kind = f"{kind(download.kind_id).name}的全部字段，用 Excel、WPS 打开" if download.kind_id else ""
    about = of_kind or _ABOUT[download.form]
    return File(download.path, about, download.records, size(written.size), written.sha256.hex())


def size(count: int) -> str:
    """Bytes as a person reads them: 812 字节, 2.7 MB."""
    amount, unit = float(count), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.0f} {_UNITS[unit]}" if unit == 0 or amount >= 100 else f"{amount:.1f} {_UNITS[unit]}"
