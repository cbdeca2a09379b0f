"""Shares in words: only all is 100 per cent, and only none is 0."""

from types import SimpleNamespace

import pytest

from benchmarks.report.latex import against
from benchmarks.report.prose import experimenting, pairs, words
from tests.report.page import plain


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (404 / 406, "99.5 %"),
        (0.9951, "99.5 %"),
        (0.9999, ">99.9 %"),
        (0.994, "99 %"),
        (0.00001, "<0.1 %"),
        (0, "0 %"),
        (1, "100 %"),
        (1.004, "100 %"),  # more than the whole, as a difference may be
        (-0.25, "−25 %"),
    ],
)
def test_a_share_is_all_or_none_only_where_it_is_exactly_that(share, said):
    assert plain(words.percent(share)) == said


def test_users_who_win_and_lose_are_all_or_none_only_where_they_are_exactly_that():
    pair = SimpleNamespace(win=404 / 406, tie=0.0, loss=2 / 406)
    assert pairs.shares(pair) == ">99 / 0 / <1 %"
    assert against._shares(pair) == "$>$99/0/$<$1"
    assert pairs.shares(SimpleNamespace(win=1.0, tie=0.0, loss=0.0)) == "100 / 0 / 0 %"


def test_a_click_rate_that_is_not_nothing_is_not_called_nothing():
    assert (experimenting.rate(0.00004), experimenting.rate(0.0)) == ("<0.01 %", "0.00 %")
