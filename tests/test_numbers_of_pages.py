"""The numbers that pages of docs/ give are those of the code: levels, limits, lengths.

What params.yaml says is the user's to change.
"""

from pathlib import Path

import pytest

from benchmarks.contract import bounds, spaces
from benchmarks.contract.csv import read_csv
from benchmarks.contract.settings import Comparison
from benchmarks.datasets import fetching
from benchmarks.dogfood import ground
from benchmarks.exchange.exporting.decoys import DECOYS
from benchmarks.isolation import limits, watch
from benchmarks.protocol import costs, latency, model
from benchmarks.protocol.ranking import LIST_LENGTH
from benchmarks.results import simulated
from benchmarks.stats import levels
from benchmarks.tuning import proposals, repeats

ROOT = Path(__file__).parents[1]
WORDS = {3: "three", 4: "four", 5: "five", 8: "eight", 9: "nine"}


def short(number: float) -> str:
    """Return a number as the pages write it.

    >>> short(0.03), short(10_000)
    ('.03', '10,000')
    """
    return f"{number:,g}".removeprefix("0")


def share(text: str) -> str:
    """Return a share of docs/simulated.csv as the pages write it.

    >>> share("0.900000"), share("1.000000")
    ('.900', '1')
    """
    return "1" if float(text) == 1 else f"{float(text):.3f}".removeprefix("0")


SIMULATED = {
    (row["of"], row["world"], row["n_users"]): row for row in read_csv(ROOT / simulated.PATH)
}


def spread(of: str, column: str, n_users: int) -> str:
    """Return the least and the most of a column over the worlds, as the pages write them."""
    of_worlds = [row[column] for key, row in SIMULATED.items() if key[::2] == (of, str(n_users))]
    ends = min(of_worlds, key=float), max(of_worlds, key=float)
    return " to ".join(map(share, ends))


def worst(of: str, world: str) -> str:
    """Return what was and what is now of a world, of both numbers of users, as the page writes."""
    both = [SIMULATED[of, world, str(n_users)] for n_users in simulated.N_USERS]
    return " and ".join(
        " → ".join(share(row[column]) for row in both) for column in ("before", "recipe")
    )


ROUGH = "RMSE, noise rises with activity"
SAID = [
    ("reliability.md", f"99 % zeros {worst('coverage', '99% zeros')}"),
    ("reliability.md", f"RMSE whose noise rises with activity {worst('coverage', ROUGH)},"),
    ("reliability.md", f"heavy amounts {worst('coverage', 'lognormal 1.5')}."),
    ("reliability.md", f"1 % lose much {worst('level', 'equal means, 20% +.05, 1% -1')},"),
    ("reliability.md", f"amounts of unlike laws {worst('level', 'revenue, unequal laws')}."),
    ("statistics.md", f"in {spread('coverage', 'recipe', 150)} of samples of 150 users"),
    ("statistics.md", f"and in {spread('coverage', 'recipe', 900)} of 900"),
    (
        "statistics.md",
        f"(percentile intervals: {spread('coverage', 'before', 150)} and "
        f"{spread('coverage', 'before', 900)})",
    ),
    (
        "statistics.md",
        f"equal means in {spread('level', 'recipe', 150)} and {spread('level', 'recipe', 900)}",
    ),
    (
        "statistics.md",
        f"(sign flips: {spread('level', 'before', 150)} and {spread('level', 'before', 900)})",
    ),
    ("statistics.md", f"printed from {levels.SMALLEST_SLICE} users on"),
    ("statistics.md", f"In each of {levels.RESAMPLES:,} resamples"),
    ("statistics.md", f"The {levels.CONFIDENCE:.0%} interval reaches".replace("%", " %")),
    ("statistics.md", f"fewer than {levels.FEWEST_UNLIKE} users have another value than most"),
    ("statistics.md", f"where fewer than {levels.FEWEST_BUYERS} users have any"),
    ("statistics.md", f"over √n is at most {short(levels.MOST_SKEWED)}, Student's t"),
    ("statistics.md", f"for tests the limit is {short(levels.MOST_SKEWED_TESTED)}."),
    ("statistics.md", f"More than {levels.MOST_BUNDLES:,} users are put together"),
    ("statistics.md", f"Below {levels.SMALLEST_SLICE} users a group is suppressed"),
    ("statistics.md", f"below {levels.NO_CLAIM_BELOW} it makes no claim"),
    ("statistics.md", f"resamples have {levels.RESAMPLES_IN_DOUBT:,};"),
    ("statistics.md", f"in each group of at least {levels.NO_CLAIM_BELOW}"),
    ("statistics.md", f"swapping users' lists ({levels.SWAPS:,} permutations)"),
    ("statistics.md", f"among the groups ({levels.PERMUTATIONS:,}, or more"),
    ("statistics.md", f"of more than {round(levels.SWAPS * levels.ALPHA) - 1} baselines there are"),
    ("statistics.md", f"{WORDS[levels.FEWEST_SEARCHES]} searches with the first)"),
    ("statistics.md", f"a margin of {100 * Comparison().margin:g} % (`comparison.margin`)"),
    ("protocol.md", f"**Top {LIST_LENGTH}** of the whole catalogue"),
    ("protocol.md", f"until its runs took {short(costs.ENOUGH_SECONDS)} s together"),
    ("protocol.md", f"together, {WORDS[costs.MOST_REPEATS]} runs at most"),
    (
        "protocol.md",
        f"of {latency.REQUESTS} requests or as many as take {latency.MOST_SECONDS:g} s",
    ),
    ("protocol.md", f"but {latency.FEWEST_REQUESTS} at least"),
    ("contract.md", f"above {model.MOST_GIGABYTES} GB the cell is"),
    ("contract.md", f"`most_hours`, by default {limits._FEWEST_HOURS:g} and one more for each"),
    ("contract.md", f"included, by default {limits._FEWEST_GIGABYTES:g} and one more for each"),
    ("contract.md", f"at most {limits._SHARE_OF_MACHINE:g} of the machine's"),
    ("contract.md", f"prints more than {watch._MOST_PRINTED >> 20} MiB"),
    ("tuning.md", f"lies within {100 * spaces._EDGE:g} % of an end"),
    ("tuning.md", f"{WORDS[proposals._LEAST_AT_RANDOM]} at least, are drawn at random first"),
    ("tuning.md", f"then {WORDS[proposals.BATCH]} at a time are proposed"),
    ("tuning.md", f"what {WORDS[len(repeats.SEEDS)]} other seeds would have chosen"),
    ("submissions.md", f"each hidden among {WORDS[DECOYS]} others"),
    ("submissions.md", f"places beyond {LIST_LENGTH} are dropped"),
    ("datasets.md", f"more than {bounds.TIMES} times the packed bytes"),
    ("datasets.md", f"(above {bounds.FREE >> 20} MiB) are not unpacked"),
    ("datasets.md", f"under {fetching.SLOWEST >> 10} KiB/s after a minute"),
    ("dogfood.md", f"the {WORDS[ground.LINE_UP]} best of the report"),
    ("dogfood.md", f"fitted within {WORDS[round(ground.QUICK_SECONDS)]} seconds"),
]


@pytest.mark.parametrize(("page", "said"), SAID, ids=lambda words: words[:40])
def test_a_page_gives_the_number_that_the_code_has(page: str, said: str) -> None:
    assert said in " ".join((ROOT / "docs" / page).read_text("utf-8").split())
