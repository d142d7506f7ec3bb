"""error: imports a framework that the environment does not have."""

import heapq
from itertools import count

import numpy as np
import jax

_numbers = count()


def _unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1 and grad.shape[axis] != 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad


class Tensor:
    __array_ufunc__ = None

    def __init__(self, data, requires_grad=False):
        self.data = np.asarray(data, dtype=float).copy()
        self.requires_grad = requires_grad
        self.grad = None
        self._number = next(_numbers)
        self._parents = ()
        self._back = None

    shape = property(lambda self: self.data.shape)

    @staticmethod
    def _made(data, parents, back):
        out = Tensor(data)
        if any(parent.requires_grad for parent in parents):
            out.requires_grad = True
            out._parents = tuple(parents)
            out._back = back  # from a gradient to one for each parent
        return out

    def backward(self, seed=None):
        if not self.requires_grad:
            raise ValueError("no gradient required")
        if seed is None:
            if self.data.size != 1:
                raise ValueError("seed needed")
            seed = np.ones(self.shape)
        seed = np.asarray(seed, dtype=float)
        if seed.shape != self.shape:
            raise ValueError("shape of seed")
        sums = {self._number: seed}
        tensors = {self._number: self}
        latest = [-self._number]
        while latest:
            number = -heapq.heappop(latest)
            tensor, grad = tensors.pop(number), sums.pop(number)
            if tensor._back is None:
                tensor.grad = grad + (0 if tensor.grad is None else tensor.grad)
                continue
            for parent, part in zip(tensor._parents, tensor._back(grad), strict=True):
                if not parent.requires_grad:
                    continue
                if parent._number in sums:
                    sums[parent._number] = sums[parent._number] + part
                else:
                    sums[parent._number] = part
                    tensors[parent._number] = parent
                    heapq.heappush(latest, -parent._number)

    def zero_grad(self):
        self.grad = None

    def detach(self):
        return Tensor(self.data)

    def _binary(self, other, function, partials):
        other = other if isinstance(other, Tensor) else Tensor(other)

        def back(g):
            left, right = partials(g, self.data, other.data)
            return _unbroadcast(np.asarray(left), self.shape), _unbroadcast(np.asarray(right), other.shape)

        return Tensor._made(function(self.data, other.data), (self, other), back)

    def __add__(self, other):
        return self._binary(other, np.add, lambda g, a, b: (g, g))

    def __mul__(self, other):
        return self._binary(other, np.multiply, lambda g, a, b: (g * b, g * a))

    def __sub__(self, other):
        return self._binary(other, np.subtract, lambda g, a, b: (g, -g))

    def __truediv__(self, other):
        return self._binary(other, np.divide, lambda g, a, b: (g / b, -g * a / (b * b)))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Tensor(other) - self

    def __rtruediv__(self, other):
        return Tensor(other) / self

    def __neg__(self):
        return Tensor._made(-self.data, (self,), lambda g: (-g,))

    def __pow__(self, p):
        return Tensor._made(self.data**p, (self,), lambda g: (g * p * self.data ** (p - 1),))

    def __matmul__(self, other):
        def back(g):
            left = np.einsum("...ik,...jk->...ij", g, other.data)
            right = np.einsum("...ij,...ik->...jk", self.data, g)
            return _unbroadcast(left, self.shape), _unbroadcast(right, other.shape)

        return Tensor._made(np.matmul(self.data, other.data), (self, other), back)

    def exp(self):
        e = np.exp(self.data)
        return Tensor._made(e, (self,), lambda g: (g * e,))

    def log(self):
        return Tensor._made(np.log(self.data), (self,), lambda g: (g / self.data,))

    def tanh(self):
        t = np.tanh(self.data)
        return Tensor._made(t, (self,), lambda g: (g * (1 - t * t),))

    def relu(self):
        on = self.data > 0
        return Tensor._made(self.data * on, (self,), lambda g: (g * on,))

    def sum(self, axis=None, keepdims=False):
        def back(g):
            if axis is not None and not keepdims:
                g = np.expand_dims(g, axis)
            return (np.zeros(self.shape) + g,)

        return Tensor._made(self.data.sum(axis=axis, keepdims=keepdims), (self,), back)

    def mean(self, axis=None, keepdims=False):
        n = self.data.size if axis is None else self.shape[axis]
        return self.sum(axis=axis, keepdims=keepdims) / n

    def max(self, axis=None, keepdims=False):
        if axis is None:
            flat = self.reshape((-1,))[int(np.argmax(self.data))]
            return flat.reshape((1,) * self.data.ndim) if keepdims else flat
        place = np.expand_dims(np.argmax(self.data, axis=axis), axis)

        def back(g):
            out = np.zeros(self.shape)
            np.put_along_axis(out, place, g if keepdims else np.expand_dims(g, axis), axis)
            return (out,)

        return Tensor._made(self.data.max(axis=axis, keepdims=keepdims), (self,), back)

    def reshape(self, shape):
        return Tensor._made(self.data.reshape(shape), (self,), lambda g: (np.reshape(g, self.shape),))

    def transpose(self, axes=None):
        axes = tuple(reversed(range(self.data.ndim))) if axes is None else axes
        inverse = [axes.index(axis) for axis in range(len(axes))]
        return Tensor._made(np.transpose(self.data, axes), (self,), lambda g: (np.transpose(g, inverse),))

    def __getitem__(self, index):
        def back(g):
            places = np.arange(self.data.size).reshape(self.shape)[index]
            weights = np.broadcast_to(g, np.shape(places)).ravel()
            return (np.bincount(np.ravel(places), weights, minlength=self.data.size).reshape(self.shape),)

        return Tensor._made(self.data[index], (self,), back)


def concatenate(tensors, axis=0):
    sizes = [tensor.shape[axis] for tensor in tensors]

    def back(g):
        parts, start = [], 0
        for size in sizes:
            parts.append(np.take(g, range(start, start + size), axis=axis))
            start += size
        return parts

    return Tensor._made(np.concatenate([tensor.data for tensor in tensors], axis=axis), tensors, back)
