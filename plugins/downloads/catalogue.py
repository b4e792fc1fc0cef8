"""The catalogue for other people's harvesters: DCAT 3 as JSON-LD, with what DCAT-AP 3 demands, and schema.org for search.

Data sets are a year of all categories, a year of one category, and all of it; never a single decision. Sources:
w3.org/TR/vocab-dcat-3, DCAT-AP 3.0.0 (semiceu.github.io/DCAT-AP), schema.org/Dataset.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from plugins.open_data.entries import Shelf
from plugins.registry.kinds import kind
from plugins.registry.public import Publication
from plugins.site.paths import API

from .plan import Download

CATALOGUE = f"{API}catalog.jsonld"

MEDIA = {
    "csv": "text/csv",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
    "zip": "application/zip",
}
_EU = "http://publications.europa.eu/resource/authority/"
_IANA = "https://www.iana.org/assignments/media-types/"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class DataSet(NamedTuple):
    """Some bulk files that say the same in different forms."""

    id: str
    year: str
    title: str
    about: str
    downloads: list[Download]


def data_sets(publication: Publication, downloads: Sequence[Download]) -> Iterator[DataSet]:
    """What the files are files of, in their order."""
    title = publication.settings.title
    for (year, kind_id), group in groupby(downloads, key=lambda download: (download.year, download.kind_id)):
        files = list(group)
        name = kind(kind_id).name if kind_id else "执法决定"
        of_year = f"{year} 年" if year else ""
        form = "全部字段" if kind_id or not year else "各类别共有的字段（CSV），全部内容（NDJSON、Parquet）"
        about = f"{of_year}作出并公示的{name}，共 {files[0].records} 条，不含已停止公示的。{form}。"
        yield DataSet("-".join(filter(None, (kind_id or "all", year))), year, f"{title}：{of_year}{name}", about, files)


def dcat(publication: Publication, shelf: Shelf, downloads: Sequence[Download]) -> dict[str, Any]:
    """The catalogue: data sets with their files, and the API as a data service."""
    base_url, settings = shelf.base_url, publication.settings
    publisher = {"@id": f"{base_url}#publisher", "@type": "foaf:Agent"}
    licence = _licence(publication)
    sets = list(data_sets(publication, downloads))
    shared = {
        "dct:publisher": {"@id": publisher["@id"]},
        "dct:language": {"@id": f"{_EU}language/ZHO"},
        **_modified(publication),
    }
    service = {
        "@id": f"{base_url}{API}",
        "@type": "dcat:DataService",
        "dct:title": f"{settings.title}：开放数据接口",
        "dcat:endpointURL": {"@id": f"{base_url}{API}"},
        "dcat:endpointDescription": {"@id": f"{base_url}{API}openapi.json"},
        "dcat:servesDataset": [{"@id": _identifier(base_url, found)} for found in sets],
        "dct:publisher": {"@id": publisher["@id"]},
        **licence,
    }
    return {
        "@context": _CONTEXT,
        "@id": f"{base_url}{CATALOGUE}",
        "@type": "dcat:Catalog",
        "dct:title": settings.title,
        "dct:description": settings.get("平台简介") or f"{settings.title}公示的执法决定",
        "foaf:homepage": {"@id": f"{base_url}data/"},
        **shared,
        "dct:publisher": publisher | {"foaf:name": settings.get("主办单位") or settings.title},
        **licence,
        "dcat:service": service,
        "dcat:dataset": [_dataset(found, shared, licence, shelf) for found in sets],
    }


def schema_org(publication: Publication, shelf: Shelf, downloads: Sequence[Download]) -> dict[str, Any]:
    """The same for general search engines, as one data set. No party of a decision is named anywhere in it."""
    base_url, settings = shelf.base_url, publication.settings
    years = sorted({record.year for record in publication.current})
    modified = _modified_day(publication)
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{base_url}data/",
        "name": f"{settings.title}：执法决定",
        "description": f"{settings.title}公示的执法决定，共 {len(publication.current)} 条，每天更新，可以整批下载。",
        "url": f"{base_url}data/",
        "inLanguage": "zh-CN",
        "isAccessibleForFree": True,
        "creator": {"@type": "GovernmentOrganization", "name": settings.get("主办单位") or settings.title},
        **({"license": settings.get("许可协议")} if settings.get("许可协议") else {}),
        **({"dateModified": modified} if modified else {}),
        **({"temporalCoverage": f"{years[0]}/{years[-1]}"} if years else {}),
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": MEDIA[download.form],
                "contentUrl": f"{base_url}{download.path}",
                "contentSize": f"{shelf.output.files[download.path].size} B",
                "sha256": shelf.output.files[download.path].sha256.hex(),
            }
            for download in downloads
        ],
    }


def _dataset(found: DataSet, shared: dict[str, Any], licence: dict[str, Any], shelf: Shelf) -> dict[str, Any]:
    period = {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": {"@type": "xsd:date", "@value": f"{found.year}-01-01"},
        "dcat:endDate": {"@type": "xsd:date", "@value": f"{found.year}-12-31"},
    }
    return {
        "@id": _identifier(shelf.base_url, found),
        "@type": "dcat:Dataset",
        "dct:identifier": found.id,
        "dct:title": found.title,
        "dct:description": found.about,
        "dcat:keyword": ["行政执法公示", "执法决定"],
        "dcat:theme": {"@id": f"{_EU}data-theme/JUST"},
        "dcat:landingPage": {"@id": f"{shelf.base_url}data/"},
        "dct:accrualPeriodicity": {"@id": f"{_EU}frequency/DAILY"},
        **({"dct:temporal": period} if found.year else {}),
        **shared,
        "dcat:distribution": [_distribution(download, licence, shelf) for download in found.downloads],
    }


def _distribution(download: Download, licence: dict[str, Any], shelf: Shelf) -> dict[str, Any]:
    file, url = shelf.output.files[download.path], f"{shelf.base_url}{download.path}"
    packed = {"dcat:compressFormat": {"@id": f"{_IANA}application/gzip"}} if url.endswith(".gz") else {}
    return {
        "@id": url,
        "@type": "dcat:Distribution",
        "dct:title": download.name,
        "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": {"@id": f"{_IANA}{MEDIA[download.form]}"},
        **packed,
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(file.size)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": f"{_CONTEXT['spdx']}checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file.sha256.hex()},
        },
        **licence,
    }


def _identifier(base_url: str, found: DataSet) -> str:
    return f"{base_url}data/#{found.id}"


def _licence(publication: Publication) -> dict[str, Any]:
    text = publication.settings.get("许可协议")
    return {"dct:license": {"@type": "dct:LicenseDocument", "dct:title": text}} if text else {}


def _modified(publication: Publication) -> dict[str, Any]:
    day = _modified_day(publication)
    return {"dct:modified": {"@type": "xsd:date", "@value": day}} if day else {}


def _modified_day(publication: Publication) -> str:
    return max((record.updated for record in publication.records), default="")
