"""Simulated users decide between two baselines, by an A/B test and by interleaving; which needs how many."""

import numpy as np

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.online import clicks, interleaving
from benchmarks.online.planning import halves
from benchmarks.online.results import Results
from benchmarks.online.rows import Row, interval, row
from benchmarks.online.settings import Online
from benchmarks.stats import power, rates, signs
from benchmarks.stats.levels import ALPHA, Z_ROUNDED, Z

_CUPED_USERS = 1000  # of each experiment that checks CUPED
_WORLD = "simulated clicks on relevance from the held-out part; no evidence about real users"
Head = tuple[str, str, str, str]


def rows(results: list[Results], settings: Online) -> list[Row]:
    """Return for each pair the users that both kinds of test need, their power at each size, and what CUPED saves."""
    found = []
    for one in results:
        for pair in one.pairs:
            head = ("simulated", "simulated_tests", one.source, " → ".join(pair))
            chance = tuple(chances(one, baseline, settings)[0] for baseline in pair)
            found += _compare(head, one, pair, chance, settings)
            found += _history(head, chance, one.history, settings)
    return found


def chances(one: Results, baseline: str, settings: Online) -> FloatArray:
    """Return the probability of a click on each place of each list of a baseline, (n_seeds, n_users, length)."""
    return clicks.chances(one.hits[baseline], one.items[baseline] >= 0, settings.plan.clicks)


def drafted(one: Results, pair: tuple[str, str], settings: Online) -> FloatArray:
    """Return the shares of users who click more on the second, as much, and less, in each draft, (drafts, 3)."""
    lists, hits = (tuple(of[baseline][0] for baseline in pair) for of in (one.items, one.hits))
    random, found = np.random.default_rng(settings.seed), []
    for _ in range(settings.plan.drafts):
        items, teams = interleaving.team_draft(*lists, random)
        shown = interleaving.shown_hits(items, lists, hits)
        chance = clicks.chances(shown, items >= 0, settings.plan.clicks)
        found.append(interleaving.preferences(chance, teams).mean(axis=0))
    return np.array(found)


def found_by_ab(
    per_user: tuple[FloatArray, FloatArray], users: int, count: int, random: np.random.Generator
) -> FloatArray:
    """Simulate A/B tests of `users` in two halves; return which found the second better (1), worse (-1), neither (0).

    per_user : the distributions of a random user's number of clicks under either, (length + 1,);
    Welch's test, normal
    """
    value, size = np.arange(len(per_user[0])), users // 2
    drawn = [random.multinomial(size, distribution, size=count) for distribution in per_user]
    mean = [counted @ value / size for counted in drawn]
    squares = [counted @ value**2 / size - m**2 for counted, m in zip(drawn, mean, strict=True)]
    error, gap = np.sqrt(sum(squares) / (size - 1)), mean[1] - mean[0]
    return np.sign(gap) * (np.abs(gap) > Z * error)


def found_by_interleaving(
    shares: FloatArray, users: int, count: int, random: np.random.Generator
) -> FloatArray:
    """Simulate interleaving for `users`; return which found the second better (1), worse (-1), or neither (0).

    shares : (3,) of users who prefer the second, neither, the first; exact sign test
    """
    drawn: IntArray = random.multinomial(users, shares / shares.sum(), size=count)
    more, fewer = drawn[:, 0], drawn[:, 2]
    return np.sign(more - fewer) * (signs.p_values(more, fewer) < ALPHA)


def _compare(
    head: Head,
    one: Results,
    pair: tuple[str, str],
    chance: tuple[FloatArray, FloatArray],
    settings: Online,
) -> list[Row]:
    per_user = tuple(clicks.counts(c).mean(axis=0) for c in chance)
    value = np.arange(len(per_user[0]))
    mean = [p @ value for p in per_user]
    variances = tuple(p @ value**2 - m**2 for p, m in zip(per_user, mean, strict=True))
    gap, drafts = mean[1] - mean[0], drafted(one, pair, settings)
    shares, error = (
        drafts.mean(axis=0),
        (drafts[:, 0] - drafts[:, 2]).std(ddof=1) / np.sqrt(len(drafts)),
    )
    preference = shares[0] - shares[2]
    decided = abs(preference) > Z_ROUNDED * error  # else more drafts might prefer the other
    needed = {
        "A/B": 2 * power.users_needed(gap, variances, settings.power),
        "interleaving": power.users_needed_by_signs(shares[0], shares[2], settings.power)
        if decided
        else float("nan"),
    }
    span = interval((preference - Z_ROUNDED * error, preference + Z_ROUNDED * error))
    found = [
        row(
            *head,
            "difference|clicks",
            gap,
            method="A/B",
            n=len(one.users),
            note=f"per user, exact; {_WORLD}",
        ),
        row(*head, "preference", preference, method="interleaving", **span, n=len(drafts))
        | {
            "note": "users who click more on the right one, less those on the left, as a share; interval of the drafts"
        },
        *(
            row(
                *head,
                "users_needed|clicks",
                count,
                method=method,
                note=f"in all, power {settings.power:g}; {_WORLD}",
            )
            for method, count in needed.items()
        ),
        _ratio(head, needed, gap, preference, error),
    ]
    return found + _powers(head, np.sign(gap), needed, (per_user, shares), settings)


def _powers(
    head: Head,
    winner: float,
    needed: dict[str, float],
    worlds: tuple[tuple[FloatArray, FloatArray], FloatArray],
    settings: Online,
) -> list[Row]:
    """Simulate both kinds of test at each size, and at the users that each needs."""
    random, found = np.random.default_rng(settings.seed), []
    simulate = {"A/B": (found_by_ab, worlds[0]), "interleaving": (found_by_interleaving, worlds[1])}
    for method, (run, world) in simulate.items():
        sizes = {f"{size} users": size for size in settings.plan.users}
        if 4 <= needed[method] <= 10**9:
            sizes["users_needed"] = int(needed[method])
        for name, size in sizes.items():
            outcome = run(world, size, settings.plan.experiments, random)
            found.append(_power(head, method, name, size, int((outcome == winner).sum()), settings))
    return found


def _power(head: Head, method: str, name: str, size: int, right: int, settings: Online) -> Row:
    count = settings.plan.experiments
    note = f"share of {count} simulated experiments that find the winner, the one with more expected clicks"
    span = interval(rates.wilson(right, count))
    return row(*head, f"power|{name}", right / count, method=method, **span, n=size, note=note)


def _ratio(
    head: Head, needed: dict[str, float], gap: float, preference: float, error: float
) -> Row:
    """Return how many times as many users the A/B test needs, with the Monte Carlo error of the drafts."""
    head, method, half = (*head, "users_ratio"), "A/B over interleaving", Z_ROUNDED * error
    if abs(preference) <= half:
        note = "no number: the drafts leave open which one interleaving prefers"
        return row(*head, float("nan"), method=method, note=note)
    if gap * preference <= 0:
        note = "no number: interleaving prefers the one with fewer expected clicks, and no number of users finds the same"
        return row(*head, float("nan"), method=method, note=note)
    ratio = needed["A/B"] / needed["interleaving"]
    span = [ratio * (1 + side * half / abs(preference)) ** 2 for side in (-1, 1)]
    note = (
        f"users of the A/B test over users of interleaving; interval of the drafts alone; {_WORLD}"
    )
    return row(*head, ratio, method=method, **interval(span), note=note)


def _history(
    head: Head,
    chance: tuple[FloatArray, FloatArray],
    history: dict[str, FloatArray],
    settings: Online,
) -> list[Row]:
    """Return the share of clicks' variance that history foretells: exact, and in simulated A/B tests, with the bias."""
    gap = clicks.expected(chance[1]).mean() - clicks.expected(chance[0]).mean()
    noise = sum((c * (1 - c)).sum(axis=1).mean() for c in chance)
    own = tuple(clicks.expected(c) for c in chance)
    found = []
    for name, known in history.items():
        plain, left = (sum(halves(own, by)) + noise for by in (None, known))
        estimates = cuped_estimates(chance, known, _CUPED_USERS, settings)
        error, count = estimates[1].std(ddof=1) / np.sqrt(len(estimates[1])), len(estimates[1])
        bias, method = estimates[1].mean() - gap, f"A/B, CUPED by {name}"
        needed = 2 * power.users_needed(gap, (left, 0.0), settings.power)
        saved, span = (
            1 - estimates[1].var() / estimates[0].var(),
            interval((bias - Z_ROUNDED * error, bias + Z_ROUNDED * error)),
        )
        note = f"in {count} simulated experiments of {_CUPED_USERS} users"
        found += [
            row(
                *head,
                "users_needed|clicks",
                needed,
                method=method,
                note=f"in all, power {settings.power:g}; {_WORLD}",
            ),
            row(
                *head,
                "variance_explained|clicks",
                1 - left / plain,
                method=method,
                note=f"exact; {_WORLD}",
            ),
            row(*head, "variance_saved|clicks", saved, method=method, n=count, note=note),
            row(*head, "bias|clicks", bias, method=method, **span, n=count, note=note),
        ]
    return found


def cuped_estimates(
    chance: tuple[FloatArray, FloatArray], history: FloatArray, users: int, settings: Online
) -> tuple[FloatArray, FloatArray]:
    """Simulate A/B tests of `users`; return the differences in clicks as they are and by CUPED, (experiments,) each."""
    random, half, found = np.random.default_rng(settings.seed), users // 2, []
    for _ in range(settings.plan.experiments):
        who = random.integers(0, len(history), 2 * half)
        clicked = np.concatenate(
            [clicks.draw(chance[0][who[:half]], random), clicks.draw(chance[1][who[half:]], random)]
        )
        adjusted = power.cuped(clicked.astype(np.float64), history[who])
        found.append(
            [values[half:].mean() - values[:half].mean() for values in (clicked, adjusted)]
        )
    plain, adjusted = np.array(found).T
    return plain, adjusted
