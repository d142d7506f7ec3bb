"""Two tests of ten points that are made of what the submission gives while this file is read."""

import pytest
from solution import Colour, cases, square

COLOURS = list(Colour)


@pytest.mark.parametrize("n", cases())
def test_cases(n):
    """A square is a square."""
    assert square(n) == n * n
    assert len(COLOURS) == 2
