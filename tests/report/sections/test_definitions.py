"""Every metric is defined by its docstring, and names that give several numbers are told apart."""

import pytest

from benchmarks import metrics
from benchmarks.report.sections import definitions


@pytest.mark.parametrize("name", list(metrics.known()))
def test_a_metric_is_described_by_its_docstring(name):
    described = definitions.describe(metrics.known()[name])
    assert described.sentence
    assert described.range
    assert described.source
    assert described.identifier == metrics.identifier(metrics.known()[name])
    words = " ".join(vars(described).values())
    assert not any(mark in words for mark in (">>>", "Range:", "Source:"))


def test_one_name_gives_several_numbers():
    values = {row.name: [round(value, 4) for value in row.values] for row in definitions.toy().rows}
    assert values["ap"][0] == 0.2267
    assert values["ap_relevant"][0] == 0.1133
    assert values["ap_hits"][0] == 0.7556
    assert values["ap_mean_precision"][0] == 0.5204
    assert values["ndcg"] == [0.4153, 0.8855]
    assert values["ndcg_ideal_all"] == [0.2680, 0.8855]
    assert values["ndcg_ideal_k"] == [0.4153, 0.4153]
    assert values["recall"] == [0.15, 1.0]
    assert values["recall_capped"] == [0.3, 1.0]


def test_lists_as_long_as_the_basket_are_no_formula_of_the_one_list_that_is_shown():
    names = {row.name for row in definitions.toy().rows}
    assert {"ndcg", "recall"} <= names
    assert not {name for name in names if name.endswith("_at_size")}


def test_a_family_of_two_words_is_named_in_words():
    assert "basket size" in [family.name for family in definitions.families([])]
