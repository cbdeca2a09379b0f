"""Gaps between groups of users, in words."""

from collections.abc import Sequence

from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.pairs import p
from benchmarks.report.prose.words import NONE, fixed, listed, plural, slice_note, some
from benchmarks.report.sections.grouped import InGroup
from benchmarks.report.sections.user_groups import Gap, GapLine
from benchmarks.report.sections.workbench import Workbench
from benchmarks.report.text import display
from benchmarks.stats.levels import NO_CLAIM_BELOW

_NAMED = 4  # so many of a tied group have their names in a cell


def fairness(lines: Sequence[GapLine], metric: str) -> str:
    """Return the sentences on the attributes by which a metric differs by more than chance."""
    unlike = [_unlike(line, metric) for line in lines if line.larger]
    alike = [display(line.attribute) for line in lines if not line.larger]
    said = []
    if unlike:
        said.append(f"By {'; by '.join(unlike)}.")
    if alike:
        said.append(f"By {listed(alike, 'or')}, no baseline’s gap is larger than chance makes it.")
    return " ".join(said)


def _unlike(line: GapLine, metric: str) -> str:
    group, often = line.behind or ("", 0)
    where = "the others"
    if line.larger > 1:
        where = "in all of them" if often == line.larger else "most often"
    return (
        f"{display(line.attribute)}, {display(metric)} differs by more than chance for "
        f"{line.larger} of {line.baselines} baselines, with {group} behind {where}"
    )


def leading(bench: Workbench, nouns: Nouns) -> str:
    """Return in how many groups of users the first of the leaderboard leads too."""
    groups, leader = bench.of_first_view, bench.contenders[0]
    behind = [group.choice.said for group in groups if leader.name not in group.tied]
    often = f"{len(groups) - len(behind)} of " if behind else ""
    said = (
        f"{leader.label} is best or tied for best by {display(bench.metric)} in {often}"
        f"{plural(len(groups), 'group')} of at least {NO_CLAIM_BELOW} {nouns.users}"
    )
    if not behind:
        return f"{said}: in all that were tested."
    return f"{said}, and significantly behind in {some(behind, _NAMED)}."


def tied(group: InGroup, bench: Workbench) -> str:
    """Return who is tied with the best of a group; a dash for nobody."""
    return some([bench.called(name) for name in group.tied[1:]], _NAMED) or NONE


def leading_note() -> str:
    """Return the note on the tests of groups."""
    return (
        "Each baseline is compared with the best of the group, which the same numbers chose: p is "
        "adjusted by Holm for all pairs of the group. That nobody is told apart from it says "
        "little where a group is small."
    )


def fairness_note(least: int, nouns: Nouns) -> str:
    """Return the note on gaps and their tests; groups below `least` users are left out."""
    return (
        "The gap is between the groups that fare best and worst under a baseline; groups below "
        f"{least} {nouns.users} are left out. p is from a permutation of {nouns.users} among the "
        "groups, adjusted by Holm for all baselines and attributes of a metric; a gap is larger "
        "than chance (*) where p is below 0.05. A gap does not say why: a group may be served "
        "worse, or be harder to predict."
    )


def groups_note(least: int, nouns: Nouns) -> str:
    """Return the note below the tables of groups, of which those below `least` make no claim."""
    return f"Groups below 20 {nouns.users} are suppressed. {slice_note(least, nouns.users)}"


def gap(cell: Gap) -> str:
    """Return the size of a gap, with a star where chance hardly makes it."""
    return f"{fixed(cell.gap)}{' *' if cell.larger else ''}"


def who(cell: Gap) -> str:
    """Return which group is ahead of which, and p."""
    adjusted = NONE if cell.p is None else p(cell.p)
    return f"{cell.ahead} over {cell.behind}, {adjusted}" if cell.gap else adjusted
