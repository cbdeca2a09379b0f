"""The harness: `python -m benchmarks COMMAND` runs a stage, or all of them."""

from benchmarks.contract import home, kernels, paths

# before anything imports numpy, and what reads these as it is imported
kernels.choose(kernels.chosen(paths.PARAMS))
home.lead_elsewhere()
