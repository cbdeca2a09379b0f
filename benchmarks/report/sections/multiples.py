"""Small pictures of a benchmark side by side: numbers by group, and what relevance costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks import metrics
from benchmarks.report.inputs import Inputs, Leaderboard, Numbers, Part
from benchmarks.report.sections.grids import natural
from benchmarks.report.sections.leaderboard import Board
from benchmarks.report.sections.scales import Axis, axis
from benchmarks.report.sections.scatters import Scatter, scatter
from benchmarks.report.sections.user_groups import Fairness, GapLine
from benchmarks.report.sections.verdicts import Standing
from benchmarks.report.sections.views import histories
from benchmarks.stats.levels import NO_CLAIM_BELOW

_USERS = ("history", "activity", "warmth")  # groups of users who are known little or much
_ITEMS = ("item_popularity", "item_age")
_DIVERSITY = ("coverage", "content_diversity", "novelty", "personalization")
_BUSINESS = ("revenue_share", "reach", "products_purchased", "new_categories")
# names of pictures, which are cited, and what of a row of measured.csv they show
_COSTS = {"fit_seconds": "fit", "request_ms_p50": "request_ms_p50"}


@dataclass(frozen=True)
class Row:
    """A group in a strip.

    others : the values of all baselines; first, low, high : of the first in the leaderboard
    reference : that of the reference; each None where it has none
    """

    label: str
    n_users: int
    others: list[float]
    first: float | None
    low: float | None
    high: float | None
    reference: float | None

    @property
    def claim(self) -> bool:
        """Whether enough users stand behind the numbers for a claim."""
        return self.n_users >= NO_CLAIM_BELOW


@dataclass(frozen=True)
class Strip:
    """The groups of an attribute by one metric; `gap` is what tests of fairness say of it."""

    attribute: str
    metric: str
    axis: Axis
    rows: list[Row]
    gap: GapLine | None = None


@dataclass(frozen=True)
class Multiples:
    """The small pictures of a benchmark, by the section that they open."""

    first: str | None
    cold_start: list[Strip]
    fairness: list[Strip]
    diversity: list[Scatter]
    business: list[Scatter]
    costs: list[Scatter]


def multiples(
    shown: Leaderboard,
    board: Board,
    standings: dict[str, Standing],
    fairness: Fairness | None,
    inputs: Inputs,
) -> Multiples:
    """Return the small pictures of a benchmark; of what has no numbers there is none."""
    of = _Of(shown, board, standings, inputs)
    users = [name for name in inputs.settings.groups.users if name not in _USERS]
    gaps = {line.attribute: line for line in fairness.lines} if fairness else {}
    length = inputs.settings.list_length
    return Multiples(
        first=board.leading,
        cold_start=[*of.known(), *of.strips(_USERS), *of.strips(_ITEMS)],
        fairness=of.strips(users, gaps),
        diversity=of.scatters([f"{name}@{length}" for name in _DIVERSITY]),
        business=of.scatters([f"{name}@{length}" for name in _BUSINESS]),
        costs=of.costs(),
    )


class _Of:
    """The pictures of one benchmark."""

    def __init__(
        self,
        shown: Leaderboard,
        board: Board,
        standings: dict[str, Standing],
        inputs: Inputs,
    ) -> None:
        self._shown, self._board, self._inputs = shown, board, inputs
        standing = standings.get(board.metric)
        self._tied = standing.tied if standing and standing.claim else []
        self._reference = inputs.settings.comparison.reference

    def known(self) -> list[Strip]:
        """Return the picture of new users by how many of their interactions are known."""
        parts = {str(size): part for size, part in histories(self._shown, self._inputs).items()}
        strip = self._strip("interactions known", self._board.metric, parts)
        return [strip] if strip else []

    def strips(
        self, attributes: Sequence[str], gaps: dict[str, GapLine] | None = None
    ) -> list[Strip]:
        """Return a picture for each attribute, by the first headline metric that it has."""
        pictures = [self._of_attribute(name, (gaps or {}).get(name)) for name in attributes]
        return [picture for picture in pictures if picture]

    def _of_attribute(self, attribute: str, gap: GapLine | None) -> Strip | None:
        groups = sorted(self._inputs.groups(self._shown.name, attribute), key=natural)
        parts = {group: Part(attribute=attribute, group=group) for group in groups}
        for metric in self._inputs.settings.headline:
            strip = self._strip(attribute, metric, parts, gap)
            if strip:
                return strip
        return None

    def _strip(
        self, attribute: str, metric: str, parts: dict[str, Part], gap: GapLine | None = None
    ) -> Strip | None:
        rows = []
        for label, part in parts.items():
            numbers = self._inputs.numbers(self._shown.name, metric, part)
            if numbers:
                rows.append(self._row(label, numbers))
        if len(rows) < 2:
            return None
        ends = [end for row in rows for end in (*row.others, row.high) if end is not None]
        shown = axis([0.0, *ends] if not metrics.falls(metric) else ends)
        return Strip(attribute, metric, shown, rows, gap)

    def _row(self, label: str, numbers: Numbers) -> Row:
        first = numbers.get(self._board.leading or "")
        reference = numbers.get(self._reference or "")
        return Row(
            label=label,
            n_users=max(of.n_users for of in numbers.values()),
            others=[of.value for of in numbers.values()],
            first=first.value if first else None,
            low=first.low if first else None,
            high=first.high if first else None,
            reference=reference.value if reference else None,
        )

    def scatters(self, columns: Sequence[str]) -> list[Scatter]:
        """Return the headline metric against each column that has numbers."""
        pictures = []
        for metric in columns:
            numbers = self._inputs.numbers(self._shown.name, metric)
            across = {name: of.value for name, of in numbers.items()}
            pictures.append(self._scatter(metric, across, more_is_better=True))
        return [picture for picture in pictures if picture]

    def costs(self) -> list[Scatter]:
        """Return the headline metric against what a fit and a request take."""
        measured = self._inputs.measured[self._shown.name]
        pictures = []
        for name, paid in _COSTS.items():
            taken = {cost.baseline: getattr(cost, paid) for cost in measured}
            across = {baseline: value for baseline, value in taken.items() if value is not None}
            pictures.append(self._scatter(name, across, more_is_better=False))
        return [picture for picture in pictures if picture]

    def _scatter(
        self, other: str, across: dict[str, float], more_is_better: bool
    ) -> Scatter | None:
        heights = {row.baseline: row.headline.value for row in self._board.rows if row.headline}
        at = {name: (across[name], heights[name]) for name in heights if name in across}
        marked = {"tied": self._tied, "reference": [self._reference] if self._reference else []}
        if len(at) < 3 or self._board.lower:
            return None
        return scatter(other, at, marked, more_is_better, self._inputs.label)
