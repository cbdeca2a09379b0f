"""The bibliography: what the report uses is cited, and BibTeX can read it."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from benchmarks import metrics
from benchmarks.config import load
from benchmarks.contract.csv import as_csv
from benchmarks.contract.reports_beside import REPLICATION
from benchmarks.datasets import cards
from benchmarks.protocol import model as contract
from benchmarks.report.latex import bibliography as references
from benchmarks.report.sections import provenance
from tests.worlds import experiments
from tests.worlds.clone import Clone
from tests.worlds.films import settled, write_inputs

ROOT = Path(__file__).parents[3]
REQUIRED = {
    "article": {"author", "title", "journal", "year"},
    "inproceedings": {"author", "title", "booktitle", "year"},
    "book": {"author", "title", "publisher", "year"},
    "misc": {"title", "howpublished"},
}
MADE_BY = replace(
    provenance.collect(),
    git_commit="0123456789abcdef",
    git_commit_date="2026-11-23",
    git_uncommitted_changes=False,
    fingerprints_sha256="fedcba9876543210",
)
PROJECT = provenance.Project("Levelground", "0.1.0", "", "", "")
OWN = references.software(PROJECT, MADE_BY)
SETTINGS = load.load(ROOT / "params.yaml")


def parse(text: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Read BibTeX on its own terms: entries by key, brace by brace."""
    found, at = {}, 0
    while (start := re.compile(r"@(\w+)\{([^,\s]+),").search(text, at)) is not None:
        depth, end = 1, start.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        fields = re.findall(r"(?m)^  (\w+) += \{(.*)\},?$", text[start.end() : end - 1])
        assert start[2] not in found, start[2]
        found[start[2]], at = (start[1], dict(fields)), end
    assert not text[at:].strip()
    return found


@pytest.mark.parametrize("entry", references.works(), ids=lambda entry: entry.key)
def test_an_entry_has_what_its_kind_requires_and_balanced_braces(entry: references.Entry) -> None:
    assert REQUIRED[entry.kind] <= entry.fields.keys()
    assert parse(entry.written()) == {entry.key: (entry.kind, entry.fields)}
    for value in entry.fields.values():
        assert value.isascii()  # BibTeX of old sorts nothing else
        assert (
            not re.search(r"(?<!\\)[&%#_]", value)
            or value.startswith("http")
            or "doi" in entry.fields
        )
    assert re.fullmatch(r"\d{4}", entry.fields.get("year", "2000"))
    assert re.fullmatch(r"10\.\d{4,}/\S+", entry.fields.get("doi", "10.1000/1"))
    assert entry.used_by


def test_the_project_is_cited_with_version_year_commit_and_fingerprints() -> None:
    assert (OWN.kind, OWN.key, OWN.fields["version"], OWN.fields["year"]) == (
        "misc",
        "levelground",
        "0.1.0",
        "2026",
    )
    assert OWN.fields["note"] == "Commit 0123456789ab, fingerprints.csv sha256 fedcba987654"
    nothing = {"git_commit": None, "git_commit_date": None, "fingerprints_sha256": None}
    unknown = references.software(PROJECT, replace(MADE_BY, **nothing))
    assert (unknown.fields.get("year"), unknown.fields["note"]) == (None, "Commit unknown")


def test_keys_and_works_are_unique() -> None:
    entries = references.works()
    for name in ("key", "title", "doi"):
        values = [entry.key if name == "key" else entry.fields.get(name) for entry in entries]
        values = [value for value in values if value]
        assert len(set(values)) == len(values)


def test_whatever_an_entry_stands_for_exists() -> None:
    readers = {f"dataset:{name}" for name in [*cards.known(), SETTINGS.online.logs]}
    known = {f"baseline:{name}" for name in contract.names()} | {
        f"metric:{name}" for name in metrics.known()
    }
    for entry in references.works():
        assert set(entry.used_by) <= readers | known | {
            *references.ALWAYS,
            "tuning",
            "replication",
            "online",
        }, entry.key


@pytest.mark.parametrize("name", sorted(SETTINGS.baselines))
def test_every_baseline_has_a_work(name: str) -> None:
    assert references.keys(f"baseline:{name}")


@pytest.mark.parametrize("name", [*SETTINGS.datasets, SETTINGS.online.logs])
def test_every_dataset_has_a_work(name: str) -> None:
    assert references.keys(f"dataset:{name}")


def identifiers(text: str) -> set[str]:
    """Return the DOIs and arXiv numbers that a text names."""
    return set(re.findall(r"(?:doi\.org/|arxiv\.org/abs/)([^\s,);\"']+[^\s,);\"'.])", text))


@pytest.mark.parametrize("name", sorted(metrics.known()))
def test_the_source_of_a_metric_is_in_the_bibliography(name: str) -> None:
    source = re.search(r"Source: (.*)", metrics.known()[name].__doc__)[1]
    mine = set(references.keys(f"metric:{name}"))
    fields = [entry.fields for entry in references.works() if entry.key in mine]
    cited = {one.get("doi", "") for one in fields} | {
        one.get("url", "").rpartition("/abs/")[2] for one in fields
    }
    assert identifiers(source) <= cited
    for year in re.findall(r"\b(?:19|20)\d\d\b", re.sub(r"https?://\S+", "", source)):
        assert year in {one.get("year") for one in fields}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "baselines").glob("*.py")), ids=lambda path: path.stem
)
def test_the_papers_that_a_baseline_names_are_in_the_bibliography(path: Path) -> None:
    head = path.read_text().partition("\n")[0]
    mine = set(references.keys(f"baseline:{path.stem}"))
    fields = [entry.fields for entry in references.works() if entry.key in mine]
    cited = {one.get("doi", "") for one in fields} | {
        one.get("url", "").rpartition("/abs/")[2] for one in fields
    }
    assert identifiers(head) <= cited
    for year in re.findall(r"\b(?:19|20)\d\d\b", re.sub(r"https?://\S+", "", head)):
        assert year in {one.get("year") for one in fields}


def test_the_report_cites_what_it_uses_and_nothing_else(finished: Clone) -> None:
    found = parse(finished.read("reports/references.bib"))
    assert {
        "steck2019ease",
        "hug2020surprise",
        "holm1979multiple",
        "jarvelin2002cumulated",
        "data_tiny",
    } <= set(found)
    assert not {"hu2008implicit", "dunnhumby", "manning2008introduction"} & set(found)
    assert list(found) == sorted(found)
    assert "usedby" not in finished.read("reports/references.bib")


def test_every_key_that_the_setup_cites_is_in_the_bibliography(finished: Clone) -> None:
    cited = {
        key
        for keys in re.findall(r"\\cite\{([^}]*)\}", finished.read("reports/tables/setup.tex"))
        for key in keys.split(",")
    }
    assert cited
    assert cited <= set(parse(finished.read("reports/references.bib")))


def test_a_dataset_that_no_work_describes_cites_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_inputs(tmp_path)
    monkeypatch.chdir(tmp_path)
    kind, fields = parse(references.bibliography(settled(), OWN))["data_films"]
    assert (kind, fields["title"]) == ("misc", "Films")
    assert fields["note"] == "A. Author 2001. https://doi.org/10.1000/1"


def test_the_project_is_cited_with_where_it_is_as_the_citation_file_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (OWN.fields["url"], "doi" in OWN.fields) == ("", False)  # a field to fill in
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    (tmp_path / "CITATION.cff").write_text(
        "repository-code: https://example.org/levelground\ndoi: 10.5281/zenodo.1\n"
    )
    monkeypatch.chdir(tmp_path)
    fields = references.software(provenance.project(), MADE_BY).fields
    assert (fields["url"], fields["doi"]) == (
        "https://example.org/levelground",
        "10.5281/zenodo.1",
    )


@pytest.fixture(scope="module")
def citation() -> dict[str, Any]:
    return YAML(typ="safe").load((ROOT / "CITATION.cff").read_text())


def plain(text: str) -> str:
    """Return the text of a field of BibTeX without its braces."""
    return re.sub(r"[{}]", "", text)


def authors(work: dict[str, Any]) -> str:
    """Return the authors of a work of the citation file as BibTeX has them."""
    return " and ".join(
        author.get("name") or f"{author['family-names']}, {author['given-names']}"
        for author in work["authors"]
    )


def test_the_citation_file_agrees_with_the_project(citation: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert (citation["version"], citation["license"]) == (project["version"], project["license"])
    assert [author["name"] for author in citation["authors"]] == [
        author["name"] for author in project["authors"]
    ]
    assert citation["title"].lower() == OWN.fields["title"].lower()
    assert authors(citation) == plain(OWN.fields["author"])


def test_each_work_of_the_citation_file_is_the_same_in_the_bibliography(
    citation: dict[str, Any],
) -> None:
    works = {plain(entry.fields["title"]): entry.fields for entry in references.works()}
    same = {"journal": "journal", "volume": "volume", "issue": "number", "year": "year"}
    same |= {"doi": "doi", "url": "url"}
    for work in citation["references"]:
        fields = works[work["title"]]
        assert authors(work) == plain(fields["author"])
        for ours, theirs in same.items():
            assert str(work.get(ours, "")) == fields.get(theirs, ""), (work["title"], ours)


def test_each_dataset_of_the_bibliography_is_in_the_citation_file(
    citation: dict[str, Any],
) -> None:
    datasets = {f"dataset:{name}" for name in [*SETTINGS.datasets, SETTINGS.online.logs]}
    needed = {
        plain(entry.fields["title"])
        for entry in references.works()
        if datasets & set(entry.used_by)
    }
    assert {work["title"] for work in citation["references"]} == needed


# What https://github.com/citation-file-format/citation-file-format 1.2.0 allows, of what is used.
PERSON = {
    "type": "object",
    "required": ["family-names", "given-names"],
    "additionalProperties": False,
    "properties": {"family-names": {"type": "string"}, "given-names": {"type": "string"}},
}
ENTITY = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {"name": {"type": "string", "minLength": 1}},
}
AUTHORS = {
    "type": "array",
    "minItems": 1,
    "uniqueItems": True,
    "items": {"anyOf": [PERSON, ENTITY]},
}
WHERE = {
    "doi": {"type": "string", "pattern": r"^10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;\-\.\(\)]+$"},
    "url": {"type": "string", "pattern": "^https?://"},
    "repository-code": {"type": "string", "pattern": "^https?://"},
}
TEXT = {"type": "string", "minLength": 1}
REFERENCE = {
    "type": "object",
    "required": ["type", "title", "authors"],
    "additionalProperties": False,
    "properties": {
        **WHERE,
        "type": {"enum": ["article", "data", "conference-paper", "report", "software"]},
        "title": TEXT,
        "authors": AUTHORS,
        "journal": TEXT,
        "volume": {"type": ["integer", "string"]},
        "issue": {"type": ["integer", "string", "number"]},
        "year": {"type": "integer"},
    },
}
CFF = {
    "type": "object",
    "required": ["cff-version", "message", "title", "authors"],
    "additionalProperties": False,
    "properties": {
        **WHERE,
        "cff-version": {"const": "1.2.0"},
        "message": TEXT,
        "title": TEXT,
        "abstract": TEXT,
        "type": {"enum": ["software", "dataset"]},
        "authors": AUTHORS,
        "version": TEXT,
        "license": TEXT,
        "keywords": {"type": "array", "minItems": 1, "uniqueItems": True, "items": TEXT},
        "references": {"type": "array", "minItems": 1, "uniqueItems": True, "items": REFERENCE},
    },
}


def test_the_citation_file_is_one_of_its_format(citation: dict[str, Any]) -> None:
    jsonschema.validate(citation, CFF)
    for broken in ({"doi": "https://doi.org/10.1/2"}, {"authors": []}, {"licence": "BSD"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(citation | broken, CFF)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "benchmarks/online").glob("*.py")), ids=lambda path: path.stem
)
def test_the_papers_that_the_online_part_names_are_in_the_bibliography(path: Path) -> None:
    fields = [entry.fields for entry in references.works() if "online" in entry.used_by]
    cited = {one.get("doi", "") for one in fields} | {
        one.get("url", "").rpartition("/abs/")[2] for one in fields
    }
    assert {
        name for name in identifiers(path.read_text()) if "(SICI" not in name
    } <= cited  # its brackets break BibTeX
    for source in re.findall(r"Source: ([^\"]*?)(?:\n\n|\"\"\"|>>>)", path.read_text(), re.DOTALL):
        for year in re.findall(r"\b(?:19|20)\d\d\b", re.sub(r"https?://\S+", "", source)):
            assert year in {
                one.get("year") for one in [entry.fields for entry in references.works()]
            }


def test_the_report_cites_published_figures_only_where_it_shows_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_inputs(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert "zhao2021recbole" not in references.bibliography(settled(), OWN)
    (tmp_path / "reports/replication.csv").write_text(
        as_csv(REPLICATION.columns, [{"source": "somewhere", "verdict": "not run"}])
    )
    experiments.write(tmp_path / "reports", experiments.logged())
    found = parse(references.bibliography(settled(), OWN))
    assert {"zhao2021recbole", "graham2019recommenders", "saito2021open", "dudik2011doubly"} <= set(
        found
    )
