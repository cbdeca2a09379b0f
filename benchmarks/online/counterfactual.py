"""From one policy's log, the click rate of the policy that ran beside it; and what that one got."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from benchmarks.contract.arrays import FloatArray
from benchmarks.contract.rows_of_logs import Estimate, Estimator, Overlap
from benchmarks.online import offpolicy, policies
from benchmarks.online.estimators import UNIFORM, estimators, models, never_shown
from benchmarks.online.logged import Logs
from benchmarks.online.offpolicy import Support
from benchmarks.online.rounds import Rounds
from benchmarks.online.settings import Online
from benchmarks.stats import clustered
from benchmarks.stats.levels import Z_ROUNDED

_BY_PROPENSITY = {"mean-propensity": False, "harmonic-propensity": True}  # name to harmonic
_NOT_JUDGED = (None,) * 4  # interval, coverage and error of an estimate without them
_UNKNOWN = (None,) * 6  # weights, their interval and what is never shown


class Direction(NamedTuple):
    """A comparison: `log` was read, `target` is valued.

    rounds, beside : the logs of both
    policy : the target's probabilities, (1, n_positions, n_items)
    """

    campaign: str
    log: str
    target: str
    rounds: Rounds
    beside: Rounds
    policy: FloatArray

    @property
    def truth(self) -> float:
        """Click rate that the target really got."""
        clicks = self.beside.click
        return int(clicks.sum()) / len(clicks)


def compare(logs: Logs, settings: Online) -> tuple[list[Estimate], list[Overlap], list[Estimator]]:
    """Estimate each policy from the other's log, and compare with what it really got."""
    estimates: list[Estimate] = []
    overlaps: list[Overlap] = []
    compared = list(directions(logs))
    for direction in compared:
        if direction.target != UNIFORM:
            guessed, described = _distributions(direction, settings.logs)
            estimates += guessed
            overlaps += described
        estimated, overlap = _estimates(direction, settings)
        estimates += estimated
        overlaps.append(overlap)
    return estimates, overlaps, _over_all(estimates, compared, settings.logs)


def directions(logs: Logs) -> Iterator[Direction]:
    """Yield each policy with the other's log.

    The uniform policy is known; another is taken as the shares of its own log, all of it. No click
    of that log is used.
    """
    for campaign, served in logs.items():
        pairs = [(log, target) for log in served for target in served if log != target]
        for log, target in pairs:
            rounds = served[log]
            beside = served[target]
            is_uniform = target == UNIFORM
            policy = policies.uniform(rounds) if is_uniform else policies.as_served(beside)
            yield Direction(campaign, log, target, rounds, beside, policy)


def overlap_row(
    dataset: str, campaign: str, pair: tuple[str, str], distribution: str, support: Support, n: int
) -> Overlap:
    """Return what a log of n rows says of a policy; pair : the log's policy, and the target."""
    spread = Z_ROUNDED * support.error
    return Overlap(
        dataset=dataset,
        campaign=campaign,
        log=pair[0],
        target=pair[1],
        distribution=distribution,
        mean_weight=support.mean_weight,
        ci_low=support.mean_weight - spread,
        ci_high=support.mean_weight + spread,
        effective_rows=support.effective_rows,
        effective_clicks=support.effective_clicks,
        never_shown=support.never_shown,
        sum_of_probabilities=None,
        distance_from_shares=None,
        warning=support.warning,
        rows=n,
    )


def _estimates(direction: Direction, settings: Online) -> tuple[list[Estimate], Overlap]:
    """Return what each estimator says of the target, and how much the log says of it."""
    rounds = direction.rounds
    policy = direction.policy
    truth = direction.truth
    click_rates = models(rounds, settings)
    names, terms, divisors, weights = estimators(rounds, policy, click_rates, settings.switch)
    clusters = rounds.impression
    values, (lows, highs) = clustered.ratios(
        terms, divisors, clusters, settings.seed, settings.resamples
    )
    n_rows = len(rounds.item)
    pair = (direction.log, direction.target)
    labels = (settings.logs, direction.campaign, *pair)
    estimates = []
    for name, value, low, high in zip(names, values, lows, highs, strict=True):
        covered = bool(low <= truth <= high)
        error = value / truth - 1
        estimate = Estimate(*labels, name, value, low, high, covered, error, n_rows)
        estimates.append(estimate)
    absent = never_shown(rounds, policy)
    support = offpolicy.support(rounds.click, weights, clusters, absent)
    how_known = "known" if direction.target == UNIFORM else "shares"
    overlap = overlap_row(settings.logs, direction.campaign, pair, how_known, support, n_rows)
    return estimates, overlap


def _distributions(direction: Direction, dataset: str) -> tuple[list[Estimate], list[Overlap]]:
    """Say how far other ways to know a policy lie from its shares, and what estimate they give.

    distance_from_shares : total variation after normalization, mean of the positions;
    sum_of_probabilities : over the items, 1 if these were the policy's probabilities
    """
    rounds = direction.rounds
    shares = policies.as_served(direction.beside)
    labels = (dataset, direction.campaign, direction.log, direction.target)
    n_rows = len(rounds.item)
    estimates = []
    overlaps = []
    for name, harmonic in _BY_PROPENSITY.items():
        raw = policies.by_propensity(direction.beside, harmonic)
        policy = raw / raw.sum(axis=-1, keepdims=True)
        chance = policy[0, rounds.position, rounds.item]
        weights = offpolicy.weights(chance, rounds.propensity)
        terms = offpolicy.ips_terms(rounds.click, weights)
        estimate = Estimate(*labels, f"ips-{name}", terms.mean(), *_NOT_JUDGED, n_rows)
        estimates.append(estimate)
        distance = np.abs(policy - shares).sum(axis=-1)
        total = raw.sum(axis=-1)
        overlap = Overlap(*labels, name, *_UNKNOWN, total.mean(), distance.mean() / 2, "", n_rows)
        overlaps.append(overlap)
    return estimates, overlaps


def _over_all(
    estimates: list[Estimate], compared: list[Direction], dataset: str
) -> list[Estimator]:
    """Average each estimator's error and coverage over the comparisons.

    `truth` has what a perfect estimate would seem to err: the truth is counted in few clicks too.
    """
    noise = []
    for direction in compared:
        n_rows = len(direction.beside.click)
        noise.append(1 / (direction.truth * n_rows))
    perfect = np.sqrt(np.mean(noise))
    everywhere = ("real", dataset, "", "", "")
    made = [Estimator(*everywhere, "truth", len(noise), rms_relative_error=perfect)]
    judged = [estimate for estimate in estimates if estimate.covered is not None]
    for name in dict.fromkeys(estimate.method for estimate in judged):
        of_method = [estimate for estimate in judged if estimate.method == name]
        errors = np.array([estimate.relative_error for estimate in of_method])
        covered = np.array([estimate.covered for estimate in of_method], dtype=np.float64)
        rms = np.sqrt((errors**2).mean())
        made.append(Estimator(*everywhere, name, len(of_method), covered.mean(), rms))
    return made
