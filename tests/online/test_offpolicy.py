"""Off-policy estimators: by hand on tiny logs, and on simulated logs whose truth is known."""

import numpy as np
import pytest

from benchmarks.contract.errors import UserError
from benchmarks.online import offpolicy
from benchmarks.online.estimators import estimators, never_shown
from tests.worlds.logs import rounds

# Three rows of a log: weights 2, 1/2 and 3; the model's rates of the logged items and what it
# expects of the policy.
Y, W = np.array([1.0, 0.0, 1.0]), np.array([2.0, 0.5, 3.0])
Q, EXPECTED = np.array([0.5, 0.2, 0.6]), np.array([0.4, 0.3, 0.5])


def test_weights_are_the_ratio_of_probabilities():
    assert offpolicy.weights(np.array([0.5, 0.0]), np.array([0.25, 1.0])).tolist() == [2.0, 0.0]


@pytest.mark.parametrize("bad", [0.0, 1.2, -0.5, np.nan])
def test_what_is_no_propensity_is_an_error(bad):
    with pytest.raises(UserError, match="propensity: must be above 0 and at most 1"):
        offpolicy.weights(np.array([0.5, 0.5]), np.array([0.5, bad]))


@pytest.mark.parametrize("bad", [1.2, -0.5, np.nan])
def test_what_is_no_probability_of_a_policy_is_an_error(bad):
    with pytest.raises(UserError, match="policy: probabilities must be 0 to 1"):
        offpolicy.weights(np.array([0.5, bad]), np.array([0.5, 0.5]))


def test_the_estimators_by_hand():
    assert offpolicy.ips_terms(Y, W).tolist() == [2, 0, 3]
    assert offpolicy.snips(Y, W) == pytest.approx(5 / 5.5)
    assert offpolicy.dr_terms(Y, W, Q, EXPECTED) == pytest.approx([1.4, 0.2, 1.7])
    assert offpolicy.switch_dr_terms(Y, W, Q, EXPECTED, 2.0) == pytest.approx([1.4, 0.2, 0.5])
    assert offpolicy.expected_clicks(np.array([0.25, 0.75]), np.array([0.2, 0.4])) == pytest.approx(
        0.35
    )


def test_switch_dr_lies_between_the_direct_method_and_doubly_robust():
    assert offpolicy.switch_dr_terms(Y, W, Q, EXPECTED, 0.0) == pytest.approx(EXPECTED)
    assert offpolicy.switch_dr_terms(Y, W, Q, EXPECTED, np.inf) == pytest.approx(
        offpolicy.dr_terms(Y, W, Q, EXPECTED)
    )


def test_doubly_robust_without_a_model_is_ips_and_with_a_perfect_one_the_direct_method():
    zero = np.zeros(3)
    assert offpolicy.dr_terms(Y, W, zero, zero) == pytest.approx(offpolicy.ips_terms(Y, W))
    assert offpolicy.dr_terms(Y, W, Y, EXPECTED) == pytest.approx(EXPECTED)


def test_a_policy_on_its_own_log_has_weights_of_1_and_its_own_click_rate():
    log = rounds(item=[0, 1, 1], click=[1, 0, 1], propensity=[0.5, 0.5, 0.5])
    policy = np.full((1, 1, 2), 0.5)
    names, terms, divisors, w = estimators(log, policy, {"flat": np.full((3, 2), 0.1)}, 10.0)
    values = dict(zip(names, terms.sum(axis=0) / divisors.sum(axis=0), strict=True))
    assert w.tolist() == [1, 1, 1]
    assert values == pytest.approx(dict.fromkeys(names, 2 / 3) | {"dm-flat": 0.1})


def test_the_terms_take_policy_and_model_at_the_rows_own_context_and_position():
    log = rounds([0, 1], [1, 0], [0.5, 0.8], position=[0, 1], context=[1, 0], n_contexts=2)
    policy = np.array([[[0.9, 0.1], [0.3, 0.7]], [[0.2, 0.8], [0.6, 0.4]]])
    model = {"m": np.array([[0.1, 0.2], [0.3, 0.4]])}  # (n, n_items): already of each row
    names, terms, divisors, w = estimators(log, policy, model, 10.0)
    column = dict(zip(names, terms.T, strict=True))
    assert w == pytest.approx([0.2 / 0.5, 0.7 / 0.8])
    assert column["ips"] == pytest.approx([0.4, 0])
    assert column["dm-m"] == pytest.approx([0.2 * 0.1 + 0.8 * 0.2, 0.3 * 0.3 + 0.7 * 0.4])
    assert column["dr-m"] == pytest.approx(column["dm-m"] + w * [1 - 0.1, 0 - 0.4])
    assert divisors[:, names.index("snips")] == pytest.approx(w)
    assert divisors[:, names.index("ips")].tolist() == [1, 1]


# A world of two items: the first is clicked half the time, the second a tenth. The log shows the
# second mostly.
RATES, LOGGING, TARGET = np.array([0.5, 0.1]), np.array([0.2, 0.8]), np.array([0.7, 0.3])
TRUTH = float(TARGET @ RATES)
N, REPLICATIONS = 200, 4_000
MODELS = {"good": RATES, "wrong": np.array([0.2, 0.3])}


def simulated(switch=3.0, seed=0):
    """Return each estimator's values on simulated logs, (replications,) by name."""
    random = np.random.default_rng(seed)
    item = (random.random((REPLICATIONS, N)) > LOGGING[0]).astype(int)
    y = (random.random((REPLICATIONS, N)) < RATES[item]).astype(float)
    w = offpolicy.weights(TARGET[item], LOGGING[item])
    found = {"ips": offpolicy.ips_terms(y, w).mean(axis=1)}
    found["snips"] = np.array([offpolicy.snips(*row) for row in zip(y, w, strict=True)])
    for name, rates in MODELS.items():
        expected = np.full((REPLICATIONS, N), offpolicy.expected_clicks(TARGET, rates))
        found[f"dm-{name}"] = expected.mean(axis=1)
        found[f"dr-{name}"] = offpolicy.dr_terms(y, w, rates[item], expected).mean(axis=1)
        found[f"switch-{name}"] = offpolicy.switch_dr_terms(
            y, w, rates[item], expected, switch
        ).mean(axis=1)
    return found


@pytest.mark.parametrize("name", ["ips", "dr-good", "dr-wrong"])
def test_an_unbiased_estimator_is_right_on_average(name):
    values = simulated()[name]
    assert abs(values.mean() - TRUTH) < 4 * values.std() / np.sqrt(REPLICATIONS)


def test_the_direct_method_is_as_wrong_as_its_model():
    found = simulated()
    assert found["dm-good"].mean() == pytest.approx(TRUTH)
    assert found["dm-wrong"].mean() == pytest.approx(TARGET @ MODELS["wrong"])
    assert abs(found["dm-wrong"].mean() - TRUTH) > 0.1


def test_the_variances_are_those_of_the_closed_forms():
    found = simulated()
    w = TARGET / LOGGING
    ips = (LOGGING * w**2 * RATES).sum() - TRUTH**2
    perfect = (LOGGING * w**2 * RATES * (1 - RATES)).sum()
    assert found["ips"].var() * N == pytest.approx(ips, rel=0.1)
    assert found["dr-good"].var() * N == pytest.approx(perfect, rel=0.1)
    assert perfect < ips


def test_self_normalization_lowers_the_variance_where_clicks_are_many_and_stays_within_0_and_1():
    found = simulated()
    assert found["snips"].var() < found["ips"].var()
    assert found["snips"].max() <= 1
    assert offpolicy.ips_terms(Y, W).mean() > 1  # which nothing bounds


def test_switch_dr_has_the_bias_of_the_model_where_it_switches_and_less_variance():
    found = simulated()  # the weight of the first item, 3.5, is above the switch
    assert found["switch-wrong"].var() < found["dr-wrong"].var()
    bias = TARGET[0] * (MODELS["wrong"][0] - RATES[0])
    assert found["switch-wrong"].mean() - TRUTH == pytest.approx(bias, abs=0.005)
    assert abs(found["switch-wrong"].mean() - TRUTH) > abs(found["dr-wrong"].mean() - TRUTH)


def test_the_effective_size_is_what_kish_says():
    assert offpolicy.effective_size(np.ones(7)) == 7
    assert offpolicy.effective_size(W) == pytest.approx(5.5**2 / 13.25)
    assert offpolicy.effective_size(np.zeros(3)) == 0


def support_of(y, w, impression=None, absent=0.0):
    return offpolicy.support(y, w, np.arange(len(y)) if impression is None else impression, absent)


def test_a_log_of_the_policy_itself_has_nothing_to_warn_of():
    y = np.tile([1.0, 0.0], 20)
    assert support_of(y, np.ones(40)).warning == ""


def test_few_effective_clicks_are_a_warning():
    y, w = np.ones(30), np.where(np.arange(30) < 2, 14.0, 2 / 28)
    found = support_of(y, w)
    assert found.effective_clicks < 3
    assert found.warning == "thin"


def test_a_policy_none_of_whose_choices_was_clicked_is_a_warning_though_its_weights_are_even():
    y = np.repeat([1.0, 0.0], [20, 4980])
    w = np.full(5000, 0.1)
    w[-64:] = 70.0
    found = support_of(y, w)
    assert offpolicy.effective_size(w * y) == pytest.approx(20)
    assert found.effective_clicks < 1
    assert found.warning == "thin"


def test_weights_that_do_not_average_1_are_a_warning_as_for_wrong_propensities():
    y = np.tile([1.0, 0.0], 50)
    found = support_of(y, np.tile([1.2, 1.4], 50))
    assert found.mean_weight == pytest.approx(1.3)
    assert found.warning == "weights"


def test_choices_that_were_never_shown_are_counted_and_warned_of():
    log = rounds(item=[0, 0, 1, 1], click=[1, 0, 0, 1], propensity=0.5, n_items=3)
    policy = np.array([[[0.5, 0.3, 0.2]]])
    assert never_shown(log, policy) == pytest.approx(0.2)
    found = support_of(np.ones(20), np.ones(20), absent=0.2)
    assert (found.never_shown, found.warning) == (0.2, "never_shown")
    by_context = rounds(
        [0, 1, 1, 1], [0, 0, 0, 0], 0.5, n_items=3, context=[0, 1, 1, 1], n_contexts=2
    )
    two = np.array([[[0.0, 0.0, 1.0]], [[0.5, 0.5, 0.0]]])
    assert never_shown(by_context, two) == pytest.approx(0.25)


def test_the_error_of_the_mean_weight_keeps_impressions_together():
    y, w = np.ones(40), np.tile([0.5, 0.5, 1.5, 1.5], 10)
    apart, together = support_of(y, w), support_of(y, w, np.arange(40) // 2)
    assert apart.error == pytest.approx(0.5 / np.sqrt(40))
    assert together.error == pytest.approx(0.5 / np.sqrt(40) * np.sqrt(2))
