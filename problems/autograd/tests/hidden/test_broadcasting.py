"""Gradients have the shapes of what they belong to, however it was repeated."""

import numpy as np
import pytest
from both import check, close, draw
from hypothesis import example, given
from hypothesis import strategies as st
from solution import Tensor

SEED = st.integers(0, 10_000)
SHAPES = st.sampled_from(
    [
        ((3,), ()),
        ((), (2, 2)),
        ((2, 3), (3,)),
        ((3,), (2, 3)),
        ((2, 3), (2, 1)),
        ((1, 3), (2, 1)),
        ((2, 1, 3), (4, 1)),
        ((1,), (3, 1, 2)),
        ((1, 1), (1,)),
        ((4, 1), (1, 1, 3)),
    ]
)


@given(SEED, SHAPES)
def test_sums_and_differences(seed, shapes):
    """Addition and subtraction of shapes that broadcast, with axes that are missing and axes of size 1."""
    a, b = draw(seed, *shapes)
    check(lambda x, y: x + y, a, b)
    check(lambda x, y: x - y, a, b)


@given(SEED, SHAPES)
def test_products_and_quotients(seed, shapes):
    """Multiplication and division of shapes that broadcast."""
    a, b = draw(seed, *shapes)
    check(lambda x, y: x * y, a, b)
    check(lambda x, y: x / y, a, b)


@given(SEED)
def test_with_arrays(seed):
    """An array on the right may repeat the tensor, and be repeated."""
    a, b = draw(seed, (1, 3), (2, 1))
    check(lambda x: x * b, a)
    check(lambda x: x + b, a)
    check(lambda x: x[0] / b, a)


@given(
    SEED,
    st.sampled_from(
        [
            ((2, 2, 3), (3, 2)),
            ((2, 3), (4, 3, 2)),
            ((2, 1, 2, 3), (3, 3, 1)),
            ((1, 2, 3), (2, 3, 2)),
            ((1, 1, 2), (1, 2, 1)),
        ]
    ),
)
@example(3, ((1, 2, 3), (3, 2, 3, 2)))
@example(4, ((3, 2, 2, 3), (1, 3, 2)))
def test_batches_of_matrices(seed, shapes):
    """The leading axes of matrix products broadcast: axes that are missing, axes of size 1, and both at once."""
    check(lambda x, y: x @ y, *draw(seed, *shapes))


@given(SEED)
def test_reductions_that_are_broadcast_again(seed):
    """A reduction over one axis goes back into what it came from."""
    (a,) = draw(seed, (3, 4))
    check(lambda x: x - x.mean(axis=1, keepdims=True), a)
    check(lambda x: x / (x * x).sum(axis=0), a)
    check(lambda x: x * x.sum(), a)


@pytest.mark.parametrize(("shape", "other"), [((1, 3), (2, 3)), ((3,), (2, 3)), ((), (2, 3)), ((2, 1), (2, 3))])
def test_shapes_of_gradients(shape, other):
    """The gradient of something repeated six-fold or less counts how often it was used."""
    tensor = Tensor(np.ones(shape), requires_grad=True)
    (tensor + Tensor(np.zeros(other))).sum().backward()
    close(tensor.grad, np.full(shape, 6.0 / np.prod(shape)))
