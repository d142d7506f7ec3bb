"""Forward instead of backward: every result carries its slopes by each number of each leaf; `backward` only weighs them."""

import numpy as np


class Tensor:
    """`slopes` has for each leaf an array of the tensor's shape and one axis more, for the leaf's numbers."""

    def __init__(self, data, requires_grad=False):
        self.data = np.array(data, dtype=float)
        self.grad = None
        self.slopes = {}
        if requires_grad:
            self.slopes[self] = np.eye(self.data.size).reshape(*self.data.shape, self.data.size)

    @property
    def requires_grad(self):
        return len(self.slopes) > 0

    @property
    def shape(self):
        return self.data.shape

    def zero_grad(self):
        self.grad = None

    def detach(self):
        return Tensor(self.data)

    def backward(self, seed=None):
        if not self.slopes:
            raise ValueError("no leaf here asks for a gradient")
        if seed is None and self.data.size != 1:
            raise ValueError("several numbers and no seed")
        weights = np.ones(self.shape) if seed is None else np.array(seed, dtype=float)
        if weights.shape != self.shape:
            raise ValueError(f"a seed of shape {weights.shape} for {self.shape}")
        for leaf, slopes in self.slopes.items():
            grad = np.tensordot(weights, slopes, axes=weights.ndim).reshape(leaf.shape)
            leaf.grad = grad if leaf.grad is None else leaf.grad + grad

    def _mapped(self, data, change):
        """Make a result of one tensor; `change` takes its slopes to those of the result."""
        return result(data, [{leaf: change(slopes) for leaf, slopes in self.slopes.items()}])

    def _scaled(self, data, factor):
        return self._mapped(data, lambda slopes: slopes * np.asarray(factor)[..., None])

    def __add__(self, other):
        return both(self, other, np.add, lambda a, b: 1.0, lambda a, b: 1.0)

    def __sub__(self, other):
        return both(self, other, np.subtract, lambda a, b: 1.0, lambda a, b: -1.0)

    def __mul__(self, other):
        return both(self, other, np.multiply, lambda a, b: b, lambda a, b: a)

    def __truediv__(self, other):
        return both(self, other, np.divide, lambda a, b: 1.0 / b, lambda a, b: -a / b**2)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return Tensor(other) - self

    def __rtruediv__(self, other):
        return Tensor(other) / self

    def __neg__(self):
        return self._scaled(-self.data, -1.0)

    def __pow__(self, p):
        return self._scaled(self.data**p, p * self.data ** (p - 1))

    def __matmul__(self, other):
        left = {leaf: np.einsum("...ijn,...jk->...ikn", s, other.data) for leaf, s in self.slopes.items()}
        right = {leaf: np.einsum("...ij,...jkn->...ikn", self.data, s) for leaf, s in other.slopes.items()}
        return result(self.data @ other.data, [left, right])

    def exp(self):
        return self._scaled(np.exp(self.data), np.exp(self.data))

    def log(self):
        return self._scaled(np.log(self.data), 1.0 / self.data)

    def tanh(self):
        return self._scaled(np.tanh(self.data), 1.0 - np.tanh(self.data) ** 2)

    def relu(self):
        return self._scaled(np.maximum(self.data, 0.0), np.where(self.data > 0.0, 1.0, 0.0))

    def _axes(self, axis):
        return tuple(range(self.data.ndim)) if axis is None else (axis % self.data.ndim,)

    def sum(self, axis=None, keepdims=False):
        axes = self._axes(axis)
        total = self.data.sum(axis=axes, keepdims=keepdims)
        return self._mapped(total, lambda slopes: slopes.sum(axis=axes, keepdims=keepdims))

    def mean(self, axis=None, keepdims=False):
        count = np.prod([self.shape[axis] for axis in self._axes(axis)])
        return self.sum(axis, keepdims) / float(count)

    def max(self, axis=None, keepdims=False):
        axes = self._axes(axis)
        top = self.data == self.data.max(axis=axes, keepdims=True)
        share = (top / top.sum(axis=axes, keepdims=True))[..., None]
        return self._mapped(
            self.data.max(axis=axes, keepdims=keepdims),
            lambda slopes: (slopes * share).sum(axis=axes, keepdims=keepdims),
        )

    def reshape(self, shape):
        data = self.data.reshape(shape)
        return self._mapped(data, lambda slopes: slopes.reshape(*data.shape, slopes.shape[-1]))

    def transpose(self, axes=None):
        order = tuple(range(self.data.ndim))[::-1] if axes is None else tuple(axes)
        return self._mapped(self.data.transpose(order), lambda slopes: slopes.transpose(*order, len(order)))

    def __getitem__(self, index):
        return self._mapped(self.data[index], lambda slopes: slopes[index])


def result(data, parts):
    """Make a result whose slopes are the sums of the parts', each broadcast to the result's shape."""
    out = Tensor(data)
    for part in parts:
        for leaf, slopes in part.items():
            whole = np.broadcast_to(slopes, (*out.shape, slopes.shape[-1]))
            out.slopes[leaf] = out.slopes[leaf] + whole if leaf in out.slopes else whole
    return out


def both(left, right, function, by_left, by_right):
    if not isinstance(right, Tensor):
        right = Tensor(right)
    a, b = left.data, right.data
    factors = [(left, np.asarray(by_left(a, b))), (right, np.asarray(by_right(a, b)))]
    parts = [{leaf: s * factor[..., None] for leaf, s in tensor.slopes.items()} for tensor, factor in factors]
    return result(function(a, b), parts)


def concatenate(tensors, axis=0):
    data = np.concatenate([tensor.data for tensor in tensors], axis=axis)
    leaves = dict.fromkeys(leaf for tensor in tensors for leaf in tensor.slopes)

    def joined(leaf):
        missing = [np.zeros((*tensor.shape, leaf.data.size)) for tensor in tensors]
        parts = [tensor.slopes.get(leaf, nothing) for tensor, nothing in zip(tensors, missing, strict=True)]
        return np.concatenate(parts, axis=axis % data.ndim)

    return result(data, [{leaf: joined(leaf) for leaf in leaves}])
