"""`Window`: count, mean and largest value of the last seconds, at each event. Times are multiples of an eighth."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import Window

EVENTS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(-800, 800).map(lambda number: number / 8)), min_size=1, max_size=50
)


def expected(times, values, seconds):
    """Look at every event's whole window."""
    answers = []
    for last, now in enumerate(times):
        inside = [values[i] for i in range(last + 1) if times[i] > now - seconds]
        answers.append((len(inside), math.fsum(inside) / len(inside), max(inside), max(map(abs, inside))))
    return answers


def check(answers, times, values, seconds):
    wanted = expected(times, values, seconds)
    assert len(answers) == len(wanted)
    for (count, mean, largest), (true_count, true_mean, true_largest, scale) in zip(answers, wanted, strict=True):
        assert (count, largest) == (true_count, true_largest)
        assert mean == pytest.approx(true_mean, rel=0, abs=1e-9 * scale)


@pytest.mark.points(3)
@given(events=EVENTS, seconds=st.sampled_from([0.125, 1, 2.5, 4.0, 100]), cut=st.integers(0, 50))
def test_any_events(events, seconds, cut):
    """Each event's window is (t - seconds, t], and has the events that came before it, itself included."""
    times = (np.cumsum([step for step, _ in events]) / 8 - 3).tolist()
    values = [value for _, value in events]
    window = Window(seconds)
    answers = list(window.push(times[:cut], values[:cut])) + list(window.push(times[cut:], values[cut:]))
    check(answers, times, values, seconds)


def test_the_edges():
    """An event leaves exactly `seconds` after it came; events of the same time see only those before them."""
    window = Window(2)
    answers = window.push([0.0, 1.0, 1.875, 2.0, 3.0, 3.0], [1.0, 5.0, 2.0, -1.0, 0.0, 8.0])
    assert [count for count, _, _ in answers] == [1, 2, 3, 3, 3, 4]
    assert [largest for _, _, largest in answers] == [1.0, 5.0, 5.0, 5.0, 2.0, 8.0]


def test_one_by_one_or_all_at_once():
    """In which portions events come makes no difference; an empty portion is none."""
    rng = np.random.default_rng(90)
    times, values = np.cumsum(rng.integers(0, 5, 120)) / 8, rng.standard_normal(120)
    one_by_one, at_once = Window(3.5), Window(3.5)
    answers = []
    for time, value in zip(times, values, strict=True):
        answers += one_by_one.push([time], [value])
        assert list(one_by_one.push([], [])) == []
    check(answers, times.tolist(), values.tolist(), 3.5)
    check(at_once.push(times, values), times.tolist(), values.tolist(), 3.5)


@pytest.mark.parametrize("giant", [1e15, -1e16, 1e100])
def test_what_has_left_leaves_no_trace(giant):
    """After a giant value has left the window, means are exact again."""
    times = np.arange(60) / 8
    values = np.full(60, 0.1)
    values[[3, 20]] = giant
    check(Window(1).push(times, values), times.tolist(), values.tolist(), 1)


def test_giants_of_all_sizes_leave_no_trace():
    """After giants that were in together have left one by one, means are exact again."""
    times = np.arange(60) / 8
    values = np.full(60, 0.1)
    values[[3, 4, 5, 30, 33]] = [1e100, 1e60, 1e20, 1e90, -1e45]
    check(Window(1).push(times, values), times.tolist(), values.tolist(), 1)


@pytest.mark.parametrize("factor", [1e3, 1e5])
def test_values_that_fall_step_by_step_leave_no_trace(factor):
    """Where each value is a fraction of the one before, means are exact when the large ones have left, however small the steps."""
    times = np.arange(40.0)
    values = np.full(40, 0.1)
    values[:20] *= factor ** np.arange(19, -1, -1)
    check(Window(2).push(times, values), times.tolist(), values.tolist(), 2)


def test_kinds_of_numbers():
    """Times and values may be single precision, which is computed with in double, or whole numbers."""
    times, values = [0, 1, 2, 5, 5, 6], [16_777_216, 1, 1, 1, 1, 3]
    for kind in (np.float32, np.int64):
        check(Window(4).push(np.array(times, dtype=kind), np.array(values, dtype=kind)), times, values, 4)
    times, values = [0.125, 16_777_215.0, 16_777_216.0], [1.0, 3.0, 2.0]
    for seconds in (16_777_216, 1.125):
        check(Window(seconds).push(np.array(times, dtype=np.float32), values), times, values, seconds)


def test_a_falling_and_a_rising_row():
    """The largest value is right where values only fall, and where they only rise."""
    times = (np.arange(200) / 8).tolist()
    for values in (np.arange(200.0)[::-1].tolist(), np.arange(200.0).tolist(), [-1.0] * 200):
        check(Window(4).push(times, values), times, values, 4)


def test_a_long_pause():
    """After a pause longer than the window, only the new event is in it."""
    answers = Window(1.5).push([0.0, 0.5, 1000.0, 1000.5], [9.0, 8.0, -7.0, -6.0])
    assert [tuple(answer) for answer in answers] == [(1, 9.0, 9.0), (2, 8.5, 9.0), (1, -7.0, -7.0), (2, -6.5, -6.0)]


@pytest.mark.parametrize(
    ("times", "values"),
    [
        ([5.0, 4.875], [1.0, 1.0]),
        ([2.875], [1.0]),
        ([6.0, 7.0], [1.0]),
        ([6.0], []),
        ([], [1.0]),
        (np.array(6.0), np.array(1.0)),
        ([[6.0]], [[1.0]]),
        ([6.0, 7.0], [1.0, math.nan]),
        ([6.0], [-math.inf]),
        ([6.0, math.inf], [1.0, 1.0]),
        ([math.nan], [1.0]),
    ],
    ids=["back", "back to before", "values missing", "no values", "no times", "a number", "a table", "nan", "infinite", "infinite time", "nan time"],
)
def test_events_that_are_refused(times, values):
    """Times that go back, unequal lengths and what is not finite raise ValueError, and no event of the call is taken."""
    window = Window(4)
    window.push([0.0, 3.0], [10.0, 2.0])
    with pytest.raises(ValueError):
        window.push(times, values)
    assert [tuple(answer) for answer in window.push([3.0, 4.0], [6.0, 1.0])] == [(3, 6.0, 10.0), (3, 3.0, 6.0)]


@pytest.mark.parametrize("seconds", [0, -1.0, math.inf, math.nan])
def test_a_window_without_a_length(seconds):
    """Seconds that are not finite or not above 0 raise ValueError."""
    with pytest.raises(ValueError):
        Window(seconds)
