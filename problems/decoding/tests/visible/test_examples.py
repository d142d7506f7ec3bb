"""The brief's examples."""

import math

import numpy as np
from solution import beam_search, greedy, next_probs, sample

LOGITS = np.log([0.5, 0.3, 0.15, 0.05])
ROWS = np.log([[0.1, 0.6, 0.3], [0.2, 0.2, 0.6], [0.5, 0.4, 0.1]])


def model(sequences):
    return ROWS[[int(tokens[-1]) for tokens in sequences]]


def check_probs(result, expected):
    np.testing.assert_allclose(result, expected, rtol=1e-9, atol=1e-9)


def check_beam(result, expected):
    assert [list(tokens) for tokens, _ in result] == [tokens for tokens, _ in expected]
    np.testing.assert_allclose([score for _, score in result], [score for _, score in expected], rtol=1e-9)


def test_temperature():
    check_probs(next_probs(LOGITS, temperature=0.5), np.array([0.25, 0.09, 0.0225, 0.0025]) / 0.365)


def test_top_k():
    check_probs(next_probs(LOGITS, top_k=2), [0.625, 0.375, 0.0, 0.0])


def test_top_p_keeps_the_token_that_crosses():
    check_probs(next_probs(LOGITS, top_p=0.6), [0.625, 0.375, 0.0, 0.0])


def test_top_p_sees_what_top_k_left():
    check_probs(next_probs(LOGITS, top_k=2, top_p=0.6), [1.0, 0.0, 0.0, 0.0])


def test_min_p():
    check_probs(next_probs(LOGITS, min_p=0.2), np.array([0.5, 0.3, 0.15, 0.0]) / 0.95)


def test_equal_logits():
    check_probs(next_probs(np.array([1.0, 1.0]), top_k=1), [1.0, 0.0])


def test_greedy():
    assert greedy(model, [0], max_new_tokens=4) == [1, 2, 0, 1]
    assert greedy(model, [0], max_new_tokens=4, eos=2) == [1, 2]


def test_sample_at_temperature_zero():
    assert sample(model, [0], max_new_tokens=3, rng=np.random.default_rng(1), temperature=0) == [1, 2, 0]


def test_beam_search():
    result = beam_search(model, [0], beam_width=2, max_new_tokens=2)
    check_beam(result, [([1, 2], math.log(0.36)), ([2, 0], math.log(0.15))])


def test_beam_search_with_an_end():
    result = beam_search(model, [0], beam_width=2, max_new_tokens=2, eos=2)
    check_beam(result, [([1, 2], math.log(0.36)), ([2], math.log(0.3))])


def test_beam_search_with_a_length_penalty():
    result = beam_search(model, [0], beam_width=3, max_new_tokens=2, eos=2, length_penalty=1.0)
    check_beam(result, [([1, 2], math.log(0.36) / 2), ([1, 0], math.log(0.12) / 2), ([1, 1], math.log(0.12) / 2)])
