"""The setup of a benchmark, as a paper says it: what was done to get its numbers."""

from datetime import UTC, datetime

from benchmarks.contract.audited import asked, served
from benchmarks.contract.facts import CatalogueFacts
from benchmarks.contract.settings import Relevance, ViewRules
from benchmarks.report.inputs import Facts, Inputs, Leaderboard
from benchmarks.report.prose import choosers
from benchmarks.report.prose.catalogue import outside
from benchmarks.report.prose.words import plural
from benchmarks.report.sections.audits import leak
from benchmarks.report.text import display
from benchmarks.splits.wording import Names, lacking_times, listed, names_of


def paragraphs(inputs: Inputs) -> dict[str, list[str]]:
    """Return for each reported benchmark the sentences on what was done."""
    by_benchmark = {}
    for shown in inputs.shown:
        by_benchmark[shown.name] = _of_benchmark(shown, inputs)
    return by_benchmark


def _of_benchmark(shown: Leaderboard, inputs: Inputs) -> list[str]:
    """Return the sentences in the order of a paper: data, split, candidates, parameters."""
    split, *others = protocol(shown, inputs)
    sentences = [_data(shown, inputs), split]
    audit = inputs.audits[shown.benchmark]
    if audit:
        sentences += _parts(audit, _names(shown, inputs))
    sentences += scored(shown, inputs)
    sentences += others
    sentences += selected(shown, inputs)
    sentences += choosers.tuned(shown, inputs)
    sentences += choosers.untuned(shown, inputs)
    return sentences


def protocol(shown: Leaderboard, inputs: Inputs) -> list[str]:
    """Return the sentences on split, catalogue, relevance and candidates: those for a caption."""
    settings = inputs.settings.benchmark(shown.benchmark)
    names = _names(shown, inputs)
    return [
        settings.split.paper_sentence(names),
        *_catalogue(settings.catalogue, names),
        *_outside(shown, inputs),
        _relevance(settings.relevance),
        _view(settings.views[shown.view], names),
    ]


def _names(shown: Leaderboard, inputs: Inputs) -> Names:
    """Return what a dataset's users are called, such as households."""
    facts = inputs.facts_of(shown) or {}
    return Names(facts.get("users_are", "users"))


def _data(shown: Leaderboard, inputs: Inputs) -> str:
    """Return the sentence on the size of the data and the time they are of."""
    facts = inputs.facts_of(shown)
    if facts is None:
        name = inputs.settings.benchmark(shown.benchmark).dataset
        return f"The data are {name}."
    rows, items = facts["interactions"], facts["items"]
    users = f"{facts['users']:,} {_names(shown, inputs).users}"
    what = names_of(facts).rows
    return f"{facts['title']} has {rows:,} {what} of {items:,} items by {users}, {_period(facts)}."


def _period(facts: Facts) -> str:
    """Return the words on the time that a dataset is of."""
    lacking = lacking_times(facts)
    return lacking or f"from {_date(facts['first_time'])} to {_date(facts['last_time'])}"


def _date(seconds: int) -> str:
    """Return a time, in seconds since 1970, as a date.

    >>> _date(0)
    '1 January 1970'
    """
    at = datetime.fromtimestamp(seconds, UTC)
    return f"{at.day} {at:%B %Y}"


def _parts(audit: Facts, names: Names) -> list[str]:
    """Return the sentences on the sizes of the parts, and on what models learn from."""
    rows, fold = audit["rows"], audit["fold"]
    n_users = audit["users"]["test"]
    where = "" if fold == "all" else f" in the fold {fold}"
    tested = f"{rows['test']:,} of {n_users:,} {names.users} for the test{where}"
    validating = _validating(audit)
    kept = f"{rows['train']:,} interactions for training"
    if validating == fold:
        kept += f", {rows['validation']:,} for validation"
    sentences = [f"This leaves {kept} and {tested}."]
    if validating and validating != fold:
        held_out = audit["folds"][validating]["rows"]["validation"]
        sentences.append(
            f"Parameters are chosen on {held_out:,} interactions for validation in the fold "
            f"{validating}, the only one that has such a part."
        )
    leaked = leak(audit)
    if leaked:
        whose = f"anybody, the {names.user} included," if leaked.own else "others"
        sentences.append(
            f"Models may learn from interactions of {whose} that are later than a test interaction."
        )
    sentences.append("The final models are fitted on the training and validation parts together.")
    return sentences


def _validating(audit: Facts) -> str:
    """Return the fold whose validation part parameters are chosen on: that of the audit if any."""
    if audit["rows"]["validation"]:
        return str(audit["fold"])
    folds = audit.get("folds", {})
    having = [name for name, fold in folds.items() if fold["rows"]["validation"]]
    return having[0] if having else ""


def scored(shown: Leaderboard, inputs: Inputs) -> list[str]:
    """Return the sentence on how many test users have a number, by headline metric; or none."""
    metrics: dict[int, list[str]] = {}  # by how many users have a number
    for metric in inputs.settings.headline:
        numbers = inputs.numbers(shown.name, metric)
        if numbers:
            n_users = max(estimate.n_users for estimate in numbers.values())
            metrics.setdefault(n_users, []).append(display(metric))
    if not metrics:
        return []
    first, *others = metrics
    said = f"{first:,}"
    audit = inputs.audits[shown.benchmark]
    if audit and first <= asked(audit):  # an older audit knows those of one fold
        said += f" of {asked(audit):,} test"
    said += f" {_names(shown, inputs).users} are scored"
    for n_users in others:
        said += f", {n_users:,} by {listed(metrics[n_users])}"
    return [f"{said}."]


def _catalogue(rule: CatalogueFacts, names: Names) -> list[str]:
    """Return the sentence on which items there are; none where that is all."""
    if not (rule.min_users or rule.exclude):
        return []
    kept = "all items"
    if rule.min_users:
        kept = f"items with interactions of at least {rule.min_users} {names.users} in training"
    if rule.exclude:
        values = [feature.partition("=")[2] for feature in rule.exclude]
        kept += f", without {listed(values)}"
    return [f"The catalogue is {kept}."]


def _outside(shown: Leaderboard, inputs: Inputs) -> list[str]:
    """Return the sentence on what of the test is outside the catalogue; none where nothing is."""
    audit, facts = inputs.audits[shown.benchmark], inputs.facts_of(shown)
    sizes = (audit or {}).get("left_out", {})
    if not sizes or facts is None:
        return []
    names = names_of(facts)
    shares = outside(sizes, names.rows)
    said = f"Outside it are {shares}, which count as relevant for nobody"
    without = asked(audit) - served(audit) if audit else 0
    if without > 0:
        said += f", among them all test {names.rows} of {without:,} {names.users}"
    return [f"{said}."]


def _relevance(rule: Relevance) -> str:
    """Return the sentence on what counts as relevant."""
    least = rule.min_rating
    if least is None:
        return "Every interaction counts as relevant."
    return f"Ratings of {least:g} or more count as relevant, in training as in the test."


def _view(view: ViewRules, names: Names) -> str:
    """Return the sentence on the candidates of a view."""
    candidates = "all items of the catalogue"
    if view.only_cold:
        candidates = "the items without any interaction before the test"
    if not view.leaves_out_seen:
        again = f"what the {names.user} already had may be recommended again"
        return f"Candidates are {candidates}; {again}."
    return f"Candidates are {candidates} but those that the {names.user} already had."


def selected(shown: Leaderboard, inputs: Inputs) -> list[str]:
    """Return the sentence on which baselines run here; none where all do."""
    settings = inputs.settings
    run_here = settings.benchmark(shown.benchmark).baselines
    left_out = len(settings.baselines) - len(run_here)
    if not left_out:
        return []
    if left_out <= len(run_here):
        others = [name for name in settings.baselines if name not in run_here]
        return [f"Of the study's baselines {listed(others)} do not run on it, by choice."]
    of_all = f"{plural(len(run_here), 'baseline')} of the study's {len(settings.baselines)}"
    return [f"{of_all} run on it, by choice: {listed(run_here)}."]
