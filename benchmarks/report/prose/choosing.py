"""What the leaderboard's page says of what is chosen: the line above the table, verdicts, notes.

Sentences with names in braces are filled in by the page's script.
"""

from benchmarks.report.prose.comparing import passed_over
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.words import NONE, PER_CENT, few_buyers, listed, percent, some
from benchmarks.report.rows import GroupPair, Pair
from benchmarks.report.sections.grouped import InGroup
from benchmarks.report.sections.provenance import Project, Provenance
from benchmarks.report.sections.tested import Tested
from benchmarks.report.sections.workbench import Contender, Workbench
from benchmarks.report.text import display
from benchmarks.stats.levels import FEWEST_UNLIKE, NO_CLAIM_BELOW

_MOST_NAMES = 8  # of many the first, as the table marks all
Said = tuple[str, str]  # what is said, in bold, and what is added


def may_be_said(metric: str, tested: Tested, bench: Workbench, nouns: Nouns) -> Said | None:
    """Return what tests let one say of who leads; None where they do not compare all."""
    standing = tested.standing
    if standing is None:
        return None
    if not standing.claim:
        few = few_users(nouns)
        return few[0].replace("{n}", f"{standing.n_users:,}"), few[1]
    names = [bench.called(name) for name in standing.tied]
    if standing.best:
        said = f"on {display(metric)}, significantly ahead of all others."
        if standing.equal:
            equal = listed([bench.called(name) for name in standing.equal])
            said += f" Yet practically equal to it: {equal}."
        return f"{names[0]} is best", said
    passed = [bench.called(name) for name in standing.passed_over]
    said = f"on {display(metric)}: {some(names, _MOST_NAMES)}."
    if passed:
        said += f" {passed_over(passed, names[-1])}"
    return f"{len(names)} are tied for best", said


def in_group(group: InGroup, bench: Workbench) -> Said:
    """Return what tests let one say of who leads in a group of users."""
    names = [bench.called(name) for name in group.tied]
    where = f"on {display(group.metric)} for {group.choice.said}"
    if len(names) > 1:
        return f"{len(names)} are tied for best", f"{where}: {some(names, _MOST_NAMES)}."
    said = f"{where}, significantly ahead of all others."
    if group.equal:
        said += f" Yet practically equal to it: {listed(list(map(bench.called, group.equal)))}."
    return f"{names[0]} is best", said


def few_users(nouns: Nouns) -> Said:
    """Return what is said where too few users stand behind the numbers."""
    return f"{{n}} {nouns.users}: below {NO_CLAIM_BELOW}, so no claim.", "The order may be chance."


def lead(bench: Workbench, nouns: Nouns) -> dict[str, Said]:
    """Return what the line above the table says where tests do not say more."""
    reference = bench.called(bench.reference or "")
    alone = f"{{metric}} is tested against {reference} alone: nobody is marked."
    return {
        "few": few_users(nouns),
        "order": ("Order only.", "No paired test of {metric} on {slice}: nobody is marked."),
        "partial": ("Order only.", alone),
    }


def margin(bench: Workbench) -> str:
    """Return the margin of practical equality."""
    return f"{100 * bench.margin:g}{PER_CENT}"


def verdicts(bench: Workbench, nouns: Nouns) -> dict[str, Said]:
    """Return what a comparison says, by its verdict."""
    within = f"the whole interval lies within {margin(bench)} of the mean of the two."
    few = f"the {nouns.users} are too few to tell, which is not to say that they are equal."
    return {
        "better": ("{a} is better", "by {by}."),
        "worse": ("{a} is worse", "by {by}."),
        "practically equal": ("Practically equal:", within),
        "identical": ("Practically equal:", f"no {nouns.user}’s number differs."),
        "undecided": ("Undecided:", few),
        "different": ("Different,", "which need not be better."),
        "untested": ("{x} against {y}.", "No paired test of {metric} on {slice}."),
    }


def verdict(pair: Pair | GroupPair) -> str:
    """Return the key of what a comparison says; without interval, equal are identical."""
    is_same = pair.verdict == "practically equal" and pair.low is None
    return "identical" if is_same else pair.verdict


def words(bench: Workbench, nouns: Nouns) -> dict[str, str | Said]:
    """Return the sentences that the script fills in, by what they are for."""
    return {
        **lead(bench, nouns),
        **verdicts(bench, nouns),
        **of_table(nouns),
        **of_pairs(bench, nouns),
    }


def of_table(nouns: Nouns) -> dict[str, str]:
    """Return what is said around the table, by what it is for."""
    return {
        "neither": "Neither more nor less of it is better.",
        "lacks": "{slice}: no {metric}",
        "missing": f"{{metric}} is not computed for {{slice}}; shown for all {nouns.users}.",
        "of": f"{{n}} of {{all}} rows, {{users}} {nouns.users}.",
        "interval": f"Bars: 95{PER_CENT} bootstrap intervals over {nouns.users}.",
        "alike": f"Without a bar: fewer than {FEWEST_UNLIKE} {nouns.users} are unlike all others, "
        "or single ones outweigh them.",
        "rare": few_buyers(nouns.users),
        "no interval": "No interval: one number for all lists together.",
        "axis": "The axis does not start at 0.",
        "link": "Link copied",
        "link by hand": "Copy the address of this page: it holds what is chosen.",
        "copied": "Copied as {what}",
        "saved": "Saved {file}",
    }


def of_pairs(bench: Workbench, nouns: Nouns) -> dict[str, str]:
    """Return what is said of pairs, by what it is for."""
    equal, reference = margin(bench), bench.called(bench.reference or "")
    return {
        "overlap": "Whether two intervals overlap does not answer it. Tested: {tested}.",
        "mark": "Mark two rows of the table to compare them.",
        "mark one": "Mark one more row of the table to compare it.",
        "valueless": "{a} has no number here.",
        "relative interval": f"{{a}} against {{b}}, 95{PER_CENT} interval",
        "within": f"±{equal}",
        "shares": f"better for {{w}}{PER_CENT}, equal for {{t}}{PER_CENT}, "
        f"worse for {{l}}{PER_CENT} of the {nouns.users}",
        "ahead": "the row is significantly better",
        "equal": f"practically equal: the whole interval is within {equal} of the mean, or no "
        f"{nouns.user}’s number differs",
        "unlike": "different, where neither more nor less is better",
        "open": f"undecided: the {nouns.users} are too few to tell",
        "matrix": "Sorted by {metric}. A name serves its row, to the right, and its column, "
        "upwards. Of {n} pairs:",
        "luck": "Yet tied in the ranks: other seeds spread as far.",
        "p with luck": "p with the luck of seeds",
        "in group": f"Tested in this group: each against its best and {reference}, adjusted by "
        "Holm over all pairs of the group.",
        "of group": f"each of the group against its best and {reference}",
        "no matrix": "Not all pairs are tested for {metric} on {slice}. Tested: {tested}.",
    }


COLUMNS = {
    "family": "family",
    "picture": "interval",
    "against": "against the reference",
    "status": "against the first",
    "fit": "time of a fit",
    "request": "time of a request",
}  # that a reader can hide


def aside(row: Contender) -> str:
    """Return what else a line of the table has to say of a baseline, in one line."""
    parts = [row.origin]
    if row.seeds and row.seeds > 1:
        parts.append(f"mean of {row.seeds} seeds")
    if row.fallback_share:
        parts.append(f"{percent(row.fallback_share)} of lists fall back on popularity")
    return "; ".join(filter(None, parts))


def duration(seconds: float | None) -> str:
    """Return a time as exactly as it is worth.

    >>> duration(0.0004), duration(0.0123), duration(1.234), duration(12.3), duration(None)
    ('<1 ms', '12 ms', '1.2 s', '12 s', '–')
    """
    if seconds is None:
        return NONE
    if seconds < 0.001:
        return "<1 ms"
    if seconds < 0.1:
        return f"{1000 * seconds:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"


def milliseconds(value: float | None) -> str:
    """Return the time of a request."""
    return NONE if value is None else f"{value:.2f} ms"


def cited(project: Project, made_by: Provenance) -> str:
    """Return how this report is cited, in one line."""
    commit = f", commit {made_by.git_commit[:12]}" if made_by.git_commit else ""
    year = f" ({made_by.git_commit_date[:4]})" if made_by.git_commit_date else ""
    return f"{project.authors}{year}. {project.name} {project.version}{commit}"
