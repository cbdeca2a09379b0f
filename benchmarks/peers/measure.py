"""`python -m benchmarks peers`: our baselines beside other people's, tuned with the same budget."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.config import load
from benchmarks.contract import paths
from benchmarks.contract.documents import Reported, ScorePlan
from benchmarks.contract.errors import unknown
from benchmarks.contract.names import listed
from benchmarks.exchange.exporting.export import export
from benchmarks.peers import program, table
from benchmarks.peers.judged import Judge, paired
from benchmarks.peers.program import Peer, Task
from benchmarks.results.column import Column
from benchmarks.running.choice import choose
from benchmarks.running.doors import prepare


def main(benchmark: str, baseline: str, library: str, peers: str, trials: int | None) -> None:
    """Tune, fit and test what is chosen, and renew its rows of reports/peers.csv as they come.

    benchmark, baseline, library : names with commas; all where there are none
    peers : folder of the libraries' environment; trials : in place of the budget's, to try it out
    """
    python = program.python_of(Path(peers))
    chosen = _chosen(program.known(python), baseline, library)
    choice = choose(load.load(), benchmark, "")
    for name in choice.benchmarks:
        export(name, "csv", str(paths.peers(name) / "export"), prepare)
        plan = ScorePlan.read(paths.score_plan(name))
        judge = Judge.of(plan)
        for reported in _rankings(plan, choice.reported):
            for row in _compared(python, chosen, reported, judge, trials):
                rows = table.renewed(table.read(), row)
                table.write(rows, plan.comparison.margin)
    print(f"peers: {paths.REPORTS / 'peers.csv'}; `make report` shows it")


def _chosen(every: Sequence[Peer], baselines: str, libraries: str) -> list[Peer]:
    """Return the implementations of the baselines and libraries that were named, else of all."""
    of_methods = _named("baseline", baselines, {peer.method for peer in every})
    of_libraries = _named("library", libraries, {peer.library for peer in every})
    return [peer for peer in every if peer.method in of_methods and peer.library in of_libraries]


def _named(kind: str, text: str, known: set[str]) -> set[str]:
    """Return the names in a text with commas, all that are known where it has none."""
    wanted = set(listed(text))
    for name in sorted(wanted - known):
        raise unknown(kind, name, known, "tools/peers/models.py")
    return wanted or known


def _rankings(plan: ScorePlan, wanted: Sequence[str]) -> Iterator[Reported]:
    """Yield the rankings that have a leaderboard of their own and were chosen.

    One of cold items alone is left out: none of these methods knows an item that nobody has.
    """
    for reported in plan.reported():
        is_main = reported.everybody == "all"
        if is_main and reported.name in wanted and not plan.views[reported.view].only_cold:
            yield reported


def _compared(
    python: Path, chosen: Sequence[Peer], reported: Reported, judge: Judge, trials: int | None
) -> Iterator[dict[str, Any]]:
    """Yield the rows of one ranking; a baseline of ours that has no lists is left out, and said."""
    of_baselines = {method: judge.ours(method) for method in {peer.method for peer in chosen}}
    for peer in chosen:
        ours = of_baselines[peer.method].get(reported.view)
        if ours is None:
            print(f"{reported.name} {peer.name}: left out, {peer.method} has no lists; make repro")
        else:
            yield _row(python, peer, reported, judge, ours, trials)


def _row(
    python: Path, peer: Peer, reported: Reported, judge: Judge, ours: Column, trials: int | None
) -> dict[str, Any]:
    """Let one implementation recommend, and hold ours against it."""
    home = paths.peers(reported.benchmark)
    rules = judge.plan.views[reported.view]
    task = Task(home / "export", home / reported.view, reported.view, rules.mask)
    known = program.recommend(python, peer, task, trials)
    theirs = judge.theirs(task.folder / f"{peer.name}.csv")[reported.view]
    tested = paired(peer.method, ours, theirs, judge.plan.comparison.margin)
    print(
        f"{reported.name} {peer.method}: {tested['value']:.4f}, {peer.name} "
        f"{tested['other_value']:.4f}, p = {tested['p_value']:.5f}",
        flush=True,
    )
    of_library = ("library", "implementation", "version", "trials")
    labels = {"benchmark": reported.name, "view": reported.view, "baseline": peer.method}
    parameters = {"parameters": json.dumps(_rounded(known["parameters"]), sort_keys=True)}
    return {**labels, **{name: known[name] for name in of_library}, **parameters, **tested}


def _rounded(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return parameters as a table shows them: four digits say where a search ended."""
    return {
        name: float(f"{value:.4g}") if isinstance(value, float) else value
        for name, value in parameters.items()
    }
