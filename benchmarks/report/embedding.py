"""What a leaderboard's page carries for its script: numbers, tests and sentences, as JSON."""

import json
from typing import Any

from markupsafe import Markup

from benchmarks.contract.names import column
from benchmarks.report.inputs import Numbers
from benchmarks.report.prose import choosing
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.words import whole_percent
from benchmarks.report.rows import Estimate, GroupPair, Pair
from benchmarks.report.sections.grouped import InGroup
from benchmarks.report.sections.tested import Tested
from benchmarks.report.sections.workbench import Contender, Workbench
from benchmarks.stats.levels import ALPHA, NO_CLAIM_BELOW

_DIGITS = 6  # as the tables of reports/ have them
_NO_SHARES = (None, None, None)
_DIGITS_DRAWN = 3  # of a bar of 340 pixels


def embedded(bench: Workbench, nouns: Nouns, citation: str) -> Markup:
    """Return the JSON of a page, safe inside a script element.

    citation : how the report is cited, in one line
    """
    text = json.dumps(content(bench, nouns, citation), ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", r"\u003c"))  # noqa: S704  no `</script>` can stand in it


def content(bench: Workbench, nouns: Nouns, citation: str) -> dict[str, Any]:
    """Return what the script reads; baselines are named by their places in `baselines`.

    numbers : by view, group and metric: how many users, then for each baseline its place, value,
    bounds of the interval, without one where the value lies if nearly all users agree, and 1
    where so few users have any of it that the interval is in doubt
    tests : by view and metric: see `_test`; groups : by view, group and metric: see `_in_group`
    alpha, fewest : the level of tests, and the users below which no claim is made
    """
    places = _places(bench)
    first = column(bench.metric)
    return {
        "name": bench.name,
        "head": [bench.views[0], first.metric, "" if first.k is None else str(first.k)],
        "reference": places.get(bench.reference or "", -1),
        "margin": bench.margin,
        "alpha": ALPHA,
        "fewest": NO_CLAIM_BELOW,
        "cite": citation,
        "baselines": [_contender(row) for row in bench.contenders],
        "metrics": {
            of.name: {"label": of.label, "way": of.direction, "k": of.cutoffs, "one": of.is_one}
            for of in bench.measures
        },
        "numbers": _nested(
            {at: _numbers(numbers, places) for at, numbers in bench.numbers.items()}
        ),
        "tests": _nested(
            {at: _test(at[1], tested, bench, nouns) for at, tested in bench.tested.items()}
        ),
        "groups": _nested({_at(group): _in_group(group, bench) for group in bench.in_groups}),
        "codes": _nested(bench.codes),
        "words": choosing.words(bench, nouns),
    }


def _places(bench: Workbench) -> dict[str, int]:
    return {row.name: place for place, row in enumerate(bench.contenders)}


def _contender(row: Contender) -> dict[str, Any]:
    """Return what the table says of a baseline under any metric."""
    return {
        "id": row.anchor,
        "key": row.name,
        "name": row.label,
        "family": row.family,
        "fit": _short(row.fit_seconds),
        "ms": _short(row.request_ms),
    }


def _numbers(numbers: Numbers, places: dict[str, int]) -> list[Any]:
    n_users = max(estimate.n_users for estimate in numbers.values())
    return [n_users, *[_number(places[name], of) for name, of in numbers.items() if name in places]]


def _number(place: int, estimate: Estimate) -> list[float | None]:
    if estimate.low is not None:
        ends: list[float | None] = [estimate.low, estimate.high]
        ends += [None, None, 1] if estimate.few_buyers else []
    elif estimate.at_most is not None:
        ends = [None, None, estimate.at_least, estimate.at_most]
    else:
        ends = []
    return [place, _short(estimate.value), *map(_short, ends)]


def _test(metric: str, tested: Tested, bench: Workbench, nouns: Nouns) -> dict[str, Any]:
    """Return what tests say of a metric.

    said : the line above the table; tied : places; ranks, status, against : by place
    pairs : see `_compared`; then smallest difference that would show, users for 1 %, shares of
    users, the same in whole per cent, p with the luck of searches where that is known
    """
    places = _places(bench)
    return {
        "said": choosing.may_be_said(metric, tested, bench, nouns),
        "tied": [places[name] for name in tested.tied],
        "status": {places[name]: word for name, word in tested.status.items()},
        "ranks": {places[name]: ends for name, ends in tested.ranks.items()},
        "against": {places[name]: _short(share) for name, share in tested.against.items()},
        "pairs": [_pair(pair, places, tested.p_with_luck(pair)) for pair in tested.pairs],
    }


def _pair(pair: Pair, places: dict[str, int], with_luck: float | None) -> list[Any]:
    shares = [share for share in (pair.win, pair.tie, pair.loss) if share is not None]
    drawn: list[float | None] = [round(share, _DIGITS_DRAWN) for share in shares]
    shows = _short(pair.detectable), _short(pair.users_for_1_percent)
    whole = " ".join(whole_percent(share) for share in shares)
    lucky = [] if with_luck is None else [_short(with_luck)]
    return [*_compared(pair, places), *shows, *(drawn or _NO_SHARES), whole, *lucky]


def _compared(pair: Pair | GroupPair, places: dict[str, int]) -> list[Any]:
    """Return what a comparison says by any test.

    The places of the two, difference, its bounds, relative difference, its bounds, the bounds of
    what that is to the other, p, verdict.
    """
    back = pair.turned()
    numbers = (
        *(pair.difference, pair.low, pair.high),
        *(pair.relative, pair.relative_low, pair.relative_high),
        *(back.relative_low, back.relative_high, pair.p),
    )
    ends = places[pair.baseline], places[pair.other]
    return [*ends, *map(_short, numbers), choosing.verdict(pair)]


def _at(group: InGroup) -> tuple[str, str, str]:
    return group.view, group.choice.key, group.metric


def _in_group(group: InGroup, bench: Workbench) -> dict[str, Any]:
    """Return what tests say in a group: as `_test`, but ranks, and pairs as `_compared`."""
    places = _places(bench)
    return {
        "said": choosing.in_group(group, bench),
        "tied": [places[name] for name in group.tied],
        "status": {places[name]: word for name, word in group.status.items()},
        "against": {places[name]: _short(share) for name, share in group.against.items()},
        "pairs": [_compared(pair, places) for pair in group.pairs],
    }


def _short(value: float | None) -> float | None:
    """Return a number without digits that the tables do not have; whole ones without a point."""
    if value is None:
        return None
    rounded = round(value, _DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded


def _nested(flat: dict[Any, Any]) -> dict[str, Any]:
    """Return values by tuples of names as dictionaries in dictionaries.

    >>> _nested({("all", "ndcg@10"): 1, ("all", "rmse"): 2})
    {'all': {'ndcg@10': 1, 'rmse': 2}}
    """
    tree: dict[str, Any] = {}
    for (*above, last), value in flat.items():
        branch = tree
        for name in above:
            branch = branch.setdefault(name, {})
        branch[last] = value
    return tree
