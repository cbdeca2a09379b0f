"""The harness: `python -m benchmarks COMMAND` runs a stage, or all of them."""

from benchmarks.contract import kernels, paths

kernels.choose(kernels.chosen(paths.PARAMS))  # before anything imports numpy
