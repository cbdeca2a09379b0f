"""Lines of those that lead stand out."""

from benchmarks.report.figures.lines import Looks, curves
from benchmarks.report.figures.style import INK, MUTED, SERIES


def test_lines_of_those_that_lead_are_thick_and_never_grey():
    lines = [(name, [0.1, 0.2]) for name in ("plain", "leader", "tied")]
    picture = curves(lines, [5, 10], "nDCG@k", "k", Looks(["tied"], ["leader", "tied"]))
    tied, leader, plain_line = picture.axes[0].lines  # the first of the lines is drawn last
    assert (plain_line.get_color(), leader.get_color(), tied.get_color()) == (
        MUTED,
        INK,
        SERIES[0],
    )
    assert leader.get_linewidth() == tied.get_linewidth() > 2 > plain_line.get_linewidth()
