"""What notes beside numbers say: why there is no interval, or what makes it doubtful."""

from benchmarks.stats.levels import FEWEST_BUYERS, FEWEST_UNLIKE

FEW_UNLIKE = f"fewer than {FEWEST_UNLIKE} users unlike the others"
OUTWEIGHED = "single users outweigh all others"
FEW_BUYERS = f"fewer than {FEWEST_BUYERS} users with any"
FEW_TELL = f"fewer than {FEWEST_BUYERS} users tell the two apart"
ALL_LISTS = "one number for all lists"
IDENTICAL = "no user's number differs"
