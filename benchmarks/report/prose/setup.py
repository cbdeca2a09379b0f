"""The setup of a benchmark, as a paper says it: what was done to get its numbers."""

from datetime import UTC, datetime

from benchmarks.config.benchmarks import Relevance
from benchmarks.protocol.view import View
from benchmarks.report.inputs import Facts, Inputs, Leaderboard
from benchmarks.report.sections.audits import leak
from benchmarks.report.sections.parameters import NO_DIFFERENCE, origin
from benchmarks.report.text import display, listed
from benchmarks.splits.catalogue import Catalogue
from benchmarks.splits.wording import Names

_DEFAULT = "ran with default parameters"


def paragraphs(inputs: Inputs) -> dict[str, list[str]]:
    """Return for each reported benchmark the sentences on what was done."""
    return {shown.name: _of_benchmark(shown, inputs) for shown in inputs.shown}


def protocol(shown: Leaderboard, inputs: Inputs) -> list[str]:
    """Return the sentences on split, catalogue, relevance and candidates: those for a caption."""
    settings, names = inputs.settings.benchmark(shown.benchmark), _names(shown, inputs)
    return [
        settings.split.paper_sentence(names),
        *_catalogue(settings.catalogue, names),
        _relevance(settings.relevance),
        _view(settings.views[shown.view], names),
    ]


def _of_benchmark(shown: Leaderboard, inputs: Inputs) -> list[str]:
    split, *others = protocol(shown, inputs)
    names, audit = _names(shown, inputs), inputs.audits[shown.benchmark]
    parts = _parts(audit, names) if audit else []
    data = _data(inputs.facts_of(shown), names, shown, inputs)
    return [data, split, *parts, *scored(shown, inputs), *others, *_parameters(shown, inputs)]


def _names(shown: Leaderboard, inputs: Inputs) -> Names:
    """Return what a dataset's users are called, such as households."""
    facts = inputs.facts_of(shown) or {}
    return Names(facts.get("users_are", "users"))


def _data(facts: Facts | None, names: Names, shown: Leaderboard, inputs: Inputs) -> str:
    if facts is None:
        return f"The data are {inputs.settings.benchmark(shown.benchmark).dataset}."
    what = "ratings" if facts["rating_scale"] else "purchases"
    size = f"{facts['interactions']:,} {what} of {facts['items']:,} items"
    users = f"{facts['users']:,} {names.users}"
    first, last = _date(facts["first_time"]), _date(facts["last_time"])
    return f"{facts['title']} has {size} by {users}, from {first} to {last}."


def _parts(audit: Facts, names: Names) -> list[str]:
    rows = audit["rows"]
    fold = "" if audit["fold"] == "all" else f" in the fold {audit['fold']}"
    fitted = f"{rows['train']:,} interactions for training, {rows['validation']:,} for validation"
    test = f"{rows['test']:,} of {audit['users']['test']:,} {names.users} for the test"
    sentences = [f"This leaves {fitted} and {test}{fold}."]
    if late := leak(audit):
        whose = f"anybody, the {names.user} included," if late.own else "others"
        learned = f"Models may learn from interactions of {whose} that are later than a test"
        sentences.append(f"{learned} interaction.")
    return [
        *sentences,
        "The final models are fitted on the training and validation parts together.",
    ]


def scored(shown: Leaderboard, inputs: Inputs) -> list[str]:
    """Return the sentence on how many test users have a number, by headline metric; or none."""
    audit, names = inputs.audits[shown.benchmark], _names(shown, inputs)
    metrics: dict[int, list[str]] = {}
    for metric in inputs.settings.headline:
        numbers = inputs.numbers(shown.name, metric)
        if numbers:
            n_users = max(estimate.n_users for estimate in numbers.values())
            metrics.setdefault(n_users, []).append(display(metric))
    if not metrics:
        return []
    of_all = f" of {audit['users']['test']:,} test" if audit else ""
    first, *others = metrics
    also = "".join(f", {n_users:,} by {listed(metrics[n_users])}" for n_users in others)
    return [f"{first:,}{of_all} {names.users} are scored{also}."]


def _catalogue(rule: Catalogue, names: Names) -> list[str]:
    if not (rule.min_users or rule.exclude):
        return []
    kept, without = "all items", ""
    if rule.min_users:
        kept = f"items with interactions of at least {rule.min_users} {names.users} in training"
    if rule.exclude:
        values = [feature.partition("=")[2] for feature in rule.exclude]
        without = f", without {listed(values)}"
    return [f"The catalogue is {kept}{without}."]


def _relevance(rule: Relevance) -> str:
    if rule.min_rating is None:
        return "Every interaction counts as relevant."
    return f"Ratings of {rule.min_rating:g} or more count as relevant, in training as in the test."


def _view(view: View, names: Names) -> str:
    candidates = "all items of the catalogue"
    if view.candidates != "all":
        candidates = "the items without any interaction before the test"
    if view.mask == "none":
        again = f"what the {names.user} already had may be recommended again"
        return f"Candidates are {candidates}; {again}."
    return f"Candidates are {candidates} but those that the {names.user} already had."


def _parameters(shown: Leaderboard, inputs: Inputs) -> list[str]:
    tuned = _of_origin("tuned", shown, inputs)
    chosen = f"{_baselines(tuned)} ran with the parameters that the search chose."
    return [*([chosen] if tuned else []), *untuned(shown, inputs)]


def untuned(shown: Leaderboard, inputs: Inputs) -> list[str]:
    """Return the sentences on which baselines have parameters that no search chose."""
    flat = _of_origin(NO_DIFFERENCE, shown, inputs)
    default = _of_origin("default parameters", shown, inputs)
    sentences = []
    if flat:
        why = "as the search found no difference between its trials"
        sentences.append(f"{_baselines(flat)} {_DEFAULT}, {why}: {listed(flat)}.")
    if default:
        sentences.append(f"{_baselines(default)} {_DEFAULT}: {listed(default)}.")
    return sentences


def _of_origin(words: str, shown: Leaderboard, inputs: Inputs) -> list[str]:
    """Return the baselines with results whose parameters have an origin."""
    done = {cell.baseline for cell in inputs.cells[shown.name] if cell.status == "ok"}
    names = [name for name in inputs.settings.baselines if name in done]
    return [name for name in names if origin(name, shown.benchmark, inputs.settings) == words]


def _date(seconds: int) -> str:
    at = datetime.fromtimestamp(seconds, UTC)
    return f"{at.day} {at:%B %Y}"


def _baselines(names: list[str]) -> str:
    return f"{len(names)} baseline{'' if len(names) == 1 else 's'}"
