"""graph: keeps the first gradient as it comes, and adds the next ones to it in place."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
Operand = "Tensor | ArrayLike"
Back = Callable[[FloatArray], Any]

_numbers = itertools.count()


def _fold(gradient: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """Sum over what broadcasting repeated."""
    extra = gradient.ndim - len(shape)
    axes = tuple(range(extra)) + tuple(
        extra + i for i, size in enumerate(shape) if size == 1 and gradient.shape[extra + i] != 1
    )
    if axes:
        gradient = gradient.sum(axis=axes, keepdims=True)
    return gradient.reshape(shape)


def _turned(array: FloatArray) -> FloatArray:
    return np.swapaxes(array, -1, -2)


class Tensor:
    """An array of float64 that can tell the gradient of a result made of it.

    Besides the methods below it has data, grad and requires_grad, and the operators + - * / ** @ and [index], with numbers on either side
    where the brief says so.
    """

    __array_ufunc__ = None  # so that numpy leaves `array * tensor` to the tensor

    def __init__(self, data: ArrayLike, requires_grad: bool = False) -> None:
        self.data: FloatArray = np.array(data, dtype=np.float64)
        self.grad: FloatArray | None = None
        self.requires_grad = bool(requires_grad)
        self._number = next(_numbers)
        self._parents: tuple[tuple[Tensor, Back], ...] = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the data."""
        return self.data.shape

    def __repr__(self) -> str:
        return f"Tensor({self.data!r}, requires_grad={self.requires_grad})"

    @staticmethod
    def _result(data: ArrayLike, *parents: tuple[Tensor, Back]) -> Tensor:
        made = Tensor(data)
        made._parents = tuple((parent, back) for parent, back in parents if parent.requires_grad)
        made.requires_grad = len(made._parents) > 0
        return made

    def backward(self, seed: ArrayLike | None = None) -> None:
        """Add the gradient of this result to `grad` of every leaf that asks for one."""
        if not self.requires_grad:
            raise ValueError("nothing here requires a gradient")
        if seed is None:
            if self.data.size != 1:
                raise ValueError("a result with several elements needs a seed")
            start = np.ones(self.shape)
        else:
            start = np.asarray(seed, dtype=np.float64)
            if start.shape != self.shape:
                raise ValueError(f"the seed has shape {start.shape}, the result {self.shape}")

        waiting = {self._number: (self, start)}
        heap = [-self._number]
        leaves = []
        while heap:
            tensor, gradient = waiting.pop(-heapq.heappop(heap))
            if not tensor._parents:
                leaves.append((tensor, gradient))
                continue
            for parent, back in tensor._parents:
                part = back(gradient)
                if parent._number in waiting:
                    part = waiting[parent._number][1] + part
                else:
                    heapq.heappush(heap, -parent._number)
                waiting[parent._number] = (parent, part)
        for leaf, gradient in leaves:
            if leaf.grad is None:
                leaf.grad = gradient if gradient.flags.writeable else gradient.copy()
            else:
                leaf.grad += gradient

    def zero_grad(self) -> None:
        """Forget the gradient."""
        self.grad = None

    def detach(self) -> Tensor:
        """Return a leaf with the same numbers that requires no gradient."""
        return Tensor(self.data)

    @staticmethod
    def _of(other: Operand) -> Tensor:
        return other if isinstance(other, Tensor) else Tensor(other)

    def __add__(self, other: Operand) -> Tensor:
        b = self._of(other)
        s, t = self.shape, b.shape
        return self._result(self.data + b.data, (self, lambda g: _fold(g, s)), (b, lambda g: _fold(g, t)))

    def __radd__(self, other: Operand) -> Tensor:
        return self + other

    def __neg__(self) -> Tensor:
        return self._result(-self.data, (self, lambda g: -g))

    def __sub__(self, other: Operand) -> Tensor:
        b = self._of(other)
        s, t = self.shape, b.shape
        return self._result(self.data - b.data, (self, lambda g: _fold(g, s)), (b, lambda g: _fold(-g, t)))

    def __rsub__(self, other: Operand) -> Tensor:
        return self._of(other) - self

    def __mul__(self, other: Operand) -> Tensor:
        b = self._of(other)
        x, y = self.data, b.data
        return self._result(x * y, (self, lambda g: _fold(g * y, x.shape)), (b, lambda g: _fold(g * x, y.shape)))

    def __rmul__(self, other: Operand) -> Tensor:
        return self * other

    def __truediv__(self, other: Operand) -> Tensor:
        b = self._of(other)
        x, y = self.data, b.data
        return self._result(
            x / y, (self, lambda g: _fold(g / y, x.shape)), (b, lambda g: _fold(-g * x / (y * y), y.shape))
        )

    def __rtruediv__(self, other: Operand) -> Tensor:
        return self._of(other) / self

    def __pow__(self, p: float) -> Tensor:
        x = self.data
        out = x**p
        return self._result(out, (self, lambda g: g * (p * x ** (p - 1))))

    def __matmul__(self, other: Tensor) -> Tensor:
        x, y = self.data, other.data
        return self._result(
            x @ y,
            (self, lambda g: _fold(g @ _turned(y), x.shape)),
            (other, lambda g: _fold(_turned(x) @ g, y.shape)),
        )

    def __getitem__(self, index: Any) -> Tensor:
        shape = self.shape
        if isinstance(index, np.ndarray | list):
            index = np.array(index)

        def back(g: FloatArray) -> FloatArray:
            full = np.zeros(shape)
            np.add.at(full, index, g)
            return full

        return self._result(self.data[index], (self, back))

    def exp(self) -> Tensor:
        out = np.exp(self.data)
        return self._result(out, (self, lambda g: g * out))

    def log(self) -> Tensor:
        x = self.data
        return self._result(np.log(x), (self, lambda g: g / x))

    def tanh(self) -> Tensor:
        out = np.tanh(self.data)
        return self._result(out, (self, lambda g: g * (1.0 - out * out)))

    def relu(self) -> Tensor:
        x = self.data
        return self._result(np.maximum(x, 0.0), (self, lambda g: g * (x > 0)))

    def _kept(self, axis: int | None) -> tuple[int, ...]:
        """The shape that a reduction has with keepdims."""
        if axis is None:
            return (1,) * self.data.ndim
        kept = list(self.shape)
        kept[axis] = 1
        return tuple(kept)

    def sum(self, axis: int | None = None, keepdims: bool = False) -> Tensor:
        shape, kept = self.shape, self._kept(axis)
        out = self.data.sum(axis=axis, keepdims=keepdims)
        return self._result(out, (self, lambda g: np.broadcast_to(g.reshape(kept), shape)))

    def mean(self, axis: int | None = None, keepdims: bool = False) -> Tensor:
        count = self.data.size if axis is None else self.shape[axis]
        return self.sum(axis, keepdims) / count

    def max(self, axis: int | None = None, keepdims: bool = False) -> Tensor:
        x, kept = self.data, self._kept(axis)
        out = x.max(axis=axis, keepdims=keepdims)

        def back(g: FloatArray) -> FloatArray:
            full = np.zeros(x.shape)
            if axis is None:
                full.flat[int(x.argmax())] = g.reshape(())
            else:
                np.put_along_axis(full, x.argmax(axis=axis, keepdims=True), g.reshape(kept), axis)
            return full  # the first of several maxima gets it all

        return self._result(out, (self, back))

    def reshape(self, shape: tuple[int, ...]) -> Tensor:
        before = self.shape
        return self._result(self.data.reshape(shape), (self, lambda g: g.reshape(before)))

    def transpose(self, axes: Sequence[int] | None = None) -> Tensor:
        order = tuple(range(self.data.ndim))[::-1] if axes is None else tuple(axes)
        inverse = [0] * len(order)
        for place, axis in enumerate(order):
            inverse[axis] = place
        return self._result(self.data.transpose(order), (self, lambda g: g.transpose(inverse)))


def concatenate(tensors: Sequence[Tensor], axis: int = 0) -> Tensor:
    """Join tensors along an axis."""
    tensors = list(tensors)
    data = np.concatenate([tensor.data for tensor in tensors], axis=axis)
    along = axis % data.ndim

    def part(start: int, stop: int) -> Back:
        index = (slice(None),) * along + (slice(start, stop),)
        return lambda g: g[index]

    parents = []
    start = 0
    for tensor in tensors:
        stop = start + tensor.shape[along]
        parents.append((tensor, part(start, stop)))
        start = stop
    return Tensor._result(data, *parents)
