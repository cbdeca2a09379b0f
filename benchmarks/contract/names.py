"""Names of numbers and of groups: the one place that splits or joins on `@`, `=` and `|`."""

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
