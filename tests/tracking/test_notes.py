"""What the notes of MLflow say, and that they say it of whatever is known."""

from benchmarks.tracking import notes
from benchmarks.tracking.board import Board
from benchmarks.tracking.pairs import Pair
from benchmarks.tracking.tables import tables_of

CELL = {
    "baseline": "als",
    "status": "ok",
    "reason": "",
    "seeds": "3",
    "fallback_share": "0.0125",
    "origin": "tuned",
}
SCORE = {"value": 0.19, "ci_low": 0.17, "ci_high": 0.21, "n_users": 1905}


def paired(other: str, verdict: str) -> Pair:
    return Pair(other, verdict, "0.1", "0.0", "0.2", "0.04")


def test_a_card_says_what_how_well_how_sure_and_at_what_cost() -> None:
    card = notes.Card(
        metric="ndcg@10",
        cell=CELL,
        baseline={
            "label": "als",
            "family": "matrix factorization",
            "source": "als: Hu et al. 2008.",
        },
        score=SCORE,
        costs={"fit_seconds": "0.784", "peak_mib": "415.6", "machine": "2 cores"},
        standing={"rank_low": "1", "rank_high": "8", "is_tied_for_best": "true"},
        pairs=[paired("ease", "undecided"), paired("popular", "better"), paired("ials", "worse")],
    )
    assert notes.of_run(card).splitlines() == [
        "**als** (matrix factorization): Hu et al. 2008.",
        "",
        "- nDCG@10 **0.1900**, 95 % interval 0.1700 to 0.2100, 1,905 users",
        "- rank 1 to 8, tied for best",
        "- paired tests (Holm, 5 %): better than 1 and worse than 1 of 3 others; open: ease",
        "- mean of 3 seeds",
        "- 1.2\N{NO-BREAK SPACE}% of lists in the order of popularity, as it could not tell",
        "- parameters: chosen by a search on the validation part, whose trials are `trials.csv`",
        "- cost: fit 0.784 s, peak memory 416 MiB on 2 cores",
    ]


def test_a_cell_that_failed_says_why_as_text_whatever_signs_it_has() -> None:
    cell = CELL | {"status": "failed", "reason": "<b>no</b>\n`memory`", "seeds": "", "origin": ""}
    said = notes.of_run(notes.Card("ndcg@10", cell | {"fallback_share": ""}))
    assert said.splitlines() == ["**als**", "", r"- failed: \<b\>no\</b\> \`memory\`"]


def test_an_experiment_begins_with_what_its_benchmark_asks() -> None:
    asked = {"benchmark": "ml", "title": "MovieLens", "label": "ml"}
    described = asked | {"sentence": "The last fifth is the test part."}
    said = notes.of_experiment(described, "7")
    assert said.startswith(
        "**MovieLens.** The last fifth is the test part.\n\nOne run per baseline"
    )
    assert "[The report](#/experiments/7/runs)" in said
    named = notes.of_benchmark(described | {"label": "Films, new users"})
    assert named == "**Films, new users** (MovieLens). The last fifth is the test part."
    assert notes.of_experiment(None, "7").startswith("One run per baseline")


def test_what_a_leaderboard_asks_is_found_by_its_name_whatever_people_call_it() -> None:
    board = Board("complete-journey-new", "complete-journey", "new", "complete-journey", {})
    asked = tables_of([board]).asked(board)  # of the report of this checkout
    assert asked is not None
    assert asked["label"] != board.name
    assert notes.of_benchmark(asked).startswith(f"**{asked['label']}** ({asked['title']}). ")
