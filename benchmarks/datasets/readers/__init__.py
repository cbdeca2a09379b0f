"""Readers of datasets whose files need code: a module each, with `read(folder) -> Raw`.

A card names one by `reader:`; all else that is to be said of a dataset stands in its card.
"""
