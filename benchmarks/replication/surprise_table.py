"""The table of Surprise's README: ten algorithms with default parameters, five folds."""

import random
from collections.abc import Iterator

import numpy as np

from benchmarks.replication.judging import errors
from benchmarks.replication.ratings import Drawn, Ratings
from benchmarks.replication.surprise_models import model
from benchmarks.replication.targets import Figures, Source, Target
from benchmarks.splits.k_fold import KFold
from benchmarks.splits.parts import TEST, TRAIN, VALIDATION

SOURCE = Source(
    "Surprise 1.1.5",
    "README.md, Benchmarks",
    "five folds of all ratings, shuffled by numpy from seed 0 (`KFold(random_state=0)`); default "
    "parameters, seed 0; RMSE and MAE over the ratings of a fold, averaged over folds",
)
PUBLISHED = {
    "ml-100k": {
        "svd": (0.934, 0.737),
        "svdpp": (0.919, 0.721),
        "nmf": (0.963, 0.758),
        "slope_one": (0.946, 0.743),
        "knn_basic": (0.980, 0.774),
        "knn_with_means": (0.951, 0.749),
        "knn_baseline": (0.931, 0.733),
        "co_clustering": (0.963, 0.753),
        "baseline_only": (0.944, 0.748),
        "normal_predictor": (1.518, 1.219),
    },
    "ml-1m": {
        "svd": (0.873, 0.686),
        "knn_baseline": (0.895, 0.706),
        "baseline_only": (0.909, 0.719),
    },
}
TARGETS = [
    Target(dataset, baseline, metric, value, 0.0006)
    for dataset, rows in PUBLISHED.items()
    for baseline, pair in rows.items()
    for metric, value in zip(("rmse", "mae"), pair, strict=True)
]
IN_A_ROW = {"normal_predictor"}
Job = tuple[tuple[str, ...], tuple[int, ...]]  # algorithms, folds
RULE = KFold(folds=5, draw="numpy", seed=0)


def label() -> str:
    """Return what stands in the table."""
    return SOURCE.label


def jobs(targets: list[Target]) -> list[Job]:
    """Return the algorithms with each fold, which is drawn once for all of them.

    One that draws from numpy itself has all folds in a row.
    """
    names = sorted({target.baseline for target in targets})
    every = tuple(range(RULE.folds))
    together = tuple(name for name in names if name not in IN_A_ROW)
    by_fold: list[Job] = [(together, (fold,)) for fold in every] if together else []
    return by_fold + [((name,), every) for name in names if name in IN_A_ROW]


def run(data: Ratings, job: Job) -> Figures:
    """Return the errors of some algorithms, averaged over some folds."""
    names, folds = job
    drawn = [
        (data.train_set(rows.of(TRAIN, VALIDATION)), rows.of(TEST)) for rows in _of(data, folds)
    ]
    figures = {}
    for name in names:
        # random generators start at 0, as for the table
        random.seed(0)
        np.random.seed(0)  # noqa: NPY002  Surprise draws from it
        of_folds = []
        for train, test in drawn:
            fitted = model(name)
            fitted.fit(train)
            of_folds.append(errors(fitted, test, data.scale))
        for metric in of_folds[0]:
            figures[name, metric] = float(np.mean([values[metric] for values in of_folds]))
    return figures


def _of(data: Ratings, folds: tuple[int, ...]) -> Iterator[Drawn]:
    """Yield some folds."""
    for number, drawn in enumerate(data.split(RULE)):
        if number in folds:
            yield drawn
