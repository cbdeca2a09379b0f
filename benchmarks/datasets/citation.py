"""How a work is cited: one BibTeX entry, and the sentence made of it."""

import re

_HEAD = re.compile(r"\s*@(\w+)\s*\{\s*([^\s,{}]+)\s*,", re.ASCII)
_NAME = re.compile(r"\s*(\w+)\s*=\s*")
_AND = re.compile(r"\s+and\s+")
_WORD = re.compile(r"[\w.+-]+")


def is_bibtex(words: str) -> bool:
    """Tell whether a citation is an entry and not yet a sentence."""
    return words.lstrip().startswith("@")


def fields(entry: str) -> dict[str, str]:
    """Return the fields of one BibTeX entry by their names in small letters, without braces.

    Raises ValueError for what is not one entry.

    >>> fields("@misc{here, title = {The {Big} One}, year = 2024}")
    {'title': 'The Big One', 'year': '2024'}
    """
    head = _HEAD.match(entry)
    if not head:
        raise ValueError("no BibTeX entry: it begins like @misc{key, title = {…}}")
    found: dict[str, str] = {}
    at = head.end()
    while name := _NAME.match(entry, at):
        text, at = _value(entry, name.end())
        found[name[1].lower()] = " ".join(text.replace("{", "").replace("}", "").split())
        separator = re.compile(r"\s*,").match(entry, at)
        at = separator.end() if separator else at
    if entry[at:].strip() != "}":
        raise ValueError(f"no BibTeX entry: cannot read it from {entry[at : at + 20]!r}")
    return found


def sentence(words: str) -> str:
    """Return a citation as a sentence, without a stop at its end; one that is no entry stays.

    >>> sentence("@article{a, author = {Doe, Jane and Roe, Max}, title = {T}, journal = {J}, "
    ...          "volume = 5, number = 4, year = 2015, doi = {10.1/2}}")
    'Jane Doe and Max Roe. 2015. T. J 5, 4. https://doi.org/10.1/2'
    """
    if not is_bibtex(words):
        return words.strip()
    said = fields(words)
    if "title" not in said:
        raise ValueError("the BibTeX entry has no title")
    address = f"https://doi.org/{said['doi']}" if "doi" in said else said.get("url", "")
    parts = (_authors(said.get("author", "")), said.get("year", ""), said["title"], _within(said))
    return ". ".join(part for part in (*parts, address) if part)


def _within(said: dict[str, str]) -> str:
    """Return journal or proceedings, volume and number."""
    name = said.get("journal") or said.get("booktitle") or ""
    place = ", ".join(said[key] for key in ("volume", "number") if key in said)
    return f"{name} {place}".strip() if name else ""


def _authors(names: str) -> str:
    people = [_person(name) for name in _AND.split(names) if name]
    if len(people) < 2:
        return "".join(people)
    return f"{', '.join(people[:-1])} and {people[-1]}"


def _person(name: str) -> str:
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name


def _value(entry: str, at: int) -> tuple[str, int]:
    """Return a field's value and where it ends: in braces, in quotes, or a word."""
    first = entry[at : at + 1]
    if first == "{":
        end = _closing(entry, at)
        return entry[at + 1 : end], end + 1
    if first == '"':
        end = entry.find('"', at + 1)
        if end < 0:
            raise ValueError("a quote in the BibTeX entry is not closed")
        return entry[at + 1 : end], end + 1
    word = _WORD.match(entry, at)
    if not word:
        raise ValueError(f"no BibTeX entry: no value at {entry[at : at + 20]!r}")
    return word[0], word.end()


def _closing(entry: str, at: int) -> int:
    depth = 0
    for place in range(at, len(entry)):
        depth += {"{": 1, "}": -1}.get(entry[place], 0)
        if depth == 0:
            return place
    raise ValueError("a brace in the BibTeX entry is not closed")
