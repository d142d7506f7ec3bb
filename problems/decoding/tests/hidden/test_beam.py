"""`beam_search` against the brief's rules, played with dictionaries, and against the best of all sequences."""

import functools
import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import beam_search

TOLERANCE = 1e-9
SEED = st.integers(0, 100_000)


def random_model(seed, size, *, ruled_out=0.0, scale=2.0):
    """Make a model whose logits depend on the whole sequence, and the function behind it."""

    @functools.cache
    def drawn_after(tokens):
        rng = np.random.default_rng([seed, *(int(token) + 1 for token in tokens)])
        logits = rng.normal(0.0, scale, size)
        banned = rng.random(size) < ruled_out
        banned[rng.integers(size)] = False
        logits[banned] = -np.inf
        return logits

    def logits_after(tokens):
        return drawn_after(tuple(int(token) for token in tokens))

    return (lambda sequences: np.array([logits_after(tokens) for tokens in sequences])), logits_after


def log_probs_of(logits):
    top = max(logits)
    total = math.log(math.fsum(math.exp(logit - top) for logit in logits))
    return [logit - top - total for logit in logits]


def expected_beam(logits_after, prompt, beam_width, steps, eos, length_penalty):
    """The brief, word for word: {tokens: log-probability} of live and of finished hypotheses."""
    live, finished = {(): 0.0}, {}
    for _ in range(steps):
        longer = {}
        for tokens, total in live.items():
            for token, log_prob in enumerate(log_probs_of(logits_after([*prompt, *tokens]).tolist())):
                if log_prob > -math.inf:
                    longer[(*tokens, token)] = total + log_prob
        ranked = sorted(longer, key=lambda tokens: (-longer[tokens], tokens))[:beam_width]
        finished |= {tokens: longer[tokens] for tokens in ranked if tokens[-1] == eos}
        live = {tokens: longer[tokens] for tokens in ranked if tokens[-1] != eos}
    scores = {tokens: total / max(1, len(tokens)) ** length_penalty for tokens, total in (finished | live).items()}
    ranked = sorted(scores, key=lambda tokens: (-scores[tokens], tokens))[:beam_width]
    return [(list(tokens), scores[tokens]) for tokens in ranked]


def agree(result, expected):
    assert isinstance(result, list)
    assert [list(tokens) for tokens, _ in result] == [tokens for tokens, _ in expected]
    for (_, score), (_, wanted) in zip(result, expected, strict=True):
        assert score == pytest.approx(wanted, rel=TOLERANCE, abs=TOLERANCE)


@given(SEED, st.integers(1, 5), st.integers(1, 4), st.integers(2, 5))
def test_without_an_end(seed, beam_width, steps, size):
    """Without `eos`, the best `beam_width` continuations of each step survive, and the result has them in order."""
    model, logits_after = random_model(seed, size)
    result = beam_search(model, [1], beam_width=beam_width, max_new_tokens=steps)
    agree(result, expected_beam(logits_after, [1], beam_width, steps, None, 0.0))


@given(SEED, st.integers(1, 4), st.integers(1, 5), st.integers(2, 4))
def test_with_an_end(seed, beam_width, steps, size):
    """Hypotheses that end with `eos` take a place in their step, leave the beam, and are compared at the end."""
    model, logits_after = random_model(seed, size)
    result = beam_search(model, [0, 1], beam_width=beam_width, max_new_tokens=steps, eos=1)
    agree(result, expected_beam(logits_after, [0, 1], beam_width, steps, 1, 0.0))


@given(SEED, st.integers(1, 4), st.integers(1, 5), st.floats(0.1, 2.0))
def test_with_a_length_penalty(seed, beam_width, steps, length_penalty):
    """The length penalty decides the final order, by the number of new tokens with `eos` counted, and nothing before."""
    model, logits_after = random_model(seed, 3)
    result = beam_search(
        model, [0, 1, 2], beam_width=beam_width, max_new_tokens=steps, eos=0, length_penalty=length_penalty
    )
    agree(result, expected_beam(logits_after, [0, 1, 2], beam_width, steps, 0, length_penalty))


@given(SEED, st.integers(1, 4), st.integers(1, 4), st.sampled_from([0.0, 1.0]))
def test_with_ruled_out_tokens(seed, beam_width, steps, length_penalty):
    """Tokens with logit minus infinity are never taken, though fewer hypotheses than `beam_width` are left."""
    model, logits_after = random_model(seed, 4, ruled_out=0.7)
    result = beam_search(
        model, [3], beam_width=beam_width, max_new_tokens=steps, eos=2, length_penalty=length_penalty
    )
    agree(result, expected_beam(logits_after, [3], beam_width, steps, 2, length_penalty))


@given(SEED)
def test_a_beam_that_is_wide_enough_finds_the_best_of_all(seed):
    """With room for every continuation, the result is the best of all sequences."""
    model, logits_after = random_model(seed, 3)
    totals = {}
    for tokens in itertools.product(range(3), repeat=3):
        steps = [log_probs_of(logits_after([0, *tokens[:place]]).tolist())[tokens[place]] for place in range(3)]
        totals[tokens] = sum(steps)
    result = beam_search(model, [0], beam_width=27, max_new_tokens=3)
    best = sorted(totals, key=totals.get, reverse=True)
    agree(result, [(list(tokens), totals[tokens]) for tokens in best])


def test_the_best_start_may_lead_nowhere():
    """A beam of two finds the sequence whose first token is not the likeliest."""
    table = {(): [0.5, 0.4, 0.1], (0,): [0.4, 0.3, 0.3], (1,): [0.05, 0.9, 0.05]}
    model = lambda sequences: np.log([table[tuple(int(t) for t in tokens[1:])] for tokens in sequences])  # noqa: E731
    agree(beam_search(model, [2], beam_width=2, max_new_tokens=2), [([1, 1], math.log(0.36)), ([0, 0], math.log(0.2))])


def test_equal_scores():
    """Of equal scores the tokens that come first as lists win, within a step and at the end, `eos` or not."""
    model = lambda sequences: np.zeros((len(sequences), 4))  # noqa: E731
    found = beam_search(model, [3], beam_width=3, max_new_tokens=2)
    agree(found, [([0, 0], -2 * math.log(4)), ([0, 1], -2 * math.log(4)), ([0, 2], -2 * math.log(4))])
    found = beam_search(model, [3], beam_width=3, max_new_tokens=2, eos=1)
    agree(found, [([1], -math.log(4)), ([0, 0], -2 * math.log(4)), ([0, 1], -2 * math.log(4))])
    found = beam_search(model, [3], beam_width=4, max_new_tokens=2, eos=0, length_penalty=1.0)
    agree(found, [(tokens, -math.log(4)) for tokens in ([0], [1, 0], [1, 1], [1, 2])])


def test_equal_log_probabilities_of_different_parents():
    """Of equal log-probabilities the smaller list of tokens wins, whichever of the two was ahead a step before."""
    model = lambda sequences: np.array([[-900.0, 0.0]] * len(sequences))  # noqa: E731
    agree(beam_search(model, [0], beam_width=2, max_new_tokens=2), [([1, 1], 0.0), ([0, 1], -900.0)])
    found = beam_search(model, [0], beam_width=3, max_new_tokens=3)
    agree(found, [([1, 1, 1], 0.0), ([0, 1, 1], -900.0), ([1, 0, 1], -900.0)])


def test_an_equal_one_may_still_come():
    """Finished ones, even enough of them, end nothing where one of equal score and smaller tokens may still come."""
    none = -np.inf
    table = np.array([[none, 0.0, none, 0.0], [none, 0.0, none, none], [0.0, none, none, 0.0], [none] * 4])
    model = lambda sequences: table[[int(tokens[-1]) for tokens in sequences]]  # noqa: E731
    for steps in (2, 3, 5):
        result = beam_search(model, [2], beam_width=2, max_new_tokens=steps, eos=3)
        agree(result, [([3], math.log(0.5)), ([0] + [1] * (steps - 1), 2 * math.log(0.5))])


def test_a_score_may_rise_with_the_length():
    """Under a length penalty a hypothesis may overtake finished ones, and counts if it does."""
    table = {(): [0.5, 0.3, 0.2], (1,): [0.5, 0.1, 0.4], (1, 2): [0.015, 0.005, 0.98]}
    model = lambda sequences: np.log([table[tuple(int(t) for t in tokens[1:])] for tokens in sequences])  # noqa: E731
    found = beam_search(model, [2], beam_width=2, max_new_tokens=3, eos=0, length_penalty=1.0)
    agree(found, [([0], math.log(0.5)), ([1, 2, 2], math.log(0.3 * 0.4 * 0.98) / 3)])


def test_fewer_hypotheses_than_the_width():
    """Where every hypothesis ends early, the result has as many as there are."""
    table = {(): [0.0, math.log(3), -np.inf], (0,): [-np.inf, 4.0, -np.inf]}
    model = lambda sequences: np.array([table[tuple(int(t) for t in tokens[1:])] for tokens in sequences])  # noqa: E731
    result = beam_search(model, [2], beam_width=5, max_new_tokens=6, eos=1)
    agree(result, [([1], math.log(0.75)), ([0, 1], math.log(0.25))])


@pytest.mark.parametrize("length_penalty", [0.0, 0.75])
def test_no_new_tokens(length_penalty):
    """With `max_new_tokens=0` there is one hypothesis, without tokens, and its score is 0."""
    model, _ = random_model(1, 3)
    found = beam_search(model, [0], beam_width=3, max_new_tokens=0, eos=1, length_penalty=length_penalty)
    agree(found, [([], 0.0)])


@pytest.mark.parametrize("shift", [1e4, -1e4])
def test_large_logits(shift):
    """Log-probabilities are finite and right for logits of any size."""
    model, logits_after = random_model(31, 3)
    result = beam_search(lambda sequences: model(sequences) + shift, [0], beam_width=4, max_new_tokens=3, eos=2)
    agree(result, expected_beam(logits_after, [0], 4, 3, 2, 0.0))


@pytest.mark.parametrize("beam_width", [2, 5, 40])
@pytest.mark.parametrize("length_penalty", [0.0, 1.25])
def test_tokens_whose_probability_is_too_small_for_a_float(beam_width, length_penalty):
    """Only a logit of minus infinity rules a token out; one so improbable that its probability is 0 as a float is taken."""
    table = np.array(
        [
            [3.5, -900.0, -np.inf, -17_250.25],
            [-np.inf, 19_000.5, -18_500.75, -np.inf],
            [-1000.25, -np.inf, -800.0, 1.5],
            [-np.inf, -np.inf, -2000.0, 1200.0],
        ]
    )
    model = lambda sequences: table[[int(tokens[-1]) for tokens in sequences]]  # noqa: E731
    for start, eos in ((0, None), (0, 2), (1, 2), (2, 3)):
        result = beam_search(
            model, [start], beam_width=beam_width, max_new_tokens=3, eos=eos, length_penalty=length_penalty
        )
        agree(result, expected_beam(lambda tokens: table[tokens[-1]], [start], beam_width, 3, eos, length_penalty))


def test_improbable_steps_add_up():
    """No sum of log-probabilities rules a hypothesis out, far below what one token can have, either."""
    row = np.array([20_000.0, -20_000.0, -np.inf])
    model = lambda sequences: np.array([row] * len(sequences))  # noqa: E731
    for beam_width, steps, eos, length_penalty in ((8, 3, None, 0.0), (32, 5, None, 0.0), (2, 40, 0, 2.0)):
        result = beam_search(
            model, [0], beam_width=beam_width, max_new_tokens=steps, eos=eos, length_penalty=length_penalty
        )
        agree(result, expected_beam(lambda tokens: row, [0], beam_width, steps, eos, length_penalty))


def test_a_vocabulary_of_ordinary_size():
    """Five hypotheses over 1,000 tokens are searched right, and within the time limit."""
    model, logits_after = random_model(77, 1000)
    result = beam_search(model, [5], beam_width=5, max_new_tokens=5, eos=17, length_penalty=0.5)
    agree(result, expected_beam(logits_after, [5], 5, 5, 17, 0.5))


@pytest.mark.parametrize("beam_width", [0, -2])
@pytest.mark.parametrize("steps", [0, 2])
def test_no_beam(beam_width, steps):
    """A `beam_width` below 1 is a `ValueError`, steps or not."""
    with pytest.raises(ValueError):
        beam_search(random_model(1, 3)[0], [0], beam_width=beam_width, max_new_tokens=steps)


def test_the_prompt_stays_as_it_is(inout):
    """`beam_search` does not change the caller's prompt."""
    prompt = [2, 0]
    beam_search(random_model(2, 3)[0], inout(prompt), beam_width=2, max_new_tokens=3, eos=1)
    assert prompt == [2, 0]
