"""Groups of users and of items: made by hand, and as partitions of everybody."""

from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.contract import names
from benchmarks.protocol.history import held_by_more_popular
from benchmarks.results import groups

over_counts = given(st.lists(st.integers(0, 12), min_size=1, max_size=30).map(np.array))
few = settings(max_examples=150, deadline=None, derandomize=True)


def words(*rows):
    return pa.chunked_array([pa.array(list(rows), pa.list_(pa.string()))])


def members(found):
    """Group names with the places of their members."""
    return {_name(group): np.flatnonzero(inside).tolist() for group, inside in found.items()}


def _name(group):
    return group if isinstance(group, str) else names.group_name(*group)


def catalogue(n_items, features=None, released=None, popularity=None, age_days=None):
    unknown = np.full(n_items, np.nan)
    return groups.Items(
        words(*([[]] * n_items if features is None else features)),
        unknown if released is None else np.array(released, dtype=float),
        np.zeros(n_items) if popularity is None else np.array(popularity, dtype=float),
        unknown if age_days is None else np.array(age_days, dtype=float),
    )


def seconds(year, month=1, day=1):
    return datetime(year, month, day, tzinfo=UTC).timestamp()


def test_a_family_of_features_has_a_group_for_each_value_and_none_for_those_without():
    features = words(["age=18-24", "gender=F"], ["gender=M"], [], ["age=18-24", "gender=F"])
    assert members(groups.of_users(["gender", "age"], features, None)) == {
        "gender=F": [0, 3],
        "gender=M": [1],
        "age=18-24": [0, 3],
    }


def test_a_family_is_told_by_its_whole_name():
    assert groups.family(words(["agent=Smith", "age=30"], ["agent=Smith"], ["age="]), "age") == [
        "30",
        None,
        "",
    ]


def test_an_attribute_that_the_data_lacks_has_no_groups():
    assert groups.of_users(["income", "activity"], words(["gender=F"], []), None) == {}
    assert groups.of_items(["brand", "brand_size", "decade", "item_age"], catalogue(2)) == {}


def test_activity_divides_the_users_with_history_into_thirds():
    found = groups.of_users(["activity"], words(*[[]] * 8), np.array([0, 9, 1, 5, 2, 7, 0, 3]))
    assert members(found) == {
        "activity=light": [2, 4],
        "activity=medium": [3, 7],
        "activity=heavy": [1, 5],
    }


@pytest.mark.parametrize("n_users", range(3, 130))
def test_thirds_of_users_with_different_histories_differ_by_one_user_at_most(n_users):
    histories = np.random.default_rng(n_users).permutation(n_users) + 1
    sizes = [
        inside.sum()
        for inside in groups.of_users(["activity"], words(*[[]] * n_users), histories).values()
    ]
    assert len(sizes) == 3
    assert max(sizes) - min(sizes) <= 1


@over_counts
@few
def test_activity_is_a_partition_of_the_users_with_history_in_order_of_its_size(histories):
    found = groups.of_users(["activity"], words(*[[]] * len(histories)), histories)
    assert (np.sum([*found.values(), np.zeros(len(histories))], axis=0) == (histories > 0)).all()
    levels = [
        found[f"activity={name}"]
        for name in ("light", "medium", "heavy")
        if f"activity={name}" in found
    ]
    for lower, higher in pairwise(levels):
        assert (
            histories[lower].max() < histories[higher].min()
        )  # so equal histories are in the same third


def test_bands_of_history_include_their_upper_end():
    histories = np.array([0, 1, 5, 6, 20, 21, 100, 101, 9999])
    assert members(groups.of_users(["history"], words(*[[]] * 9), histories)) == {
        "history=none": [0],
        "history=1-5": [1, 2],
        "history=6-20": [3, 4],
        "history=21-100": [5, 6],
        "history=101+": [7, 8],
    }


@over_counts
@few
def test_bands_of_history_and_of_popularity_are_partitions(counts):
    bands = (
        groups.of_users(["history"], words(*[[]] * len(counts)), counts),
        groups.popularity_bands(counts),
    )
    for found in bands:
        assert (np.sum(list(found.values()), axis=0) == 1).all()


@over_counts
@few
def test_bands_of_popularity_fall_and_keep_equal_items_together(popularity):
    found = groups.popularity_bands(popularity)
    for count in np.unique(popularity):
        assert sum(band[popularity == count].any() for band in found.values()) == 1
    order = [
        popularity[found[name]] for name in ("head", "middle", "tail", "new") if found[name].any()
    ]
    for higher, lower in pairwise(order):
        assert higher.min() > lower.max()


@over_counts
@few
def test_an_item_is_in_the_band_that_the_share_held_by_more_popular_items_says(popularity):
    found, total = groups.popularity_bands(popularity), popularity.sum()
    for item, count in enumerate(popularity):
        above = sum(other for other in popularity if other > count)
        assert held_by_more_popular(popularity)[item] == above
        band = (
            "new"
            if not count
            else "head"
            if above / total < 0.5
            else "middle"
            if above / total < 0.8
            else "tail"
        )
        assert found[band][item]


def test_shares_of_exactly_a_half_and_four_fifths_belong_to_the_band_below():
    assert members(groups.popularity_bands(np.array([5.0, 3.0, 2.0]))) == {
        "head": [0],
        "middle": [1],
        "tail": [2],
        "new": [],
    }


def test_a_catalogue_that_nobody_likes_is_all_new():
    assert members(groups.of_items(["item_popularity"], catalogue(3))["item_popularity"]) == {
        "new": [0, 1, 2]
    }


def test_ages_of_items_have_bands_without_overlap_and_unknown_ages_none():
    ages = [0, 90.9, 91, 364.9, 365, 1825.9, 1826, 7304.9, 7305, 40_000, np.nan]
    assert members(groups.of_items(["item_age"], catalogue(11, age_days=ages))["item_age"]) == {
        "under 91 days": [0, 1],
        "91-364 days": [2, 3],
        "1-4 years": [4, 5],
        "5-19 years": [6, 7],
        "20 years or more": [8, 9],
    }


def test_decades_are_those_of_the_calendar_before_1970_too():
    released = [
        seconds(1969, 12, 31),
        seconds(1970),
        seconds(1979, 12, 31),
        seconds(1922, 5),
        seconds(2000),
        np.nan,
    ]
    assert members(groups.of_items(["decade"], catalogue(6, released=released))["decade"]) == {
        "1920s": [3],
        "1960s": [0],
        "1970s": [1, 2],
        "2000s": [4],
    }


def test_the_size_of_a_manufacturer_is_how_many_items_of_the_catalogue_it_has():
    counts = {"one": 1, "two": 2, "ten": 10, "eleven": 11, "hundred": 100, "more": 101}
    makers = [maker for maker, count in counts.items() for _ in range(count)]
    features = [[f"manufacturer={maker}"] for maker in makers] + [[], []]
    found = groups.of_items(["manufacturer_size"], catalogue(len(features), features))[
        "manufacturer_size"
    ]
    by_size = {size: {makers[item] for item in items} for size, items in members(found).items()}
    assert by_size == {
        "1 item": {"one"},
        "2-10 items": {"two", "ten"},
        "11-100 items": {"eleven", "hundred"},
        "over 100 items": {"more"},
    }


def test_items_have_a_group_for_each_value_of_a_family_under_its_attribute():
    features = [["brand=National"], ["brand=Private", "manufacturer=1"], ["manufacturer=1"]]
    found = groups.of_items(["brand"], catalogue(3, features))
    assert {attribute: members(inside) for attribute, inside in found.items()} == {
        "brand": {"National": [0], "Private": [1]}
    }
