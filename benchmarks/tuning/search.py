"""Search a baseline's parameters on the validation part, and write the chosen values into params.yaml.

Not a DVC stage: a changed line here would throw hours of search away. `make tune` runs this module;
the trials are kept in runs/tune/ as they end, so that an interrupted search goes on where it was,
and their table in tuned/.
"""

import subprocess
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from threadpoolctl import threadpool_limits

from benchmarks.config import load
from benchmarks.config.model import Params
from benchmarks.contract import paths
from benchmarks.contract.csv import as_csv, read_csv
from benchmarks.contract.errors import UserError, unknown
from benchmarks.contract.files import whole_file, write_text
from benchmarks.protocol import model as contract
from benchmarks.tuning.settings import Range, Tuning
from benchmarks.tuning.validation import Validation


def tune_all(benchmark: str | None, baseline: str | None, jobs: int) -> None:
    """Search every tunable cell, or those of one benchmark or baseline, `jobs` at a time."""
    settings = load.load()
    search = _tuning(settings).search
    benchmarks = (
        [benchmark] if benchmark and settings.benchmark(benchmark) else list(settings.benchmarks)
    )
    baselines = [baseline] if baseline and settings.baseline(baseline) else list(search)
    for name in benchmarks:
        _require_validation(settings, name)
    cells = [(b, m) for b in benchmarks for m in baselines if m in search]
    if not cells:
        raise UserError(
            f"params.yaml: tuning.search has no space for {baseline or 'any baseline'}."
        )
    failed, start = [], time.monotonic()
    with ThreadPoolExecutor(jobs) as pool:
        running = {pool.submit(_run_one, *cell): cell for cell in cells}
        for done, future in enumerate(as_completed(running), start=1):
            cell, result = running[future], future.result()
            said = result.stdout.strip() or f"{' '.join(cell)} FAILED"
            print(f"[{done}/{len(cells)}] {time.monotonic() - start:6.0f} s  {said}", flush=True)
            if result.returncode != 0:
                failed.append(f"  {' '.join(cell)}: {result.stderr.strip().splitlines()[-1]}")
            elif table(*cell).exists():
                write_choice(*cell)
    if failed:
        raise UserError(f"{len(failed)} searches failed:\n" + "\n".join(failed))


def _tuning(settings: Params) -> Tuning:
    if settings.tuning is None:
        raise UserError(
            f"{paths.PARAMS}: no block `tuning`; it says how many trials, and in which ranges (`search`)."
        )
    return settings.tuning


def _require_validation(settings: Params, benchmark: str) -> None:
    if not settings.benchmark(benchmark).split.has_validation:
        raise UserError(
            f"{paths.PARAMS}: benchmarks.{benchmark}: its split has no validation part to choose parameters by; "
            "give split.validation a share, or search another benchmark with BENCHMARK=…"
        )


def _run_one(benchmark: str, baseline: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "benchmarks",
        "tune",
        "--benchmark",
        benchmark,
        "--baseline",
        baseline,
        "--here",
    ]
    return subprocess.run(command, capture_output=True, text=True)


def tune(benchmark: str, baseline: str) -> None:
    """Run the trials of one cell that are missing, and write their table."""
    settings = load.load()
    tuning = _tuning(settings)
    if baseline not in tuning.search:
        raise unknown("baseline", baseline, tuning.search, f"{paths.PARAMS}: tuning.search")
    _require_validation(settings, benchmark)
    space = tuning.search[baseline]
    defaults = settings.baseline(baseline).defaults
    model_class = contract.load(baseline)
    validation = Validation(paths.train(benchmark), settings.benchmark(benchmark).views["all"])
    reason = contract.not_applicable(model_class, validation.folds[0].train)
    if reason:
        print(f"{benchmark} {baseline}: not applicable, {reason}")
        return
    study = _study(
        benchmark, baseline, "minimize" if contract.objective(model_class) == "rmse" else "maximize"
    )
    while (done := len(_complete(study))) < tuning.trials:
        study.sampler = optuna.samplers.TPESampler(seed=tuning.seed + done, n_startup_trials=8)
        if done == 0:
            study.enqueue_trial({name: defaults[name] for name in space})
        trial = study.ask()
        chosen = defaults | {name: one.suggest(trial, name) for name, one in space.items()}
        stops = done > 0 and hasattr(
            model_class, "fit_until"
        )  # trial 0 is the default, its epochs included
        chosen |= {"epochs": tuning.most_epochs} if stops else {}
        start = time.perf_counter()
        with threadpool_limits(limits=1):
            value, found = validation.evaluate(baseline, model_class, chosen, stops)
        recorded = [*space, "epochs"] if hasattr(model_class, "fit_until") else list(space)
        trial.set_user_attr("parameters", {name: (chosen | found)[name] for name in recorded})
        trial.set_user_attr("seconds", round(time.perf_counter() - start, 3))
        study.tell(trial, value)
    _write_tables(study, benchmark, baseline)
    print(_summary(study, benchmark, baseline, space))


def _study(benchmark: str, baseline: str, direction: str) -> optuna.Study:
    """Open the journal of a search; a trial that was cut short counts as failed and is done again.

    Raises UserError if the journal is of a search in the other direction: Optuna would go on in
    that.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
    path = Path("runs/tune") / benchmark / f"{baseline}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    storage = JournalStorage(JournalFileBackend(str(path)))
    study = optuna.create_study(
        storage=storage,
        study_name=f"{benchmark}/{baseline}",
        direction=direction,
        load_if_exists=True,
    )
    if (kept := study.direction.name.lower()) != direction:
        raise UserError(
            f"{path}: these trials {kept} another objective, and now we {direction}; delete this file."
        )
    for trial in study.get_trials(states=(TrialState.RUNNING, TrialState.WAITING)):
        study.tell(trial.number, state=TrialState.FAIL)
    return study


def _complete(study: optuna.Study) -> list[optuna.trial.FrozenTrial]:
    return study.get_trials(states=(TrialState.COMPLETE,))


def table(benchmark: str, baseline: str) -> Path:
    """Return where the table of a cell's trials stands."""
    return Path("tuned") / benchmark / f"{baseline}.csv"


def _write_tables(study: optuna.Study, benchmark: str, baseline: str) -> None:
    """Write the trials, and apart from them what they took."""
    trials = _complete(study)
    names = list(trials[0].user_attrs["parameters"])
    best = _best(study)
    rows = [
        {
            "trial": number,
            "value": trial.value,
            "chosen": "yes" if trial.number == best.number else "",
        }
        | {
            name: None if value is None else f"{value}"
            for name, value in trial.user_attrs["parameters"].items()
        }
        for number, trial in enumerate(trials)
    ]
    write_text(table(benchmark, baseline), as_csv(("trial", "value", "chosen", *names), rows))
    seconds = [
        {"trial": number, "seconds": trial.user_attrs["seconds"]}
        for number, trial in enumerate(trials)
    ]
    write_text(
        Path("tuned/seconds") / benchmark / f"{baseline}.csv", as_csv(("trial", "seconds"), seconds)
    )


def _best(study: optuna.Study) -> optuna.trial.FrozenTrial:
    """Return the best trial, the earliest of equals."""
    sign = 1 if study.direction is optuna.study.StudyDirection.MINIMIZE else -1
    return min(_complete(study), key=lambda trial: sign * round(trial.value, 6))


def _summary(study: optuna.Study, benchmark: str, baseline: str, space: dict[str, Range]) -> str:
    best, default = _best(study), _complete(study)[0]
    chosen = best.user_attrs["parameters"]
    edges = [name for name, one in space.items() if one.at_edge(chosen[name])]
    warning = f"; at the edge of the space: {', '.join(edges)}" if edges else ""
    return f"{benchmark} {baseline}: {default.value:.4f} by default, {best.value:.4f} with {chosen}{warning}"


def write_choice(benchmark: str, baseline: str) -> None:
    """Write the chosen values into the baseline's block of params.yaml; comments and order stay."""
    rows = read_csv(table(benchmark, baseline))
    chosen = next(row for row in rows if row["chosen"])
    yaml = YAML()
    yaml.width = 4096
    yaml.preserve_quotes = True
    document = yaml.load(paths.PARAMS.read_text(encoding="utf-8"))
    block = document["baselines"][baseline]
    values = CommentedMap((name, _plain(text)) for name, text in list(chosen.items())[3:])
    values.fa.set_flow_style()
    tuned = block.setdefault("tuned", CommentedMap())
    tuned[benchmark] = values
    for name in [
        name for name in document["benchmarks"] if name in tuned
    ]:  # whichever search ended first
        tuned.move_to_end(name)
    block.fa.set_block_style()
    tuned.fa.set_block_style()
    with whole_file(paths.PARAMS) as temporary, temporary.open("w", encoding="utf-8") as stream:
        yaml.dump(document, stream)


def _plain(text: str) -> Any:
    """Return a cell of the table as YAML would read it; an empty one, as `_write_tables` leaves for None, is None."""
    return YAML(typ="safe").load(text) if text else None


def main(benchmark: str, baseline: str, jobs: int, here: bool) -> None:
    """Search in this process, or start one process for each cell."""
    if here:
        tune(benchmark, baseline)
    else:
        tune_all(benchmark or None, baseline or None, max(1, jobs))
