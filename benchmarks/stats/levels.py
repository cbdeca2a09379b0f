"""Every level of this project and every number of resamples: no other module writes one."""

from scipy.special import ndtri  # scipy.stats takes half a second to import

ALPHA = 0.05  # a difference is significant where p, adjusted by Holm for its family, is below
CONFIDENCE = 0.95  # of every interval
POWER = 0.8  # the probability with which a difference is to be found, unless settings say another

SMALLEST_SLICE = 20  # users; a smaller slice is suppressed
NO_CLAIM_BELOW = 100  # users; a smaller slice is shown and marked

FEWEST_SEARCHES = 5  # whose spread is the luck of a search for parameters

FEWEST_CLICKS = 10  # effective ones; of ten the Wilson interval still has 54 % to 184 % of the rate
MOST_NEVER_SHOWN = 0.05  # of a policy's choices, where its click rate is estimated from a log

# Decimals by which users' numbers and their differences are told apart: fewer than scores are
# rounded to, as the mean of rounded folds is off in the last one.
SAME_DIGITS = 10
FEWEST_UNLIKE = 10  # users off the commonest value; of fewer no interval is honest
# Times that an end of an interval may be away from a number without upper end: where one would be
# farther, resamples that lack a single user are about 0.
WIDEST = 100.0
FEWEST_BUYERS = 100  # of fewer, intervals of what has no upper end cover about 92 %

RESAMPLES = 10_000  # of users, for an interval and a test
RESAMPLES_IN_DOUBT = 100_000  # for the pairs that 10,000 leave in doubt
# Skewness over the root of the number of users up to which Student's t stands for resamples.
MOST_SKEWED = 0.1  # for an interval: to a few % of its width from 150 users on
MOST_SKEWED_TESTED = 0.03  # for a p-value
PERMUTATIONS = 10_000  # of users among groups; more in a large family, as of flips and swaps
FLIPS = 10_000  # of users' lists; more where the family is so large that these could not decide
SWAPS = 1_000  # of two baselines' lists: each counts the exposure of every item anew
MOST_BUNDLES = 10_000  # of users; of more, several are resampled, flipped or permuted as one
RESAMPLES_OF_LOGS = 2_000  # of impressions, for an interval, unless settings say another

Z = float(-ndtri(ALPHA / 2))  # standard errors to either side of a two-sided test
Z_ROUNDED = 1.96  # of intervals of Monte Carlo means: the figures of reports/online/ have it
# Standard errors that a difference must have to be found.
REACH = float(ndtri(1 - ALPHA / 2) + ndtri(POWER))


def farther(n_tests: int) -> float:
    """Return how much larger a difference must be that is adjusted for so many, by Bonferroni.

    Holm asks no more of the largest difference of a family, and less of the others.

    >>> round(farther(1), 2), round(farther(435), 2)
    (1.0, 1.68)
    """
    return float(ndtri(1 - ALPHA / n_tests / 2) + ndtri(POWER)) / REACH
