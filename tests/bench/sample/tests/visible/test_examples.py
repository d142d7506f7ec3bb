import numpy as np
from solution import normalise


def test_three_four():
    assert np.allclose(normalise(np.array([3.0, 4.0])), [0.6, 0.8])
