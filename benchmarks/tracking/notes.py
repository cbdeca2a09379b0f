"""What MLflow says in words: the notes of experiments and runs, in Markdown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks import metrics
from benchmarks.splits.wording import percent
from benchmarks.tracking.pairs import Pair

NOTE = "mlflow.note.content"
Row = Mapping[str, Any]
_ORIGINS = {
    "tuned": "chosen by a search on the validation part, whose trials are `trials.csv`",
    "mixed": "partly chosen by a search on the validation part, partly given",
    "default": "defaults or as given, not searched",
}
_READING = (
    "One run per baseline, the best first. `ndcg_at_10` is what `@` looks like here; `…_low` and "
    "`…_high` bound its 95 % interval. On a run's page: the baseline's card; `paired/…` are its "
    "tests against each other baseline, `measured/…` its costs, `curves/…` go over the length of "
    "the list, `slices/…` are groups of users and items; `users.parquet` holds scores per user, "
    "`trials.csv` the search. `make track TRIALS=1` logs each trial as a run below."
)


@dataclass(frozen=True)
class Card:
    """What is known of a cell.

    baseline : its row of baselines.csv; score : of the metric that ranks; costs : of measured.csv
    standing : of standings.csv; all but `cell` are empty where there is none
    """

    metric: str
    cell: Row
    baseline: Row = field(default_factory=dict)
    score: Row = field(default_factory=dict)
    costs: Row = field(default_factory=dict)
    standing: Row = field(default_factory=dict)
    pairs: Sequence[Pair] = ()

    @property
    def label(self) -> str:
        """What people call the baseline; its name where the report does not say that."""
        return str(self.baseline.get("label") or self.cell["baseline"])


def of_run(card: Card) -> str:
    """Return the card of a baseline: what it is, how it did, how it was chosen, what it cost."""
    family = card.baseline.get("family", "")
    title = f"**{plain(card.label)}**{f' ({plain(family)})' if family else ''}"
    source = plain(card.baseline.get("source", "").removeprefix(f"{card.label}: "))
    heading = f"{title}: {source}" if source else title
    told = [_tests(card.pairs), *_made_of(card.cell), _chosen(card.cell), _cost(card.costs)]
    lines = [_outcome(card), _rank(card.standing), *told]
    return "\n".join([heading, "", *(f"- {line}" for line in lines if line)])


def of_experiment(benchmark: Row | None, report: str) -> str:
    """Return the note of a benchmark's experiment; what it asks comes first, for the UI folds it.

    report : the experiment of the report, by its id
    """
    link = f"[The report](#/experiments/{report}/runs) is an experiment of its own."
    return "\n\n".join(filter(None, [of_benchmark(benchmark), f"{_READING} {link}"]))


def of_benchmark(benchmark: Row | None) -> str:
    """Return what a benchmark asks, a row of benchmarks.csv; '' where that is not known."""
    if not benchmark:
        return ""
    title, label = plain(benchmark["title"]), plain(benchmark["label"])
    named = f"**{label}** ({title})." if label != benchmark["benchmark"] else f"**{title}.**"
    return f"{named} {plain(benchmark['sentence'])}"


def of_report() -> str:
    """Return the note of the report's experiment."""
    return (
        "The run called report has the pages as artifacts; the others are the benchmarks, each "
        "with its best baseline, how many of its neighbouring ranks the paired tests tell apart, "
        "and its figures as artifacts. Each benchmark is an experiment of its own, a run per "
        "baseline."
    )


def plain(text: str) -> str:
    r"""Return text as Markdown that says it, whatever signs it has.

    >>> plain("a *b* of item_knn, <i>_c_")
    'a \\*b\\* of item_knn, \\<i\\>\\_c\\_'
    """
    return re.sub(r"([\\`*\[\]<>#|~]|(?<!\w)_|_(?!\w))", r"\\\1", " ".join(text.split()))


def _outcome(card: Card) -> str:
    """Return the number that ranks, or why there is none."""
    if card.cell["status"] != "ok":
        return f"{plain(card.cell['status'])}: {plain(card.cell['reason'])}".rstrip(": ")
    score = card.score
    if not score:
        return ""
    low, high, users = score["ci_low"], score["ci_high"], score["n_users"]
    interval = f", 95 % interval {low:.4f} to {high:.4f}" if None not in (low, high) else ""
    on = f", {users:,} users" if users else ""
    name, at, k = card.metric.partition("@")
    return f"{metrics.label(name)}{at}{k} **{score['value']:.4f}**{interval}{on}"


def _rank(standing: Row) -> str:
    """Return the ranks that the paired tests leave open."""
    low, high = standing.get("rank_low"), standing.get("rank_high")
    if not (low and high):
        return ""
    tied = ", tied for best" if standing.get("is_tied_for_best") == "true" else ""
    return f"rank {low if low == high else f'{low} to {high}'}{tied}"


def _made_of(cell: Row) -> list[str]:
    """Return of how many seeds a number is the mean, and how many lists are not its own."""
    lines = []
    if int(cell["seeds"] or 1) > 1:
        lines.append(f"mean of {cell['seeds']} seeds")
    if float(cell["fallback_share"] or 0) > 0:
        share = float(cell["fallback_share"])
        lines.append(f"{percent(share)} of lists in the order of popularity, as it could not tell")
    return lines


def _tests(pairs: Sequence[Pair]) -> str:
    """Return how many others it is better and worse than, and from which no test tells it apart."""
    if not pairs:
        return ""
    counts = {word: [p.verdict for p in pairs].count(word) for word in ("better", "worse")}
    rest = [plain(pair.other) for pair in pairs if pair.verdict not in counts]
    told = f"better than {counts['better']} and worse than {counts['worse']} of {len(pairs)} others"
    return f"paired tests (Holm, 5 %): {told}" + (f"; open: {', '.join(rest)}" if rest else "")


def _chosen(cell: Row) -> str:
    origin = cell.get("origin", "")
    return f"parameters: {_ORIGINS[origin]}" if origin in _ORIGINS else ""


def _cost(costs: Row) -> str:
    named = {
        "fit_seconds": "fit {:.3g} s",
        "request_ms_p50": "a request {:.2g} ms (median)",
        "peak_mib": "peak memory {:.0f} MiB",
    }
    said = [text.format(float(costs[n])) for n, text in named.items() if costs.get(n)]
    machine = plain(costs.get("machine", ""))
    return f"cost: {', '.join(said)}{f' on {machine}' if machine else ''}" if said else ""
