"""What the layer is, one output at a time: heads as complex numbers, in float64, from the inputs and nothing that was kept."""

import numpy as np

TOLERANCE = {np.dtype(np.float64): 1e-8, np.dtype(np.float32): 1e-4}


class Layer:
    """Weights drawn at random, and the settings that go with them."""

    def __init__(
        self, seed, *, d_model=6, num_heads=4, num_kv_heads=2, d_head=4, size=1.0, dtype=np.float64, **options
    ):
        rng = np.random.default_rng(seed)
        widths = (num_heads * d_head, num_kv_heads * d_head, num_kv_heads * d_head)
        drawn = [rng.standard_normal((d_model, width)) for width in widths]
        drawn.append(rng.standard_normal((num_heads * d_head, d_model)) / np.sqrt(num_heads * d_head))
        drawn[0] *= size
        self.weights = [array.astype(dtype) for array in drawn]
        self.settings = {"num_heads": num_heads, "num_kv_heads": num_kv_heads, **options}
        self.d_model, self.d_head, self.dtype = d_model, d_head, np.dtype(dtype)

    def text(self, seed, length):
        """Draw positions: (length, d_model)."""
        return np.random.default_rng(seed).standard_normal((length, self.d_model)).astype(self.dtype)

    def row(self, x, position):
        """Return the output of one position."""
        w_q, w_k, w_v, w_o = (array.astype(np.float64) for array in self.weights)
        heads, groups = self.settings["num_heads"], self.settings["num_kv_heads"]
        window = self.settings.get("window") or position + 1
        seen = np.arange(max(0, position - window + 1), position + 1)
        past = x[seen].astype(np.float64)
        queries = self._turned((past[-1:] @ w_q).reshape(1, heads, -1), seen[-1:])[0]
        keys = self._turned((past @ w_k).reshape(len(seen), groups, -1), seen)
        values = (past @ w_v).reshape(len(seen), groups, -1)
        mixed = []
        for head, query in enumerate(queries):
            group = head * groups // heads
            scores = (keys[:, group] @ query.conj()).real / np.sqrt(self.d_head)
            weights = np.exp(scores - scores.max())
            mixed.append(weights @ values[:, group] / weights.sum())
        return np.concatenate(mixed) @ w_o

    def rows(self, x, begin, end):
        """Return the outputs of several positions."""
        return np.array([self.row(x, position) for position in range(begin, end)]).reshape(-1, self.d_model)

    def agree(self, result, expected):
        """Same kind, dtype, shape and, within the brief's tolerance, values."""
        assert isinstance(result, np.ndarray)
        assert result.dtype == self.dtype
        assert result.shape == expected.shape
        tolerance = TOLERANCE[self.dtype]
        np.testing.assert_allclose(result, expected, rtol=tolerance, atol=tolerance)

    def _turned(self, heads, positions):
        """Take the two halves of a head as real and imaginary part, and multiply by the unit of the angle."""
        half = self.d_head // 2
        frequencies = self.settings.get("base", 10000.0) ** (-np.arange(half) / half)
        return (heads[..., :half] + 1j * heads[..., half:]) * np.exp(1j * np.multiply.outer(positions, frequencies))[
            :, None
        ]


FAULTS = (
    {"num_heads": 4, "num_kv_heads": 3},  # heads that can't be shared
    {"num_heads": 4, "num_kv_heads": 0},
    {"num_heads": 0, "num_kv_heads": 2},
    {"num_heads": 1, "num_kv_heads": 2},
    {"num_heads": 6, "num_kv_heads": 2},  # 16 columns for 6 heads
    {"num_heads": 16, "num_kv_heads": 8},  # heads of width 1
    {"num_heads": 4, "num_kv_heads": 1},  # keys and values of width 8
    {"num_heads": -4, "num_kv_heads": -2},
    {"window": 0},
    {"window": -1},
)
"""Settings that don't fit weights for 4 heads of width 4 with 2 key-value heads."""


def misfits(weights):
    """Yield weights of which only the keys, or only the values, have a head too few or too many."""
    for place in (1, 2):
        for columns in (weights[place][:, :4], np.tile(weights[place], 2)):
            yield [columns if number == place else array for number, array in enumerate(weights)]
