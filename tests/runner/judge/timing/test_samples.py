"""What samples say."""

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.judge.timing import samples as it
from runner.model import Sample


def sample(candidate, reference, echo=0.0, size=0):
    return Sample(size=size, candidate_seconds=candidate, reference_seconds=reference, echo_seconds=echo)


def test_one_slow_call_in_ten_shows_in_the_sums_though_not_in_the_median():
    samples = [sample(0.1, 0.1)] * 9 + [sample(10.1, 0.1)]
    assert statistics.median(each.ratio for each in samples) == pytest.approx(1.0)
    assert it.ratio_of_sums(samples) == pytest.approx(11.0)


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=60))
def test_an_interval_holds_the_median_and_lies_within_the_values(values):
    low, high = it.interval(values)
    assert min(values) <= low <= statistics.median(values) <= high <= max(values)


def test_an_interval_holds_the_true_median_at_least_95_times_in_100():
    generator = random.Random(20260101)
    for count in (6, 9, 15, 21, 45):
        held = 0
        for _ in range(2000):
            low, high = it.interval([generator.lognormvariate(0, 1) for _ in range(count)])
            held += low <= 1.0 <= high
        assert held / 2000 > 0.94, count


def test_an_interval_of_many_values_is_narrower_than_their_range():
    values = list(range(45))
    assert it.interval(values) == (15, 29)


@pytest.mark.parametrize(
    ("times", "steady"), [([1, 1.01, 0.99, 1, 9], True), ([1] * 6 + [2] * 6, True), ([1, 3, 3, 1, 1, 3, 3, 1], False)]
)
def test_the_machine_is_judged_by_the_reference(times, steady):
    assert it.is_steady([sample(1.0, time) for time in times]) is steady
    assert it.is_steady([sample(time, 1.0) for time in times])


def test_sizes_are_judged_apart():
    assert it.is_steady([sample(1, size, size=size) for size in (1, 10, 100) for _ in range(5)])


@pytest.mark.parametrize(("echo", "steady"), [(0.4, True), (0.6, False), (1.1, False)])
def test_calls_that_are_little_but_the_way_across_the_wall_tell_nothing(echo, steady):
    """Where a busy machine makes the echo as long as the call, what is left is the same floor each time."""
    assert it.is_steady([sample(1.0, 1.0, echo=echo)] * 6) is steady
    assert it.is_steady([sample(1.0, 1.0, echo=echo, size=10)] * 6 + [sample(1.0, 1.0, size=20)] * 6) is steady
