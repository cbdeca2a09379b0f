"""The "Experimental setup" of a paper, in plain sentences: what was done to get a benchmark's numbers."""

from datetime import UTC, datetime
from typing import Any

from benchmarks.contract.documents import Reported, Study
from benchmarks.contract.settings import Relevance
from benchmarks.protocol.view import View
from benchmarks.report.inputs import Inputs
from benchmarks.report.sections.audits import leak
from benchmarks.report.sections.parameters import NO_DIFFERENCE, origin
from benchmarks.report.text import display, listed
from benchmarks.splits.catalogue import Catalogue
from benchmarks.splits.wording import Names
from benchmarks.stats.levels import ALPHA, FLIPS, RESAMPLES


def paragraphs(inputs: Inputs) -> dict[str, list[str]]:
    """Return for each reported benchmark the sentences on its data, split, relevance, candidates and parameters."""
    return {shown.name: _of_benchmark(shown, inputs) for shown in inputs.shown}


def shared(inputs: Inputs) -> list[str]:
    """Return the sentences that hold for all benchmarks: ranking, metrics, search, seeds and statistics."""
    settings = inputs.settings
    return [*_ranking(settings), *_search(settings), *_seeds(settings), *_statistics(settings)]


def protocol(shown: Reported, inputs: Inputs) -> list[str]:
    """Return the sentences on a benchmark's split, catalogue, relevance and candidates: those for a caption."""
    block, users = inputs.settings.benchmark(shown.benchmark), _users(shown, inputs)
    rules = [
        block.split.paper_sentence(Names(users)),
        *_catalogue(block.catalogue, users),
        _relevance(block.relevance),
    ]
    return [*rules, _view(block.views[shown.view], users)]


def _of_benchmark(shown: Reported, inputs: Inputs) -> list[str]:
    split, *others = protocol(shown, inputs)
    users = _users(shown, inputs)
    parts = [*_parts(inputs.audits[shown.benchmark], users), *scored(shown, inputs)]
    return [_data(shown, inputs, users), split, *parts, *others, *_parameters(shown, inputs)]


def _users(shown: Reported, inputs: Inputs) -> str:
    """Return what a dataset's users are called, such as households."""
    facts = inputs.datasets[inputs.settings.benchmark(shown.benchmark).dataset] or {}
    return facts.get("users_are", "users")


def _data(shown: Reported, inputs: Inputs, users: str) -> str:
    name = inputs.settings.benchmark(shown.benchmark).dataset
    facts = inputs.datasets[name]
    if facts is None:
        return f"The data are {name}."
    what = "ratings" if facts["rating_scale"] else "purchases"
    first, last = (datetime.fromtimestamp(facts[name], UTC) for name in ("first_time", "last_time"))
    size = f"{facts['interactions']:,} {what} of {facts['items']:,} items by {facts['users']:,} {users}"
    return f"{facts['title']} has {size}, from {_date(first)} to {_date(last)}."


def _parts(audit: dict[str, Any] | None, users: str) -> list[str]:
    if audit is None:
        return []
    rows = audit["rows"]
    fold = "" if audit["fold"] == "all" else f" in the fold {audit['fold']}"
    sizes = f"{rows['train']:,} interactions for training, {rows['validation']:,} for validation and {rows['test']:,}"
    found = [f"This leaves {sizes} of {audit['users']['test']:,} {users} for the test{fold}."]
    if late := leak(audit):
        whose = f"anybody, the {users.removesuffix('s')} included," if late["own"] else "others"
        found.append(
            f"Models may learn from interactions of {whose} that are later than a test interaction."
        )
    return [*found, "The final models are fitted on the training and validation parts together."]


def scored(shown: Reported, inputs: Inputs) -> list[str]:
    """Return the sentence on how many of the test users have a number, by each headline metric; none without any."""
    audit, users = inputs.audits[shown.benchmark], _users(shown, inputs)
    of_all = f" of {audit['users']['test']:,} test" if audit else ""
    judged: dict[int, list[str]] = {}
    for metric in inputs.settings.headline:
        found = inputs.estimates.get((shown.name, "all", metric), {})
        if found:
            judged.setdefault(max(one.n_users for one in found.values()), []).append(
                display(metric)
            )
    (first, _), *others = judged.items() if judged else [(0, [])]
    also = "".join(f", {count:,} by {listed(named)}" for count, named in others)
    return [f"{first:,}{of_all} {users} are scored{also}."] if first else []


def _catalogue(rule: Catalogue, users: str) -> list[str]:
    kept = (
        f"items with interactions of at least {rule.min_users} {users} in training"
        if rule.min_users
        else "all items"
    )
    but = (
        f", without {listed([name.partition('=')[2] for name in rule.exclude])}"
        if rule.exclude
        else ""
    )
    return [f"The catalogue is {kept}{but}."] if rule.min_users or rule.exclude else []


def _relevance(rule: Relevance) -> str:
    if rule.min_rating is None:
        return "Every interaction counts as relevant."
    return f"Ratings of {rule.min_rating:g} or more count as relevant, in training as in the test."


def _view(view: View, users: str) -> str:
    user = users.removesuffix("s")
    of = (
        "all items of the catalogue"
        if not view.only_cold
        else "the items without any interaction before the test"
    )
    if not view.leaves_out_seen:
        return f"Candidates are {of}; what the {user} already had may be recommended again."
    return f"Candidates are {of} but those that the {user} already had."


def _parameters(shown: Reported, inputs: Inputs) -> list[str]:
    tuned = _of_origin("tuned", shown, inputs)
    chosen = f"{_count(len(tuned), 'baseline')} ran with the parameters that the search chose."
    return [*([chosen] if tuned else []), *untuned(shown, inputs)]


def untuned(shown: Reported, inputs: Inputs) -> list[str]:
    """Return the sentences on which baselines have parameters that no search chose."""
    flat, default = (
        _of_origin(words, shown, inputs) for words in (NO_DIFFERENCE, "default parameters")
    )
    found = []
    if flat:
        why = "as the search found no difference between its trials"
        found.append(
            f"{_count(len(flat), 'baseline')} ran with default parameters, {why}: {listed(flat)}."
        )
    if default:
        found.append(
            f"{_count(len(default), 'baseline')} ran with default parameters: {listed(default)}."
        )
    return found


def _of_origin(words: str, shown: Reported, inputs: Inputs) -> list[str]:
    """Return the baselines with results whose parameters have an origin, in the order of params.yaml."""
    done = {cell["baseline"] for cell in inputs.cells[shown.name] if cell["status"] == "ok"}
    names = [name for name in inputs.settings.baselines if name in done]
    return [name for name in names if origin(name, shown.benchmark, inputs.settings) == words]


def _ranking(settings: Study) -> list[str]:
    lists = [display(metric) for metric in settings.headline if "@" in metric]
    others = [display(metric) for metric in settings.headline if "@" not in metric]
    ratings = f", and {listed(others)} of predicted ratings" if others else ""
    return [
        f"We report {listed(lists)} of top-N lists{ratings}."
        if lists
        else f"We report {listed(others)}.",
        "Every list is a full ranking of the candidates, without sampling.",
        "Ties are broken by a seeded hash of user and item.",
        "A user with relevant test items but no list scores 0; users without relevant test items are left out.",
    ]


def _search(settings: Study) -> list[str]:
    if settings.tuning is None:
        return []
    trials = f"{settings.tuning.trials} trials for each baseline that has any to search"
    return [
        f"Parameters are searched on the validation part alone, with {trials}, by the tree-structured Parzen estimator "
        "of Optuna; the default values are the first trial.",
    ]


def _seeds(settings: Study) -> list[str]:
    if settings.seeds == 1:
        return ["Stochastic baselines run once."]
    return [
        f"Stochastic baselines run with {settings.seeds} seeds, and users' scores are averaged over them."
    ]


def _statistics(settings: Study) -> list[str]:
    margin = _percent(settings.comparison.margin)
    found = [
        f"Intervals are 95 % bootstrap intervals over users ({RESAMPLES:,} resamples).",
        f"All pairs of baselines are compared by a paired sign-flip randomization over users ({FLIPS:,} flips), with "
        f"Holm's correction for all pairs of a benchmark and metric, at the level {ALPHA:g}.",
        f"Two baselines are practically equal where the interval of their difference lies within {margin} of the "
        "mean of their numbers, or no user's number differs.",
    ]
    if {"coverage", "gini"} & set(settings.metrics):
        found.append(
            "What is one number for all lists, such as coverage, has no interval over users."
        )
    return found


def _date(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def _percent(share: float) -> str:
    return f"{100 * share:g} %"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
