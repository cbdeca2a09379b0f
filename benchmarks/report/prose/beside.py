"""What is said of the extra study, which stands beside the default one."""


def last_run(date: str, commit: str) -> str:
    """Return the sentence on when the extra study was run.

    >>> last_run("2026-11-26", "0123456789abcdef")
    'Not rerun by default, last run on 2026-11-26 at commit 0123456789ab.'
    """
    if not date:
        return "Not rerun by default."
    at = f" at commit {commit[:12]}" if commit else ""
    return f"Not rerun by default, last run on {date}{at}."
