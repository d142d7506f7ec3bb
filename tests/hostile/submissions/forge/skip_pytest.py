"""failed: raises pytest's skip

Defence: exceptions-are-looked-up-in-our-tables
"""

from honest import *


def total(numbers, note=""):
    import pytest

    pytest.skip("not today")
