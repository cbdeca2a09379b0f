"""What the paired tests of a leaderboard say, metric by metric, under each of its views."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks import metrics
from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.rows import Pair
from benchmarks.report.rows_beside import Stand
from benchmarks.report.sections.verdicts import Standing, as_row, standing
from benchmarks.results.luck import Luck, p_with_luck


@dataclass(frozen=True)
class Tested:
    """What paired tests say of one metric.

    pairs : each once, the better number first
    standing : None where baselines were compared with the reference alone
    ranks : the ranks that tests leave open to each baseline, both ends included
    status : a word on each baseline against the first; none where no claim is made
    against : each baseline's relative difference from the reference
    """

    pairs: list[Pair]
    standing: Standing | None
    ranks: dict[str, tuple[int, int]]
    status: dict[str, str]
    against: dict[str, float]

    @property
    def tied(self) -> list[str]:
        """Those whom nobody is significantly ahead of; none where no claim is made."""
        return self.standing.tied if self.standing and self.standing.claim else []

    def p_with_luck(self, pair: Pair) -> float | None:
        """Return a pair's p with the luck of both; None where neither's is known."""
        luck = self.standing.luck if self.standing else {}
        if not {pair.baseline, pair.other} & luck.keys():
            return None
        return p_with_luck(as_row(pair), luck, len(self.pairs))


def tested(
    shown: Leaderboard, standings: dict[str, Standing], inputs: Inputs
) -> dict[tuple[str, str], Tested]:
    """Return what tests say, by view and metric.

    standings : of the headline metrics under the leaderboard's own view
    """
    of_metrics = {}
    families = {shown.view: inputs.comparisons[shown.name]}
    for view in shown.second_views:
        families[view] = inputs.compared_under.get((shown.name, view), [])
    for view, pairs in families.items():
        for metric in dict.fromkeys(pair.metric for pair in pairs):
            family = [pair for pair in pairs if pair.metric == metric]
            known = standings.get(metric) if view == shown.view else None
            stands = _stands(shown, view, metric, inputs)
            luck = inputs.luck(shown.name, view, metric)
            of_metrics[view, metric] = of_family(metric, family, known, stands, luck)
    return of_metrics


def _stands(shown: Leaderboard, view: str, metric: str, inputs: Inputs) -> list[Stand]:
    of_metric = [row for row in inputs.standings if row.metric == metric]
    own = [row for row in of_metric if row.benchmark == shown.name]
    return [row for row in own if (row.view or shown.view) == view]


def of_family(
    metric: str,
    family: Sequence[Pair],
    known: Standing | None,
    stands: Sequence[Stand],
    luck: Luck | None = None,
) -> Tested:
    """Return what the tests of a family say.

    known : its standing where that is known; stands : its rows of standings.csv
    luck : of seeds and searches
    """
    falls = metrics.falls(metric)
    names = {name for pair in family for name in (pair.baseline, pair.other)}
    is_whole = len(family) == len(names) * (len(names) - 1) // 2
    ranked = (known or standing(metric, family, luck)) if is_whole else None
    return Tested(
        pairs=[_better_first(pair, falls) for pair in family],
        standing=ranked,
        ranks={row.baseline: (row.rank_low, row.rank_high) for row in stands},
        status=statuses(ranked) if ranked and ranked.claim else {},
        against={row.baseline: row.relative for row in stands if row.relative is not None},
    )


def statuses(ranked: Standing) -> dict[str, str]:
    """Return the word on each baseline against the first."""
    first, *others = ranked.order
    verdicts = {name: ranked.pairs[name, first].verdict for name in others}
    equal = [name for name, verdict in verdicts.items() if verdict == "practically equal"]
    return words(ranked.order, ranked.tied, equal)


def words(order: Sequence[str], tied: Sequence[str], equal: Sequence[str]) -> dict[str, str]:
    """Return the word on each baseline against the first, where enough users allow a claim.

    order : the first first; tied : with it among them; equal : practically equal to it
    """
    first, *others = order
    said = {first: "best" if len(tied) == 1 else "first"}
    for name in others:
        is_equal, is_tied = name in equal, name in tied
        alike = "equal" if is_tied else "behind, yet equal"
        said[name] = alike if is_equal else "tied" if is_tied else "behind"
    return said


def _better_first(pair: Pair, falls: bool) -> Pair:
    gain = -pair.difference if falls else pair.difference
    is_first = gain > 0 or (gain == 0 and pair.baseline <= pair.other)
    return pair if is_first else pair.turned()
