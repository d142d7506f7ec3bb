"""`next_probs`: temperature and filters, alone and together, against the definition written with sorted lists."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from solution import next_probs

TOLERANCE = 1e-9
SEED = st.integers(0, 10_000)
TEMPERATURE = st.one_of(st.just(1.0), st.floats(0.2, 4.0))
TOP_K = st.one_of(st.none(), st.integers(1, 14))
TOP_P = st.one_of(st.none(), st.floats(0.05, 0.99))
MIN_P = st.one_of(st.none(), st.floats(0.01, 0.9))


def normalised(pairs):
    total = math.fsum(p for p, _ in pairs)
    return [(p / total, token) for p, token in pairs]


def expected_probs(logits, temperature=1.0, top_k=None, top_p=None, min_p=None):
    """The brief, step by step, on pairs (probability, token), best first; assumes that no threshold is met by a hair."""
    top = max(logits)
    ranked = sorted((-logit, token) for token, logit in enumerate(logits) if logit > -math.inf)
    pairs = normalised([(math.exp((-negative - top) / temperature), token) for negative, token in ranked])
    if top_k is not None:
        pairs = normalised(pairs[:top_k])
    if top_p is not None:
        kept, total = [], 0.0
        for p, token in pairs:
            if total >= top_p:
                break
            kept.append((p, token))
            total += p
            assume(abs(total - top_p) > 1e-6)
        pairs = normalised(kept)
    if min_p is not None:
        threshold = min_p * pairs[0][0]
        assume(all(abs(p / threshold - 1) > 1e-6 for p, _ in pairs))
        pairs = normalised([(p, token) for p, token in pairs if p >= threshold])
    probs = [0.0] * len(logits)
    for p, token in pairs:
        probs[token] = p
    return probs


def agree(result, expected):
    """Compare values, and what was removed exactly."""
    assert isinstance(result, np.ndarray)
    assert result.dtype == np.float64
    assert result.shape == np.shape(expected)
    np.testing.assert_allclose(result, expected, rtol=TOLERANCE, atol=TOLERANCE)
    assert (result >= 0).all()
    assert not result[np.array(expected) == 0].any()


def draw(seed, size=None):
    rng = np.random.default_rng(seed)
    return rng.normal(0.0, 2.0, size or rng.integers(1, 13))


@given(SEED, st.floats(0.05, 8.0))
def test_temperature(seed, temperature):
    """The temperature divides the logits before the softmax."""
    logits = draw(seed)
    agree(next_probs(logits, temperature=temperature), expected_probs(logits, temperature))


@given(SEED)
def test_no_settings(seed):
    """Without settings, `next_probs` is the softmax."""
    logits = draw(seed)
    agree(next_probs(logits), expected_probs(logits))


@given(SEED, TEMPERATURE, st.integers(1, 14))
def test_top_k(seed, temperature, top_k):
    """`top_k` keeps the k best tokens, or all where there are fewer, and what is left sums to one."""
    logits = draw(seed)
    agree(next_probs(logits, temperature=temperature, top_k=top_k), expected_probs(logits, temperature, top_k))


@given(SEED, TEMPERATURE, st.floats(0.02, 0.995))
def test_top_p(seed, temperature, top_p):
    """`top_p` keeps the best tokens until their sum reaches it, the one that crosses included."""
    logits = draw(seed)
    agree(next_probs(logits, temperature=temperature, top_p=top_p), expected_probs(logits, temperature, None, top_p))


@given(SEED, TEMPERATURE, st.floats(0.01, 0.95))
def test_min_p(seed, temperature, min_p):
    """`min_p` keeps tokens with at least that fraction of the best token's probability."""
    logits = draw(seed)
    expected = expected_probs(logits, temperature, None, None, min_p)
    agree(next_probs(logits, temperature=temperature, min_p=min_p), expected)


@given(SEED, TEMPERATURE, TOP_K, TOP_P, MIN_P)
def test_all_together(seed, temperature, top_k, top_p, min_p):
    """Settings act in their order, each on what the one before left, renormalised."""
    logits = draw(seed)
    result = next_probs(logits, temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p)
    agree(result, expected_probs(logits, temperature, top_k, top_p, min_p))


def test_top_p_looks_at_what_top_k_left():
    """After top_k=2 the best token alone has more than half, so top_p=0.5 keeps no other."""
    logits = np.log([0.2, 0.3, 0.25, 0.25])
    agree(next_probs(logits, top_k=2, top_p=0.5), [0.0, 1.0, 0.0, 0.0])


def test_top_p_looks_at_the_temperature():
    """A high temperature flattens the distribution before top_p is applied."""
    logits = np.log([0.01, 0.9, 0.09])
    probs = np.sqrt([0.01, 0.9, 0.09])
    agree(next_probs(logits, temperature=2.0, top_p=0.8), np.array([0.0, *probs[1:]]) / probs[1:].sum())


def test_min_p_looks_at_the_temperature():
    """A high temperature brings tokens nearer to the best one before min_p is applied."""
    logits = np.log([0.64, 0.3, 0.06])
    expected = np.sqrt([0.64, 0.3, 0.06])
    agree(next_probs(logits, temperature=2.0, min_p=0.25), expected / expected.sum())


@pytest.mark.parametrize("settings", [{}, {"top_k": 1}, {"top_p": 0.05}, {"min_p": 0.9}])
def test_temperature_zero_takes_the_best(settings):
    """Temperature 0 puts everything on the token with the largest logit, of equal ones on the smallest id."""
    agree(next_probs(np.array([0.5, 3.0, -1.0, 3.0]), temperature=0.0, **settings), [0.0, 1.0, 0.0, 0.0])


def test_equal_logits_at_the_edge_of_top_k():
    """Where equal logits compete for the last places of top_k, the smaller ids get them."""
    logits = np.array([1.0, 2.0, 1.0, 2.0, 1.0])
    for top_k in (1, 2, 3, 4):
        kept = [1, 3, 0, 2][:top_k]
        weights = np.zeros(5)
        weights[kept] = np.exp(logits[kept])
        agree(next_probs(logits, top_k=top_k), weights / weights.sum())


def test_equal_logits_at_the_edge_of_top_p():
    """Where equal probabilities compete, top_p takes the smaller ids, and no more of them than it needs."""
    for top_p, count in [(0.05, 1), (0.2, 2), (0.3, 3), (0.55, 5)]:
        agree(next_probs(np.full(8, -3.5), top_p=top_p), [1 / count] * count + [0.0] * (8 - count))


@pytest.mark.parametrize("settings", [{"top_k": 20}, {"top_k": 50}, {"top_p": 0.6}])
def test_equal_logits_among_many(settings):
    """The smaller ids go first among a hundred logits of three values, too."""
    logits = np.random.default_rng(13).integers(0, 3, size=100).astype(float)
    agree(next_probs(logits, **settings), expected_probs(logits, **settings))


def test_equal_logits_under_min_p():
    """min_p treats equal logits alike: all of them stay."""
    agree(next_probs(np.array([0.0, -9.0, 0.0, 0.0]), min_p=0.5), [1 / 3, 0.0, 1 / 3, 1 / 3])


def test_top_p_one_keeps_everything():
    """top_p=1.0 removes nothing, not even tokens that rounding adds nothing for."""
    logits = np.array([0.0, -41.0, -50.0, -0.5, -43.0])
    result = next_probs(logits, top_p=1.0)
    assert (result > 0).all()
    np.testing.assert_allclose(result, np.exp(logits) / np.exp(logits).sum(), rtol=1e-6, atol=0)


def test_top_p_one_leaves_the_other_filters_alone():
    """Beside top_p=1.0, top_k and min_p remove what they remove without it."""
    logits = draw(21, size=9)
    agree(next_probs(logits, top_k=6, top_p=1.0, min_p=0.3), expected_probs(logits, top_k=6, min_p=0.3))


def test_top_p_close_to_one():
    """A top_p just below 1.0 is none: what is beyond it goes."""
    logits = np.log([0.000002, 0.999997, 0.000001])
    agree(next_probs(logits, top_p=0.999995), [0.0, 1.0, 0.0])
    agree(next_probs(logits, top_p=0.999998), expected_probs(logits.tolist(), top_k=2))


def test_min_p_zero_keeps_everything():
    """min_p=0.0 is a setting that removes nothing."""
    logits = draw(8, size=9)
    agree(next_probs(logits, min_p=0.0), expected_probs(logits))


def test_min_p_one_keeps_the_best():
    """min_p=1.0 removes all but the most probable token."""
    agree(next_probs(np.array([0.5, 3.0, -1.0, 2.5]), min_p=1.0), [0.0, 1.0, 0.0, 0.0])


def test_little_less_than_min_p():
    """What is below the threshold of min_p goes, however little is missing, and what is above it stays."""
    for min_p in (1.0, 0.5, 0.01):
        best, near = 1.25, 1.25 + math.log(min_p)
        agree(next_probs(np.array([near - 5e-6, best]), min_p=min_p), [0.0, 1.0])
        if min_p < 1:
            logits = np.array([near + 5e-6, best])
            agree(next_probs(logits, min_p=min_p), expected_probs(logits.tolist()))


@given(SEED, st.sampled_from([1.0, 0.5, 3.0]), TOP_K, TOP_P, MIN_P)
def test_ruled_out_tokens(seed, temperature, top_k, top_p, min_p):
    """A logit of minus infinity gives probability 0 under every setting, also where top_k asks for more than are left."""
    logits = draw(seed, size=8)
    logits[np.random.default_rng(seed).permutation(8)[: 1 + seed % 7]] = -np.inf
    result = next_probs(logits, temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p)
    agree(result, expected_probs(logits, temperature, top_k, top_p, min_p))


def test_ruled_out_tokens_at_temperature_zero():
    """Temperature 0 takes the best token that is not ruled out."""
    agree(next_probs(np.array([-np.inf, -7.0, -np.inf, -8.0]), temperature=0.0), [0.0, 1.0, 0.0, 0.0])


def test_ruled_out_tokens_at_a_high_temperature():
    """However high the temperature, a logit of minus infinity gives probability 0 exactly, and no other logit does."""
    logits = np.array([-20_000.0, -np.inf, 20_000.0, -np.inf, 0.0])
    for temperature in (1e4, 1e9):
        expected = expected_probs(logits, temperature)
        for settings in ({}, {"top_k": 4}, {"top_p": 1.0}, {"min_p": 0.0}):
            agree(next_probs(logits, temperature=temperature, **settings), expected)


@pytest.mark.parametrize("temperature", [0.001, 1.0, 1000.0])
def test_large_logits(temperature):
    """Logits of any size and small temperatures come out finite and right."""
    small = np.array([0.0, 0.5, -0.25, -3000.0])
    for shift in (0.0, 1e4, -1e4):
        result = next_probs(small + shift, temperature=temperature)
        agree(result, expected_probs(small.tolist(), temperature))


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_nothing_left(temperature):
    """Where every logit is minus infinity, that is a `ValueError`, at any temperature."""
    with pytest.raises(ValueError):
        next_probs(np.full(3, -np.inf), temperature=temperature)


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_settings_out_of_range(temperature):
    """A setting out of its range is a `ValueError`, temperature 0 or not."""
    for setting in (
        {"top_k": 0},
        {"top_k": -3},
        {"top_p": 0.0},
        {"top_p": -0.25},
        {"top_p": 1.5},
        {"min_p": -0.1},
        {"min_p": 1.1},
    ):
        with pytest.raises(ValueError):
            next_probs(np.array([1.0, 2.0, 3.0]), temperature=temperature, **setting)
    with pytest.raises(ValueError):
        next_probs(np.array([1.0, 2.0, 3.0]), temperature=-0.5)


def test_logits_stay_as_they_are(inout):
    """`next_probs` does not change the logits that it is given."""
    logits = draw(4, size=7)
    copy = logits.copy()
    next_probs(inout(logits), temperature=0.7, top_k=5, top_p=0.8, min_p=0.1)
    np.testing.assert_array_equal(logits, copy)
