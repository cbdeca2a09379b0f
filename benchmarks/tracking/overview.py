"""The experiment of the report: its pages, and a run per benchmark with its figures."""

from typing import Any

from benchmarks.contract import names, paths
from benchmarks.tracking import columns, notes, views
from benchmarks.tracking.board import Board, Leading
from benchmarks.tracking.record import Experiment, Record
from benchmarks.tracking.tables import Row, Tables

REPORT = "report"  # the experiment of the report, and the run of its pages
_COUNTS = ("baselines", "tied_with_first", "neighbours", "neighbours_told_apart")
_BETWEEN = 1e-3  # places; MLflow shows runs by their start


def experiment(
    boards: list[Board], leading: Leading, judged: dict[str, Any], tables: Tables
) -> Experiment:
    """Return the report's experiment: the pages first, then each benchmark.

    judged : the number of `judgements` in internal testing, and a `sentence` about it
    """
    runs = [_pages(judged)]
    for number, board in enumerate(boards, start=1):
        runs.append(_benchmark(board, leading, tables, boards, _BETWEEN * number))
    headline = columns.flat(leading.headline[0])
    shown = ["params.`best`", *(f"metrics.`{headline}{end}`" for end in ("", *columns.BOUNDS))]
    shown += [f"metrics.`{name}`" for name in (*_COUNTS, "users")]
    return Experiment(REPORT, runs, views.of_report(shown))


def _pages(judged: dict[str, Any]) -> Record:
    """Return the run of the pages; it also says how much internal testing there was."""
    return Record(
        name=REPORT,
        files={path.name: path for path in sorted(paths.REPORTS.glob("*.html"))},
        metrics=[("judgements", float(judged["judgements"]), 0)],
        tags={"internal testing": judged["sentence"].removeprefix("internal testing: ")},
    )


def _benchmark(
    board: Board, leading: Leading, tables: Tables, boards: list[Board], place: float
) -> Record:
    """Return the run of a benchmark: its best baseline, what tests tell apart, its figures."""
    best = _best(tables.results[board.name], board, leading)
    metric, resolved = leading.headline[0], tables.resolved(board, leading.headline[0])
    metrics = [(name, float(resolved[name]), 0) for name in _COUNTS if resolved.get(name)]
    if best:
        metrics += [(columns.flat(metric), best["value"], 0)]
        metrics += columns.interval(metric, best["ci_low"], best["ci_high"])
        metrics += [("users", float(best["n_users"]), 0)] if best["n_users"] else []
    split = {f"split.{name}": str(value) for name, value in board.split.items()}
    return Record(
        name=board.name,
        parameters={
            "best": tables.called(best["baseline"]) if best else "",
            "dataset": board.dataset,
            **split,
        },
        metrics=metrics,
        tags={notes.NOTE: notes.of_benchmark(tables.asked(board))},
        files={f"figures/{name}": paths.REPORTS / "figures" / name for name in _own(board, boards)},
        place=place,
    )


def _best(results: list[Row], board: Board, leading: Leading) -> Row | None:
    first = names.column(leading.headline[0])
    everybody = (board.view, "", "", *first)
    of_everybody = [
        row
        for row in results
        if (row["view"], row["fold"], row["attribute"], row["metric"], row["k"]) == everybody
    ]
    best = min if leading.lower_is_better else max
    return best(of_everybody, key=lambda row: row["value"]) if of_everybody else None


def _own(board: Board, boards: list[Board]) -> list[str]:
    """Return the names of a benchmark's figures; the name of one may begin another's."""
    longer = [f"{other.name}-" for other in boards if other.name.startswith(f"{board.name}-")]
    figures = sorted((paths.REPORTS / "figures").glob(f"{board.name}-*.svg"))
    return [path.name for path in figures if not path.name.startswith(tuple(longer))]
