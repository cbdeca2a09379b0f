"""A logarithmic axis has plain numbers that do not touch."""

import re
from itertools import pairwise

import pytest

from benchmarks.report.figures.scatter import Labels, tradeoff


@pytest.mark.parametrize(("low", "high"), [(0.2, 0.9), (3, 8), (0.5, 70), (0.001, 300)])
def test_numbers_on_a_logarithmic_axis_are_plain_and_do_not_touch(low, high):
    points = [("a", low, 0.1), ("b", high, 0.2)]
    picture = tradeoff(points, ["a", "b"], Labels("ms", "nDCG@10"), faster=True)
    axis = picture.axes[0].xaxis
    left, right = picture.axes[0].get_xlim()
    where = [place for place in axis.get_majorticklocs() if left <= place <= right]
    assert 1 <= len(where) <= 7
    assert not any(label.get_text() for label in axis.get_minorticklabels())
    assert all(re.fullmatch(r"\d+(\.\d+)?", axis.get_major_formatter()(place)) for place in where)
    across = [picture.axes[0].transData.transform((place, 0.1))[0] for place in where]
    assert all(second - first > 24 for first, second in pairwise(across))
