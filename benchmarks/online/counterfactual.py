"""From one policy's log, the click rate of the policy that ran beside it; and what that one really got."""

from collections.abc import Iterator

import numpy as np

from benchmarks.contract.arrays import FloatArray
from benchmarks.online import offpolicy, policies, rewards
from benchmarks.online.logged import Logs
from benchmarks.online.rounds import Rounds
from benchmarks.online.rows import Row, interval, row
from benchmarks.online.settings import Online
from benchmarks.stats import clustered, rates
from benchmarks.stats.levels import Z_ROUNDED

UNIFORM = "random"  # the policy whose distribution is known without its log


def rows(logs: Logs, settings: Online) -> list[Row]:
    """Estimate each policy from the other's log, and compare."""
    found = []
    for campaign, rounds, other, subject, policy in directions(logs):
        source = f"{settings.logs}/{campaign}"
        found += (
            _distribution(source, subject, rounds, other) if not subject.endswith(UNIFORM) else []
        )
        found += _compare(source, subject, rounds, other, policy, settings)
    return found + _errors(found, settings)


def directions(logs: Logs) -> Iterator[tuple[str, Rounds, Rounds, str, FloatArray]]:
    """Yield campaign, the log, the other policy's log, `policy → other`, and the other's (1, n_positions, n_items).

    The uniform policy is known; another is taken as the shares of its own log, all of it. No click
    of that log is used.
    """
    for campaign, served in logs.items():
        for one, rounds in served.items():
            for other, beside in served.items():
                if other != one:
                    policy = (
                        policies.uniform(rounds) if other == UNIFORM else policies.as_served(beside)
                    )
                    yield campaign, rounds, beside, f"{one} → {other}", policy


def models(rounds: Rounds, settings: Online) -> dict[str, FloatArray]:
    """Return the cross-fitted click rates of each reward model, (n, n_items)."""
    fold = rewards.folds(rounds, settings.folds, settings.seed)
    made = {
        "logistic": (rewards.logistic(settings.rewards), rewards.one_hot(rounds)),
        "trees": (rewards.trees(settings.rewards, rounds), rewards.codes(rounds)),
    }
    return {
        name: rewards.crossfitted(model, design, rounds, fold)
        for name, (model, design) in made.items()
    }


def chances(rounds: Rounds, policy: FloatArray) -> FloatArray:
    """Return a policy's probabilities in each row's context and position, (n, n_items)."""
    return np.broadcast_to(policy, rounds.shape)[rounds.context, rounds.position]


def estimators(
    rounds: Rounds, policy: FloatArray, known: dict[str, FloatArray], switch: float
) -> tuple[list[str], FloatArray, FloatArray, FloatArray]:
    """Return the names of all estimators, the terms and divisors of each, (n, n_estimators), and the weights (n,)."""
    chance, rows = chances(rounds, policy), np.arange(len(rounds.item))
    y, w = rounds.click, offpolicy.weights(chance[rows, rounds.item], rounds.propensity)
    terms = {"ips": offpolicy.ips_terms(y, w), "snips": offpolicy.ips_terms(y, w)}
    for name, clicked in known.items():
        q, expected = clicked[rows, rounds.item], offpolicy.expected_clicks(chance, clicked)
        terms[f"dm-{name}"] = expected
        terms[f"dr-{name}"] = offpolicy.dr_terms(y, w, q, expected)
        terms[f"switch-dr-{name}"] = offpolicy.switch_dr_terms(y, w, q, expected, switch)
    divisors = np.ones((len(y), len(terms)))
    divisors[:, list(terms).index("snips")] = w
    return list(terms), np.column_stack(list(terms.values())), divisors, w


def never_shown(rounds: Rounds, policy: FloatArray) -> float:
    """Return the share of a policy's choices that the log has not once at their position, 0 to 1."""
    absent = policies.as_served(rounds)[0] == 0
    served = np.bincount(rounds.position, minlength=rounds.n_positions) / len(rounds.position)
    mean = np.broadcast_to(policy, (len(policy), *rounds.shape[1:]))
    if len(policy) > 1:
        mean = np.average(mean, axis=0, weights=np.bincount(rounds.context, minlength=len(policy)))[
            None
        ]
    return float((mean[0] * absent).sum(axis=1) @ served)


def _compare(
    source: str, subject: str, rounds: Rounds, other: Rounds, policy: FloatArray, settings: Online
) -> list[Row]:
    names, terms, divisors, w = estimators(
        rounds, policy, models(rounds, settings), settings.switch
    )
    values, bounds = clustered.ratios(
        terms, divisors, rounds.impression, settings.seed, settings.resamples
    )
    overlap = offpolicy.overlap(rounds.click, w, rounds.impression, never_shown(rounds, policy))
    clicks, n = int(other.click.sum()), len(rounds.item)
    truth = clicks / len(other.click)
    head = ("estimated", "counterfactual", source, subject)
    got = interval(rates.wilson(clicks, len(other.click)))
    found = [
        row(
            "real",
            *head[1:],
            "click_rate",
            truth,
            **got,
            n=len(other.click),
            note="what it really got",
        ),
        *overlap_rows(head, overlap, n),
    ]
    for name, value, low, high in zip(names, values, *bounds, strict=True):
        inside = f"the interval {'holds' if low <= truth <= high else 'misses'} what it really got"
        inside += "; it knows nothing of the model's own error" if name.startswith("dm-") else ""
        found += [
            row(*head, "click_rate", value, method=name, **interval((low, high)), n=n, note=inside),
            row(*head, "relative_error", value / truth - 1, method=name, n=n),
            row(*head, "covered", float(low <= truth <= high), method=name, n=n),
        ]
    return found


def overlap_rows(
    head: tuple[str, str, str, str], overlap: offpolicy.Overlap, n: int, method: str = ""
) -> list[Row]:
    """Return the rows that say how much a log tells of a policy; the warning is a note of each."""
    spread = Z_ROUNDED * overlap.error
    measures = {
        "effective_rows": (overlap.effective_rows, {}),
        "effective_clicks": (overlap.effective_clicks, {}),
        "mean_weight": (
            overlap.mean_weight,
            interval((overlap.mean_weight - spread, overlap.mean_weight + spread)),
        ),
        "never_shown": (overlap.never_shown, {}),
    }
    return [
        row(*head, measure, value, method=method, **bounds, n=n, note=overlap.warning)
        for measure, (value, bounds) in measures.items()
    ]


def _distribution(source: str, subject: str, rounds: Rounds, other: Rounds) -> list[Row]:
    """Say how far other ways to know a policy from its log lie from the shares, and what estimate they would give."""
    shares, found = policies.as_served(other), []
    for name, harmonic in (("mean-propensity", False), ("harmonic-propensity", True)):
        raw = policies.by_propensity(other, harmonic)
        policy = raw / raw.sum(axis=-1, keepdims=True)
        w = offpolicy.weights(policy[0, rounds.position, rounds.item], rounds.propensity)
        apart = np.abs(policy - shares).sum(axis=-1).mean() / 2
        head, n = ("estimated", "counterfactual", source, subject), len(other.item)
        what = "over the items, mean of the positions; 1 if these were the policy's probabilities"
        found += [
            row(
                *head, "sum_of_probabilities", raw.sum(axis=-1).mean(), method=name, n=n, note=what
            ),
            row(
                *head,
                "distance_from_shares",
                apart,
                method=name,
                n=n,
                note="total variation, after normalization",
            ),
            row(
                *head,
                "click_rate",
                offpolicy.ips_terms(rounds.click, w).mean(),
                method=f"ips by {name}",
                n=len(w),
            ),
        ]
    return found


def _errors(found: list[Row], settings: Online) -> list[Row]:
    """Average each estimator's error and coverage over the comparisons."""
    head = ("estimated", "counterfactual", settings.logs, "all comparisons")
    noise = [1 / (one["value"] * one["n"]) for one in found if one["kind"] == "real"]
    perfect = (
        "what a perfect estimate would seem to err, since the truth is counted in few clicks too"
    )
    made = [
        row(
            *head,
            "rms_relative_error",
            np.sqrt(np.mean(noise)),
            method="truth",
            n=len(noise),
            note=perfect,
        )
    ]
    for name in dict.fromkeys(one["method"] for one in found if one["measure"] == "covered"):
        own = [one for one in found if one["method"] == name]
        errors = np.array([one["value"] for one in own if one["measure"] == "relative_error"])
        covered = np.array([one["value"] for one in own if one["measure"] == "covered"])
        made += [
            row(
                *head, "rms_relative_error", np.sqrt((errors**2).mean()), method=name, n=len(errors)
            ),
            row(*head, "covered", covered.mean(), method=name, n=len(covered)),
        ]
    return made
