"""Stage `submissions`: turn the lists that others made for a benchmark into cells."""

from benchmarks.exchange.submissions.convert import convert


def submissions(benchmark: str) -> None:
    """Write a cell for each submission; one that cannot be read says why in its row."""
    convert(benchmark)
