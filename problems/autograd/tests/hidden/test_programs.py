"""Whole programs as people write them: losses, normalisation, attention, training."""

import numpy as np
from both import check, close, draw, exp, log, maximum, relu, tanh
from hypothesis import given, settings
from hypothesis import strategies as st
from solution import Tensor

SEED = st.integers(0, 10_000)


def softmax(x):
    weights = exp(x - maximum(x, axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


@settings(max_examples=10)
@given(SEED)
def test_cross_entropy(seed):
    """Cross entropy of a softmax, with labels picked by arrays."""
    labels = np.random.default_rng(seed).integers(0, 3, 4)
    check(lambda x: -log(softmax(x).reshape((12,))[np.arange(4) * 3 + labels]).mean(), *draw(seed, (4, 3)))


@settings(max_examples=10)
@given(SEED)
def test_a_layer_with_normalisation(seed):
    """A linear layer, layer normalisation, scale and shift."""

    def program(x, w, b, scale, shift):
        h = x @ w + b
        centred = h - h.mean(axis=-1, keepdims=True)
        variance = (centred * centred).mean(axis=-1, keepdims=True)
        return relu(centred * (variance + 1e-5) ** -0.5 * scale + shift)

    check(program, *draw(seed, (3, 2), (2, 4), (4,), (4,), (4,)))


@settings(max_examples=10)
@given(SEED)
def test_attention(seed):
    """Two heads of attention, by reshaping and transposing."""

    def program(x, w):
        parts = (x @ w).reshape((3, 2, 3, 2)).transpose((1, 2, 0, 3))  # which, head, text, width
        q, k, v = parts[0], parts[0] * 0.5, parts[1]
        return (softmax(q @ k.transpose((0, 2, 1))) @ v).transpose((1, 0, 2)).reshape((3, 6))

    check(program, *draw(seed, (3, 2), (2, 12)))


@settings(max_examples=10)
@given(SEED)
def test_a_recurrent_network(seed):
    """The same weights in every step of a sequence."""

    def program(x, w, u):
        h = x[0]
        for step in range(1, 4):
            h = tanh(x[step] @ w + h @ u)
        return (h * h).sum()

    check(program, *draw(seed, (4, 1, 2), (2, 2), (2, 2)))


def test_training_by_hand():
    """Gradient descent on a least-squares problem arrives where numpy's solution is."""
    rng = np.random.default_rng(8)
    x, target = rng.normal(size=(20, 3)), rng.normal(size=(20, 1))
    w = np.zeros((3, 1))
    for _ in range(400):
        tensor = Tensor(w, requires_grad=True)
        ((Tensor(x) @ tensor - target) ** 2).mean().backward()
        w = w - 0.2 * tensor.grad
    np.testing.assert_allclose(w, np.linalg.lstsq(x, target)[0], rtol=1e-6, atol=1e-6)
