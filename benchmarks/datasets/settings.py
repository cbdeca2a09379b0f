"""Settings of a dataset."""

from benchmarks.contract.settings import Block


class Dataset(Block):
    """Nothing: the name is that of a card, and the card says the rest."""
