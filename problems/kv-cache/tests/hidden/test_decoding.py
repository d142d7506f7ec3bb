"""`Decoder` without going back: any portions give what the whole text at once gives."""

import numpy as np
import pytest
from definitions import FAULTS, Layer, misfits
from hypothesis import given
from hypothesis import strategies as st
from solution import Decoder

SEED = st.integers(0, 10_000)
PORTIONS = st.lists(st.integers(0, 5), min_size=1, max_size=6)


def check(layer, x, portions, **more):
    """Extend by portions of these lengths and compare all outputs."""
    decoder = Decoder(*layer.weights, **layer.settings, **more)
    begin = 0
    for portion in portions:
        layer.agree(decoder.extend(x[begin : begin + portion]), layer.rows(x, begin, begin + portion))
        begin += portion
        assert decoder.length() == begin


@pytest.mark.points(2)
@given(portions=PORTIONS, groups=st.sampled_from([1, 2, 4]), seed=SEED)
def test_any_portions(portions, groups, seed):
    """However a text is divided, the outputs are those of the whole."""
    layer = Layer(seed, num_kv_heads=groups)
    check(layer, layer.text(seed + 1, sum(portions)), portions)


@pytest.mark.points(2)
@given(portions=PORTIONS, window=st.integers(1, 8), rollback=st.integers(0, 3), seed=SEED)
def test_any_portions_with_a_window(portions, window, rollback, seed):
    """The same with a window, be it shorter or longer than a portion; what may be taken back changes nothing."""
    layer = Layer(seed, window=window)
    check(layer, layer.text(seed + 1, sum(portions)), portions, rollback=rollback)


def test_one_at_a_time():
    """Sixty single steps after a prompt."""
    layer = Layer(41, d_head=6)
    check(layer, layer.text(42, 100), [40] + [1] * 60)


def test_a_portion_much_longer_than_the_window():
    """Early positions of a portion look at what was there before it, however long the portion is."""
    layer = Layer(43, window=5)
    check(layer, layer.text(44, 420), [6, 200, 1, 1, 212])


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_nothing_to_add(dtype):
    """A portion without positions, first or later, gives a result of the dtype without rows and changes nothing."""
    layer = Layer(45, window=3, dtype=dtype)
    check(layer, layer.text(46, 7), [0, 4, 0, 0, 3])


def test_float32():
    """float32 in, float32 out; a float64 layer of the same shape after it is as accurate as alone."""
    for dtype in (np.float32, np.float64, np.float32):
        layer = Layer(47, dtype=dtype)
        check(layer, layer.text(48, 50), [30, 1, 1, 10, 8])


def test_large_scores():
    """Scores of some thousands neither overflow nor vanish."""
    layer = Layer(49, size=1000.0)
    check(layer, layer.text(50, 24), [10, 1, 1, 12])


def test_scores_near_the_bound():
    """Scores near -100,000 count, and what is hidden does not, even if it is near 100,000."""
    layer = Layer(1011, size=2200.0, window=3)
    check(layer, layer.text(1012, 24), [10, 1, 1, 12])


def test_far_from_the_beginning():
    """At positions 20,000 and 25,000 the angles are as accurate as at the first, in float32 too."""
    layer = Layer(
        51, d_model=4, num_heads=2, num_kv_heads=1, d_head=8, size=1.5, base=50.0, window=16, dtype=np.float32
    )
    x = layer.text(52, 25_000)
    decoder = Decoder(*layer.weights, **layer.settings)
    for begin in range(0, 20_000, 2000):
        result = decoder.extend(x[begin : begin + 2000])
    layer.agree(result[-5:], layer.rows(x, 19_995, 20_000))
    layer.agree(decoder.extend(x[20_000:20_010]), layer.rows(x, 20_000, 20_010))
    for begin in range(20_010, 24_990, 1660):
        decoder.extend(x[begin : begin + 1660])
    layer.agree(decoder.extend(x[24_990:]), layer.rows(x, 24_990, 25_000))


def test_arguments_stay_as_they_are(inout):
    """Neither weights nor positions are changed."""
    layer = Layer(53, window=4)
    x = layer.text(54, 9)
    passed = [array.copy() for array in (*layer.weights, x)]
    decoder = Decoder(*(inout(array) for array in passed[:4]), **layer.settings)
    decoder.extend(inout(passed[4]))
    for array, original in zip(passed, (*layer.weights, x), strict=True):
        np.testing.assert_array_equal(array, original)


def test_faults_of_settings():
    """Heads and widths that don't fit, odd heads, an empty window: ValueError."""
    layer = Layer(55)
    for fault in FAULTS:
        with pytest.raises(ValueError):
            Decoder(*layer.weights, **(layer.settings | fault))
    for weights in misfits(layer.weights):
        with pytest.raises(ValueError):
            Decoder(*weights, **layer.settings)


@pytest.mark.parametrize("shape", [(3, 5), (3, 7), (6,), (1, 3, 6), (2, 1, 6), (0, 1, 6), (0, 5), ()])
def test_faulty_positions_change_nothing(shape):
    """Another number of axes or columns is a ValueError, and the decoder goes on as if it had not been asked."""
    layer = Layer(56, window=4)
    x = layer.text(57, 8)
    decoder = Decoder(*layer.weights, **layer.settings)
    decoder.extend(x[:5])
    with pytest.raises(ValueError):
        decoder.extend(np.ones(shape))
    assert decoder.length() == 5
    layer.agree(decoder.extend(x[5:]), layer.rows(x, 5, 8))
