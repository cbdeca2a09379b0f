"""What to try next: batches of trials, each proposed from what earlier batches found.

Within a batch a trial knows which parameters were proposed before it, and not their values, so
that proposals are the same however many trials are evaluated at once.
"""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import optuna

from benchmarks.contract.spaces import Space
from benchmarks.protocol.model import RATINGS

BATCH = 4
_LEAST_AT_RANDOM = 8


def at_random(trials: int) -> int:
    """Return how many of the first trials learn nothing from others: a fifth, and eight at least.

    >>> at_random(20), at_random(60)
    (8, 12)
    """
    return max(_LEAST_AT_RANDOM, trials // 5)


class Proposals:
    """Optuna's tree-structured Parzen estimator with a seed of its own for each trial.

    objective : `ndcg@10`, which is to be high, or `rmse`
    seed : of the first trial; each has the next
    n_random : how many of the first trials are drawn at random, the default before them included
    """

    def __init__(self, objective: str, seed: int, n_random: int) -> None:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._study = optuna.create_study(
            direction="minimize" if objective == RATINGS else "maximize"
        )
        self._seed, self._n_random = seed, n_random
        self._asked: list[optuna.Trial] = []

    def batch(
        self, space: Mapping[str, Space], numbers: range, defaults: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Return the parameters of the next trials; those of trial 0 are the defaults.

        numbers : of the trials, which go on where the last batch ended
        """
        proposed = []
        for number in numbers:
            if number == 0:
                self._study.enqueue_trial({name: defaults[name] for name in space})
            self._study.sampler = self._sampler(number)
            trial = self._study.ask()
            proposed.append({name: values.suggest(trial, name) for name, values in space.items()})
            self._asked.append(trial)
        return proposed

    def tell(self, values: Sequence[float]) -> None:
        """Take in what the trials of the last batch found."""
        for trial, value in zip(self._asked, values, strict=True):
            self._study.tell(trial, value)
        self._asked = []

    def _sampler(self, number: int) -> optuna.samplers.BaseSampler:
        seed = self._seed + number
        if number < self._n_random:
            return optuna.samplers.RandomSampler(seed=seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            return optuna.samplers.TPESampler(seed=seed, n_startup_trials=1, constant_liar=True)
