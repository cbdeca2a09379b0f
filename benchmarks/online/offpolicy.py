"""The click rate of a policy that did not run, estimated from the log of one that did.

In all of them y (n,) are clicks and w (n,) importance weights: the probability with which the
policy of interest shows the logged item in its place, over the propensity. q (n,) is a model's
click rate of the logged item, and `expected` (n,) the model's click rate when the policy of
interest chooses. The model must not have seen the row's own click.

`*_terms` return a term for each row (n,) whose mean is the estimate, so that a bootstrap resamples
terms.
"""

from dataclasses import dataclass

import numpy as np

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.errors import UserError
from benchmarks.stats.levels import FEWEST_CLICKS, MOST_NEVER_SHOWN


def weights(target: FloatArray, propensity: FloatArray) -> FloatArray:
    """Return importance weights of the logged items, (n,).

    target, propensity : (n,) probabilities of the logged items, the propensity above 0

    Raises UserError for what is no probability, or no number.
    """
    if not ((propensity > 0) & (propensity <= 1)).all():
        raise UserError(
            "propensity: must be above 0 and at most 1; a row with another cannot be weighted."
        )
    if not ((target >= 0) & (target <= 1)).all():
        raise UserError("policy: probabilities must be 0 to 1.")
    return target / propensity


def ips_terms(y: FloatArray, w: FloatArray) -> FloatArray:
    """Return the terms of inverse propensity scoring, w·y: unbiased, whatever the clicks depend on.

    Source: Horvitz and Thompson 1952; Strehl, Langford, Li and Kakade 2010,
    https://arxiv.org/abs/1003.0120
    """
    return w * y


def snips(y: FloatArray, w: FloatArray) -> float:
    """Return the self-normalized estimate, Σ w·y / Σ w: within 0 to 1, unbiased in the limit.

    NaN without overlap.
    Source: Swaminathan and Joachims 2015, https://papers.nips.cc/paper/5748
    """
    total = w.sum()
    return float((w * y).sum() / total) if total > 0 else float("nan")


def dr_terms(y: FloatArray, w: FloatArray, q: FloatArray, expected: FloatArray) -> FloatArray:
    """Return the terms of the doubly robust estimate, expected + w·(y − q).

    Unbiased if weights or model are right.
    Source: Dudík, Langford and Li 2011, https://arxiv.org/abs/1103.4601
    """
    return expected + w * (y - q)


def switch_dr_terms(
    y: FloatArray, w: FloatArray, q: FloatArray, expected: FloatArray, most: float
) -> FloatArray:
    """Return the terms of switch-DR: doubly robust up to a weight of `most`, else the model alone.

    Source: Wang, Agarwal and Dudík 2017, https://arxiv.org/abs/1612.01205
    """
    return expected + np.where(w <= most, w, 0.0) * (y - q)


def expected_clicks(policy: FloatArray, model: FloatArray) -> FloatArray:
    """Return the model's click rate under a policy; its mean over the rows is the direct method.

    policy, model : (…, n_items), probabilities that sum to 1, and click rates; returns (…)
    """
    return (policy * model).sum(axis=-1)


def effective_size(w: FloatArray) -> float:
    """Return how many equally weighted rows are worth as much as these, (Σ w)² / Σ w².

    0 where all weights are. Source: Kish 1965, chapter 11

    >>> effective_size(np.array([1.0, 1.0, 0.0, 0.0]))
    2.0
    """
    squares = float((w**2).sum())
    return float(w.sum() ** 2 / squares) if squares > 0 else 0.0


@dataclass(frozen=True)
class Support:
    """How much a log says about a policy.

    effective_rows : effective size of the weights
    effective_clicks : of that many rows, those with a click at the log's rate; or the effective
    size of the weights of clicked rows, if that is less. The first sees a policy none of whose
    choices was clicked, the second one heavy click
    mean_weight : 1 in expectation; error : its standard error, rows of an impression together
    never_shown : the share of the policy's choices that the log has not once at their position
    """

    effective_rows: float
    effective_clicks: float
    mean_weight: float
    error: float
    never_shown: float

    @property
    def warning(self) -> str:
        """Why the log can say nothing: "thin", "weights" or "never_shown", the first that holds.

        thin : fewer than ten effective clicks; weights : they do not average 1, by more than three
        standard errors; never_shown : more than 5 % of the policy's choices; "" for nothing
        """
        if self.effective_clicks < FEWEST_CLICKS:
            return "thin"
        if abs(self.mean_weight - 1) > 3 * self.error + 1e-9:
            return "weights"
        return "never_shown" if self.never_shown > MOST_NEVER_SHOWN else ""


def support(y: FloatArray, w: FloatArray, impression: IntArray, never_shown: float) -> Support:
    """Measure how much a log says about a policy; y, w, impression : (n,)."""
    centred = np.bincount(impression, w - w.mean())
    effective_rows = effective_size(w)
    clicks_among_them = effective_rows * float(y.mean())
    return Support(
        effective_rows=effective_rows,
        effective_clicks=min(clicks_among_them, effective_size(w * y)),
        mean_weight=float(w.mean()),
        error=float(np.sqrt((centred**2).sum()) / len(w)),
        never_shown=never_shown,
    )
