"""What captions and comments of tables for papers share."""

from collections.abc import Sequence

from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.latex import bibliography
from benchmarks.report.latex.tex import breakable, cite, titled


def title(board: Leaderboard, inputs: Inputs) -> str:
    """Return the title of a leaderboard's dataset, and the leaderboard's name in brackets."""
    facts = inputs.facts_of(board)
    dataset = inputs.settings.benchmark(board.benchmark).dataset
    said = titled(facts["title"], dataset) if facts else titled(dataset, dataset)
    return f"{said} ({breakable(board.name)})"


def fingerprint(board: Leaderboard, metric: str, inputs: Inputs) -> str:
    """Return the words on the fingerprint of a metric, or of the protocol for ""; none unknown."""
    wanted = metric or "protocol"
    for row in inputs.fingerprints[board.name]:
        if row.metric == wanted and not row.view:
            kind = "metric" if metric else "protocol"
            return f"Fingerprint of the {kind}: \\texttt{{{row.fingerprint}}}."
    return ""


def works(board: Leaderboard, baselines: Sequence[str], inputs: Inputs) -> list[str]:
    """Return which works to cite for the numbers, the data and the baselines."""
    dataset = inputs.settings.benchmark(board.benchmark).dataset
    data = cite(bibliography.keys_of_data(dataset, inputs))
    own = cite([bibliography.OWN])
    by_baseline = {name: bibliography.keys(f"baseline:{name}") for name in baselines}
    methods = [f"{name} {cite(keys)}" for name, keys in by_baseline.items() if keys]
    said = f"Cite, from references.bib: {own} for the numbers, {data} for the data."
    return [f"{said} Methods: {', '.join(methods)}." if methods else said]
