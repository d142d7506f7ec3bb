"""broadcasting: sums gradients of products over missing batch axes or over those of size 1, not over both."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
Pullback = Callable[[FloatArray], FloatArray]
Operand = "Tensor | ArrayLike"


class Tensor:
    """An array of float64 that can tell the gradient of a result made of it."""

    __array_ufunc__ = None  # so that numpy leaves `array * tensor` to the tensor

    def __init__(self, data: ArrayLike, requires_grad: bool = False) -> None:
        self.data: FloatArray = np.array(data, dtype=np.float64)
        self.requires_grad = requires_grad
        self.grad: FloatArray | None = None
        self._inputs: list[tuple[Tensor, Pullback]] = []

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the data."""
        return self.data.shape

    def backward(self, seed: ArrayLike | None = None) -> None:
        """Add the gradient of this result to `grad` of every leaf that asks for one.

        seed is the gradient of something with respect to this result, of its shape; without it, this must have one element, and it is 1.
        Raises ValueError if that does not hold, or if nothing here requires a gradient.
        """
        if not self.requires_grad:
            raise ValueError("nothing that this was made of requires a gradient")
        if seed is None and self.data.size != 1:
            raise ValueError(f"a result of shape {self.shape} needs a seed")
        start = np.ones(self.shape) if seed is None else np.array(seed, dtype=np.float64)
        if start.shape != self.shape:
            raise ValueError(f"the seed has shape {start.shape}, the result {self.shape}")
        grads = {self: start}
        for tensor in _users_first(self):
            grad = grads.pop(tensor)
            if not tensor._inputs:
                tensor.grad = np.array(grad if tensor.grad is None else tensor.grad + grad)
            for source, pullback in tensor._inputs:
                part = pullback(grad)
                grads[source] = grads[source] + part if source in grads else part

    def zero_grad(self) -> None:
        """Forget the gradient."""
        self.grad = None

    def detach(self) -> Tensor:
        """Return a leaf with the same numbers that requires no gradient."""
        return Tensor(self.data)

    def __add__(self, other: Operand) -> Tensor:
        return _elementwise(np.add, self, other, lambda g, a, b: g, lambda g, a, b: g)

    def __sub__(self, other: Operand) -> Tensor:
        return _elementwise(np.subtract, self, other, lambda g, a, b: g, lambda g, a, b: -g)

    def __mul__(self, other: Operand) -> Tensor:
        return _elementwise(np.multiply, self, other, lambda g, a, b: g * b, lambda g, a, b: g * a)

    def __truediv__(self, other: Operand) -> Tensor:
        return _elementwise(np.divide, self, other, lambda g, a, b: g / b, lambda g, a, b: -g * a / b**2)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: Operand) -> Tensor:
        return _tensor(other) - self

    def __rtruediv__(self, other: Operand) -> Tensor:
        return _tensor(other) / self

    def __neg__(self) -> Tensor:
        return self * -1.0

    def __pow__(self, exponent: float) -> Tensor:
        return _result(self.data**exponent, (self, lambda g: g * exponent * self.data ** (exponent - 1)))

    def __matmul__(self, other: Tensor) -> Tensor:
        def for_left(grad: FloatArray) -> FloatArray:
            return _fit_batch(grad @ other.data.swapaxes(-1, -2), self.shape)

        def for_right(grad: FloatArray) -> FloatArray:
            return _fit_batch(self.data.swapaxes(-1, -2) @ grad, other.shape)

        return _result(self.data @ other.data, (self, for_left), (other, for_right))

    def exp(self) -> Tensor:
        """e to the power of each number."""
        out = np.exp(self.data)
        return _result(out, (self, lambda g: g * out))

    def log(self) -> Tensor:
        """The natural logarithm of each number."""
        return _result(np.log(self.data), (self, lambda g: g / self.data))

    def tanh(self) -> Tensor:
        """The hyperbolic tangent of each number."""
        out = np.tanh(self.data)
        return _result(out, (self, lambda g: g * (1.0 - out**2)))

    def relu(self) -> Tensor:
        """Each number where it is above zero, else zero."""
        return _result(np.maximum(self.data, 0.0), (self, lambda g: np.where(self.data > 0.0, g, 0.0)))

    def sum(self, axis: int | None = None, keepdims: bool = False) -> Tensor:
        """Sum over one axis, or over all."""
        return _result(
            self.data.sum(axis=axis, keepdims=keepdims),
            (self, lambda g: np.broadcast_to(_with_axis(g, axis, self.shape), self.shape)),
        )

    def mean(self, axis: int | None = None, keepdims: bool = False) -> Tensor:
        """Mean over one axis, or over all."""
        total = self.sum(axis=axis, keepdims=keepdims)
        return total * (total.data.size / self.data.size)

    def max(self, axis: int | None = None, keepdims: bool = False) -> Tensor:
        """Maximum over one axis, or over all; equals share the gradient."""
        top = self.data.max(axis=axis, keepdims=True)
        winners = self.data == top
        shares = winners / winners.sum(axis=axis, keepdims=True)
        return _result(
            self.data.max(axis=axis, keepdims=keepdims), (self, lambda g: shares * _with_axis(g, axis, self.shape))
        )

    def reshape(self, shape: tuple[int, ...]) -> Tensor:
        """The same numbers in another shape."""
        return _result(self.data.reshape(shape), (self, lambda g: g.reshape(self.shape)))

    def transpose(self, axes: tuple[int, ...] | None = None) -> Tensor:
        """The axes in another order; reversed if none is given."""
        back = None if axes is None else np.argsort(np.arange(self.data.ndim)[list(axes)])
        return _result(self.data.transpose(axes), (self, lambda g: g.transpose(back)))

    def __getitem__(self, index: object) -> Tensor:
        def put_back(grad: FloatArray) -> FloatArray:
            out = np.zeros(self.shape)
            np.add.at(out, index, grad)
            return out

        return _result(self.data[index], (self, put_back))


def concatenate(tensors: Sequence[Tensor], axis: int = 0) -> Tensor:
    """Join tensors along an axis."""
    ends = np.cumsum([tensor.shape[axis] for tensor in tensors])

    def piece(number: int) -> Pullback:
        return lambda grad: np.split(grad, ends[:-1], axis=axis)[number]

    data = np.concatenate([tensor.data for tensor in tensors], axis=axis)
    return _result(data, *((tensor, piece(number)) for number, tensor in enumerate(tensors)))


def _tensor(value: Operand) -> Tensor:
    return value if isinstance(value, Tensor) else Tensor(value)


def _result(data: FloatArray, *inputs: tuple[Tensor, Pullback]) -> Tensor:
    """Make a result; inputs that need no gradient are forgotten."""
    out = Tensor(data)
    out._inputs = [(tensor, pullback) for tensor, pullback in inputs if tensor.requires_grad]
    out.requires_grad = bool(out._inputs)
    return out


def _elementwise(
    operation: Callable[[FloatArray, FloatArray], FloatArray],
    left: Tensor,
    other: Operand,
    for_left: Callable[[FloatArray, FloatArray, FloatArray], FloatArray],
    for_right: Callable[[FloatArray, FloatArray, FloatArray], FloatArray],
) -> Tensor:
    right = _tensor(other)
    a, b = left.data, right.data
    return _result(
        operation(a, b),
        (left, lambda g: _fit(for_left(g, a, b), a.shape)),
        (right, lambda g: _fit(for_right(g, a, b), b.shape)),
    )


def _fit(grad: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """Sum over what broadcasting repeated."""
    grad = grad.sum(axis=tuple(range(grad.ndim - len(shape))))
    repeated = tuple(np.flatnonzero(np.equal(shape, 1)))
    return grad.sum(axis=repeated, keepdims=True)


def _fit_batch(grad: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """Sum over the leading axes that broadcasting repeated."""
    if grad.ndim > len(shape):
        return grad.sum(axis=tuple(range(grad.ndim - len(shape))))
    ones = tuple(axis for axis, size in enumerate(shape[:-2]) if size == 1)
    return grad.sum(axis=ones, keepdims=True)


def _with_axis(grad: FloatArray, axis: int | None, shape: tuple[int, ...]) -> FloatArray:
    """Give a reduced gradient its axes back, with size 1, whether they were kept or not."""
    kept = np.ones(len(shape), dtype=int) if axis is None else np.array(shape)
    if axis is not None:
        kept[axis] = 1
    return grad.reshape(kept)


def _users_first(root: Tensor) -> list[Tensor]:
    """Order the graph so that every tensor comes after all that were made of it, without recursion."""
    order: list[Tensor] = []
    seen: set[Tensor] = set()
    waiting = [(root, False)]
    while waiting:
        tensor, done = waiting.pop()
        if done:
            order.append(tensor)
        elif tensor not in seen:
            seen.add(tensor)
            waiting.append((tensor, True))
            waiting += [(source, False) for source, _ in tensor._inputs]
    return order[::-1]
