"""`cache.py`: computed once for a text, and again for another."""

import numpy as np
import pytest
from cache import FeatureCache


class Counting:
    """Computes the length and the number of "e" of a text, and notes what it was asked."""

    def __init__(self, kind=list):
        self.asked = []
        self.kind = kind
        self.error = None

    def compute(self, text):
        self.asked.append(text)
        if self.error is not None:
            raise self.error
        return self.kind([float(len(text)), float(text.count("e"))])


@pytest.mark.points(2)
def test_a_text_is_computed_once():
    """The same row with the same text is computed once, however often it is asked for, among others."""
    counting = Counting()
    cache = FeatureCache(counting.compute)
    for _ in range(3):
        for number in range(20):
            np.testing.assert_array_equal(cache.get(f"r{number}", "e" * number), [number, number])
    assert counting.asked == ["e" * number for number in range(20)]


@pytest.mark.points(2)
@pytest.mark.parametrize(
    "texts",
    [
        ("one", "three"),
        ("three", "eerht"),
        ("", "e"),
        ("e", ""),
        ("One", "one"),
        ("one", "one "),
        ("plumless", "buckeroo"),  # the same checksum, CRC-32
    ],
)
def test_another_text_is_computed_again(texts):
    """A row whose text has changed gets the features of the new text, and keeps these."""
    counting = Counting()
    cache = FeatureCache(counting.compute)
    for text in (texts[0], texts[1], texts[1]):
        np.testing.assert_array_equal(cache.get("r", text), [len(text), text.count("e")])
    assert counting.asked == list(texts)


def test_a_change_concerns_its_row_alone():
    """Another row keeps its features when one row's text changes."""
    counting = Counting()
    cache = FeatureCache(counting.compute)
    cache.get("a", "one")
    cache.get("b", "two")
    cache.get("a", "three")
    del counting.asked[:]
    np.testing.assert_array_equal(cache.get("b", "two"), [3, 0])
    np.testing.assert_array_equal(cache.get("a", "three"), [5, 2])
    assert counting.asked == []


def whole(values):
    return [int(value) for value in values]


@pytest.mark.parametrize("kind", [list, np.array, lambda values: np.array(values, dtype=np.float32), whole])
def test_features_are_a_float_array(kind):
    """Whether `compute` returns a list or an array, of whole numbers too, the features are a float array."""
    cache = FeatureCache(Counting(kind).compute)
    for _ in range(2):
        found = cache.get("r", "seven")
        assert np.issubdtype(found.dtype, np.floating)
        np.testing.assert_array_equal(found, [5, 2])


def test_an_error_leaves_the_cache_as_it_was():
    """What `compute` raises passes through; what was known is still known, and the new text is not."""
    counting = Counting()
    cache = FeatureCache(counting.compute)
    cache.get("r", "one")
    counting.error = TimeoutError("no answer")
    for row, text in (("r", "two"), ("s", "two")):
        with pytest.raises(TimeoutError):
            cache.get(row, text)
    np.testing.assert_array_equal(cache.get("r", "one"), [3, 1])
    counting.error = None
    np.testing.assert_array_equal(cache.get("r", "seven"), [5, 2])
    np.testing.assert_array_equal(cache.get("s", "two"), [3, 0])
    assert counting.asked == ["one", "two", "two", "seven", "two"]


@pytest.mark.parametrize("mark", ["", " ", ":", "/", "|", "-", "_", "\x00"])
def test_row_and_text_do_not_run_together(mark):
    """A row and its text are two things, whatever characters they are made of."""
    cache = FeatureCache(Counting().compute)
    np.testing.assert_array_equal(cache.get("r", f"one{mark}three"), [8 + len(mark), 3])
    np.testing.assert_array_equal(cache.get(f"r{mark}one", "three"), [5, 2])
    np.testing.assert_array_equal(cache.get(f"r{mark}one{mark}", "three"), [5, 2])


def test_many_rows_are_kept():
    """The cache has room for every row: nothing is computed again because others were asked for since."""
    counting = Counting()
    cache = FeatureCache(counting.compute)
    for numbers in (range(1100), range(40), range(1060, 1100)):
        for number in numbers:
            cache.get(f"r{number}", f"text {number}")
    assert counting.asked == [f"text {number}" for number in range(1100)]


def test_caches_share_nothing():
    """A second cache computes for itself."""
    one, other = Counting(), Counting()
    FeatureCache(one.compute).get("r", "seven")
    cache = FeatureCache(other.compute)
    cache.get("r", "seven")
    assert other.asked == ["seven"]
