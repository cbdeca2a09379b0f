"""Command `tune`: search parameters on the validation part and write what was chosen.

A search is a task of its own, wherever it runs. Its trials run one after another, and searches side
by side, the shortest first, so that most have ended where the whole is interrupted.
"""

import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from pathlib import Path

from benchmarks.config import load
from benchmarks.config import plan as plans
from benchmarks.config.model import Params
from benchmarks.config.study import resolved
from benchmarks.contract import paths
from benchmarks.contract.documents import Study
from benchmarks.contract.errors import UserError
from benchmarks.contract.names import listed
from benchmarks.protocol.model import LISTS
from benchmarks.running import alone, signals
from benchmarks.running.choice import asked_again
from benchmarks.running.executors import engines
from benchmarks.running.executors.executor import Executor, Outcome, Task
from benchmarks.running.progress import Progress, shown, tell
from benchmarks.running.searches import Cell, cheapest_first, expected, missing, tunable
from benchmarks.tuning import trials
from benchmarks.tuning.chosen import write_choice
from benchmarks.tuning.default_scores import score_defaults
from benchmarks.tuning.repeats import repeat
from benchmarks.tuning.rules import leaderboard_of, tuning_of
from benchmarks.tuning.search import search

_LOOK_EVERY = 10.0  # seconds between looks at how far searches are
_NEWS = 1.5  # times as many trials as when a line said so are worth another
SEARCH, REPEATS, DEFAULTS = "", "--repeats", "--defaults"  # what is done with each cell


def main(
    benchmark: str,
    baseline: str,
    jobs: int,
    engine: str | None,
    scheduler: str,
    here: bool,
    repeats: bool,
    defaults: bool,
) -> None:
    """Search in this process, or let a task search each cell."""
    asked = listed(benchmark)
    if asked and set(asked) <= set(load.extra_benchmarks()):
        paths.choose(paths.EXTRA)
    settings = load.load()
    study = resolved(settings)
    what = REPEATS if repeats else DEFAULTS if defaults else SEARCH
    if here:
        _here((benchmark, baseline), settings, study, what)
        return
    try:
        with (
            alone.held(alone.SEARCHES),
            engines.executor(engine or settings.engine, scheduler, jobs) as executor,
        ):
            tune_all(_asked(study, asked, listed(baseline), what), study, executor, what)
    except KeyboardInterrupt as interruption:
        given = {
            "BENCHMARK": benchmark,
            "BASELINE": baseline,
            what.strip("-").upper(): what and "1",
        }
        where = {"ENGINE": engine, "SCHEDULER": scheduler}
        again = asked_again("tune", **given, **where)
        print(f"\ninterrupted: trials that ended are kept; `{again}` goes on", file=sys.stderr)
        signals.end_by(interruption)


def _asked(study: Study, leaderboards: list[str], baselines: list[str], what: str) -> list[Cell]:
    """Return the cells that are asked for and not done, the shortest first."""
    cells = tunable(study, leaderboards, baselines)
    if what == REPEATS:
        cells = [cell for cell in cells if study.baseline(cell[1]).cheap]
    return cheapest_first(missing(cells, study) if what == SEARCH else cells, study)


def _here(cell: Cell, settings: Params, study: Study, what: str) -> None:
    """Do in this process what is asked of a cell."""
    if what == SEARCH:
        search(*cell, study)
    elif what == REPEATS:
        repeat(*cell, study)
    else:
        _score_defaults(cell, settings, study)


def _score_defaults(cell: Cell, settings: Params, study: Study) -> None:
    """Score a baseline with its default parameters in the view of a leaderboard."""
    leaderboard, baseline = cell
    place, facts = leaderboard_of(study, leaderboard), study.baseline(baseline)
    plan = plans.cell(place.benchmark, baseline, settings)
    defaults = {
        "parameters": facts.defaults,
        "origin": dict.fromkeys(facts.defaults, "default"),
        "variants": {},
        "views": {place.view: plan.views[place.view]},
    }
    scoring = plans.of_score(place.benchmark, settings)
    objective = facts.objective or LISTS
    score_defaults(place, objective, plan.model_copy(update=defaults), scoring)


def tune_all(cells: list[Cell], study: Study, executor: Executor, what: str = SEARCH) -> None:
    """Search cells and write what was chosen, in the order of baselines.

    what : searches, or else what chooses nothing: repeats with other seeds, scores of defaults

    Raises UserError that names the searches that failed, after the others have ended.
    """
    tasks = {cell: _task(cell, study, what) for cell in cells}
    names = {cell: task.name for cell, task in tasks.items()}
    of_searches = expected(cells, study) if what == SEARCH else {}
    known = {names[cell]: seconds for cell, seconds in of_searches.items()}
    failures = []
    with shown(list(names.values()), dict.fromkeys(names.values(), ()), known, "searches") as view:
        view.slots = executor.slots()
        running = {executor.submit(task): cell for cell, task in tasks.items()}
        for future in _as_they_end(running, tasks, study, view):
            cell, outcome = running[future], future.result()
            reason = _ended(cell, outcome, study, what)
            view.took(tasks[cell], reason)
            view.say(outcome.printed.strip() or f"{' '.join(cell)} FAILED")
            tell(replace(outcome, printed=""))
            failures += [f"  {' '.join(cell)}: {reason}"] if reason else []
    if failures:
        lines = "\n".join(failures)
        raise UserError(f"{len(failures)} searches failed:\n{lines}")


def _ended(cell: Cell, outcome: Outcome, study: Study, what: str) -> str | None:
    """Write what a search chose; return why it failed, None if it did not."""
    if outcome.status != 0:
        lines = outcome.errors.strip().splitlines() or [f"status {outcome.status}"]
        return lines[-1]
    if what == SEARCH and paths.rule(*cell).exists():
        trials.forget_unfinished(*cell)
        write_choice(*cell, order=list(study.baselines))
    return None


def _as_they_end(
    running: Mapping[Future[Outcome], Cell],
    tasks: Mapping[Cell, Task],
    study: Study,
    view: Progress,
) -> Iterator[Future[Outcome]]:
    """Yield searches as they end; meanwhile say how far the others are."""
    left, said, begun = set(running), dict[Cell, int](), set[Cell]()
    while left:
        ended, left = wait(left, timeout=_LOOK_EVERY, return_when=FIRST_COMPLETED)
        yield from ended
        for cell in (running[future] for future in left if future.running()):
            if cell not in begun:
                begun.add(cell)
                view.started(tasks[cell])
            rows = trials.tried(*cell)
            if rows:
                is_news = len(rows) >= _NEWS * said.get(cell, 0)
                view.note(tasks[cell].name, _so_far(rows, cell, study), is_news)
                said[cell] = len(rows) if is_news else said[cell]


def _so_far(rows: list[dict[str, str]], cell: Cell, study: Study) -> str:
    """Say how many trials a search has done, and the best value so far.

    rows : its trials; those beyond an edge are more than its budget
    """
    tuning, baseline = tuning_of(study), study.baseline(cell[1])
    budget = tuning.budget(cell[1]) + (tuning.trials.beyond if rows[-1]["space"] == "1" else 0)
    best = trials.best_value([float(row["value"]) for row in rows], baseline.objective)
    return f"{len(rows)}/{budget} best {best:.4f}"


def _task(cell: Cell, study: Study, what: str) -> Task:
    """Return what is to be done with a cell; a search goes on where an earlier one ended."""
    extra = ("--extra",) if paths.is_extra() else ()
    leaderboard, baseline = cell
    asked = ("--benchmark", leaderboard, "--baseline", baseline, "--here")
    benchmark = leaderboard_of(study, leaderboard).benchmark
    judged = (paths.ask(benchmark), paths.test(benchmark)) if what == DEFAULTS else ()
    return Task(
        name=f"tune@{leaderboard}-{baseline}",
        command=(*extra, "tune", *asked, *([what] if what else [])),
        inputs=(paths.train(benchmark), *judged, paths.tuned(leaderboard), *_kept(cell, what)),
        outputs=_kept(cell, what),
    )


def _kept(cell: Cell, what: str) -> tuple[Path, ...]:
    """Return what a task goes on from, and makes."""
    if what == REPEATS:
        return (paths.repeats(*cell),)
    if what == DEFAULTS:
        return (paths.default_scores(*cell),)
    ended = (paths.trials(*cell), paths.trial_seconds(*cell), paths.rule(*cell))
    return (paths.unfinished(*cell), *ended)
