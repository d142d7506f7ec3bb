"""Five tests of twenty points that share a guest."""

import json
from pathlib import Path

import numpy as np
import pytest
from solution import count, keep, scale, total, use

CANARY = "@CANARY hidden@"
EXPECTED = json.loads(Path(__file__).with_name("expected.json").read_text())


@pytest.fixture(scope="module")
def tool():
    def tool(n):
        assert n < 10, "@CANARY asserted@"
        return 10 * n

    return tool


def test_totals():
    """The total is the sum, and every element is multiplied."""
    assert total([1, 2, 3], note="@CANARY visible@") == 6
    assert scale(np.arange(3.0), 2.0).tolist() == [0.0, 2.0, 4.0]


def test_first():
    """The first call is counted."""
    assert count() == 1


def test_second():
    """The second call is counted, in the same guest."""
    assert count() == 2


def test_kept(tool):
    """A tool is kept."""
    assert keep(tool) == 10


def test_used():
    """The kept tool is used by a later test."""
    assert use(2) == 20
