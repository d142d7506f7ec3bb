"""Part 4: what another policy would have earned, from the log of this one; expectations are over all logs."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import policy_value

CHANCE = {"billing": 0.25, "outage": 0.75}
LOGGED = {"billing": [0.5, 0.25, 0.25], "outage": [0.125, 0.125, 0.75]}
WANTED = {"billing": [0.0, 0.25, 0.75], "outage": [0.5, 0.5, 0.0]}
PAYS = {"billing": [3.0, 8.0, -2.0], "outage": [10.0, 1.0, 4.0]}
GUESS = {"billing": [2.0, 2.0, 5.0], "outage": [-1.0, 0.5, 4.5]}
"""A model of rewards that is wrong throughout."""

OUTCOMES = [(kind, action) for kind in CHANCE for action in range(3)]
TRUTH = sum(CHANCE[kind] * WANTED[kind][action] * PAYS[kind][action] for kind, action in OUTCOMES)


def estimate(log, method, **more):
    """Call the solution on a log of (kind, action) pairs."""
    rows = [(PAYS[kind][a], LOGGED[kind][a], WANTED[kind][a]) for kind, a in log]
    return policy_value(*map(list, zip(*rows, strict=True)), method, **more)


def model(log):
    expected = [sum(w * g for w, g in zip(WANTED[kind], GUESS[kind], strict=True)) for kind, _ in log]
    return {"predicted": [GUESS[kind][a] for kind, a in log], "expected": expected}


def expectation(rounds, method, more=lambda log: {}):
    """Return the estimator's mean over all logs of so many rounds."""
    total = 0.0
    for log in itertools.product(OUTCOMES, repeat=rounds):
        chance = math.prod(CHANCE[kind] * LOGGED[kind][action] for kind, action in log)
        total += chance * estimate(log, method, **more(log))
    return total


@pytest.mark.parametrize("rounds", [1, 2])
def test_inverse_propensity_is_unbiased(rounds):
    """Over all logs the mean of `ips` is the new policy's value."""
    assert expectation(rounds, "ips") == pytest.approx(TRUTH, rel=1e-9)


@pytest.mark.parametrize("rounds", [1, 2])
def test_doubly_robust_is_unbiased_with_a_wrong_model(rounds):
    """Over all logs the mean of `doubly_robust` is the new policy's value, though every prediction is wrong."""
    assert expectation(rounds, "doubly_robust", model) == pytest.approx(TRUTH, rel=1e-9)


def test_doubly_robust_with_a_right_model_needs_no_luck():
    """If predictions are right, every single log gives the mean of the expectations, whatever the propensities."""
    for log in itertools.product(OUTCOMES, repeat=2):
        value = {kind: sum(w * p for w, p in zip(WANTED[kind], PAYS[kind], strict=True)) for kind in CHANCE}
        more = {"predicted": [PAYS[kind][a] for kind, a in log], "expected": [value[kind] for kind, _ in log]}
        assert estimate(log, "doubly_robust", **more) == pytest.approx(sum(more["expected"]) / 2, rel=1e-9, abs=1e-9)


def test_clipping_cuts_the_weight_alone():
    """`clipped_ips` replaces weights above the clip by it, and leaves the others and the rewards as they are."""
    clip = 2.5
    terms = [CHANCE[k] * min(WANTED[k][a], clip * LOGGED[k][a]) * PAYS[k][a] for k, a in OUTCOMES]
    assert expectation(1, "clipped_ips", lambda log: {"clip": clip}) == pytest.approx(sum(terms), rel=1e-9)
    log = [("billing", 2), ("outage", 0), ("billing", 1)]  # weights 3, 4, 1
    assert estimate(log, "clipped_ips", clip=3.5) == pytest.approx((3 * -2 + 3.5 * 10 + 8) / 3)


def test_options_of_other_methods():
    """An option that a method does not need changes nothing: all four may be called alike, and only one is clipped."""
    log = [("billing", 2), ("outage", 0), ("billing", 1)]  # weights 3, 4, 1
    for method, more in (("ips", {}), ("snips", {}), ("doubly_robust", model(log)), ("clipped_ips", {"clip": 2.0})):
        alike = estimate(log, method, clip=2.0, **model(log))
        assert alike == pytest.approx(estimate(log, method, **more), rel=1e-9)


ROUNDS = st.lists(
    st.tuples(st.integers(-9, 9), st.sampled_from([0.1, 0.25, 0.5, 1.0]), st.sampled_from([0.125, 0.5, 1.0])),
    min_size=1,
    max_size=8,
)


@given(ROUNDS, st.integers(-20, 20))
def test_self_normalised_weights(rounds, shift):
    """`snips` is the weighted mean of the rewards, so it moves with them; `ips` does not."""
    rewards, propensities, targets = (list(column) for column in zip(*rounds, strict=True))
    weights = [t / p for t, p in zip(targets, propensities, strict=True)]
    expected = sum(w * r for w, r in zip(weights, rewards, strict=True)) / sum(weights)
    assert policy_value(rewards, propensities, targets, "snips") == pytest.approx(expected, rel=1e-9, abs=1e-9)
    moved = policy_value([r + shift for r in rewards], propensities, targets, "snips")
    assert moved == pytest.approx(expected + shift, rel=1e-9, abs=1e-9)
    more = sum(weights) / len(weights) * shift
    plain, raised = (policy_value([r + s for r in rewards], propensities, targets, "ips") for s in (0, shift))
    assert raised == pytest.approx(plain + more, rel=1e-9, abs=1e-9)


def test_actions_that_the_new_policy_never_takes():
    """If every weight is zero `snips` is None, while the others are 0, or what the model expects."""
    log = [("outage", 2), ("billing", 0), ("outage", 2)]
    assert estimate(log, "snips") is None
    for method, more in (("ips", {}), ("clipped_ips", {"clip": 1.0})):
        zero = estimate(log, method, **more)
        assert zero is not None
        assert zero == 0
    assert estimate(log, "doubly_robust", **model(log)) == pytest.approx(sum(model(log)["expected"]) / 3)


def test_actions_that_the_new_policy_hardly_takes():
    """Weights of 1e-14 are weights: rescaled they give the weighted mean of the rewards like any others."""
    rewards, targets = [3.0, 7.0, -5.0], [1e-14, 3e-14, 0.0]
    assert policy_value(rewards, [0.5, 0.5, 0.25], targets, "snips") == pytest.approx((3 + 3 * 7) / 4, rel=1e-9)


def test_no_rounds():
    """Without rounds every method gives None."""
    assert policy_value([], [], [], "ips") is None
    assert policy_value([], [], [], "snips") is None
    assert policy_value([], [], [], "clipped_ips", clip=2.0) is None
    assert policy_value([], [], [], "doubly_robust", predicted=[], expected=[]) is None


def test_arrays():
    """Columns may be numpy arrays."""
    arrays = np.array([2.0, 4.0]), np.array([0.5, 0.25]), np.array([1.0, 0.5])
    assert policy_value(*arrays, "ips") == pytest.approx(6.0)
    assert policy_value(*arrays, "snips") == pytest.approx(3.0)
    assert policy_value(*arrays, "clipped_ips", clip=1) == pytest.approx(3.0)
    more = {"predicted": np.array([1.0, 1.0]), "expected": np.array([3.0, 5.0])}
    assert policy_value(*arrays, "doubly_robust", **more) == pytest.approx(4 + 2 * (1 + 3) / 2)


@pytest.mark.parametrize(
    ("columns", "method", "more"),
    [
        (([1.0], [0.5, 0.5], [0.5, 0.5]), "ips", {}),
        (([1.0, 2.0], [0.5, 0.5], [0.5]), "snips", {}),
        (([1.0], [0.0], [0.5]), "ips", {}),
        (([1.0], [1.5], [0.5]), "ips", {}),
        (([1.0], [0.5], [-0.5]), "snips", {}),
        (([1.0], [0.5], [1.5]), "ips", {}),
        (([1.0], [0.5], [0.5]), "clipped_ips", {}),
        (([1.0], [0.5], [0.5]), "clipped_ips", {"clip": 0.0}),
        (([1.0], [0.5], [0.5]), "clipped_ips", {"clip": -2.0}),
        (([], [0.5], [0.5]), "ips", {}),
        (([1.0], [0.5], [0.5]), "doubly_robust", {}),
        (([1.0], [0.5], [0.5]), "doubly_robust", {"predicted": [1.0]}),
        (([1.0], [0.5], [0.5]), "doubly_robust", {"predicted": [1.0], "expected": [1.0, 2.0]}),
        (([1.0], [0.5], [0.5]), "doubly_robust", {"predicted": [1.0, 2.0], "expected": [1.0]}),
        (([1.0], [0.5], [0.5]), "dr", {}),
        (([], [], []), "dr", {}),
        (([], [], []), "clipped_ips", {}),
        (([], [], []), "clipped_ips", {"clip": 0.0}),
        (([], [], []), "doubly_robust", {}),
        (([], [], []), "doubly_robust", {"predicted": [1.0], "expected": []}),
    ],
)
def test_what_cannot_be_estimated_is_an_error(columns, method, more):
    """Unequal lengths, impossible chances, an unknown method and a missing or senseless option raise ValueError."""
    with pytest.raises(ValueError):
        policy_value(*columns, method, **more)
