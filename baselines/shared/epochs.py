"""Training by epochs, of a fixed number or with early stopping; what is learned is in `weights`."""

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from benchmarks.protocol.training import Training

PATIENCE = 5  # epochs without improvement after which `train_until` stops


class Learner(Protocol):
    """A baseline that learns by epochs; the same seed and epoch go through the same examples.

    weights : arrays that no epoch changes in place, so that earlier ones can be kept
    """

    epochs: int
    weights: Any

    def start(self, train: Training) -> None:
        """Set the weights to random ones."""

    def train_epoch(self, epoch: int) -> None:
        """Go through all examples once; epochs count from 0."""

    def embed(self) -> None:
        """Compute from the weights what `scores` needs."""

    def finish(self) -> None:
        """Drop what only training needs."""


def train_all(learner: Learner, train: Training) -> None:
    """Train for all epochs of the learner."""
    learner.start(train)
    for epoch in range(learner.epochs):
        learner.train_epoch(epoch)
    learner.embed()
    learner.finish()


def train_until(learner: Learner, train: Training, validate: Callable[[], float]) -> dict[str, int]:
    """Train until `epochs`, or `PATIENCE` epochs after the best; return the number of the best.

    validate : called after each epoch, higher is better; may use `scores`

    Leaves the learner as `train_all` with that number of epochs does.
    """
    learner.start(train)
    best_value, best_epochs, best_weights = -np.inf, 0, learner.weights
    for epoch in range(learner.epochs):
        learner.train_epoch(epoch)
        learner.embed()
        value = validate()
        if value > best_value:
            best_value, best_epochs, best_weights = value, epoch + 1, learner.weights
        if epoch + 1 - best_epochs >= PATIENCE:
            break
    learner.weights = best_weights
    learner.embed()
    learner.finish()
    return {"epochs": best_epochs}
