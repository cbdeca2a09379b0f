"""Mult-VAE's protocol against one in plain Python, and its figures on a stand-in for ml-20m."""

import math
from pathlib import Path

import numpy as np
import pytest

from baselines import ease
from benchmarks.contract import paths
from benchmarks.protocol.ties import key
from benchmarks.protocol.top import TIE_SEED
from benchmarks.replication import mult_vae
from benchmarks.replication.ratings import read
from benchmarks.stages import prepare
from tests.worlds.helpers import pair_hash_in_plain_integers
from tests.worlds.replicated import pairs_of, ratings


def liked(n_users=40, n_items=25, seed=0):
    """Return (user, film, rating) in the order of a file; some users have few, and own films."""
    random = np.random.default_rng(seed)
    rows = []
    for user in range(1, n_users + 1):
        films = random.permutation(n_items)[: random.integers(2, 22)] + 1
        rows += [
            (user, int(film), float(random.choice([3.0, 3.5, 4.0, 4.5, 5.0]))) for film in films
        ]
    rows += [
        (user, 100 + 4 * user + place, 4.0)
        for user in range(1, n_users + 1)
        for place in range(user % 4)
    ]
    return [rows[row] for row in random.permutation(len(rows))]


def by_the_description(rows, held_out):
    """Return training, folded-in and wanted (user, film) pairs, in the order of the file."""
    rows = [(user, film) for user, film, rating in rows if rating > 3.5]
    users = sorted({user for user, _ in rows if sum(other == user for other, _ in rows) >= 5})
    random = np.random.RandomState(98765)
    users = [users[place] for place in random.permutation(len(users))]
    cut = len(users) - 2 * held_out
    train = [row for row in rows if row[0] in users[:cut]]
    known = {film for _, film in train}
    tested = [row for row in rows if row[0] in users[-held_out:] and row[1] in known]
    wanted, random = set(), np.random.RandomState(98765)
    for user in sorted({user for user, _ in tested}):
        mine = [row for row in tested if row[0] == user]
        if len(mine) >= 5:
            drawn = random.choice(len(mine), size=int(0.2 * len(mine)), replace=False)
            wanted |= {mine[place] for place in drawn}
    return (
        train,
        [row for row in tested if row not in wanted],
        [row for row in tested if row in wanted],
    )


def numbered(data, rows):
    """Return pairs of users' and films' numbers."""
    users, films = data.users["user_id"].to_pylist(), data.items["item_id"].to_pylist()
    return [(int(users[user]), int(films[item])) for user, item in pairs_of(rows)]


@pytest.mark.parametrize("held_out", [2, 5, 11])
@pytest.mark.parametrize(
    "seed", [0, 1, 38]
)  # of the last, test users with four films among those with more
def test_users_are_divided_and_films_folded_in_as_described(held_out, seed):
    rows = liked(seed=seed)
    order = np.random.default_rng(1).permutation(
        40
    )  # the codes of users are not in the order of their numbers
    code = {int(number) + 1: place for place, number in enumerate(order)}
    pairs = [(code[user], film - 1) for user, film, _ in rows]
    ids = [str(number + 1) for number in order]
    data = ratings(pairs, [rating for *_, rating in rows], [0] * len(rows), user_ids=ids)
    train, folded_in, wanted = (numbered(data, part) for part in mult_vae.divided(data, held_out))
    assert (train, folded_in, wanted) == by_the_description(rows, held_out)
    assert wanted
    assert not {user for user, _ in train} & {user for user, _ in folded_in}


def test_numbers_of_users_are_ordered_as_numbers_not_as_words():
    rows = liked(n_users=12)
    assert {"2", "10"} <= {str(user) for user, *_ in rows}
    data = ratings(
        [(user - 1, film - 1) for user, film, _ in rows], [r for *_, r in rows], [0] * len(rows)
    )
    assert [numbered(data, part) for part in mult_vae.divided(data, 3)] == list(
        by_the_description(rows, 3)
    )


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int, float]]:
    """A project with made-up ratings in the form of MovieLens 20M, prepared."""
    monkeypatch.chdir(tmp_path)
    Path("baselines").symlink_to(Path(__file__).parents[2] / "baselines")
    rows = liked()
    lines = [
        "userId,movieId,rating,timestamp",
        *(f"{u},{f},{r},{place}" for place, (u, f, r) in enumerate(rows)),
    ]
    films = [
        "movieId,title,genres",
        *(f"{film},Film {film} (1995),Drama" for film in {film for _, film, _ in rows}),
    ]
    paths.raw("ml-20m").mkdir(parents=True)
    for name, text in (("ratings", lines), ("movies", films)):
        (paths.raw("ml-20m") / f"{name}.csv").write_text("\n".join(text) + "\n")
    Path("datasets").symlink_to(Path(__file__).parents[2] / "datasets")
    prepare.prepare("ml-20m")
    return rows


def test_the_rows_are_read_in_the_order_of_the_file(stand_in: list[tuple[int, int, float]]) -> None:
    data = read("ml-20m")
    assert numbered(data, data.rows) == [(user, film) for user, film, _ in stand_in]
    assert data.rows["rating"].to_pylist() == [rating for *_, rating in stand_in]
    assert data.rows["time"].to_pylist() == list(range(len(stand_in)))
    assert data.scale == (0.5, 5.0)


def scores_of(name, train, folded_in):
    """Return the score of each (user, film) for the users with something folded in."""
    films = sorted({film for _, film in train})
    if name == "popular":
        counts = {film: sum(one == film for _, one in train) for film in films}
        return {(user, film): counts[film] for user, _ in folded_in for film in films}
    users = sorted({user for user, _ in train})
    has = np.array([[(user, film) in set(train) for film in films] for user in users], dtype=float)
    inverse = np.linalg.inv(has.T @ has + 2 * np.eye(len(films)))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    own = {
        user: np.array([(user, film) in set(folded_in) for film in films]) @ weights
        for user, _ in folded_in
    }
    return {
        (user, film): score for user in own for film, score in zip(films, own[user], strict=True)
    }


@pytest.mark.parametrize("name", ["popular", "ease"])
def test_its_figures_are_those_of_loops_over_test_users(name, stand_in, monkeypatch) -> None:
    monkeypatch.setattr(
        mult_vae, "LAMBDA", 2.0
    )  # so that some scores are below those of unknown films
    train, folded_in, wanted = by_the_description(stand_in, 8)
    scores, known = scores_of(name, train, folded_in), {film for _, film in train}
    recall, ndcg = {20: [], 50: []}, []
    for user in sorted({user for user, _ in wanted}):

        def place(film, user=user):
            tie = pair_hash_in_plain_integers(key(str(user)), key(str(film)), TIE_SEED)
            return -round(scores[user, film], 12), tie

        ranked = sorted((film for film in known if (user, film) not in set(folded_in)), key=place)
        relevant = {film for other, film in wanted if other == user}
        for k, values in recall.items():
            values.append(len(relevant & set(ranked[:k])) / min(k, len(relevant)))
        gains = [
            1 / math.log2(rank + 2) for rank, film in enumerate(ranked[:100]) if film in relevant
        ]
        ndcg.append(sum(gains) / sum(1 / math.log2(rank + 2) for rank in range(len(relevant))))
    expected = {f"recall_capped@{k}": np.mean(values) for k, values in recall.items()} | {
        "ndcg@100": np.mean(ndcg)
    }
    found = mult_vae.run(read("ml-20m"), name, held_out=8)
    assert found == pytest.approx(
        {(name, metric): value for metric, value in expected.items()}, abs=1e-9
    )


def test_recall_is_capped_at_the_length_of_the_list(monkeypatch, stand_in) -> None:
    data = ratings([(user, film) for user in (0, 1) for film in range(60)], [5.0] * 120, [0] * 120)
    train, folded_in, wanted = data.rows.slice(0, 60), data.rows.slice(60, 20), data.rows.slice(80)
    monkeypatch.setattr(mult_vae, "divided", lambda *_: (train, folded_in, wanted))
    found = mult_vae.run(data, "popular")  # all 40 films that are left are wanted
    assert found == {("popular", metric): pytest.approx(1.0) for metric in mult_vae.METRICS}


def test_ease_is_fitted_with_the_papers_choice_and_scores_what_is_folded_in(
    monkeypatch, stand_in
) -> None:
    seen = []
    monkeypatch.setattr(
        ease.Model, "fold_in", lambda self, history: seen.append((self.regularization, history))
    )
    mult_vae.run(read("ml-20m"), "ease", held_out=8)
    ((regularization, history),) = seen
    assert (regularization, history.nnz) == (500.0, len(by_the_description(stand_in, 8)[1]))


def test_mult_vae_itself_is_no_job() -> None:
    assert mult_vae.jobs(mult_vae.TARGETS) == ["ease", "popular"]
