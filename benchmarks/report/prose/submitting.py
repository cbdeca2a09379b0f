"""What is said of recommendations made elsewhere."""

from benchmarks.report.prose.words import listed, plural, seconds, verb
from benchmarks.report.rows_beside import Submission

_DROPPED = {
    "unknown_users": ("user who is not asked for", "users who are not asked for"),
    "unknown_items": ("row with an unknown item", "rows with unknown items"),
    "forbidden": ("row that the rules leave out", "rows that the rules leave out"),
    "duplicates": ("row that repeats another", "rows that repeat another"),
}  # the counts of what was left aside, in words for one and for many


def introduction() -> str:
    """Return what the section is about."""
    return (
        "Lists made elsewhere, from what anybody can export, and scored here like those of every "
        "baseline. What is said of how they were made, and what that took, is as reported by "
        "their authors."
    )


def marked() -> str:
    """Return what rows are that are marked as submitted."""
    return "Rows marked submitted are of lists made elsewhere; their costs are as reported."


def counted(row: Submission) -> str:
    """Return what was read of a file; what stands in one of ratings is not counted."""
    if row.rows is None:
        return "ratings alone"
    return f"{plural(row.rows or 0, 'row')} of {plural(row.users or 0, 'user')}"


def dropped(row: Submission) -> str:
    """Return what was left aside, and what is missing; "nothing" where all is whole."""
    parts = []
    for column, (one, many) in _DROPPED.items():
        number = getattr(row, column)
        if number:
            parts.append(plural(number, one, many))
    said = [f"{listed(parts)} dropped"] if parts else []
    if row.missing_users:
        scores = verb(row.missing_users, "scores", "score")
        said.append(f"{plural(row.missing_users, 'user')} without a list, who {scores} 0")
    if row.short_lists:
        said.append(f"{plural(row.short_lists, 'list')} shorter than the longest cut-off")
    if row.tied:
        said.append(f"{plural(row.tied, 'row')} with a score that another of the user has")
    return "; ".join(said) or "nothing"


def reported(row: Submission) -> str:
    """Return what its authors report of how it was made; "" where they say nothing."""
    took = "" if row.fit_seconds is None else f"a fit of {seconds(row.fit_seconds)} s"
    on = f" on {row.hardware}" if row.hardware else ""
    cost = f"{took}{on}".strip()
    return "; ".join(filter(None, [row.tuning, cost]))


def refusal(row: Submission) -> str:
    """Return why a file is not scored; the file is named beside it."""
    return row.reason.removeprefix(f"{row.file}: ")
