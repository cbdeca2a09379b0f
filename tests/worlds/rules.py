"""A rule of splitting, from the settings that a block of params.yaml would give."""

from benchmarks.splits.kind import AnyRule, read


def split_rule(**settings: object) -> AnyRule:
    return read(settings)
