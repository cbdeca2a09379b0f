"""Groups stand in the order in which people would put them."""

from benchmarks.report.sections.grids import natural


def test_groups_sort_as_people_would():
    ages = ["65+", "under 18", "18-24", "1 Adult Kids"]
    assert sorted(ages, key=natural) == ["1 Adult Kids", "under 18", "18-24", "65+"]
    assert sorted(["tail", "new", "middle", "head"], key=natural) == [
        "head",
        "middle",
        "tail",
        "new",
    ]
    sizes = ["over 100 items", "11-100 items", "1 item"]
    assert sorted(sizes, key=natural) == ["1 item", "11-100 items", "over 100 items"]
