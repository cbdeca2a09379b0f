"""What the columns of a file could mean, from their names and their first values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from benchmarks.contract.errors import UserError, one_line, unknown
from benchmarks.datasets.card_columns import Time
from benchmarks.exchange.new.sampling import Sample, is_number, is_row_number
from benchmarks.exchange.new.usual_names import NAMES, plain

ROLES = ("user", "item", "rating", "time", "quantity", "value", "price", "basket")
_FORMS = (
    *("%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d/%m/%Y", "%m/%d/%Y"),
    *("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"),
    *("%Y/%m/%d", "%Y/%m/%d %H:%M:%S", "%d-%m-%Y", "%d-%m-%Y %H:%M", "%d-%b-%Y", "%b %d, %Y"),
    *("%Y-%m-%d %H:%M:%S UTC", "%d/%m/%Y %I:%M %p", "%m/%d/%Y %I:%M %p"),
    *("%d/%m/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M:%S %p"),
)
# The unit in which the middle number is a moment between 1973 and 2096.
_UNITS = (("s", 1e8, 4e9), ("ms", 1e11, 4e12), ("us", 1e14, 4e15), ("ns", 1e17, 4e18))


@dataclass(frozen=True)
class Guess:
    """Which column means what.

    roles : column by role; time : how moments are written
    said : what was guessed, and what to look at
    """

    roles: dict[str, str]
    time: Time | None
    said: list[str] = field(default_factory=list)


def guess(sampled: Sample, given: dict[str, str]) -> Guess:
    """Guess what columns mean; those that are given are what they are said to be.

    Raises UserError for a given column that is not there.
    """
    said: list[str] = []
    roles = _named(sampled, given, said)
    free = _free(sampled, roles)
    if not sampled.has_header:
        roles |= _by_content(sampled, roles, free)
        said.append("the first line is data: columns are told apart by their values")
    for role in ("user", "item"):
        free = _free(sampled, roles)
        if role not in roles and free:
            roles[role] = free[0]
            said.append(f"no column is called like a {role}: taken the first that is left")
    if "value" in roles and "price" in roles:
        del roles["price"]
    if "rating" in roles and not _are_numbers(sampled.columns[roles["rating"]]):
        _leave_out_rating(sampled, roles, given, said)
    when = _time(sampled.columns[roles["time"]], roles["time"], said) if "time" in roles else None
    if when is None:
        roles.pop("time", None)
    return Guess({role: roles[role] for role in ROLES if role in roles}, when, said)


def _free(sampled: Sample, roles: dict[str, str]) -> list[str]:
    """Return the columns that mean nothing yet."""
    left = [name for name in sampled.columns if name not in roles.values()]
    return [name for name in left if not is_row_number(name)]


def _named(sampled: Sample, given: dict[str, str], said: list[str]) -> dict[str, str]:
    """Return the columns that were given, and those with a name that says what they are."""
    for name in given.values():
        if name not in sampled.columns:
            names = [one_line(column) for column in sampled.columns]
            raise unknown("column", one_line(name), names, "new dataset")
    roles, taken = dict(given), set(given.values())
    for role, words in NAMES.items():
        left = [name for name in sampled.columns if name not in taken]
        names = [name for word in words.split() for name in left if plain(name) == word]
        if role not in roles and names:
            roles[role] = names[0]
            taken.add(names[0])
            alike = [name for name in names[1:] if plain(name) == plain(names[0])]
            said += [f"'{name}' is called like '{names[0]}', which is the {role}" for name in alike]
    return roles


def _by_content(sampled: Sample, roles: dict[str, str], free: list[str]) -> dict[str, str]:
    """Tell users, items, ratings and times apart where columns have no names."""
    found: dict[str, str] = {}
    for role, fits in (("time", _is_time), ("rating", _is_rating)):
        left = [name for name in free[2:] if name not in found.values()]
        column = next((name for name in left if fits(sampled.columns[name])), None)
        if role not in roles and column:
            found[role] = column
    return found


def _is_time(words: Sequence[str]) -> bool:
    if not _are_numbers(words):
        return _form_of(words, []) is not None
    middle = median(float(word) for word in words if is_number(word))
    return any(low <= middle <= high for _, low, high in _UNITS)


def _is_rating(words: Sequence[str]) -> bool:
    distinct = {word for word in words if word}
    return _are_numbers(words) and 1 <= len(distinct) <= 21


def _are_numbers(words: Sequence[str]) -> bool:
    given = [word for word in words if word]
    return bool(given) and all(map(is_number, given))


def _leave_out_rating(
    sampled: Sample, roles: dict[str, str], given: dict[str, str], said: list[str]
) -> None:
    """Let a column of other things than numbers be no rating, unless it was said to be one."""
    name = roles.pop("rating")
    odd = next((word for word in sampled.columns[name] if word and not is_number(word)), "")
    why = f"'{one_line(name)}' is no rating: it holds more than numbers, such as '{one_line(odd)}'"
    if "rating" in given:
        raise UserError(f"new dataset: {why}; mend the file, or leave out `--rating`.")
    said.append(why)


def _time(words: Sequence[str], name: str, said: list[str]) -> Time | None:
    given = [word for word in words if word]
    if len(set(given)) == 1 and len(given) > 1:
        said.append(f"'{name}' is the same in every row that was looked at: the data has no times")
        return None
    if given and _are_numbers(given):
        return _of_numbers(given, name, said)
    form = _form_of(given, said)
    if form is None:
        said.append(f"'{name}' is in no form of time that is known: left out; give it a `format`")
        return None
    return Time(column=name, unit="iso") if form == "iso" else Time(column=name, format=form)


def _of_numbers(words: list[str], name: str, said: list[str]) -> Time:
    middle = median(float(word) for word in words)
    if all(_fits(word, "%Y%m%d") for word in words):
        return Time(column=name, format="%Y%m%d")
    for unit, low, high in _UNITS:
        if low <= middle <= high:
            if unit != "s":
                said.append(f"'{name}' counts in {unit}: read as seconds it is far in the future")
            return Time(column=name, unit=unit)  # type: ignore[arg-type]
    said.append(f"'{name}' is no date since 1973 in any unit: taken as seconds, its order counts")
    return Time(column=name, unit="s")


def _form_of(words: Sequence[str], said: list[str]) -> str | None:
    """Return the form in which all these moments are written."""
    given = [word for word in words if word]
    if given and all(map(_is_iso, given)):
        return "iso"
    fitting = [form for form in _FORMS if given and all(_fits(word, form) for word in given)]
    if len(fitting) > 1:
        said.append(f"dates can be read as {fitting[0]} and as {fitting[1]}: look which it is")
    return fitting[0] if fitting else None


def _fits(word: str, form: str) -> bool:
    return _parses(word, lambda text: datetime.strptime(text, form))


def _is_iso(word: str) -> bool:
    return "-" in word and _parses(word, datetime.fromisoformat)


def _parses(word: str, parse: Callable[[str], datetime]) -> bool:
    try:
        moment = parse(word.strip())
    except ValueError:
        return False
    return 1900 <= moment.year <= 2100
