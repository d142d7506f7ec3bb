"""`run_round` with noise: how much, where, and from what. All limits are six standard errors, two in a billion, or rarer."""

import numpy as np
import pytest
from solution import run_round

SIZE = 20_000
SIX = 6 / SIZE**0.5


def noise_of(answers, *, clip, max_count, noise, seed):
    """Return what remains of the sum when the clipped updates are taken out, in units of the noise's deviation."""
    clients = {f"c{number}": (lambda weights, answer=answer: answer) for number, answer in enumerate(answers)}
    rng = np.random.default_rng(seed)
    weights = np.linspace(-1, 1, SIZE)
    found, _ = run_round(weights, clients, clip=clip, max_count=max_count, noise=noise, rng=rng)
    total, influence = np.zeros(SIZE), 0.0
    for update, count in answers:
        share = min(count, max_count) / max_count
        total += share * update * min(1.0, clip / np.linalg.norm(update))
        influence += share
    return ((found - weights) * influence - total) / (noise * clip)


def check_normal(values):
    """Check mean, deviation, middle half, tails, and that neighbours have nothing to do with each other."""
    assert abs(values.mean()) < SIX
    assert abs(values.std() - 1) < SIX / 2**0.5
    for limit, inside in ((0.67448975, 0.5), (2.0, 0.95449974)):
        assert abs((np.abs(values) < limit).mean() - inside) < SIX * (inside * (1 - inside)) ** 0.5
    assert np.abs(values).max() > 3.2, "no tails: of so many draws, 27 are expected beyond 3.2, and none once in 10**11"
    for lag in (1, 2, SIZE // 2):
        assert abs((values[lag:] * values[:-lag]).mean()) < 6 / (SIZE - lag) ** 0.5


def updates(count, length, seed=1):
    rng = np.random.default_rng(seed)
    vectors = rng.standard_normal((count, SIZE))
    return [vector * (length / np.linalg.norm(vector)) for vector in vectors]


@pytest.mark.points(2)
@pytest.mark.parametrize(("clients", "clip", "noise"), [(1, 2.0, 0.5), (6, 0.25, 1.5), (3, 1.0, 4.0)])
def test_noise_is_normal_and_once_for_the_sum(clients, clip, noise):
    """The sum gets independent normal noise of deviation `noise * clip`, however many clients there are."""
    answers = [(update, 7) for update in updates(clients, clip * 3)]
    check_normal(noise_of(answers, clip=clip, max_count=7, noise=noise, seed=clients))


def test_noise_does_not_shrink_with_short_updates():
    """Updates that are shorter than the clip do not lessen the noise."""
    check_normal(noise_of([(update, 9) for update in updates(2, 0.01)], clip=1.0, max_count=9, noise=1.0, seed=11))


def test_noise_does_not_shrink_with_few_rows():
    """Counts below `max_count` lessen the divisor, not the noise in the sum: it shows the more in the weights."""
    answers = [(update, 1 + number) for number, update in enumerate(updates(3, 2.0))]
    check_normal(noise_of(answers, clip=1.0, max_count=20, noise=0.5, seed=12))


def test_the_same_state_gives_the_same_result():
    """All randomness comes from `rng`: equal states give equal weights, others give other ones."""
    answers = [(update, 9) for update in updates(2, 1.0)]
    one, same, other = (noise_of(answers, clip=1.0, max_count=9, noise=1.0, seed=seed) for seed in (5, 5, 6))
    np.testing.assert_array_equal(one, same)
    assert abs((one * other).mean()) < SIX


def test_no_noise_without_being_asked():
    """With `noise=0` there is none, with an `rng` or without."""
    clients = {"a": lambda weights: (np.array([1.0, -1.0]), 5)}
    for rng in (None, np.random.default_rng(3)):
        found, _ = run_round(np.zeros(2), clients, clip=9.0, max_count=5, noise=0.0, rng=rng)
        np.testing.assert_allclose(found, [1.0, -1.0], rtol=1e-9)
