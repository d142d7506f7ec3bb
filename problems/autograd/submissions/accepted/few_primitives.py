"""A few primitives, all others made of them; backward counts the users of each tensor and goes on where none is left."""

import numpy as np


class Tensor:
    def __init__(self, data, requires_grad=False, made_of=(), rule=None):
        self.data = np.array(data, dtype=np.float64)
        self.grad = None
        self.made_of = [tensor for tensor in made_of if tensor.requires_grad]
        self.rule = rule  # (gradient, one of made_of's places) -> gradient of that one
        self.places = [place for place, tensor in enumerate(made_of) if tensor.requires_grad]
        self.requires_grad = requires_grad or bool(self.made_of)

    @property
    def shape(self):
        return self.data.shape

    def zero_grad(self):
        self.grad = None

    def detach(self):
        return Tensor(self.data)

    def backward(self, seed=None):
        if not self.requires_grad:
            raise ValueError("no leaf here requires a gradient")
        if seed is None:
            if self.data.size > 1:
                raise ValueError("a seed is needed")
            seed = np.ones(self.shape)
        total = {id(self): np.array(seed, dtype=np.float64)}
        if total[id(self)].shape != self.shape:
            raise ValueError("the seed has the wrong shape")
        users, reached, todo = {id(self): 0}, {id(self)}, [self]
        while todo:
            for source in todo.pop().made_of:
                users[id(source)] = users.get(id(source), 0) + 1
                if id(source) not in reached:
                    reached.add(id(source))
                    todo.append(source)
        ready = [self]
        while ready:
            tensor = ready.pop()
            grad = total.pop(id(tensor))
            if not tensor.made_of:
                tensor.grad = grad if tensor.grad is None else tensor.grad + grad
            for place, source in zip(tensor.places, tensor.made_of, strict=True):
                total[id(source)] = total.get(id(source), 0) + tensor.rule(grad, place)
                users[id(source)] -= 1
                if users[id(source)] == 0:
                    ready.append(source)

    def __add__(self, other):
        a, b = spread(self, as_tensor(other))
        return Tensor(a.data + b.data, made_of=(a, b), rule=lambda g, place: g)

    def __mul__(self, other):
        a, b = spread(self, as_tensor(other))
        return Tensor(a.data * b.data, made_of=(a, b), rule=lambda g, place: g * (b, a)[place].data)

    def __pow__(self, p):
        return Tensor(self.data**p, made_of=(self,), rule=lambda g, _: p * self.data ** (p - 1.0) * g)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __truediv__(self, other):
        return self * as_tensor(other) ** -1

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return self**-1 * other

    def __matmul__(self, other):
        """Rows times columns: a product with one more axis, summed over it."""
        left = self.reshape((*self.shape, 1))
        right = other.reshape((*other.shape[:-2], 1, *other.shape[-2:]))
        return (left * right).sum(axis=-2)

    def exp(self):
        out = np.exp(self.data)
        return Tensor(out, made_of=(self,), rule=lambda g, _: g * out)

    def log(self):
        return Tensor(np.log(self.data), made_of=(self,), rule=lambda g, _: g / self.data)

    def tanh(self):
        out = np.tanh(self.data)
        return Tensor(out, made_of=(self,), rule=lambda g, _: g - g * out * out)

    def relu(self):
        return self * (self.data > 0)

    def sum(self, axis=None, keepdims=False):
        if axis is None:
            total = self.reshape((-1,)).sum(axis=0)
            return total.reshape((1,) * self.data.ndim) if keepdims else total
        kept = Tensor(
            self.data.sum(axis=axis, keepdims=True), made_of=(self,), rule=lambda g, _: np.repeat(g, self.shape[axis], axis)
        )
        return kept if keepdims else kept.reshape(np.delete(self.shape, axis).tolist())

    def mean(self, axis=None, keepdims=False):
        return self.sum(axis, keepdims) * (1 / (self.data.size if axis is None else self.shape[axis]))

    def max(self, axis=None, keepdims=False):
        hit = self.data == self.data.max(axis=axis, keepdims=True)
        return (self * (hit / hit.sum(axis=axis, keepdims=True))).sum(axis, keepdims)

    def reshape(self, shape):
        return Tensor(self.data.reshape(shape), made_of=(self,), rule=lambda g, _: g.reshape(self.shape))

    def transpose(self, axes=None):
        axes = range(self.data.ndim)[::-1] if axes is None else axes
        return Tensor(
            self.data.transpose(list(axes)), made_of=(self,), rule=lambda g, _: np.moveaxis(g, range(g.ndim), axes)
        )

    def __getitem__(self, index):
        def rule(g, _):
            out = np.zeros(self.shape)
            if isinstance(index, np.ndarray):
                for place, row in zip(index, g, strict=True):
                    out[place] += row
            else:
                out[index] = g
            return out

        return Tensor(self.data[index], made_of=(self,), rule=rule)


def as_tensor(value):
    return value if isinstance(value, Tensor) else Tensor(value)


def spread(a, b):
    """Give both the shape that they broadcast to."""
    shape = np.broadcast_shapes(a.shape, b.shape)
    return (a if a.shape == shape else spread_to(a, shape)), (b if b.shape == shape else spread_to(b, shape))


def spread_to(x, shape):
    missing = len(shape) - x.data.ndim
    axes = tuple(axis for axis in range(len(shape)) if axis < missing or x.shape[axis - missing] != shape[axis])

    def rule(g, _):
        return g.sum(axis=axes).reshape(x.shape)

    return Tensor(np.broadcast_to(x.data, shape), made_of=(x,), rule=rule)


def concatenate(tensors, axis=0):
    starts = np.cumsum([0, *(tensor.shape[axis] for tensor in tensors)])

    def rule(g, place):
        return np.moveaxis(np.moveaxis(g, axis, 0)[starts[place] : starts[place + 1]], 0, axis)

    return Tensor(np.concatenate([tensor.data for tensor in tensors], axis), made_of=tensors, rule=rule)
