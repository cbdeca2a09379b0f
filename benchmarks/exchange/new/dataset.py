"""Command `new dataset`: look at a file, say what it seems to be, write a card and a benchmark."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError, one_line
from benchmarks.contract.files import file_digest, whole_file, write_text
from benchmarks.contract.names import nearest, refusal
from benchmarks.datasets import rows as reading
from benchmarks.datasets.card import Card
from benchmarks.datasets.card_columns import InteractionColumns
from benchmarks.datasets.card_sources import PLAIN_NAME
from benchmarks.datasets.card_tables import Interactions
from benchmarks.datasets.formats import DamagedError
from benchmarks.exchange.new import params_text, recbole
from benchmarks.exchange.new.card_text import card_text, place_of
from benchmarks.exchange.new.guessing import Guess, guess
from benchmarks.exchange.new.profiling import Profile, profile
from benchmarks.exchange.new.sampling import Sample, sample

LOCAL = Path("data/local")  # copies of files from outside of the checkout
_FEW = 0.5  # more collisions than that, and the order within a user is hardly known
_LIKED = 0.7  # ratings above this part of the scale are relevant, if there are ratings


def main(
    file: str,
    name: str = "",
    user: str = "",
    item: str = "",
    rating: str = "",
    time: str = "",
) -> None:
    """Write `datasets/<name>.yaml` for a file, and a benchmark of that name into params.yaml.

    file : a table, or a folder of a RecBole dataset
    name : by default that of the file
    user, item, rating, time : columns, where their names do not say what they are

    Raises UserError, with nothing written, for a file that cannot be read, and for a card that is
    there.
    """
    source = _table(Path(file))
    called = name or nearest(source.name.partition(".")[0])
    params = _params(called, paths.card(called))
    said = {"user": user, "item": item, "rating": rating, "time": time}
    given = {role: column for role, column in said.items() if column}
    if len(set(given.values())) < len(given):
        raise UserError(f"new dataset: a column means one thing; given: {_listed(given)}.")
    sampled = sample(source)
    guessed = guess(sampled, given)
    card, counted, guessed = _described(source, called, sampled, guessed)
    if sampled.format == "recbole":
        card = recbole.with_descriptions(card, source)
    block = _benchmark(called, counted, card)
    changed = params_text.with_benchmark(params, called, block, paths.PARAMS)
    _write(source, called, card, guessed, changed)
    _tell(called, sampled, guessed, counted, card)


def _table(path: Path) -> Path:
    """Return the file with the interactions."""
    if path.is_dir():
        tables = sorted(path.glob("*.inter"))
        if len(tables) != 1:
            raise UserError(f"{path}: a folder of RecBole has one file `*.inter`; name a file.")
        return tables[0]
    if not path.is_file():
        raise UserError(f"{path}: no such file.")
    if not re.match(PLAIN_NAME, path.name):
        said = "a card cannot name a hidden file, nor one with a backslash; rename it"
        raise UserError(f"{one_line(path)}: {said}.")
    return path


def _params(name: str, card: Path) -> str:
    """Return params.yaml, in which a name must be free."""
    why = refusal(name)
    if why:
        raise UserError(f"a dataset cannot be called '{name}': {why}; give another by `--name`.")
    if card.exists():
        raise UserError(f"{card}: there is such a card; edit it, or take another `--name`.")
    if not paths.PARAMS.exists():
        raise UserError(f"{paths.PARAMS}: not here; run this in a checkout of Levelground.")
    text = params_text.read(paths.PARAMS)
    params_text.require_new(text, name, paths.PARAMS)
    return text


def _described(
    source: Path, name: str, sampled: Sample, guessed: Guess
) -> tuple[Card, Profile, Guess]:
    """Read all rows by the guessed card, and let the card say what is done with strange ones."""
    rows, counted = _read(source, sampled, guessed)
    if len(counted.ratings) == 1:
        roles = {role: column for role, column in guessed.roles.items() if role != "rating"}
        said = [*guessed.said, f"every rating is {counted.ratings[0]:g}: the rows are events"]
        guessed = replace(guessed, roles=roles, said=said)
        counted = replace(counted, ratings=[])
        rows = rows.model_copy(update={"columns": _columns(guessed)})
    repeated = "last" if counted.ratings else "keep"
    filters = {
        "returns": "drop" if counted.returns else "error",
        "duplicates": repeated if counted.repeats else "error",
    }
    card = Card.model_validate(
        {
            "title": name.replace("-", " ").capitalize(),
            "licence": "unknown",
            "citation": "unpublished",
            "sources": [{"path": "x"}],
            "interactions": rows.model_dump() | filters,
        }
    )
    return card, counted, guessed


def _read(source: Path, sampled: Sample, guessed: Guess) -> tuple[Interactions, Profile]:
    """Return what to say of the rows, and their counts; without those that name nobody."""
    rows = _rows(source, sampled, guessed)
    try:
        return rows, profile(reading.interactions(rows, source.parent))
    except DamagedError as error:
        raise UserError(f"{source}: {error.what}; mend the file.") from error
    except UserError:
        told = rows.model_copy(update={"missing": "drop"})
        counted = profile(reading.interactions(told, source.parent))
    if not counted.rows:
        raise UserError(f"{source}: no row names a user and an item; see `--user` and `--item`.")
    return told, counted


def _columns(guessed: Guess) -> InteractionColumns:
    columns: dict[str, object] = dict(guessed.roles)
    if guessed.time is not None:
        columns["time"] = guessed.time.model_dump(exclude_none=True)
    return InteractionColumns.model_validate(columns)


def _rows(source: Path, sampled: Sample, guessed: Guess) -> Interactions:
    usual = "\t" if sampled.format in ("tsv", "recbole") else ","
    return Interactions.model_validate(
        {
            "file": source.name,
            "format": sampled.format,
            "separator": None if sampled.separator == usual else sampled.separator,
            "encoding": sampled.encoding,
            "header": sampled.has_header,
            "names": [] if sampled.has_header else list(sampled.columns),
            "columns": _columns(guessed),
        }
    )


def _benchmark(name: str, counted: Profile, card: Card) -> list[str]:
    """Return the lines of a benchmark that suits what the data has."""
    timed = counted.span is not None and (counted.collisions or 0) < _FEW
    kind = "user_temporal" if timed else "random"
    why = "each user's last rows are the test" if timed else "drawn rows are the test"
    rows = card.interactions
    again = rows is not None and rows.duplicates == "keep"
    mask = "{mask: none}     # to have something again counts" if again else "{mask: seen}"
    return [
        f"dataset: {name}",
        f"split: {{kind: {kind}, test: 0.2, validation: 0.1, seed: 0}}   # {why}",
        f"relevance: {_relevance(counted.ratings)}",
        "views:",
        f"  all: {mask}",
    ]


def _relevance(ratings: list[float]) -> str:
    if not ratings:
        return "{}   # every row is relevant"
    bound = ratings[0] + _LIKED * (ratings[-1] - ratings[0])
    least = next(rating for rating in ratings if rating >= bound)
    return f"{{min_rating: {_as_written(least)}}}   # a guess: what is a liked item?"


def _as_written(rating: float) -> str:
    """Return a rating, which is kept in 32 bits, in as few digits as tell it from all others."""
    return np.format_float_positional(np.float32(rating), trim="-")


def _write(source: Path, name: str, card: Card, guessed: Guess, params: str) -> None:
    """Write all files, params.yaml last; on the way out nothing is left half-done."""
    others = sorted({table.file for table in card.tables()} - {source.name})
    kept = _kept(source, name)
    for other in others:
        _kept(source.with_name(other), name)
    members = [source.name, *others] if others else []
    place = (kept.parent if members else kept).as_posix()
    digest = file_digest(source, "sha256")
    text = card_text(place_of(place, digest, members), card, guessed)
    for path, content in (
        (paths.card(name), text),
        (paths.tuned(name), "# Values chosen for this benchmark; `make tune` writes them."),
        (Path("submissions") / name / ".gitkeep", ""),
    ):
        if not path.exists():
            write_text(path, content)
    params_text.write(paths.PARAMS, params)


def _kept(source: Path, name: str) -> Path:
    """Return where the file lies in the checkout; one from outside is copied."""
    root = Path().resolve()
    if source.resolve().is_relative_to(root):
        return source.resolve().relative_to(root)
    target = LOCAL / name / source.name
    with whole_file(target) as temporary:
        shutil.copyfile(source, temporary)
    return target


def _tell(name: str, sampled: Sample, guessed: Guess, counted: Profile, card: Card) -> None:
    """Print what was guessed and counted, and what comes next."""
    form = f"{sampled.format}, {sampled.encoding}, separator {sampled.separator!r}"
    print(f"guessed: {form}; {_listed(guessed.roles)}")
    if guessed.time is not None:
        print(f"guessed: times are in {guessed.time.format or guessed.time.unit}")
    for line in counted.lines():
        print(line)
    drops = card.interactions is not None and card.interactions.missing == "drop"
    for warning in _warnings(sampled, guessed, counted, drops):
        print(f"look: {warning}")
    print(f"{paths.card(name)}: say there what the data is; {paths.PARAMS}: benchmarks.{name}")
    print(f"next: make repro BENCHMARK={name}")


def _listed(roles: dict[str, str]) -> str:
    return ", ".join(f"{role} = {column}" for role, column in roles.items())


def _warnings(sampled: Sample, guessed: Guess, counted: Profile, drops: bool) -> list[str]:
    told = [*guessed.said, *counted.warnings]
    if drops:
        told.append("rows that name no user or no item are left out: `missing: drop`")
    if sampled.has_mark:
        told.append("the file begins with a byte-order mark, which other programs take for a name")
    if counted.repeats:
        done = "the last one counts" if counted.ratings else "all are kept, as purchases or events"
        told.append(f"{counted.repeats:,} rows repeat a user and an item: {done}")
    if counted.returns:
        told.append(f"{counted.returns:,} rows are returns: they are left out")
    if counted.span and (counted.collisions or 0) >= _FEW:
        told.append("most rows share their moment with another of the same user: split at random")
    return told
