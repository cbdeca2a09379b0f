"""A card as Croissant: JSON-LD that catalogues of data sets read (mlcommons.org/croissant 1.0)."""

from collections.abc import Mapping
from typing import Any

from benchmarks.contract.secrets import redacted
from benchmarks.datasets import citation
from benchmarks.datasets.card import Card
from benchmarks.datasets.card_columns import Time
from benchmarks.datasets.card_sources import SourceBlock
from benchmarks.datasets.card_tables import Described, Interactions, Promotions, TableFile

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_FORMATS = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "recbole": "text/tab-separated-values",
    "parquet": "application/x-parquet",
    "jsonl": "application/jsonlines",
    "pickle": "application/octet-stream",
}
_NUMBERS = ("rating", "quantity", "value", "price", "displays", "mailers")
_NONE: Mapping[str, str] = {}
_NO_CHECKSUM = "not known: recorded at the first download"


def croissant(name: str, card: Card, recorded: Mapping[str, str] = _NONE) -> dict[str, Any]:
    """Return a card as a Croissant document.

    recorded : sha256 by origin, of what was downloaded before, as `datasets/checksums/` has them.
    The format wants a checksum of each file: where none is known yet, its place says so in words.

    Files are those of the first source that has an address; a package of a registry has none.
    Tables in forms that Croissant has no reader for, such as a pickle, are listed as files alone.
    """
    source = next((block for block in card.sources if block.url), card.sources[0])
    files = [_archive(name, source, recorded), *_members(name, source)]
    tables = [table for table in card.tables() if table.format != "pickle"]
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": name,
        "description": _description(card),
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "license": card.licence,
        "citeAs": card.citation.strip(),
        "url": card.homepage or redacted(source.url or "") or "",
        "distribution": files,
        "recordSet": [_records(name, table) for table in tables],
    }
    return {key: value for key, value in document.items() if value not in ("", [])}


def _description(card: Card) -> str:
    said = f"{card.title}. {citation.sentence(card.citation)}."
    return f"{said} Redistribution: {card.redistribution}."


def _archive(name: str, source: SourceBlock, recorded: Mapping[str, str]) -> dict[str, Any]:
    """Return the file that is fetched."""
    file = _archive_name(source)
    place = (
        redacted(source.url or "") or source.path or f"pkg:pypi/{source.package}@{source.version}"
    )
    return {
        "@type": "cr:FileObject",
        "@id": f"{name}/{file}",
        "name": file,
        "contentUrl": place,
        "encodingFormat": _packing(source, file),
        **_checksum(source, recorded),
    }


def _archive_name(source: SourceBlock) -> str:
    whole = redacted(source.url or "") or source.path or str(source.package)
    return source.file or whole.rpartition("/")[2]


def _packing(source: SourceBlock, file: str) -> str:
    if not source.members:
        return _encoding(file)
    return "application/x-tar" if file.endswith((".tar.gz", ".tgz")) else "application/zip"


def _checksum(source: SourceBlock, recorded: Mapping[str, str]) -> dict[str, str]:
    if source.md5:
        return {"md5": source.md5}
    origin = redacted(source.url or "") or f"{source.package}=={source.version}"
    return {"sha256": source.sha256 or recorded.get(origin, _NO_CHECKSUM)}


def _members(name: str, source: SourceBlock) -> list[dict[str, Any]]:
    archive = f"{name}/{_archive_name(source)}"
    return [
        {
            "@type": "cr:FileObject",
            "@id": f"{name}/{file}",
            "name": file,
            "contentUrl": member,
            "containedIn": {"@id": archive},
            "encodingFormat": _encoding(file),
        }
        for file, member in source.member_names().items()
    ]


def _encoding(file: str) -> str:
    plain = file.removesuffix(".gz")
    ends = {".csv": "csv", ".tsv": "tsv", ".parquet": "parquet", ".jsonl": "jsonl"}
    form = next((form for end, form in ends.items() if plain.endswith(end)), "")
    return _FORMATS.get(form, "application/octet-stream" if plain == file else "application/gzip")


def _records(name: str, table: TableFile) -> dict[str, Any]:
    """Return what the rows of a table are."""
    kind = type(table).__name__.lower()
    fields = [_field(name, kind, table, role, column) for role, column in _columns(table)]
    return {"@type": "cr:RecordSet", "@id": kind, "name": kind, "field": fields}


def _columns(table: TableFile) -> list[tuple[str, str]]:
    """Return role and column of what a table holds, each column once."""
    if not isinstance(table, Interactions | Described | Promotions):
        return []
    columns = table.model_dump()["columns"]
    found: dict[str, str] = {}
    for role, told in columns.items():
        for column in _named(told):
            found.setdefault(column, role)
    return [(role, column) for column, role in found.items()]


def _named(told: Any) -> list[str]:
    """Return the columns that a part of a card names."""
    if isinstance(told, str):
        return [told]
    if isinstance(told, list | tuple):
        return [column for each in told for column in _named(each)]
    if isinstance(told, dict):
        if "days_since" in told:
            return list(Time.model_validate(told).columns)
        return [told["column"]] if told.get("column") else []
    return []


def _field(name: str, kind: str, table: TableFile, role: str, column: str) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{kind}/{column}",
        "name": f"{kind}/{column}",
        "description": role,
        "dataType": "sc:Float" if role in _NUMBERS else "sc:Text",
        "source": {
            "fileObject": {"@id": f"{name}/{table.file}"},
            "extract": {"column": column},
        },
    }
