"""A stand-in with the interface of Cornac 3, which numbers users and items by itself."""

from types import ModuleType
from typing import Any

import numpy as np


class Dataset:
    """Triples with numbers of its own for users and items, as `cornac.data.Dataset`."""

    def __init__(self, triples: list[tuple[int, int, float]]) -> None:
        self.uid_map: dict[int, int] = {}
        self.iid_map: dict[int, int] = {}
        self.rows = []
        for user, item, value in reversed(triples):  # in no order that anybody may rely on
            inner_user = self.uid_map.setdefault(user, len(self.uid_map))
            inner_item = self.iid_map.setdefault(item, len(self.iid_map))
            self.rows.append((inner_user, inner_item, value))

    @classmethod
    def from_uir(cls, data: list[tuple[int, int, float]], seed: int | None = None) -> "Dataset":
        """Make a data set."""
        assert seed is not None
        return cls(data)


class Recommender:
    """The base of all models."""

    def __init__(self, name: str, trainable: bool = True, verbose: bool = False) -> None:
        self.name, self.trainable, self.verbose = name, trainable, verbose

    def fit(self, train_set: Dataset, val_set: Any = None) -> "Recommender":  # noqa: ARG002 (it is the interface)
        """Note the data."""
        self.train_set = train_set
        return self


class Counting(Recommender):
    """Sum up the values of each item, with a little noise by the seed."""

    def __init__(
        self,
        name: str = "Counting",
        k: int = 10,
        weight: float = 1.0,
        noise: float = 0.5,
        trainable: bool = True,
        verbose: bool = True,
        init_params: dict | None = None,  # noqa: ARG002 (it is the interface)
        seed: int | None = None,
    ) -> None:
        super().__init__(name, trainable, verbose)
        self.k, self.weight, self.noise, self.seed = k, weight, noise, seed

    def fit(self, train_set: Dataset, val_set: Any = None) -> "Counting":
        """Sum up."""
        super().fit(train_set, val_set)
        random = np.random.default_rng(self.seed)
        self.totals = self.noise * random.random(len(train_set.iid_map))
        self.own = np.zeros((len(train_set.uid_map), len(train_set.iid_map)))
        for user, item, value in train_set.rows:
            self.totals[item] += self.weight * value
            self.own[user, item] += self.noise * value
        return self

    def score(self, user_idx: int, item_idx: int | None = None) -> Any:
        """Return the scores of all known items, or of one."""
        scores = self.totals + self.own[user_idx]
        return scores if item_idx is None else scores[item_idx]


def modules() -> dict[str, ModuleType]:
    """Return modules of the names that Cornac has."""
    package, data, models = (ModuleType(f"cornac{end}") for end in ("", ".data", ".models"))
    data.Dataset, models.Counting = Dataset, Counting
    package.data, package.models = data, models
    return {module.__name__: module for module in (package, data, models)}
