"""The bibliography of the report: of the works in references.bib those that it uses."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path

from benchmarks.contract.errors import UserError
from benchmarks.report.inputs import Inputs
from benchmarks.report.latex.tex import escape
from benchmarks.report.sections.provenance import Project, Provenance

SOURCE = Path(__file__).with_name("references.bib")
OWN = "levelground"
ALWAYS = ("leaderboard", "statistics")
_ENTRY = re.compile(r"@(\w+)\s*\{\s*([\w:.+/-]+)\s*,(.*)\}", re.DOTALL)
# What an entry of others may tell TeX: accents, letters and fonts; nothing reads or writes a file.
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_HARMLESS = frozenset(
    "c d b H k r t u v i j o O l L aa AA ae AE oe OE ss dh DH dj DJ ng NG th TH "
    "emph textbf textit textsc textsuperscript textsubscript url href ldots dots textendash "
    "textemdash textquoteright textquoteleft alpha beta gamma epsilon lambda mu infty".split()
)
_NO_WORKS = ("comment", "preamble", "string")
_FIELD = re.compile(r"^ *(\w+) *= *\{(.*)\},?$")


@dataclass(frozen=True)
class Entry:
    """A work: `fields` in the file's order, `used_by` what it stands for, as `baseline:ease`."""

    kind: str
    key: str
    fields: dict[str, str]
    used_by: tuple[str, ...]

    def written(self) -> str:
        """Return the entry as BibTeX."""
        width = max(map(len, self.fields))
        lines = [f"@{self.kind}{{{self.key}"]
        for name, value in self.fields.items():
            lines.append(f"  {name:{width}} = {{{value}}}")
        return ",\n".join(lines) + "\n}\n"


def software(project: Project, made_by: Provenance) -> Entry:
    """Return this project's entry as it is to be cited: version, commit, fingerprints, address.

    `url` is empty, which BibTeX takes as none, until CITATION.cff says where the project is.
    """
    entry = next(entry for entry in works() if entry.key == OWN)
    changed = " with uncommitted changes" if made_by.git_uncommitted_changes else ""
    commit, codes = made_by.git_commit, made_by.fingerprints_sha256
    note = f"Commit {commit[:12]}{changed}" if commit else "Commit unknown"
    note += f", fingerprints.csv sha256 {codes[:12]}" if codes else ""
    fields = {**entry.fields, "version": project.version}
    if made_by.git_commit_date:
        fields["year"] = made_by.git_commit_date[:4]
    where = {"url": project.url} | ({"doi": project.doi} if project.doi else {})
    return replace(entry, fields={**fields, "note": note, **where})


def bibliography(inputs: Inputs, own: Entry) -> str:
    """Return the works that a report uses, as BibTeX, by key.

    A dataset that no work describes cites itself.

    own : the entry of this project
    """
    wanted = uses(inputs)
    needed = [entry for entry in works() if wanted & set(entry.used_by)]
    entries = [own if entry.key == own.key else entry for entry in needed]
    cited = {use for entry in entries for use in entry.used_by}
    entries += [
        _of_data(name, inputs)
        for name in inputs.settings.datasets
        if _use_of_data(name) not in cited
    ]
    written = {entry.key: entry.written() for entry in entries}
    written |= handed_in([row.bibtex for row in inputs.submissions], written)
    return "\n".join(written[key] for key in sorted(written))


def handed_in(texts: Iterable[str], taken: Collection[str]) -> dict[str, str]:
    """Return by key the entries that came with submissions.

    What is not one whole entry, or commands TeX, is left out.

    taken : keys of other works; a key that is taken, or given to two works, gets a number
    """
    written: dict[str, str] = {}
    for text in dict.fromkeys(texts):
        head = _ENTRY.fullmatch(text.strip())
        if head is None or not _is_one(text.strip()) or not _is_harmless(text):
            continue
        kind, key, rest = head.groups()
        if kind.lower() in _NO_WORKS:
            continue
        free = (name for name in _numbered(key) if name not in taken and name not in written)
        chosen = next(free)
        written[chosen] = f"@{kind}{{{chosen},{rest}}}\n"
    return written


def _numbered(key: str) -> Iterator[str]:
    yield key
    yield from (f"{key}-{number}" for number in count(2))


def _is_one(text: str) -> bool:
    """Tell whether the first brace closes with the last letter: nothing stands behind the entry."""
    depth = 0
    for place, character in enumerate(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "}" and depth <= 0:
            return depth == 0 and place == len(text) - 1
    return False


def _is_harmless(text: str) -> bool:
    r"""Tell whether TeX is told nothing but accents, letters and fonts.

    >>> _is_harmless(r'{M{\"o}bius}'), _is_harmless(r"{\input{passwd}}"), _is_harmless("^^5c")
    (True, False, False)
    """
    commands = [command for command in _COMMAND.findall(text) if command.isalpha()]
    return "^^" not in text and _HARMLESS.issuperset(commands)


def uses(inputs: Inputs) -> set[str]:
    """Return what a report uses: its datasets, baselines, metrics and methods."""
    settings = inputs.settings
    used = set(ALWAYS)
    used |= {f"baseline:{name}" for name in settings.baselines}
    used |= {f"metric:{name}" for name in settings.metrics}
    used |= {_use_of_data(name) for name in settings.datasets}
    if settings.tuning:
        used.add("tuning")
    if inputs.replication:
        used.add("replication")
    if inputs.online:
        used.add("online")
    return used


def keys(*used: str) -> list[str]:
    """Return the keys of the works that stand for something, in the order of the file."""
    return [entry.key for entry in works() if set(used) & set(entry.used_by)]


def keys_of_data(dataset: str, inputs: Inputs) -> list[str]:
    """Return the keys to cite for a dataset."""
    return keys(_use_of_data(dataset)) or [_of_data(dataset, inputs).key]


def works() -> list[Entry]:
    """Read references.bib: a field to a line, braces around each.

    Anything else is a UserError that names the line.
    """
    return list(_entries(SOURCE.read_text(encoding="utf-8")))


@cache
def _entries(text: str) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    kind = key = ""
    fields: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        head, field = re.fullmatch(r"@(\w+)\{(\w+),", line), _FIELD.match(line)
        if head:
            (kind, key), fields = head.groups(), {}
        elif field:
            fields[field[1]] = field[2]
        elif line == "}":
            used = tuple(fields.pop("usedby", "").split())
            entries.append(Entry(kind, key, fields, used))
        elif line and not line.startswith("%"):
            raise UserError(
                f"{SOURCE}:{number}: neither a field in braces nor the head or end of an entry: "
                f"{line}"
            )
    return tuple(entries)


def _use_of_data(dataset: str) -> str:
    return f"dataset:{dataset}"


def _of_data(dataset: str, inputs: Inputs) -> Entry:
    facts = inputs.datasets[dataset] or {"title": dataset, "citation": ""}
    fields = {
        "title": escape(facts["title"]),
        "howpublished": "Data set",
        "note": escape(facts["citation"]),
    }
    key = re.sub(r"\W", "_", f"data_{dataset}")
    return Entry("misc", key, {name: text for name, text in fields.items() if text}, ())
