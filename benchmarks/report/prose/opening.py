"""What the leaderboard's page says before anybody chooses: it reads without its script."""

from dataclasses import dataclass

from benchmarks import metrics
from benchmarks.report.prose import choosing
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.pairs import between, p_cell, share, signed, signed_share
from benchmarks.report.prose.words import NONE, PER_CENT, fixed, plural
from benchmarks.report.rows import Pair
from benchmarks.report.sections.choices import EVERYBODY
from benchmarks.report.sections.matrix import Matrix
from benchmarks.report.sections.workbench import Workbench
from benchmarks.report.text import display

_LUCK = (
    "Ranks and who is tied also count how far fits, and searches for parameters, spread with other "
    "seeds; the verdict on a pair is about these fits."
)


def line(bench: Workbench, nouns: Nouns) -> choosing.Said:
    """Return the line above the table before anything is chosen."""
    said = choosing.may_be_said(bench.metric, bench.first, bench, nouns) if bench.first else None
    if said:
        return said
    names = {"metric": display(bench.metric), "slice": f"all {nouns.users}"}
    start, rest = choosing.lead(bench, nouns)["partial" if bench.first else "order"]
    return start, rest.format_map(names)


def told(bench: Workbench, nouns: Nouns) -> str:
    """Return the note below the table before anything is chosen."""
    numbers = bench.numbers.get((bench.views[0], EVERYBODY, bench.metric), {})
    n_users = max((of.n_users for of in numbers.values()), default=0)
    said = f"{plural(len(numbers), 'row')}, {plural(n_users, nouns.user, nouns.users)}."
    words, n_bars = choosing.of_table(nouns), sum(of.low is not None for of in numbers.values())
    if not metrics.of_column(bench.metric).has_interval:
        return f"{said} {words['no interval']}"
    bars = [words["interval"]] if n_bars else []
    rare = [words["rare"]] if any(of.few_buyers for of in numbers.values()) else []
    return " ".join([said, *bars, *([words["alike"]] if n_bars < len(numbers) else []), *rare])


def legend(bench: Workbench) -> str:
    """Return what the words in the table mean."""
    said = (
        "A rank is the range that the paired tests leave open, adjusted by Holm over all pairs. "
        "Tied: nobody is significantly ahead; equal: the whole interval of the difference "
        f"from the first is within {choosing.margin(bench)}."
    )
    standing = bench.first.standing if bench.first else None
    return f"{said} {_LUCK}" if standing and standing.luck else said


@dataclass(frozen=True)
class Compared:
    """A comparison in words; facts : names and values."""

    title: str
    said: choosing.Said
    facts: list[tuple[str, str]]


def compared(bench: Workbench, nouns: Nouns) -> Compared | None:
    """Return how the first compares with the reference; None where that was not tested."""
    tested = bench.first
    if tested is None or tested.standing is None or bench.reference is None:
        return None
    leader = tested.standing.leader
    wanted = {leader, bench.reference}
    pair = next((of for of in tested.pairs if {of.baseline, of.other} == wanted), None)
    return _compared(pair, bench, nouns) if pair else None


def _compared(pair: Pair, bench: Workbench, nouns: Nouns) -> Compared:
    names = [bench.called(pair.baseline), bench.called(pair.other)]
    start, rest = choosing.verdicts(bench, nouns)[choosing.verdict(pair)]
    by = fixed(abs(pair.difference)) if pair.relative is None else share(abs(pair.relative))
    facts = [
        (display(pair.metric), f"{fixed(pair.value)} against {fixed(pair.other_value)}"),
        ("Difference", signed(pair.difference)),
        (f"95{PER_CENT} interval", between(pair.low, pair.high)),
        ("Relative", signed_share(pair.relative)),
        ("p, Holm over all pairs", p_cell(pair.p)),
    ]
    lucky = bench.first.p_with_luck(pair) if bench.first else None
    if lucky is not None:
        facts.append((choosing.of_pairs(bench, nouns)["p with luck"], p_cell(lucky)))
    said = start.format(a=names[0]), rest.format(by=by)
    return Compared(" against ".join(names), said, facts)


def pairs(bench: Workbench, drawn: Matrix, nouns: Nouns) -> str:
    """Return the sentence beside the matrix of all pairs."""
    sentence = choosing.of_pairs(bench, nouns)["matrix"]
    return sentence.format(metric=display(bench.metric), n=sum(drawn.counts.values()))


def kinds(bench: Workbench, drawn: Matrix, nouns: Nouns) -> list[tuple[str, str]]:
    """Return the kinds of cells that the matrix has, and what each says."""
    words = choosing.of_pairs(bench, nouns)
    return [
        (kind, words[kind]) for kind in ("ahead", "equal", "open", "unlike") if kind in drawn.counts
    ]


def no_pairs(bench: Workbench, nouns: Nouns) -> str:
    """Return the sentence where not all pairs are tested."""
    tested = [
        metric
        for (view, metric), of in bench.tested.items()
        if view == bench.views[0] and of.standing
    ]
    names = {"metric": display(bench.metric), "slice": f"all {nouns.users}"}
    sentence = choosing.of_pairs(bench, nouns)["no matrix"]
    return sentence.format(**names, tested=", ".join(map(display, tested)) or NONE)
