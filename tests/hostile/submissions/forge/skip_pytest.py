"""failed: raises pytest's skip"""

from honest import *


def total(numbers, note=""):
    import pytest

    pytest.skip("not today")
