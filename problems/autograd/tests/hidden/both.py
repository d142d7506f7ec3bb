"""Programs that run on tensors and on plain arrays alike, and slopes by a complex step.

The operators and methods of a tensor are those of numpy's arrays where arrays have them; the functions below fill the gaps. So one
program gives both the tensor's gradient and, run on arrays of complex numbers, the slope by other means: the imaginary part of
f(x + ih) over h, with nothing to cancel.
"""

import numpy as np
from solution import Tensor

STEP = 1e-30
TOLERANCE = 1e-8


def plain(x):
    return isinstance(x, (np.ndarray, np.generic))


def exp(x):
    return np.exp(x) if plain(x) else x.exp()


def log(x):
    return np.log(x) if plain(x) else x.log()


def tanh(x):
    return np.tanh(x) if plain(x) else x.tanh()


def relu(x):
    return np.where(np.real(x) > 0, x, 0) if plain(x) else x.relu()


def maximum(x, axis=None, keepdims=False):
    if not plain(x):
        return x.max(axis=axis, keepdims=keepdims)
    if axis is None:
        top = x.ravel()[np.argmax(x.real)]
        return np.full([1] * x.ndim, top) if keepdims else top
    best = np.expand_dims(np.argmax(x.real, axis=axis), axis)
    top = np.take_along_axis(x, best, axis=axis)
    return top if keepdims else top.squeeze(axis)


def close(result, expected):
    assert isinstance(result, (np.ndarray, np.float64, float))  # numpy makes scalars of arrays without axes
    assert np.asarray(result).dtype == np.float64
    assert np.shape(result) == np.shape(expected)
    np.testing.assert_allclose(result, expected, rtol=TOLERANCE, atol=TOLERANCE)


def check(program, *arrays, seed=0):
    """Compare the value and all gradients of a program with those of the same program on complex arrays."""
    complexes = [np.array(array, dtype=complex) for array in arrays]
    value = np.asarray(program(*complexes))
    weights = np.random.default_rng(seed).uniform(0.5, 2.0, value.shape)
    tensors = [Tensor(array, requires_grad=True) for array in arrays]
    result = program(*tensors)
    close(result.data, value.real)
    result.backward(weights)
    for place, tensor in enumerate(tensors):
        expected = np.zeros(complexes[place].shape)
        for index in np.ndindex(expected.shape):
            moved = list(complexes)
            moved[place] = complexes[place].copy()
            moved[place][index] += STEP * 1j
            expected[index] = (np.asarray(program(*moved)) * weights).sum().imag / STEP
        close(tensor.grad, expected)


def draw(seed, *shapes):
    """Draw arrays of the given shapes, with numbers that are not near zero."""
    rng = np.random.default_rng(seed)
    return [rng.uniform(0.2, 2.0, shape) * rng.choice([-1.0, 1.0], shape) for shape in shapes]
