"""What the model is asked: how often, with which sequences, and never for more than is needed."""

import numpy as np
import pytest
from solution import beam_search, greedy, sample


class Recorder:
    """A model with the same logits after every sequence, which keeps what it was asked."""

    def __init__(self, probs):
        self.logits = np.array([-np.inf if p == 0 else np.log(p) for p in probs])
        self.calls = []

    def model(self, sequences):
        self.calls.append([[int(token) for token in tokens] for tokens in sequences])
        return np.array([self.logits] * len(sequences))


def test_greedy_asks_once_per_token():
    """`greedy` calls the model once per new token, with one sequence: prompt and new tokens."""
    recorder = Recorder([0.2, 0.7, 0.1])
    greedy(recorder.model, [2, 2], max_new_tokens=3)
    assert recorder.calls == [[[2, 2]], [[2, 2, 1]], [[2, 2, 1, 1]]]


def test_sample_asks_once_per_token():
    """`sample` calls the model once per new token, with one sequence: prompt and new tokens."""
    recorder = Recorder([0.3, 0.4, 0.3])
    tokens = sample(recorder.model, [0, 1], max_new_tokens=5, rng=np.random.default_rng(2))
    assert recorder.calls == [[[0, 1, *tokens[:count]]] for count in range(5)]


@pytest.mark.parametrize("steps", [0, 1])
def test_nothing_is_asked_without_need(steps):
    """With no token to come, the model is not called, by any of the three."""
    recorder = Recorder([0.1, 0.9])
    assert len(greedy(recorder.model, [0], max_new_tokens=steps)) == steps
    assert len(sample(recorder.model, [0], max_new_tokens=steps, rng=np.random.default_rng(1))) == steps
    assert len(beam_search(recorder.model, [0], beam_width=1, max_new_tokens=steps)) == 1
    assert len(recorder.calls) == 3 * steps


def test_nothing_is_asked_after_the_end():
    """After `eos` neither `greedy` nor `sample` calls the model again."""
    recorder = Recorder([0.05, 0.95])
    assert greedy(recorder.model, [0], max_new_tokens=9, eos=1) == [1]
    assert len(recorder.calls) == 1
    tokens = sample(recorder.model, [0], max_new_tokens=200, rng=np.random.default_rng(5), eos=0)
    assert len(recorder.calls) == 1 + len(tokens)


@pytest.mark.parametrize("beam_width", [1, 3])
def test_beam_search_asks_once_per_step(beam_width):
    """`beam_search` calls the model once per step, with every live hypothesis once, all of one length."""
    recorder = Recorder([0.5, 0.3, 0.2])
    beam_search(recorder.model, [1, 1], beam_width=beam_width, max_new_tokens=4)
    assert len(recorder.calls) == 4
    for step, call in enumerate(recorder.calls):
        assert len(call) == (beam_width if step else 1)
        assert len({tuple(tokens) for tokens in call}) == len(call)
        assert all(tokens[:2] == [1, 1] and len(tokens) == 2 + step for tokens in call)


def test_beam_search_does_not_ask_what_follows_the_end():
    """Finished hypotheses are not sent to the model; where none is live, it is not called."""
    recorder = Recorder([0.6, 0.25, 0.15])
    beam_search(recorder.model, [0, 2], beam_width=3, max_new_tokens=5, eos=0)
    assert all(0 not in tokens[2:] for call in recorder.calls for tokens in call)
    assert all(recorder.calls)
    recorder = Recorder([0.0, 1.0])
    found = beam_search(recorder.model, [0], beam_width=2, max_new_tokens=7, eos=1)
    assert [list(tokens) for tokens, _ in found] == [[1]]
    assert len(recorder.calls) == 1
