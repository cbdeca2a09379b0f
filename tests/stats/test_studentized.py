"""The studentized bootstrap: as plain loops, and honest where the percentile interval is not."""

import numpy as np
import pytest
from scipy.stats import binom
from scipy.stats import t as student

from benchmarks.stats import few, studentized
from benchmarks.stats.bootstrap import bootstrap_totals, percentile_interval
from benchmarks.stats.differences import Differences
from benchmarks.stats.ratios import Ratios
from benchmarks.stats.scales import interval

N, RESAMPLES = 83, 400
ON_SCALE = {
    "logit": lambda value: np.log(value / (1 - value)),
    "log": np.log,
    "plain": lambda value: value,
}


def draws():
    """Yield the users of each resample, drawn one after the other."""
    random = np.random.default_rng(0)
    for _ in range(RESAMPLES):
        yield random.integers(0, N, N, np.int32)


def plain_slope(function, value, step=1e-6):
    return (function(value + step) - function(value - step)) / (2 * step)


def ratio_and_error(above, below):
    """Return a ratio of totals and its standard error by users' influence."""
    n = np.count_nonzero(below)
    ratio = above.sum() / below.sum()
    influence = (above - ratio * below)[below > 0] / (below.sum() / n)
    return ratio, (influence.var(ddof=1) / n) ** 0.5


def plain_pivots(above, below, scale):
    """Return |t*| of each resample, by loops in double precision."""
    on_scale, t = ON_SCALE[scale], []
    value, _ = ratio_and_error(above, below)
    for drawn in draws():
        own, error = ratio_and_error(above[drawn], below[drawn])
        moved = on_scale(own) - on_scale(value)
        t.append(abs(moved) / (error * plain_slope(on_scale, own)))
    return np.array(t)


def sample(kind):
    random = np.random.default_rng(5)
    values = random.beta(1, 3, N) * (random.random(N) < 0.6)
    if kind == "of all":
        return values, np.ones(N)
    if kind == "of some":
        inside = (random.random(N) < 0.4).astype(float)
        return values * inside, inside
    counts = np.ceil(random.lognormal(2, 1, N))
    return counts * (0.1 + values), counts


@pytest.mark.parametrize("kind", ["of all", "of some", "of counts"])
@pytest.mark.parametrize("scale", ON_SCALE)
def test_pivots_are_those_of_plain_loops(kind, scale):
    above, below = sample(kind)
    ((found,),) = studentized.pivots(
        [Ratios(above[:, None], below)], [[scale]], resamples=RESAMPLES
    )
    np.testing.assert_allclose(found, plain_pivots(above, below, scale), rtol=2e-4)


def test_ratios_of_several_denominators_are_resampled_together():
    samples = [sample(kind) for kind in ("of all", "of some", "of counts")]
    every = [Ratios(above[:, None], below) for above, below in samples]
    together = studentized.pivots(every, [["log"]] * 3, resamples=RESAMPLES)
    for ratios, found in zip(every, together, strict=True):
        (alone,) = studentized.pivots([ratios], [["log"]], resamples=RESAMPLES)
        np.testing.assert_allclose(found, alone, rtol=1e-4)


def test_differences_of_rmse_are_those_of_plain_loops():
    random = np.random.default_rng(6)
    counts = np.ceil(random.lognormal(2, 1, N))
    shared = random.gamma(counts / 2)
    squared = np.column_stack([shared + random.gamma(counts / 2) * by for by in (2, 3)])
    both = np.column_stack([counts, counts])

    def plain(drawn):
        below, n = counts[drawn], len(drawn)
        roots = [(squared[drawn, b].sum() / below.sum()) ** 0.5 for b in (0, 1)]
        influence = [
            (squared[drawn, b] - roots[b] ** 2 * below) / below.mean() / (2 * roots[b])
            for b in (0, 1)
        ]
        return roots[0] - roots[1], ((influence[0] - influence[1]).var(ddof=1) / n) ** 0.5

    differences = Differences(squared, both, [(0, 1)], lambda u, v: np.sqrt(u / v))
    observed, error = plain(np.arange(N))
    assert differences.errors()[0] == pytest.approx(error, rel=1e-6)
    expected = [abs(one - observed) / own for one, own in map(plain, draws())]
    np.testing.assert_allclose(differences.pivots(resamples=RESAMPLES)[0], expected, rtol=1e-4)


def test_differences_of_means_over_different_users_are_those_of_plain_loops():
    random = np.random.default_rng(7)
    values, known = random.random((2, N)), random.random((2, N)) < 0.7
    known[0] |= ~known.any(axis=0)

    def plain(drawn):
        means, influence = [], []
        for own, counts in zip(values, known, strict=True):
            mean = own[drawn][counts[drawn]].mean()
            off = np.where(counts[drawn], own[drawn] - mean, 0.0) / counts[drawn].mean()
            means.append(mean)
            influence.append(off)
        return means[0] - means[1], ((influence[0] - influence[1]).var(ddof=1) / N) ** 0.5

    below = known.T.astype(float)
    differences = Differences(values.T * below, below, [(0, 1)], lambda u, v: u / v)
    observed, error = plain(np.arange(N))
    assert differences.errors()[0] == pytest.approx(error, rel=1e-6)
    expected = [abs(one - observed) / own for one, own in map(plain, draws())]
    np.testing.assert_allclose(differences.pivots(resamples=RESAMPLES)[0], expected, rtol=1e-4)


def test_a_resample_in_which_nobody_differs_is_infinitely_far_off():
    values = np.zeros((40, 1))
    values[0] = 1
    (t,) = studentized.pivots([Ratios(values, np.ones(40))], [["logit"]], resamples=500)
    drawn = bootstrap_totals(values, resamples=500)[:, 0]
    assert (t[0, drawn == 0] > 1e3).all()
    assert (t[0, drawn > 0] < 1e3).all()


@pytest.mark.parametrize("resamples", [1999, 2000, 2345])
def test_an_interval_excludes_zero_where_the_p_value_is_below_five_percent_only(resamples):
    random = np.random.default_rng(8)
    t = abs(random.standard_t(4, (200, resamples)))
    observed = random.uniform(1.5, 3.5, 200)
    p_values = (1 + studentized.reached(t, observed)) / (1 + resamples)
    excludes = observed > studentized.reach(t)
    np.testing.assert_array_equal(excludes, p_values < 0.05)
    assert 40 < excludes.sum() < 160


def test_where_a_mean_is_as_good_as_normal_resamples_reach_as_far_as_students_t():
    values = np.random.default_rng(9).random((300, 40))
    ratios = Ratios(values, np.ones(300))
    assert (ratios.skewness < 0.1).all()
    (t,) = studentized.pivots([ratios], [["plain"] * 40])
    assert studentized.reach_of_t(300) == pytest.approx(student.ppf(0.975, 299))
    np.testing.assert_allclose(studentized.reach(t), studentized.reach_of_t(300), rtol=0.03)
    assert studentized.p_of_t(np.array([-2.0]), 300) == pytest.approx(2 * student.sf(2, 299))


def test_the_skewness_is_over_the_root_of_the_number_of_users():
    values = np.random.default_rng(10).exponential(size=(400, 1))
    centred = values - values.mean()
    skewness = (centred**3).mean() / (centred**2).mean() ** 1.5
    assert Ratios(values, np.ones(400)).skewness[0] == pytest.approx(skewness / 20)


def test_users_are_unlike_who_do_not_have_what_most_have():
    values = np.full((50, 1), 0.5)
    values[:7] = np.linspace(0, 1, 8)[:7, None]
    ratios = Ratios(values, np.ones(50))
    assert (ratios.commonest[0], ratios.unlike[0], ratios.above_zero[0]) == (0.5, 7, 49)


def covered(n_users, share, seed, n_samples):
    """Return how often each interval holds the truth where most users have 0."""
    random = np.random.default_rng(seed)
    size = (n_users, n_samples)
    values = (random.random(size) < share) * random.beta(2, 2, size)
    columns = values[:, np.count_nonzero(values, axis=0) > 1]
    ratios, scales = Ratios(columns, np.ones(n_users)), ["logit"] * columns.shape[1]
    (t,) = studentized.pivots([ratios], [scales], seed, 999)
    ends = np.array(
        [
            interval("logit", *number)
            for number in zip(ratios.values, ratios.errors, studentized.reach(t), strict=True)
        ]
    ).T
    plain = percentile_interval(bootstrap_totals(values, seed, 999) / n_users)
    return [np.mean((low <= share / 2) & (share / 2 <= high)) for low, high in (ends, plain)]


def test_where_97_percent_of_150_users_have_nothing_it_covers_as_percentiles_do_not():
    ours, percentile = covered(150, 0.03, seed=11, n_samples=2000)
    assert percentile < binom.ppf(0.001, 2000, 0.95) / 2000 <= ours


@pytest.mark.parametrize(("commonest", "unlike"), [(0.0, 0), (0.0, 7), (1.0, 3), (-0.5, 4)])
def test_what_few_users_leave_open_excludes_zero_where_its_p_value_is_small(commonest, unlike):
    for n_users in range(10, 60):
        low, high = few.between(commonest, unlike, n_users, (-1, 1))
        p = few.p_value(commonest, unlike, n_users, (-1, 1))
        assert (low > 0 or high < 0) == (p < 0.05), n_users


def test_what_few_users_leave_open_holds_the_mean_of_what_is_rare():
    random = np.random.default_rng(12)
    unlike = random.binomial(200, 0.01, 2000)
    held = [few.between(0.0, k, 200, (0, 1))[1] >= 0.01 for k in unlike]
    assert np.mean(held) >= 0.97
