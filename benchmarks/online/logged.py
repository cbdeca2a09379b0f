"""The experiment as it ran: the click rates of the policies served, and how sure one can be."""

from collections.abc import Mapping

from benchmarks.contract.rows_of_logs import Experiment, PolicyTest
from benchmarks.datasets.dataset import Log
from benchmarks.online.counts import whole
from benchmarks.online.rounds import Rounds, arrays
from benchmarks.stats import clustered, rates

Logs = Mapping[str, Mapping[str, Rounds]]  # by campaign and policy


def by_campaign(read: Mapping[str, Mapping[str, Log]]) -> Logs:
    """Return logs as they were read, as arrays."""
    return {
        campaign: {policy: arrays(log) for policy, log in served.items()}
        for campaign, served in read.items()
    }


def experiments(logs: Logs, dataset: str) -> list[Experiment]:
    """Return what each policy of each campaign got; a row is an item shown at a position."""
    served = [
        (campaign, policy, rounds)
        for campaign, policies in logs.items()
        for policy, rounds in policies.items()
    ]
    return [_experiment(dataset, *one_policy) for one_policy in served]


def tests(logs: Logs, dataset: str, power: float) -> list[PolicyTest]:
    """Compare the two policies of each campaign; power : that a test should have."""
    return [_test(dataset, campaign, served, power) for campaign, served in logs.items()]


def _experiment(dataset: str, campaign: str, policy: str, rounds: Rounds) -> Experiment:
    clicks, n = int(rounds.click.sum()), len(rounds.click)
    low, high = rates.wilson(clicks, n)
    return Experiment(
        dataset=dataset,
        campaign=campaign,
        policy=policy,
        rows=n,
        clicks=clicks,
        page_views=len(set(rounds.impression.tolist())),
        click_rate=clicks / n,
        ci_low=low,
        ci_high=high,
        design_effect=clustered.design_effect(rounds.click, rounds.impression),
    )


def _test(dataset: str, campaign: str, served: Mapping[str, Rounds], power: float) -> PolicyTest:
    (first, control), (second, treatment) = served.items()
    clicks = (int(control.click.sum()), int(treatment.click.sum()))
    n = (len(control.click), len(treatment.click))
    seen = (clicks[0] / n[0], clicks[1] / n[1])
    low, high = rates.newcombe(clicks, n)
    return PolicyTest(
        dataset=dataset,
        campaign=campaign,
        base=first,
        other=second,
        difference=seen[1] - seen[0],
        ci_low=low,
        ci_high=high,
        p_value=rates.two_proportions(clicks, n),
        power=rates.power(seen, n),
        detectable_difference=rates.detectable(seen[0], n, power),
        rows_needed=whole(rates.rows_needed(seen, power)),
        rows=sum(n),
    )
