"""The benchmarks of tests/exchange: one with two cells, one with several folds."""

from tests.exchange.conftest import folds, made, tastes  # noqa: F401  fixtures
