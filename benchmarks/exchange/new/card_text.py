"""The text of a card, with a comment beside what was guessed and what else could be said."""

import json

from benchmarks.datasets.card import Card
from benchmarks.datasets.card_columns import Time
from benchmarks.exchange.new.guessing import ROLES, Guess

_MORE = """\
# More that a card can say (docs/datasets.md has all of it):
# homepage: https://…
# users_are: customers        # the noun for users in sentences
# items:                      # titles, categories, features; what lacks them does without
#   file: items.csv           # among the members or files of the source above
#   format: csv
#   columns: {item: item_id, title: title, categories: {column: genres, separator: "|"}}
# users:
#   file: users.csv
#   format: csv
#   columns: {user: user_id, attributes: [gender, age]}
"""


def card_text(place: list[str], card: Card, guessed: Guess) -> str:
    """Return a commented card.

    place : lines of its source; card : what the text is to mean
    """
    rows = card.interactions
    if rows is None:
        raise ValueError("a new card has interactions")
    lines = [
        "# Made by `python -m benchmarks new dataset`: look at every line, it is a guess.",
        f"title: {_word(card.title)}",
        f"licence: {_word(card.licence)}   # whose are the data, and what may be done with them?",
        f"citation: {_word(card.citation)}   # BibTeX, or a sentence",
        "redistribution: unknown       # allowed, forbidden or unknown",
        "sources:",
        *place,
        "interactions:",
        f"  file: {_word(rows.file)}",
        f"  format: {rows.format}",
        *_form(card),
        "  columns:",
        *(f"    {role}: {_column(role, guessed)}" for role in ROLES if role in guessed.roles),
        *_filters(card),
        *described_tables(card),
    ]
    return "\n".join([*lines, _MORE])


def described_tables(card: Card) -> list[str]:
    """Return the blocks of items and users, if a card has them; JSON is YAML."""
    blocks = {"items": card.items, "users": card.users}
    return [
        f"{key}: {json.dumps(block.model_dump(exclude_defaults=True), ensure_ascii=False)}"
        for key, block in blocks.items()
        if block is not None
    ]


def place_of(path: str, sha256: str, members: list[str]) -> list[str]:
    """Return the lines of a source here: a file, or members of a folder."""
    lines = [f"  - path: {_word(path)}"]
    if members:
        return [*lines, f"    members: [{', '.join(map(_word, members))}]"]
    return [*lines, f"    sha256: {sha256}   # the file must stay this one"]


def _form(card: Card) -> list[str]:
    rows = card.interactions
    if rows is None:
        return []
    lines = [f"  separator: {_word(rows.separator)}"] if rows.separator else []
    lines += [] if rows.encoding == "utf-8" else [f"  encoding: {rows.encoding}"]
    if not rows.header:
        names = ", ".join(map(_word, rows.names))
        lines += ["  header: false", f"  names: [{names}]   # the file does not name them"]
    return lines


def _filters(card: Card) -> list[str]:
    rows = card.interactions
    if rows is None:
        return []
    said = {
        "missing": (rows.missing, "rows without user or item"),
        "returns": (rows.returns, "rows of what came back"),
        "duplicates": (rows.duplicates, "rows of the same user and item: keep, first, last, error"),
    }
    chosen = [(key, word, what) for key, (word, what) in said.items() if word != "error"]
    return [f"  {key}: {word}   # {what}" for key, word, what in chosen]


def _column(role: str, guessed: Guess) -> str:
    if role != "time" or guessed.time is None:
        return _word(guessed.roles[role])
    return _time(guessed.time)


def _time(time: Time) -> str:
    how = f"format: {_word(time.format)}" if time.format else f"unit: {time.unit}"
    return f"{{column: {_word(time.column)}, {how}}}"


def _word(text: str | None) -> str:
    """Return text as YAML reads it, in quotes; what cannot be printed as its number."""
    words = json.dumps(text or "", ensure_ascii=False)
    return "".join(letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in words)
