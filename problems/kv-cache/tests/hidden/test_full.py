"""`full_attention`: rotary positions, grouped heads, windows, dtypes, faults."""

import numpy as np
import pytest
from definitions import FAULTS, Layer, misfits
from hypothesis import given
from hypothesis import strategies as st
from solution import full_attention

SEED = st.integers(0, 10_000)
HEADS = st.sampled_from([(1, 1), (2, 2), (2, 1), (4, 2), (6, 3), (6, 2), (3, 1)])


def check(layer, x):
    result = full_attention(x, *layer.weights, **layer.settings)
    layer.agree(result, layer.rows(x, 0, len(x)))


@given(
    heads=HEADS,
    d_head=st.sampled_from([2, 4, 6]),
    base=st.sampled_from([20.0, 10000.0]),
    length=st.integers(1, 9),
    seed=SEED,
)
def test_any_heads(heads, d_head, base, length, seed):
    """The definition holds for any number of heads, key-value heads, and width of a head, and one base after the other."""
    layer = Layer(seed, num_heads=heads[0], num_kv_heads=heads[1], d_head=d_head, base=base)
    check(layer, layer.text(seed + 1, length))


@given(window=st.integers(1, 12), length=st.integers(1, 12), seed=SEED)
def test_any_window(window, length, seed):
    """A window counts the position itself, and may be longer than the text."""
    layer = Layer(seed, window=window)
    check(layer, layer.text(seed + 1, length))


@pytest.mark.parametrize("base", [1.0, 50.0, 500000.0])
def test_base(base):
    """The base sets the angles; with 1 all pairs turn alike."""
    layer = Layer(31, d_head=8, base=base)
    check(layer, layer.text(32, 40))


def test_a_head_is_as_wide_as_its_weights_say():
    """Heads need not add up to the width of the model."""
    layer = Layer(33, d_model=5, num_heads=3, num_kv_heads=1, d_head=10)
    check(layer, layer.text(34, 12))


def test_float32():
    """float32 in, float32 out; a float64 layer of the same shape after it is as accurate as alone."""
    for dtype in (np.float32, np.float64, np.float32):
        layer = Layer(35, dtype=dtype)
        check(layer, layer.text(36, 60))


def test_far_from_the_beginning():
    """At position 2,000 the angles are as accurate as at the first, in float32 too."""
    layer = Layer(30, d_model=4, num_heads=1, num_kv_heads=1, d_head=8, size=1.5, base=50.0, dtype=np.float32)
    x = layer.text(29, 2000)
    result = full_attention(x, *layer.weights, **layer.settings)
    layer.agree(result[-20:], layer.rows(x, 1980, 2000))


def test_arguments_stay_as_they_are(inout):
    """Neither the text nor weights are changed."""
    layer = Layer(28, window=4)
    x = layer.text(27, 9)
    passed = [array.copy() for array in (x, *layer.weights)]
    full_attention(*(inout(array) for array in passed), **layer.settings)
    for array, original in zip(passed, (x, *layer.weights), strict=True):
        np.testing.assert_array_equal(array, original)


def test_large_scores():
    """Scores of some thousands neither overflow nor vanish."""
    layer = Layer(37, size=1000.0)
    check(layer, layer.text(38, 20))


def test_scores_near_the_bound():
    """Scores near -100,000 count, and what is hidden does not, even if it is near 100,000."""
    layer = Layer(1011, size=2200.0, window=3)
    check(layer, layer.text(1012, 24))


def test_small_weights_count():
    """A weight of exp(-30) is in the mean like any other: with values of a million, it is not lost."""
    layer = Layer(26, d_model=3, num_heads=1, num_kv_heads=1, d_head=4, base=1e8)
    layer.weights = [np.zeros_like(array) for array in layer.weights]
    w_q, w_k, w_v, w_o = layer.weights
    w_q[0, 1], w_k[1, 1], w_v[2, 0], w_o[0, 2] = 1.0, 60.0, 1.0, 1.0
    x = np.array([[1.0, 1.0, 0.0]] + [[1.0, 0.0, 1e6]] * 199)  # the first key scores 30 more than the others
    check(layer, x)


def test_faults():
    """Heads and widths that don't fit, odd heads, an empty window: ValueError."""
    layer = Layer(39)
    for fault in FAULTS:
        with pytest.raises(ValueError):
            full_attention(layer.text(40, 3), *layer.weights, **(layer.settings | fault))
    for weights in misfits(layer.weights):
        with pytest.raises(ValueError):
            full_attention(layer.text(40, 3), *weights, **layer.settings)
