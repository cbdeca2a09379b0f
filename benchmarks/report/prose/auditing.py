"""What the audit of a split found: questions, answers and what they mean."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.words import count, percent
from benchmarks.splits.kind import Kind

Audit = Mapping[str, Any]
NEEDS_TIMES = "not applicable: needs times"  # in place of what only times tell
OWN = "training_later_than_test_same_user"
_AS_ASKED = 0.01  # a share that differs by less is the one that was asked for
NEEDS_CLOCK = "not applicable: needs times that all users share"


class Line(NamedTuple):
    """A row of the table of an audit."""

    question: str
    answer: str
    meaning: str = ""

    @property
    def leaks(self) -> bool:
        """Whether it says that the split leaks."""
        return self.meaning.startswith("Leaks")


def lines(audit: Audit, rule: Kind, repeats: bool, nouns: Nouns) -> list[Line]:
    """Return the table of an audit.

    repeats : whether users may have an item again
    """
    table = [
        Line("Rows in training, validation and test", _parts(audit["rows"]), _shares(audit, rule)),
        Line(
            f"{nouns.users.capitalize()} in training, validation and test", _parts(audit["users"])
        ),
        Line("Items in training, validation and test", _parts(audit["items"])),
        *_pairs(audit, repeats, nouns),
        *_times(audit, rule, nouns),
        *_cold(audit, nouns),
    ]
    if rule.cuts_in_time:
        table.append(_ties(audit, rule, nouns))
    return [*table, *_left_out(audit, nouns)]


def _parts(sizes: Mapping[str, int]) -> str:
    return " · ".join(count(sizes[part]) for part in ("train", "validation", "test"))


def _shares(audit: Audit, rule: Kind) -> str:
    """Say which share the test has where equal times made it another than was asked."""
    asked, rows = rule.asked.get("test"), audit["rows"]
    if asked is None or audit.get("left_out"):  # a catalogue changes shares too
        return ""
    share = rows["test"] / max(sum(rows.values()), 1)
    if abs(share - asked) < _AS_ASKED:
        return ""
    return f"Equal times are not divided: {percent(share)} are the test part, of {percent(asked)}."


def _pairs(audit: Audit, repeats: bool, nouns: Nouns) -> list[Line]:
    both, again = audit["pairs_in_training_and_test"], audit["duplicate_pairs"]
    away = "A pair in both would give the answer away."
    repeated = "Bought before and bought again." if nouns.bought else "There before, and again."
    once = "Rows beyond a pair’s first; relevant once."
    return [
        Line(
            "Test rows whose pair of user and item is in training too",
            _some(both),
            repeated * bool(both) if repeats else away,
        ),
        Line("Pairs that occur more than once", _some(again), once if repeats and again else ""),
    ]


def _times(audit: Audit, rule: Kind, nouns: Nouns) -> list[Line]:
    own, anybody = audit[OWN], audit["training_later_than_test"]
    leaks = f"Leaks a {nouns.user}’s own future: {rule.holds_out} are held out here, not moments."
    above = f"Above 0 a baseline would see a {nouns.user}’s own future."
    future = (
        "Leaks the future: baselines learn from what others did after the moment they are tested "
        "on."
    )
    precedes = "All training precedes all test rows."
    return [
        Line(
            f"Training rows later than the same {nouns.user}’s first test row",
            NEEDS_TIMES if own is None else percent(own),
            "" if own is None else leaks if own > 0 else above,
        ),
        Line(
            "Training rows later than a test row of anybody, on average",
            _lacking(audit) if anybody is None else percent(anybody),
            "" if anybody is None else future if audit["leaks_the_future"] else precedes,
        ),
    ]


def _cold(audit: Audit, nouns: Nouns) -> list[Line]:
    users, items = audit["cold_test_users"], audit["cold_test_items"]
    strangers = "They get what a baseline offers to strangers, or the fallback."
    reach = (
        "Out of reach for baselines that learn from interactions alone, and candidates all the "
        "same: `catalogue: training` would leave them out."
    )
    unseen = audit["test_items_first_seen_after_the_cut"]
    return [
        Line(
            f"Test {nouns.users} without training rows (cold)",
            _with_rows(audit, users, "user"),
            strangers if users else "",
        ),
        Line(
            "Test items without training rows (cold)",
            _with_rows(audit, items, "item"),
            reach if items else "",
        ),
        Line(
            "Test items first seen after the cut",
            _lacking(audit) if unseen is None else _of_test(audit, unseen, "items"),
            _first_seen(audit, unseen, nouns) if unseen else "",
        ),
    ]


def _first_seen(audit: Audit, unseen: int, nouns: Nouns) -> str:
    later = audit["leaks_the_future"] and unseen > audit["cold_test_items"]
    end = "; training knows them from later rows." if later else "."
    return f"Nobody had them when some {nouns.user}’s test began{end}"


def _ties(audit: Audit, rule: Kind, nouns: Nouns) -> Line:
    tied = audit["users_whose_test_cut_falls_inside_a_tie"]
    return Line(
        f"{nouns.users.capitalize()} whose cut falls inside equal timestamps",
        _of_test(audit, tied, "users"),
        rule.in_a_tie if tied else "",
    )


def _left_out(audit: Audit, nouns: Nouns) -> list[Line]:
    reasons = [f"{count(number)} {why}" for why, number in audit["users_left_out"].items()]
    without = audit["test_users_without_relevant_rows"]
    averages = "Left out of averages of relevance, since any list would score 0."
    return [
        Line(f"{nouns.users.capitalize()} left out of the test", ", ".join(reasons) or "none"),
        Line(
            f"Test {nouns.users} without a relevant test row",
            _of_test(audit, without, "users"),
            averages if without else "",
        ),
    ]


def _lacking(audit: Audit) -> str:
    """Return why nothing is said of the times of two users: none are known, or no common ones."""
    return NEEDS_TIMES if audit[OWN] is None else NEEDS_CLOCK


def _some(number: int) -> str:
    return count(number) if number else "none"


def _of_test(audit: Audit, number: int, what: str) -> str:
    """Return how many of the test part's users or items there are."""
    return f"{count(number)} of {count(audit[what]['test'])}" if number else "none"


def _with_rows(audit: Audit, number: int, kind: str) -> str:
    """Return how many cold users or items there are, with their share of the test rows."""
    if not number:
        return "none"
    held_out = max(audit["rows"]["test"], 1)
    share = percent(audit[f"test_rows_with_cold_{kind}"] / held_out)
    return f"{_of_test(audit, number, f'{kind}s')}, with {share} of the test rows"


def folds(audit: Audit, rule: Kind, nouns: Nouns) -> str:
    """Return the sentences on the other folds of a split; none where it has but one."""
    by_fold = audit.get("folds", {})
    if len(by_fold) <= 1:
        return ""
    parts = [
        f"Each of the {len(by_fold)} {rule.folds_are} is a split of its own and was audited; "
        f"the table is that of {rule.fold_is}{audit['fold']}."
    ]
    for name, other in by_fold.items():
        cold = other["cold_test_users"]
        if rule.history_sizes and cold != audit["cold_test_users"]:
            parts.append(
                f"With {name}, {count(cold)} of {count(other['users']['test'])} test "
                f"{nouns.users} are without training rows."
            )
    return " ".join(parts)
