"""How a benchmark divides its rows, in words, and what that leaks."""

from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.words import listed, percent
from benchmarks.report.text import moment, ordinal
from benchmarks.splits.kind import SplitRule

_BY_TIME = ("temporal", "user_temporal", "leave_last_out")


def split(rule: SplitRule, nouns: Nouns, least_users: int = 0) -> str:
    """Return the sentences on a split.

    least_users : of the catalogue: with any, items new after a cut are not in it
    """
    sentence = (
        _temporal(rule, nouns, least_users)
        if rule.kind == "temporal"
        else _OTHERS[rule.kind](rule, nouns)
    )
    known = "all before the test part" if rule.kind in _BY_TIME else "training and validation part"
    return f"{sentence} The final fit learns from {known}."


def _temporal(rule: SplitRule, nouns: Nouns, least_users: int) -> str:
    stay = f"{nouns.users}{'' if least_users else ' and items'} that are new after the cut stay in."
    if rule.test_from and rule.validation_from:
        cut, start = moment(rule.test_from), moment(rule.validation_from)
        return (
            f"Two moments cut for everybody: {nouns.rows} from {cut} are the test part, "
            f"those before them from {start} the validation part; {stay}"
        )
    return (
        f"One moment cuts for everybody: the last {percent(rule.test)} of all {nouns.rows} are "
        f"the test part, the {percent(rule.validation)} before them the validation part; {stay}"
    )


def _user_temporal(rule: SplitRule, nouns: Nouns) -> str:
    return (
        f"Each {nouns.user}’s last {percent(rule.test)} of {nouns.rows} are the test part, "
        f"the {percent(rule.validation)} before them the validation part."
    )


def _leave_last_out(_: SplitRule, nouns: Nouns) -> str:
    return (
        f"Each {nouns.user}’s last {nouns.row} is the test part, "
        "the one before it the validation part."
    )


def _random(rule: SplitRule, nouns: Nouns) -> str:
    return (
        f"A seeded {percent(rule.test)} of all {nouns.rows} are the test part and "
        f"another {percent(rule.validation)} the validation part, whatever their time."
    )


def _stratified(rule: SplitRule, nouns: Nouns) -> str:
    whose = nouns.user if rule.by == "user" else "item"
    another = f" and another {percent(rule.validation)} the validation part"
    return (
        f"Of each {whose}’s {nouns.rows}, a seeded {rule.test_rows or percent(rule.test)} are "
        f"the test part{another if rule.validation else ''}, whatever their time."
    )


def _k_fold(rule: SplitRule, nouns: Nouns) -> str:
    return (
        f"All {nouns.rows} are divided at random, by a seed, into {rule.folds} folds. "
        "Each fold is the test part once, with the next fold as its validation part; "
        "numbers are averages over the folds."
    )


def _cold_items(rule: SplitRule, nouns: Nouns) -> str:
    return (
        f"A seeded {percent(rule.test)} of the {nouns.items} have no interaction at all in "
        f"training: all their {nouns.rows} are the test part. Another {percent(rule.validation)} "
        f"of the {nouns.items} are the validation part in the same way."
    )


def _cold_users(rule: SplitRule, nouns: Nouns) -> str:
    user, rows, last = nouns.user, nouns.rows, ordinal(max(rule.known))
    sizes = listed([str(size) for size in rule.known])
    return (
        f"A seeded {percent(rule.test)} of the {nouns.users} are new, and another "
        f"{percent(rule.validation)} are so for validation. Each baseline is fitted once for each "
        f"size of their history, {sizes}: so many of a new {user}’s first {rows} are in training. "
        f"Whatever the size, everything up to a new {user}’s {last} is masked, and the test is "
        "all after it. Numbers for everybody are averages over the sizes."
    )


_OTHERS: dict[str, Callable[[SplitRule, Nouns], str]] = {
    "user_temporal": _user_temporal,
    "leave_last_out": _leave_last_out,
    "random": _random,
    "stratified": _stratified,
    "k_fold": _k_fold,
    "cold_items": _cold_items,
    "cold_users": _cold_users,
}


def leak(
    rule: SplitRule, nouns: Nouns, leaked: Mapping[str, float] | None, folds: Mapping[str, Any]
) -> str:
    """Return the sentences on what a split leaks by its nature; none where it leaks nothing.

    leaked : shares of training rows later than a test row of `anybody`, and of the same user (`own`)
    """
    if not leaked:
        return ""
    later = f"{percent(leaked['anybody'])} of the training rows are later than a test row"
    over = " and the folds" if len(folds) > 1 else ""
    own = f"{percent(leaked['own'])} of them are later than a test row of the same {nouns.user}."
    kept = f"Within {nouns.a_user} the order of time is kept."
    return (
        f"{_name(rule, nouns)} leaks the future by its nature: {later}, on average over the test "
        f"rows{over}. {own if leaked['own'] else kept} "
        "These numbers compare baselines; they do not forecast."
    )


def _name(rule: SplitRule, nouns: Nouns) -> str:
    """Return what a split that leaks is called."""
    whose = nouns.user if rule.by == "user" else "item"
    return {
        "user_temporal": f"A split by each {nouns.user}’s own time",
        "leave_last_out": "Leaving the last row out",
        "random": "A random split",
        "stratified": f"A random split of each {whose}’s rows",
        "k_fold": "A split into random folds",
        "cold_items": "Holding out whole items",
        "cold_users": f"Holding out whole {nouns.users}",
    }[rule.kind]
