"""Names as people write them, and text that is safe in a table or a file's name."""

from collections.abc import Sequence

NAMES = {"ndcg": "nDCG", "ap": "AP", "rr": "RR", "rmse": "RMSE", "mae": "MAE", "gini": "Gini"}


def display(metric: str) -> str:
    """Return a metric's name as people write it.

    >>> display("ndcg@10"), display("hit_rate@5")
    ('nDCG@10', 'hit rate@5')
    """
    name, at, cutoff = metric.partition("@")
    return NAMES.get(name, name.replace("_", " ")) + at + cutoff


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return words as a list in a sentence; nothing for none.

    >>> listed(["ease"]), listed(["ease", "slim", "als"]), listed(["ease", "als"], "or")
    ('ease', 'ease, slim and als', 'ease or als')
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def slug(metric: str) -> str:
    """Return a metric's name for files and anchors: `ndcg-at-10`."""
    return metric.replace("@", "-at-").replace("_", "-")


def cell(text: object) -> str:
    """Return text that keeps a Markdown table whole and is not read as HTML."""
    plain = " ".join(str(text).split())
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace("|", r"\|")
