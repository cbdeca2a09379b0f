"""Print reports/online.csv as it was before it became a table per topic, without its sentences.

    python -m tools.online_v1 [REPORTS] [--against OLD.csv]

With --against, every row of an old online.csv is looked for and its value, interval and number of
rows are compared; the exit status is 1 where one is missing or differs.
"""

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.contract import names, reports, reports_online
from benchmarks.contract.fields import Table
from benchmarks.contract.older import Views
from benchmarks.contract.reading import read_text

LABELS = ("kind", "topic", "source", "subject", "method", "measure")
FIGURES = ("value", "low", "high", "n")
DESIGNS = {"ab": "A/B", "within_users": "within users", "interleaving": "interleaving"}
OVERLAP = ("effective_rows", "effective_clicks", "mean_weight", "never_shown")
SHOP = ("ndcg", "products_purchased", "revenue", "revenue_new", "reach", "reach_returning")
SHOP += ("new_categories",)
Row = dict[str, str]


class Old(NamedTuple):
    """A row of the old table."""

    kind: str
    topic: str
    source: str
    subject: str
    method: str
    measure: str
    value: str
    low: str = ""
    high: str = ""
    n: str = ""


def main() -> int:
    """Print the rows, or compare them with those of an old table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reports", nargs="?", type=Path, default=Path("reports"))
    parser.add_argument("--against", type=Path)
    given = parser.parse_args()
    made = sorted(rows(given.reports))
    if given.against is None:
        csv.writer(sys.stdout, lineterminator="\n").writerows([Old._fields, *made])
        return 0
    with given.against.open(encoding="utf-8", newline="") as stream:
        old = list(csv.DictReader(stream))
    wrong = list(differences(old, made))
    for line in wrong:
        print(line)
    print(f"{len(old) - len(wrong)} of {len(old)} rows are the same; {len(made)} derived")
    return 1 if wrong or len(made) != len(old) else 0


def differences(old: Iterable[Row], made: Iterable[Old]) -> Iterator[str]:
    """Yield a line for each old row that was not derived, or with other figures."""
    derived = {tuple(row[:6]): row[6:] for row in made}
    for row in old:
        key = tuple(row[name] for name in LABELS)
        figures = tuple(row[name] for name in FIGURES)
        if derived.get(key) != figures:
            yield f"{key}: {figures}, derived {derived.get(key)}"


def rows(folder: Path) -> Iterator[Old]:
    """Yield all rows of the old table, from the tables of a report."""
    tables = {table.name: _read(folder, table) for table in reports_online.ONLINE}
    policies = {
        (row["dataset"], row["campaign"], row["policy"]): row
        for row in tables["online/experiments"]
    }
    yield from _logged(tables["online/experiments"], tables["online/tests"])
    yield from _estimates(tables["online/estimates"], policies)
    yield from _overlap(tables["online/overlap"], policies)
    yield from _estimators(tables["online/estimators"])
    yield from _candidates(tables["online/candidates"])
    yield from _plans(tables["online/plans"], tables["online/detectable"])
    yield from _simulated(tables["online/simulated"], tables["online/power"])
    yield from _winners(tables["online/winners"], tables["online/clicks"])
    yield from _shop(tables["online/new_customers"], tables["online/trade_offs"])
    views = {row["benchmark"]: row["view"] for row in tables["online/trade_offs"]}
    yield from _of_results(_read(folder, reports.RESULTS, Views(first=views)), views)


def _read(folder: Path, table: Table, views: Views = Views()) -> list[Row]:  # noqa: B008  frozen
    return read_text(folder, table, views)


def _decimal(count: str) -> str:
    return f"{count}.000000" if count else ""


def _truth(flag: str) -> str:
    return {"true": "1.000000", "false": "0.000000"}[flag]


def _span(row: Row, prefix: str = "") -> tuple[str, str]:
    return row[f"{prefix}ci_low"], row[f"{prefix}ci_high"]


def _campaign(row: Row) -> str:
    return f"{row['dataset']}/{row['campaign']}" if row["campaign"] else row["dataset"]


def _view(row: Row) -> str:
    benchmark, view = row["benchmark"], row["view"]
    return f"{benchmark.removesuffix(f'-{view}')}/{view}"


def _compared(row: Row) -> str:
    return f"{row['log']} → {row['target']}" if row["log"] else "all comparisons"


def _pair(row: Row) -> str:
    return f"{row['baseline']} → {row['other']}"


def _design(row: Row) -> str:
    covariate = row.get("covariate", "")
    return f"A/B, CUPED by {covariate}" if covariate else DESIGNS[row["design"]]


def _metric(row: Row, column: str = "metric") -> str:
    return names.column_name(row[column], int(row["k"]) if row["k"] else None)


def _logged(experiments: list[Row], tests: list[Row]) -> Iterator[Old]:
    for row in experiments:
        head = ("real", "logged", _campaign(row), row["policy"], "")
        yield Old(*head, "click_rate", row["click_rate"], *_span(row), row["rows"])
        yield Old(*head, "design_effect", row["design_effect"], n=row["rows"])
    for row in tests:
        head = ("real", "logged", _campaign(row), f"{row['base']} → {row['other']}", "")
        yield Old(*head, "difference", row["difference"], *_span(row), row["rows"])
        for measure in ("p_value", "power", "detectable_difference"):
            yield Old(*head, measure, row[measure], n=row["rows"])
        yield Old(*head, "rows_needed", _decimal(row["rows_needed"]), n=row["rows"])


def _estimates(estimates: list[Row], policies: dict[tuple[str, str, str], Row]) -> Iterator[Old]:
    for row in estimates:
        method = row["method"]
        for name in ("mean-propensity", "harmonic-propensity"):
            method = method.replace(f"ips-{name}", f"ips by {name}")
        head = ("estimated", "counterfactual", _campaign(row), _compared(row), method)
        yield Old(*head, "click_rate", row["click_rate"], *_span(row), row["rows"])
        if row["covered"]:
            yield Old(*head, "covered", _truth(row["covered"]), n=row["rows"])
            yield Old(*head, "relative_error", row["relative_error"], n=row["rows"])
    labels = ("dataset", "campaign", "log", "target")
    for key in dict.fromkeys(tuple(row[name] for name in labels) for row in estimates):
        row = dict(zip(labels, key, strict=True))
        got = policies[row["dataset"], row["campaign"], row["target"]]
        head = ("real", "counterfactual", _campaign(row), _compared(row), "")
        yield Old(*head, "click_rate", got["click_rate"], *_span(got), got["rows"])


def _overlap(overlap: list[Row], policies: dict[tuple[str, str, str], Row]) -> Iterator[Old]:
    for row in overlap:
        served = policies.get((row["dataset"], row["campaign"], row["target"]))
        topic, subject = (
            ("counterfactual", _compared(row)) if served else ("candidates", row["target"])
        )
        head = ("estimated", topic, _campaign(row), subject)
        for measure in OVERLAP if row["mean_weight"] else ():
            span = _span(row) if measure == "mean_weight" else ("", "")
            yield Old(*head, "", measure, row[measure], *span, row["rows"])
        for measure in ("sum_of_probabilities", "distance_from_shares"):
            if row[measure] and served:
                method, n = row["distribution"], served["rows"]
                yield Old(*head, method, measure, row[measure], n=n)


def _estimators(estimators: list[Row]) -> Iterator[Old]:
    for row in estimators:
        real = row["world"] == "real"
        kind, topic = ("estimated", "counterfactual") if real else ("simulated", "known_truth")
        head = (kind, topic, _campaign(row), _compared(row), row["method"])
        measures = ("covered", "rms_relative_error", "relative_bias", "relative_deviation")
        for measure in (*measures, "relative_rmse", "coverage"):
            if row[measure]:
                bounded = f"{measure}_ci_low" in row
                span = _span(row, f"{measure}_") if bounded else ("", "")
                yield Old(*head, measure, row[measure], *span, row["n"])


def _candidates(candidates: list[Row]) -> Iterator[Old]:
    for row in candidates:
        head = ("estimated", "candidates", _campaign(row), row["policy"], row["method"])
        yield Old(*head, "click_rate", row["click_rate"], *_span(row), row["rows"])
        gain = row["gain_over_uniform"]
        if gain:
            yield Old(*head, "gain_over_uniform", gain, *_span(row, "gain_"), row["rows"])


def _plans(plans: list[Row], detectable: list[Row]) -> Iterator[Old]:
    for row in plans:
        head = ("offline", "planning", _view(row), _pair(row))
        outcome, method = _metric(row, "outcome"), _design(row)
        if row["design"] == "ab":
            difference = row["difference"]
            yield Old(*head, "", f"difference|{outcome}", difference, *_span(row), row["n_users"])
        if row["covariate"]:
            measure, share = f"variance_explained|{outcome}", row["variance_explained"]
            yield Old(*head, row["covariate"], measure, share, n=row["n_users"])
        yield Old(*head, method, f"users_needed|{outcome}", _decimal(row["users_needed"]))
        yield Old(*head, method, f"days|{outcome}", _decimal(row["days"]))
    for row in detectable:
        head = ("offline", "planning", _view(row), _pair(row), _design(row))
        measure = f"detectable_difference|{_metric(row, 'outcome')}|{row['days']} days"
        yield Old(*head, measure, row["detectable_difference"])


def _simulated(simulated: list[Row], powers: list[Row]) -> Iterator[Old]:
    for row in simulated:
        pair = ("simulated", "simulated_tests", _view(row), _pair(row))
        head = (*pair, _design(row))
        yield Old(*head, "users_needed|clicks", _decimal(row["users_needed"]))
        if row["design"] == "ab":
            yield Old(*head, "difference|clicks", row["difference"], n=row["n"])
        if row["design"] == "interleaving":
            preference = row["preference"]
            yield Old(*head, "preference", preference, *_span(row, "preference_"), row["n"])
            over, span = "A/B over interleaving", _span(row, "users_ratio_")
            yield Old(*pair, over, "users_ratio", row["users_ratio"], *span)
        if row["design"] == "ab_cuped":
            yield Old(*head, "variance_explained|clicks", row["variance_explained"])
            yield Old(*head, "variance_saved|clicks", row["variance_saved"], n=row["n"])
            yield Old(*head, "bias|clicks", row["bias"], *_span(row, "bias_"), row["n"])
    for row in powers:
        head = ("simulated", "simulated_tests", _view(row), _pair(row), _design(row))
        size = "users_needed" if row["at_need"] == "true" else f"{row['users']} users"
        yield Old(*head, f"power|{size}", row["power"], *_span(row), row["users"])


def _winners(winners: list[Row], clicks: list[Row]) -> Iterator[Old]:
    for row in winners:
        method = _metric(row).replace("expected_clicks", "expected clicks")
        head = ("simulated", "simulated_agreement", _view(row), "all pairs", method)
        size = f"|{row['users']} users" if row["users"] else ""
        yield Old(*head, f"same_winner{size}", row["same_winner"], n=row["pairs"])
        if not size:
            pairs = int(row["pairs"])  # of n baselines there are n (n − 1) / 2
            n = next(n for n in range(1, pairs + 2) if n * (n - 1) // 2 == pairs)
            yield Old(*head, "kendall_tau", row["kendall_tau"], n=str(n))
    for row in clicks:
        head = ("simulated", "simulated_agreement", _view(row), row["baseline"], "")
        yield Old(*head, "clicks_per_user", row["clicks_per_user"], n=row["n_users"])


def _shop(customers: list[Row], trade_offs: list[Row]) -> Iterator[Old]:
    for row in customers:
        head = ("offline", "business", _view(row), row["baseline"], "")
        who = {"none": "new", "nearly_new": "nearly_new"}[row["who"]]
        yield Old(*head, f"reach_{who}@{row['k']}", row["reach"], *_span(row), row["n_users"])
    for row in trade_offs:
        head, k = ("offline", "business", _view(row)), row["k"]
        if row["baseline"]:
            measure = f"on_front|ndcg@{k}|revenue@{k}"
            yield Old(*head, row["baseline"], "", measure, _truth(row["on_front"]))
            continue
        every, n = (*head, "all baselines", ""), row["n_baselines"]
        yield Old(*every, f"kendall_tau|ndcg@{k}|revenue@{k}", row["kendall_tau"], n=n)
        yield Old(*every, f"revenue_given_up@{k}", row["revenue_given_up"], n=n)


def _of_results(results: list[Row], views: dict[str, str]) -> Iterator[Old]:
    """Yield what customers bought of each list, which stands in results.csv alone now."""
    for row in results:
        everybody = row["subject"] == "all" and not row["fold"]
        if everybody and views.get(row["benchmark"]) == row["view"] and row["metric"] in SHOP:
            if row["k"] != "10":
                continue
            head = ("offline", "business", _view(row), row["baseline"], "")
            yield Old(*head, _metric(row), row["value"], *_span(row), row["n_users"])


if __name__ == "__main__":
    sys.exit(main())
