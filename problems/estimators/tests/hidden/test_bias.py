"""Part 5: which estimators are biased; a counterexample is checked by going through every sample."""

import itertools
import math

import pytest
from solution import counterexample

QUARTERS = (0.25, 0.5, 0.75)


def weighted_mean(pairs):
    return sum(weight * value for weight, value in pairs) / sum(weight for weight, _ in pairs)


def bias_of_mean(case, weigh):
    """Return the bias of a weighted mean over the samples that are not empty."""
    assert set(case) == {"values", "inclusion"}
    values, inclusion = [float(v) for v in case["values"]], [float(p) for p in case["inclusion"]]
    assert 1 <= len(values) == len(inclusion) <= 4
    assert set(values) <= {0.0, 1.0}
    assert set(inclusion) <= {0.5, 1.0}
    expectation = certain = 0.0
    for taken in itertools.product((False, True), repeat=len(values)):
        chance = math.prod(p if yes else 1 - p for yes, p in zip(taken, inclusion, strict=True))
        if chance and any(taken):
            certain += chance
            sample = [(weigh(p), v) for yes, p, v in zip(taken, inclusion, values, strict=True) if yes]
            expectation += chance * weighted_mean(sample)
    return expectation / certain - sum(values) / len(values)


def bias_of_policy_value(case, estimate):
    """Return the bias of an estimate from one round, over the actions that have a weight if that is needed."""
    assert set(case) == {"rewards", "propensities", "targets"}
    rewards, propensities, targets = ([float(x) for x in case[key]] for key in ("rewards", "propensities", "targets"))
    assert 2 <= len(rewards) == len(propensities) == len(targets) <= 4
    assert set(rewards) <= {0.0, 1.0}
    assert set(propensities) <= set(QUARTERS)
    assert set(targets) <= {0.0, *QUARTERS, 1.0}
    assert sum(propensities) == sum(targets) == 1
    outcomes = [(p, estimate(t / p, r)) for r, p, t in zip(rewards, propensities, targets, strict=True)]
    known = [(p, value) for p, value in outcomes if value is not None]
    return weighted_mean(known) - sum(t * r for t, r in zip(targets, rewards, strict=True))


def test_means_of_samples():
    """The plain mean and the rescaled one are biased, with a case each; the total and the stratified mean are not."""
    assert abs(bias_of_mean(counterexample("plain_mean"), lambda chance: 1.0)) > 1e-9
    assert abs(bias_of_mean(counterexample("hajek_mean"), lambda chance: 1 / chance)) > 1e-9
    assert counterexample("horvitz_thompson") is None
    assert counterexample("stratified_mean") is None


def test_values_of_policies():
    """Clipped and self-normalised weights are biased, with a case each; plain ones and doubly robust are not."""
    assert abs(bias_of_policy_value(counterexample("clipped_ips"), lambda w, r: min(w, 1.0) * r)) > 1e-9
    assert abs(bias_of_policy_value(counterexample("snips"), lambda w, r: r if w else None)) > 1e-9
    assert counterexample("ips") is None
    assert counterexample("doubly_robust") is None


def test_other_names_are_errors():
    """A name that is not in the list raises ValueError."""
    with pytest.raises(ValueError):
        counterexample("median")
