"""Adam (Kingma and Ba 2015, https://arxiv.org/abs/1412.6980) for an array of numpy, without JAX."""

import numpy as np

from benchmarks.contract.arrays import FloatArray

_MEAN_DECAY, _SQUARE_DECAY, _AT_LEAST = 0.9, 0.999, 1e-8


class Adam:
    """What Adam remembers of the gradients of one array."""

    def __init__(self, weights: FloatArray) -> None:
        self.mean, self.square = np.zeros_like(weights), np.zeros_like(weights)
        self.steps = 0

    def stepped(
        self, weights: FloatArray, gradient: FloatArray, learning_rate: float
    ) -> FloatArray:
        """Return the weights after one more step (algorithm 1); those given stay as they are."""
        self.steps += 1
        self.mean += (1 - _MEAN_DECAY) * (gradient - self.mean)
        self.square += (1 - _SQUARE_DECAY) * (gradient**2 - self.square)
        mean = self.mean / (1 - _MEAN_DECAY**self.steps)
        square = self.square / (1 - _SQUARE_DECAY**self.steps)
        stepped: FloatArray = weights - learning_rate * mean / (np.sqrt(square) + _AT_LEAST)
        return stepped
