"""A paired test is seen from both sides."""

from benchmarks.tracking.pairs import metrics, of_each, table

ROW = {
    "baseline": "ease",
    "other": "item_knn",
    "difference": "0.015209",
    "ci_low": "0.008000",
    "ci_high": "0.022400",
    "p_holm": "0.001000",
    "verdict": "better",
}


def test_the_other_side_has_the_difference_and_interval_of_the_other_sign() -> None:
    (pair,) = of_each([ROW])["item_knn"]
    assert (pair.other, pair.difference, pair.verdict) == ("ease", "-0.015209", "worse")
    assert (pair.ci_low, pair.ci_high) == ("-0.022400", "-0.008000")
    assert metrics([pair]) == [
        ("paired/ease difference", -0.015209, 0),
        ("paired/ease p_holm", 0.001, 0),
    ]


def test_each_has_a_test_against_each_other_in_the_order_of_names() -> None:
    rows = [ROW, ROW | {"baseline": "als", "verdict": "undecided", "ci_low": "", "ci_high": ""}]
    pairs = of_each(rows)
    assert {name: len(of) for name, of in pairs.items()} == {"ease": 1, "item_knn": 2, "als": 1}
    assert table(pairs["item_knn"]) == (
        "other,verdict,difference,ci_low,ci_high,p_holm\n"
        "als,undecided,-0.015209,,,0.001000\n"
        "ease,worse,-0.015209,-0.022400,-0.008000,0.001000\n"
    )
