"""`greedy` and `sample`: what is taken, when it ends, and how often each token comes.

Counts are compared with their probabilities by Hoeffding's inequality: for n independent draws, a frequency is farther than
sqrt(log(2 / alarm) / (2 n)) from its probability with a chance of at most `alarm`, which is 1e-8 here. Some fifty such comparisons
in all give a right solution less than one chance in a million of a false alarm, whatever it does with the generator.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import greedy, sample

ALARM = 1e-8
SEED = st.integers(0, 10_000)
MULTIPLIER = 0x2360ED051FC65DA44385DF649FCCF645  # of a step of PCG64


def table_model(table):
    """Make a model whose logits depend on the last token alone."""
    return lambda sequences: np.array([table[int(tokens[-1])] for tokens in sequences])


def counting_model(size):
    """Make a model whose favourite is the sum of all tokens so far, so it sees whether any is missing."""

    def model(sequences):
        logits = np.zeros((len(sequences), size))
        for row, tokens in zip(logits, sequences, strict=True):
            row[(sum(int(token) for token in tokens) + len(tokens)) % size] = 5.0
        return logits

    return model


def counted_by_hand(prompt, steps, size, eos=None):
    tokens = list(prompt)
    for _ in range(steps):
        tokens.append((sum(tokens) + len(tokens)) % size)
        if tokens[-1] == eos:
            break
    return tokens[len(prompt) :]


def check_frequencies(drawn, probs):
    """Compare how often tokens come with their probabilities."""
    counts = np.bincount(drawn, minlength=len(probs))
    assert len(counts) == len(probs)
    assert not counts[np.array(probs) == 0].any()
    bound = math.sqrt(math.log(2 / ALARM) / (2 * len(drawn)))
    np.testing.assert_allclose(counts / len(drawn), probs, rtol=0, atol=bound)


def softmax(logits):
    weights = np.exp(logits - np.max(logits))
    return weights / weights.sum()


@given(st.lists(st.integers(0, 6), min_size=1, max_size=4), st.integers(0, 9))
def test_greedy_follows_the_whole_sequence(prompt, steps):
    """`greedy` asks the model with the prompt and everything that came since, and returns the new tokens alone."""
    result = greedy(counting_model(7), prompt, max_new_tokens=steps)
    assert isinstance(result, list)
    assert result == counted_by_hand(prompt, steps, 7)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=4), st.integers(0, 12), st.integers(0, 4))
def test_greedy_ends_with_the_first_eos(prompt, steps, eos):
    """`greedy` ends after the first new `eos`, which is part of the result; one in the prompt ends nothing."""
    result = greedy(counting_model(5), prompt, max_new_tokens=steps, eos=eos)
    assert result == counted_by_hand(prompt, steps, 5, eos)


def test_greedy_takes_the_smaller_of_equals():
    """Of equal logits `greedy` takes the smallest id; ruled-out tokens never."""
    table = [[-np.inf, 1.0, 2.0, 2.0], [-np.inf] * 4, [-np.inf, -np.inf, -60.0, -50.0], [0.0, 0.0, 0.0, -1.0]]
    assert greedy(table_model(table), [0], max_new_tokens=4) == [2, 3, 0, 2]


@given(SEED, st.integers(0, 8))
def test_sampling_at_temperature_zero_is_greedy(seed, steps):
    """`sample` with temperature 0 takes what `greedy` takes."""
    table = np.random.default_rng(seed).normal(size=(5, 5))
    best = [int(np.argmax(row)) for row in table]
    expected, token = [], 2
    for _ in range(steps):
        token = best[token]
        expected.append(token)
    rng = np.random.default_rng(seed)
    assert sample(table_model(table), [2], max_new_tokens=steps, rng=rng, temperature=0.0) == expected


def test_frequencies_are_the_softmax():
    """Without settings each token comes as often as the softmax says, given the one before."""
    table = np.array([[0.0, 1.5, -1.0], [1.0, 0.0, 0.5], [-0.5, 0.25, 1.0]])
    drawn = [0, *sample(table_model(table), [0], max_new_tokens=2400, rng=np.random.default_rng(1))]
    for before in range(3):
        after = [token for last, token in zip(drawn, drawn[1:], strict=False) if last == before]
        check_frequencies(after, softmax(table[before]))


def test_a_strong_token_against_many_weak_ones():
    """Without a temperature the logits are divided by nothing: a thousand weak tokens come as often as the strong one."""
    logits = np.zeros(1098)
    logits[500] = math.log(1097.0)
    drawn = sample(
        lambda sequences: np.tile(logits, (len(sequences), 1)), [0], max_new_tokens=1500, rng=np.random.default_rng(2)
    )
    check_frequencies([int(token == 500) for token in drawn], [0.5, 0.5])


def test_frequencies_under_settings():
    """The settings of `sample` are those of `next_probs`, and removed tokens never come."""
    logits = np.log([0.1, 0.36, 0.02, 0.22, 0.18, 0.12])
    settings = {"temperature": 0.5, "top_k": 4, "top_p": 0.95, "min_p": 0.2}
    probs = np.array([0.0, 0.36, 0.0, 0.22, 0.18, 0.0]) ** 2  # 0.12 goes: its square is under a fifth of the best
    model = table_model([logits] * 6)
    check_frequencies(sample(model, [0], max_new_tokens=1500, rng=np.random.default_rng(3), **settings), probs / probs.sum())


@pytest.mark.parametrize(
    ("settings", "probs"),
    [
        ({"temperature": 3.0}, np.cbrt([0.001, 0.008, 0.027, 0.964])),
        ({"top_k": 2}, [0.0, 0.0, 0.027, 0.964]),
        ({"top_p": 0.98}, [0.0, 0.0, 0.027, 0.964]),
        ({"temperature": 2.0, "min_p": 0.15}, np.sqrt([0.0, 0.0, 0.027, 0.964])),
    ],
)
def test_each_setting_of_sample(settings, probs):
    """Each setting of `sample` acts alone as it does in `next_probs`."""
    model = table_model([np.log([0.001, 0.008, 0.027, 0.964])] * 4)
    drawn = sample(model, [0], max_new_tokens=900, rng=np.random.default_rng(6), **settings)
    check_frequencies(drawn, np.array(probs) / np.sum(probs))


def test_draws_do_not_depend_on_each_other():
    """Pairs of draws come as often as the product of their probabilities."""
    probs = np.array([0.5, 0.3, 0.2])
    drawn = sample(table_model([np.log(probs)] * 3), [1], max_new_tokens=2400, rng=np.random.default_rng(4))
    pairs = [3 * one + other for one, other in zip(drawn[::2], drawn[1::2], strict=True)]
    check_frequencies(pairs, np.outer(probs, probs).ravel())


def test_the_first_token_over_many_seeds():
    """Over many generators the first token has the right frequencies too: nothing is fixed by a seed of one's own."""
    probs = np.array([0.15, 0.6, 0.25])
    model = table_model([np.log(probs)] * 3)
    first = [sample(model, [0], max_new_tokens=1, rng=np.random.default_rng(seed))[0] for seed in range(700)]
    check_frequencies(first, probs)


def test_the_generator_is_the_only_source():
    """Generators in the same state give the same tokens, others give others."""
    model = table_model(np.zeros((9, 9)))
    drawn = [sample(model, [3], max_new_tokens=60, rng=np.random.default_rng(seed)) for seed in (5, 5, 6)]
    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]


def before(state):
    """Make a generator that steps to this state of PCG64 for its next draw."""
    bits = np.random.PCG64(0)
    inside = bits.state
    inside["state"]["state"] = (state - inside["state"]["inc"]) * pow(MULTIPLIER, -1, 2**128) % 2**128
    bits.state = inside
    return np.random.Generator(bits)


@pytest.mark.parametrize(("state", "uniform"), [(0, 0.0), ((2**64 - 1) << 64, 1 - 2**-53)])
def test_the_ends_of_what_can_be_drawn(state, uniform):
    """Ruled-out tokens are not taken where `random()` gives the smallest or the largest number that it can, either."""
    assert before(state).random() == uniform
    model = table_model([[-np.inf, *[0.0] * 10, -np.inf]] * 12)
    (token,) = sample(model, [1], max_new_tokens=1, rng=before(state))
    assert 1 <= token <= 10


def test_sample_ends_with_the_first_eos():
    """`sample` ends after the first new `eos`, which is part of the result; how long it takes follows its probability."""
    model = table_model([np.log([0.25, 0.5, 0.25])] * 3)
    lengths = []
    for seed in range(400):
        tokens = sample(model, [2, 0], max_new_tokens=3, rng=np.random.default_rng(seed), eos=2)
        assert isinstance(tokens, list)
        assert 2 not in tokens[:-1]
        assert tokens[-1] == 2 or len(tokens) == 3
        lengths.append(len(tokens))
    check_frequencies(lengths, [0.0, 0.25, 0.75 * 0.25, 0.75 * 0.75])


def test_sample_follows_the_whole_sequence():
    """`sample` asks the model with the prompt and everything that came since, up to a new `eos`, be it token 0."""
    for size, prompt, eos in ((6, [4, 1], None), (5, [0, 1], 0), (5, [0, 3], 2)):
        model, rng = counting_model(size), np.random.default_rng(9)
        drawn = sample(model, prompt, max_new_tokens=12, rng=rng, eos=eos, top_k=1)
        assert drawn == counted_by_hand(prompt, 12, size, eos)


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_settings_out_of_range_in_sample(temperature):
    """`sample` refuses the settings that `next_probs` refuses, temperature 0 or not."""
    model = table_model(np.zeros((3, 3)))
    for setting in ({"temperature": -1.0}, {"top_k": 0}, {"top_p": 0.0}, {"min_p": 2.0}):
        with pytest.raises(ValueError):
            settings = {"temperature": temperature, **setting}
            sample(model, [0], max_new_tokens=2, rng=np.random.default_rng(1), **settings)


def test_prompts_stay_as_they_are(inout):
    """Neither function changes the caller's prompt."""
    prompt = [1, 0, 2]
    greedy(counting_model(4), inout(prompt), max_new_tokens=3)
    sample(counting_model(4), inout(prompt), max_new_tokens=3, rng=np.random.default_rng(1))
    assert prompt == [1, 0, 2]
