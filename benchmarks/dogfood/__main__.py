"""`python -m benchmarks.dogfood …` is `python -m benchmarks dogfood …`."""

import sys

from benchmarks.__main__ import main

if __name__ == "__main__":
    main(["dogfood", *sys.argv[1:]])
