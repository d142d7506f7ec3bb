"""Every operation by itself: its value, and its gradient against the slope."""

import itertools

import numpy as np
import pytest
from both import check, close, draw, exp, log, maximum, relu, tanh
from hypothesis import given
from hypothesis import strategies as st
from solution import Tensor, concatenate

SEED = st.integers(0, 10_000)
SHAPE = st.sampled_from([(), (1,), (4,), (2, 3), (3, 1, 2)])


@given(SEED, SHAPE)
def test_arithmetic_of_tensors(seed, shape):
    """Sums, differences, products and quotients of two tensors."""
    a, b = draw(seed, shape, shape)
    check(lambda x, y: x + y, a, b)
    check(lambda x, y: x - y, a, b)
    check(lambda x, y: x * y, a, b)
    check(lambda x, y: x / y, a, b)
    check(lambda x: -x, a)


@given(SEED, st.sampled_from([2.0, -1.5, 3]))
def test_arithmetic_with_numbers(seed, number):
    """A number may stand on either side of an operator."""
    (a,) = draw(seed, (2, 3))
    check(lambda x: x + number, a)
    check(lambda x: number + x, a)
    check(lambda x: x - number, a)
    check(lambda x: number - x, a)
    check(lambda x: x * number, a)
    check(lambda x: number * x, a)
    check(lambda x: x / number, a)
    check(lambda x: number / x, a)


@given(SEED)
def test_arithmetic_with_arrays(seed):
    """An array may stand on the right of an operator; it gets no gradient."""
    a, b = draw(seed, (2, 3), (2, 3))
    check(lambda x: x + b, a)
    check(lambda x: x - b, a)
    check(lambda x: x * b, a)
    check(lambda x: x / b, a)


@pytest.mark.parametrize("kind", [np.int64, np.uint8])
def test_arithmetic_with_arrays_of_whole_numbers(kind):
    """An array on the right may be one of whole numbers; the result has their values, and need not be whole."""
    a, b = np.array([[2.5, -3.0], [0.5, 7.0]]), np.array([[3, 200], [1, 2]], dtype=kind)
    check(lambda x: x + b, a)
    check(lambda x: x - b, a)
    check(lambda x: x * b, a)
    check(lambda x: x / b, a)


@given(SEED, st.sampled_from([1, 2, 3, -1, -2]))
def test_whole_powers(seed, exponent):
    """Powers with a whole exponent, of negative numbers too."""
    check(lambda x: x**exponent, *draw(seed, (2, 3)))


@given(SEED, st.sampled_from([0.5, -0.5, 1.7]))
def test_broken_powers(seed, exponent):
    """Powers of positive numbers with any exponent."""
    check(lambda x: x**exponent, np.abs(*draw(seed, (4,))))


def test_powers_of_zero():
    """Zero to a whole power has a slope as other numbers have."""
    for exponent, slopes in ((1, [1.0, 1.0, 1.0]), (2, [0.0, 4.0, -2.0]), (3, [0.0, 12.0, 3.0])):
        tensor = Tensor([0.0, 2.0, -1.0], requires_grad=True)
        (tensor**exponent).backward([1.0, 1.0, 1.0])
        close(tensor.grad, np.array(slopes))


@given(SEED, SHAPE)
def test_functions(seed, shape):
    """exp, log, tanh and relu."""
    (a,) = draw(seed, shape)
    check(exp, a)
    check(log, np.abs(a))
    check(tanh, a)
    check(relu, a)


def test_functions_far_from_zero():
    """tanh and exp of large numbers are what numpy has for them, and have slopes."""
    tensor = Tensor([-1000.0, -400.0, 0.0, 400.0, 1000.0], requires_grad=True)
    result = tensor.tanh()
    close(result.data, np.array([-1.0, -1.0, 0.0, 1.0, 1.0]))
    result.backward(np.full(5, 3.0))
    close(tensor.grad, np.array([0.0, 0.0, 3.0, 0.0, 0.0]))
    check(exp, np.array([-1000.0, -50.0, 20.0]))


@given(SEED, st.sampled_from([None, 0, 1, 2, -1, -3]), st.booleans())
def test_sums_and_means(seed, axis, keepdims):
    """sum and mean over all or over one axis, counted from either end, with and without keeping it."""
    (a,) = draw(seed, (2, 3, 4))
    check(lambda x: x.sum(axis=axis, keepdims=keepdims), a)
    check(lambda x: x.mean(axis=axis, keepdims=keepdims), a)


@given(SEED, st.sampled_from([None, 0, 1, 2, -1, -2]), st.booleans())
def test_maxima(seed, axis, keepdims):
    """max over all or over one axis."""
    a = np.random.default_rng(seed).permutation(24).reshape(2, 3, 4) / 8.0
    check(lambda x: maximum(x, axis=axis, keepdims=keepdims), a)


def test_sums_of_everything_by_default():
    """Without an axis, sum, mean and max are over everything and have no axes."""
    a = np.arange(6.0).reshape(2, 3)
    check(lambda x: x.sum(), a)
    check(lambda x: x.mean(), a)
    check(lambda x: maximum(x), a)


def test_equal_maxima():
    """Equal maxima share the gradient in any way: their parts are not negative and add up to it."""
    numbers = np.array([[3.0, 1.0, 3.0], [2.0, 3.0, 3.0], [3.0, 0.5, 1.0]])
    for axis, keepdims in itertools.product((None, 0, 1, -1), (False, True)):
        tops = numbers.max(axis=axis, keepdims=True)
        seed = np.arange(4.0, 4.0 + tops.size)
        tensor = Tensor(numbers, requires_grad=True)
        result = tensor.max(axis=axis, keepdims=keepdims)
        result.backward(seed.reshape(result.shape))
        np.testing.assert_allclose(tensor.grad.sum(axis=axis, keepdims=True), seed.reshape(tops.shape))
        assert (tensor.grad >= 0).all()
        assert (tensor.grad[numbers != tops] == 0).all()


@pytest.mark.parametrize(
    "numbers", [[1000.0, 1000.001], [0.0, 1e-9], [-1e-12, -2e-12, -3e-12], [5.0, 5.0 + 1e-14, 2.0], [1e300, 2.0]]
)
def test_what_is_close_to_the_maximum_is_none(numbers):
    """A number that is smaller than the maximum, by however little, gets no gradient."""
    numbers = np.array(numbers)
    tensor = Tensor(np.stack([numbers, numbers[::-1]]), requires_grad=True)
    tensor.max(axis=1).backward([1.0, 2.0])
    top = np.eye(len(numbers))[numbers.argmax()]
    np.testing.assert_array_equal(tensor.grad, [top, 2 * top[::-1]])


@given(SEED)
def test_matrix_products(seed):
    """Products of two matrices."""
    check(lambda x, y: x @ y, *draw(seed, (2, 3), (3, 4)))
    check(lambda x, y: x @ y, *draw(seed, (1, 3), (3, 1)))


@given(SEED)
def test_reshaping(seed):
    """reshape keeps the numbers in order, a size of -1 stands for what is left."""
    (a,) = draw(seed, (2, 6))
    check(lambda x: x.reshape((3, 4)), a)
    check(lambda x: x.reshape((2, 1, -1)), a)
    check(lambda x: x[:1, :1].reshape(()), a)


@given(SEED, st.permutations([0, 1, 2]))
def test_transposing(seed, axes):
    """transpose with any order of axes, and without one."""
    (a,) = draw(seed, (2, 3, 4))
    check(lambda x: x.transpose(tuple(axes)), a)
    check(lambda x: x.transpose(), a)


@given(SEED)
def test_indexing(seed):
    """Whole numbers, slices, several of them, and steps; what is not picked gets a gradient of zero."""
    (a,) = draw(seed, (3, 4))
    check(lambda x: x[1], a)
    check(lambda x: x[-1, 2], a)
    check(lambda x: x[:, 1:3], a)
    check(lambda x: x[::2, ::-1], a)


@given(SEED, st.lists(st.integers(-3, 2), min_size=1, max_size=6))
def test_indexing_with_arrays(seed, rows):
    """Rows picked by an array of numbers; one that is picked twice gets both gradients."""
    (a,) = draw(seed, (3, 2))
    index = np.array(rows)
    check(lambda x: x[index], a)


@pytest.mark.parametrize("kind", [np.int8, np.uint8])
def test_indexing_with_arrays_of_short_types(kind):
    """The array of row numbers may be of any integer type, and the tensor have more numbers than that type counts."""
    tensor = Tensor(np.zeros((30, 2, 5)), requires_grad=True)
    tensor[np.array([28, 3, 28], dtype=kind)].sum().backward()
    expected = np.zeros((30, 2, 5))
    expected[3], expected[28] = 1.0, 2.0
    close(tensor.grad, expected)


@given(SEED, st.sampled_from([0, 1, -1]))
def test_concatenating(seed, axis):
    """concatenate joins along an axis, one tensor twice as well."""
    a, b = draw(seed, (2, 3), (2, 3))

    def program(x, y):
        return np.concatenate([x, y, x], axis=axis) if isinstance(x, np.ndarray) else concatenate([x, y, x], axis=axis)

    check(program, a, b)


def test_concatenating_different_sizes():
    """The tensors may differ in size along the axis, which is the first one unless told otherwise."""
    a, b = draw(5, (1, 2), (3, 2))
    check(lambda x, y: np.concatenate([x, y]) if isinstance(x, np.ndarray) else concatenate([x, y]), a, b)


@given(SEED, st.sampled_from([0, 1, -1]))
def test_concatenating_constants(seed, axis):
    """A tensor that requires no gradient takes its place among the others."""
    a, b = draw(seed, (2, 3), (2, 3))

    def program(x):
        if isinstance(x, np.ndarray):
            return np.concatenate([b, x, b, x], axis=axis)
        return concatenate([Tensor(b), x, Tensor(b), x], axis=axis)

    check(program, a)


def test_data_of_any_kind():
    """Numbers, nested lists and arrays become float64."""
    for data in (3, 2.5, [1, 2], [[1.5], [2.5]], np.arange(4), np.float64(2.0), np.ones(3, dtype=np.float32)):
        tensor = Tensor(data)
        close(tensor.data, np.array(data, dtype=float))
        assert tensor.shape == np.shape(data)
