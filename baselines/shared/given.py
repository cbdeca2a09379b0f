"""What the data may lack, for baselines whose `needs` promise that it is there."""

from benchmarks.contract.arrays import FloatArray
from benchmarks.protocol.training import Features, Training


def ratings(train: Training) -> FloatArray:
    """Return the rating of each row; a ValueError where there are none."""
    if train.ratings is None:
        raise ValueError("needs ratings")
    return train.ratings


def user_features(train: Training) -> Features:
    """Return the features of the users; a ValueError where there are none."""
    if train.user_features is None:
        raise ValueError("needs user features")
    return train.user_features


def item_features(train: Training) -> Features:
    """Return the features of the items; a ValueError where there are none."""
    if train.item_features is None:
        raise ValueError("needs item features")
    return train.item_features


def item_categories(train: Training) -> Features:
    """Return the categories of the items; a ValueError where there are none."""
    if train.item_categories is None:
        raise ValueError("needs item categories")
    return train.item_categories
