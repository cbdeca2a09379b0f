"""Refuse a split whose parts are empty, or far from the shares that were asked for."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from math import ceil

import numpy as np
import pyarrow as pa

from benchmarks.contract.arrays import IntArray
from benchmarks.contract.errors import UserError, hint
from benchmarks.contract.settings import Relevance
from benchmarks.splits.kind import Kind
from benchmarks.splits.parts import PARTS, TEST, TRAIN, VALIDATION, Parts, Rows, Times
from benchmarks.splits.wording import listed, percent_exact

_SHOWN = 4  # of the shares that can be had


def require_parts(folds: Mapping[str, Parts], rule: Kind, rows: Rows, where: str) -> None:
    """Stop at a part without rows, or with far more or fewer than its share.

    where : names the block of the split

    Raises UserError that says what can be had.
    """
    sizes = {fold: np.bincount(parts, minlength=len(PARTS)) for fold, parts in folds.items()}
    for fold, size in sizes.items():
        _require_shares(size, rule, rows, where)
        _require_rows(size, [TRAIN, TEST], rule, rows, f"{where}{_of_fold(fold)}")
    if rule.has_validation:
        most = np.max(list(sizes.values()), axis=0)
        _require_rows(most, [VALIDATION], rule, rows, where)


def require_rows_left(folds: Mapping[str, Parts], where: str) -> None:
    """Stop at a catalogue that leaves training or test without a row; where : as above."""
    for parts in folds.values():
        for part in (TRAIN, TEST):
            if not (parts == part).any():
                block = where.removesuffix("split") + "catalogue"
                raise UserError(
                    f"{block}: leaves the {PARTS[part]} part without a row; ask for fewer "
                    "`min_users`, or exclude less."
                )


def require_relevance(rule: Relevance, scale: Sequence[float] | None, where: str) -> None:
    """Stop at a rule by which no row of the data could be relevant.

    scale : lowest and highest rating, None where there are no ratings; where : as above
    """
    if rule.min_rating is None:
        return
    key = f"{where.removesuffix('split')}relevance.min_rating"
    if not scale:
        raise UserError(f"{key}: the dataset has no ratings; leave this key out.")
    if rule.min_rating > scale[1]:
        raise UserError(
            f"{key}: no rating is {rule.min_rating:g} or more; they are {scale[0]:g} to "
            f"{scale[1]:g}."
        )


def _of_fold(fold: str) -> str:
    return "" if fold == "all" else f", {fold}"


def require_features(excluded: list[str], items: pa.Table, where: str) -> None:
    """Stop at a feature that no item has, as it may be a misspelt one; where : as above."""
    known = {word for words in items["features"].to_pylist() for word in words} if excluded else ()
    for feature in excluded:
        if feature not in known:
            raise UserError(
                f"{where.removesuffix('split')}catalogue.exclude: no item has the feature "
                f"'{feature}'{hint(feature, sorted(known))}."
            )


def _require_rows(size: IntArray, parts: list[int], rule: Kind, rows: Rows, where: str) -> None:
    """Stop at a part that has no row."""
    held = ", ".join(f"{PARTS[part]} {size[part]:,}" for part in (TRAIN, VALIDATION, TEST))
    for part in parts:
        if not size[part]:
            raise UserError(
                f"{where}: a split of kind {rule.kind} leaves the {PARTS[part]} part without a row "
                f"({held}{_ends(rows, rule)}); take other shares or moments, or another kind."
            )


def _ends(rows: Rows, rule: Kind) -> str:
    """Say from when until when the rows are, where that is what divides all of them."""
    if not (rule.compares_users and rows.has_times and len(rows.times)):
        return ""
    first, last = (
        f"{datetime.fromtimestamp(int(time), UTC):%Y-%m-%d}"
        for time in (rows.times.min(), rows.times.max())
    )
    return f"; rows are from {first} to {last}"


def _require_shares(size: IntArray, rule: Kind, rows: Rows, where: str) -> None:
    """Stop where rows of one moment, which are not divided, change a share by half or more."""
    for part in (TEST, VALIDATION):
        asked = rule.asked.get(PARTS[part])
        if asked is None or not (part == TEST or size[part]):
            continue
        wanted = ceil(len(rows.users) * Fraction(str(asked)))
        if abs(int(size[part]) - wanted) > max(1, wanted / 2):
            got = percent_exact(round(float(size[part]) / len(rows.users), 4))
            raise UserError(
                f"{where}: equal times, which are not divided, give the {PARTS[part]} part {got} "
                f"of the rows and not {percent_exact(asked)}: {_to_be_had(rows.times)}; take one "
                "of these shares, moments, or another kind."
            )


def _to_be_had(times: Times) -> str:
    """Say how many rows have the commonest time, and which shares the latest moments have."""
    moments, counts = np.unique(times, return_counts=True)
    most = int(counts.argmax())
    at = f"{datetime.fromtimestamp(int(moments[most]), UTC):%Y-%m-%dT%H:%M:%SZ}"
    last = np.cumsum(counts[::-1])[: len(counts) - 1][:_SHOWN] / len(times)
    shares = [percent_exact(round(float(share), 4)) for share in last]
    tie = f"{counts[most]:,} of {len(times):,} are of {at}, the largest tie"
    return f"{tie}, and the last rows can be {listed(shares, 'or')} of them, at {len(counts)} times"
