"""Names of numbers and of groups: the one place that splits or joins on `@`, `=` and `|`.

And which names datasets, benchmarks, baselines and submissions can have.
"""

import re
from typing import NamedTuple

_AT, _IS, _OR = "@", "=", "|"


class Column(NamedTuple):
    """A metric at a cut-off; k is None for a metric without one.

    metric : name of the metric, such as `ndcg`; k : length of the lists that it is about
    """

    metric: str
    k: int | None


class Group(NamedTuple):
    """A group of users or of items.

    attribute : what tells the groups apart, such as `gender`; group : the value, such as `F`
    """

    attribute: str
    group: str


def column(name: str) -> Column:
    """Return the metric and the cut-off of a column's name.

    >>> column("ndcg@10"), column("rmse")
    (Column(metric='ndcg', k=10), Column(metric='rmse', k=None))
    """
    metric, _, cutoff = name.partition(_AT)
    return Column(metric, int(cutoff) if cutoff else None)


def column_name(metric: str, k: int | None) -> str:
    """Return the name of a metric's column at a cut-off.

    >>> column_name("ndcg", 10), column_name("rmse", None)
    ('ndcg@10', 'rmse')
    """
    return metric if k is None else f"{metric}{_AT}{k}"


def has_cutoff(name: str) -> bool:
    """Tell whether a column is about lists of one length.

    >>> has_cutoff("ndcg@10"), has_cutoff("rmse")
    (True, False)
    """
    return _AT in name


def group(name: str) -> Group:
    """Return attribute and value of a feature or a group; the value is "" where there is none.

    >>> group("gender=F"), group("new")
    (Group(attribute='gender', group='F'), Group(attribute='new', group=''))
    """
    attribute, _, value = name.partition(_IS)
    return Group(attribute, value)


def group_name(attribute: str, value: str) -> str:
    """Return the name of a group, as features and older reports have it.

    >>> group_name("gender", "F")
    'gender=F'
    """
    return f"{attribute}{_IS}{value}"


def is_group(name: str) -> bool:
    """Tell whether a name has an attribute and a value.

    >>> is_group("gender=F"), is_group("cold")
    (True, False)
    """
    return _IS in name


def alternatives(name: str) -> list[str]:
    """Return what a name lists side by side.

    >>> alternatives("Comedy|Crime")
    ['Comedy', 'Crime']
    """
    return name.split(_OR)


LONGEST = 64
_PLAIN = re.compile(r"[a-z0-9_-]*")
_READ_AS_VALUES = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n"])
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_DEVICES = frozenset(["con", "prn", "aux", "nul"])
_NUMBERED_DEVICE = re.compile(r"(com|lpt)\d")


def refusal(name: str) -> str:
    """Say why a dataset, benchmark, baseline or submission cannot have this name; "" if it can.

    A name becomes a file, a folder, a stage of DVC, a word in a shell and an address in a page.

    >>> refusal("ml-100k"), refusal("tiny-v1.5")
    ('', "'.' separates keys in DVC; write `-` or `_` in its place")
    """
    if not name:
        return "a name has at least one letter"
    if len(name) > LONGEST:
        return f"it has {len(name)} letters; {LONGEST} at most fit into names of files"
    strange = _PLAIN.sub("", name)
    if strange:
        return _of_letter(strange[0])
    if name[0] in "-_" or name[-1] in "-_":
        return "it must begin and end with a letter or a digit; `-` begins an option in a shell"
    if name in _DEVICES or _NUMBERED_DEVICE.fullmatch(name):
        return "Windows keeps this name for a device"
    if name in _READ_AS_VALUES or _is_number(name) or _DATE.fullmatch(name):
        return "YAML reads it as a value and not as a name; add a letter or two"
    return ""


def named(name: str) -> str:
    """Return a name that can be one; raise ValueError with the reason for others."""
    why = refusal(name)
    if why:
        raise ValueError(f"'{name}' cannot be a name: {why}")
    return name


def nearest(words: str) -> str:
    """Return a name made of any words, such as a file's.

    >>> nearest("My Shop (2024).v2")
    'my-shop-2024-v2'
    """
    plain = re.sub(r"[^a-z0-9_]+", "-", words.lower())[:LONGEST].strip("-_")
    return plain if not refusal(plain) else f"data-{plain}"[:LONGEST].strip("-_")


def _of_letter(letter: str) -> str:
    if letter == ".":
        return "'.' separates keys in DVC; write `-` or `_` in its place"
    if letter.isascii() and letter.isupper():
        return "capital letters are not kept apart by every file system; write small ones"
    if letter in "/\\":
        return f"{letter!r} separates folders; write `-` or `_` in its place"
    if letter.isascii():
        return f"{letter!r} means something to a shell, a file system or a page; write `-` or `_`"
    return f"{letter!r} is not written the same everywhere; take letters from a to z, digits, - _"


def _is_number(name: str) -> bool:
    for kind in (float, lambda text: int(text, 0)):
        try:
            kind(name)
        except ValueError:
            continue
        return True
    return False


def listed(text: str) -> list[str]:
    """Return the names in a list with commas, each once.

    >>> listed("a, b,,a"), listed("")
    (['a', 'b'], [])
    """
    names = [word.strip() for word in text.split(",")]
    return list(dict.fromkeys(filter(None, names)))
