"""Search again with other seeds: what luck adds is measured, and nothing is chosen by it."""

from typing import Any

from benchmarks.contract import paths
from benchmarks.contract.csv import as_csv, read_csv
from benchmarks.contract.documents import Study
from benchmarks.contract.files import write_text
from benchmarks.contract.trials import Rule
from benchmarks.tuning import trials
from benchmarks.tuning.rules import rule_of
from benchmarks.tuning.search import Judge, Search

SEEDS = tuple(range(1000, 5000, 1000))  # further apart than any search has trials
_LABELS = ("seed", "rule", "trials", "value")  # the columns before those of the parameters


def repeat(leaderboard: str, baseline: str, study: Study) -> None:
    """Write what a search would have chosen with each of four other seeds; go on where it ended."""
    rule = rule_of(leaderboard, baseline, study)
    name, path = f"{leaderboard} {baseline}", paths.repeats(leaderboard, baseline)
    digest = rule.digest()
    kept = [row for row in read_csv(path) if row["rule"] == digest] if path.exists() else []
    if len(kept) == len(SEEDS):
        print(f"{name}: repeated before, by the same rule")
        return
    judge = Judge.of(leaderboard, baseline, study, rule)
    if isinstance(judge, str):
        print(f"{name}: not applicable, {judge}")
        return
    rows: list[dict[str, Any]] = [dict(row) for row in kept]
    for seed in SEEDS[len(kept) :]:
        rows.append(_row(rule.model_copy(update={"seed": rule.seed + seed}), digest, judge))
        write_text(path, as_csv(list(rows[-1]), rows))
    values = ", ".join(f"{float(row['value']):.4f}" for row in rows)
    print(f"{name}: with other seeds {values}")


def _row(rule: Rule, digest: str, judge: Judge) -> dict[str, Any]:
    """Return what a search with another seed would have chosen."""
    ended = Search(rule, judge, (), lambda _: None).run()
    best = trials.best(ended.trials, rule.objective)
    labels = dict(zip(_LABELS, (rule.seed, digest, len(ended.trials), best.value), strict=True))
    return labels | {key: trials.text(value) for key, value in best.parameters.items()}
