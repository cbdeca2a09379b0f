"""Team draft interleaving: what holds for any two lists, who wins by hand."""

import numpy as np
import pytest

from benchmarks.online import clicks, interleaving

N = 20_000


def both(first, second, n=N, seed=0):
    """Interleave the same two lists for `n` users."""
    return interleaving.team_draft(
        np.tile(first, (n, 1)), np.tile(second, (n, 1)), np.random.default_rng(seed)
    )


def test_no_item_is_shown_twice_and_all_come_from_the_lists():
    random = np.random.default_rng(0)
    first, second = (np.argsort(random.random((500, 15)), axis=1)[:, :8] for _ in range(2))
    items, teams = interleaving.team_draft(first, second, random)
    for shown, team, *lists in zip(items, teams, first, second, strict=True):
        assert len(set(shown)) == 8
        for item, picked_by in zip(shown, team, strict=True):
            assert item in lists[picked_by]


def test_a_team_picks_its_best_item_left():
    items, teams = both([0, 1, 2, 3], [2, 0, 4, 5], 200)
    for shown, team in zip(items.tolist(), teams.tolist(), strict=True):
        for place, (item, own) in enumerate(zip(shown, team, strict=True)):
            better = ([0, 1, 2, 3], [2, 0, 4, 5])[own]
            assert set(better[: better.index(item)]) <= set(shown[:place])


def test_teams_are_equally_large_after_every_round_and_either_may_start():
    _, teams = both([0, 1, 2, 3], [4, 5, 6, 7])
    assert (teams.reshape(N, 2, 2).sum(axis=2) == 1).all()
    assert teams[:, 0].mean() == pytest.approx(0.5, abs=0.015)
    assert teams[:, 2].mean() == pytest.approx(0.5, abs=0.015)
    assert abs(np.corrcoef(teams[:, 0], teams[:, 2])[0, 1]) < 0.03  # a coin for each round


def test_of_an_odd_number_of_places_each_list_gets_half_in_expectation():
    _, teams = both([0, 1, 2], [3, 4, 5])
    assert teams.mean() == pytest.approx(0.5, abs=0.01)


def test_identical_lists_stay_as_they_are_and_nobody_wins():
    items, teams = both([3, 1, 2], [3, 1, 2])
    assert (items == [3, 1, 2]).all()
    hits = np.tile([True, False, True], (N, 1))
    chance = np.where(hits, 0.5, 0.1) * clicks.examination(3, 1.0)
    more, _, fewer = interleaving.preferences(chance, teams).mean(axis=0)
    assert more == pytest.approx(fewer, abs=0.01)


def test_which_list_is_called_the_first_does_not_matter():
    shown = {}
    for order, lists in {
        "as given": ([0, 1, 2], [2, 3, 0]),
        "swapped": ([2, 3, 0], [0, 1, 2]),
    }.items():
        items, teams = both(*lists)
        of_one = (teams == 0) if order == "as given" else (teams == 1)
        shown[order] = np.array([((items == item) & of_one).mean(axis=0) for item in range(4)])
    assert shown["as given"] == pytest.approx(shown["swapped"], abs=0.015)


def test_a_list_that_ends_gives_its_turns_away_and_two_that_end_leave_places_empty():
    items, teams = both([0, -1, -1, -1], [0, 1, -1, -1], 100)
    assert (items == [0, 1, -1, -1]).all()
    assert (teams[:, 1] == 1).all()
    assert (teams[:, 2:] == -1).all()


def test_the_items_shown_are_hits_where_either_list_says_so():
    items = np.array([[4, 0, 9, -1]])
    lists = (np.array([[0, 1, -1]]), np.array([[4, 0, -1]]))
    hits = (np.array([[True, False, False]]), np.array([[False, True, False]]))
    assert interleaving.shown_hits(items, lists, hits).tolist() == [[False, True, False, False]]


def test_the_second_team_wins_by_more_clicks_by_hand():
    chance, teams = np.array([[0.5, 0.2]]), np.array([[0, 1]])
    assert interleaving.preferences(chance, teams) == pytest.approx(
        np.array([[0.5 * 0.2, 0.5, 0.5 * 0.8]])
    )


def test_preferences_are_those_of_draws():
    random = np.random.default_rng(0)
    chance, teams = random.random((1, 7)), np.array([[0, 1, 1, 0, 0, 1, -1]])
    draws = random.random((60_000, 7)) < chance
    second, first = ((draws & (teams == team)).sum(axis=1) for team in (1, 0))
    expected = [(second > first).mean(), (second == first).mean(), (second < first).mean()]
    assert interleaving.preferences(chance, teams)[0] == pytest.approx(expected, abs=0.01)
