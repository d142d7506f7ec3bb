"""How long is waited before the next call."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import call_with_retries

MANY_FAILURES = 1100

eighths = st.integers(min_value=1, max_value=80).map(lambda number: number / 8)


def transient(retry_after=...):
    error = ConnectionError("busy")
    if retry_after is not ...:
        error.retry_after = retry_after
    return error


def repairable(retry_after=...):
    error = ValueError("bad arguments")
    if retry_after is not ...:
        error.retry_after = retry_after
    return error


def waits_of(errors, **settings):
    """Return every argument that `sleep` got, in a run where the errors are followed by an answer."""
    remaining = iter(errors)
    sleeps = []
    now = 0.0

    def tool(request, context):
        error = next(remaining, None)
        if error is not None:
            raise error
        return "answer"

    def sleep(seconds):
        nonlocal now
        sleeps.append(seconds)
        now += seconds

    settings = {"max_calls": 10_000, "budget_seconds": 1e9, **settings}
    assert call_with_retries(tool, "request", clock=lambda: now, sleep=sleep, **settings) == "answer"
    return sleeps


def test_default_waits_start_at_half_a_second_and_are_capped_at_eight():
    """By default the first wait is 0.5 s, and no wait of our own is longer than 8 s."""
    assert waits_of([transient()] * 6) == pytest.approx([0.5, 1, 2, 4, 8, 8])


@given(failures=st.integers(min_value=1, max_value=12), base=eighths, cap=eighths)
def test_waits_double_up_to_the_cap(failures, base, cap):
    """After the n-th transient failure comes one sleep of min(max_wait, base_wait * 2**(n-1)) seconds."""
    waits = waits_of([transient()] * failures, base_wait_seconds=base, max_wait_seconds=cap)
    assert waits == pytest.approx([min(cap, base * 2**number) for number in range(failures)], rel=1e-9)


@given(transients=st.lists(st.booleans(), max_size=12))
def test_repairable_failures_neither_wait_nor_double(transients):
    """Only transient failures count towards the doubling; repairable ones are followed by no sleep."""
    errors = [transient() if is_transient else repairable() for is_transient in transients]
    waits = waits_of(errors, base_wait_seconds=0.25, max_wait_seconds=1e6)
    assert waits == pytest.approx([0.25 * 2**number for number in range(sum(transients))], rel=1e-9)


@given(asked=st.lists(st.none() | eighths, min_size=1, max_size=8), cap=eighths)
def test_retry_after_is_the_least_that_is_waited(asked, cap):
    """The wait is the longer of our own capped wait and retry_after, which the cap does not shorten."""
    errors = [transient() if seconds is None else transient(seconds) for seconds in asked]
    waits = waits_of(errors, base_wait_seconds=0.5, max_wait_seconds=cap)
    own = [min(cap, 0.5 * 2**number) for number in range(len(asked))]
    longer = [max(mine, theirs or 0) for mine, theirs in zip(own, asked, strict=True)]
    assert waits == pytest.approx(longer, rel=1e-9)


def test_retry_after_is_honoured_after_a_repairable_failure_too():
    """A repairable failure that carries retry_after is followed by that wait, and doubles nothing."""
    errors = [repairable(3), transient(), repairable(0.25), transient()]
    assert waits_of(errors, base_wait_seconds=1) == pytest.approx([3, 1, 0.25, 2], rel=1e-9)


@pytest.mark.parametrize(
    "asked", [None, "7", "soon", float("nan"), float("inf"), -5, -0.5, Decimal("7"), Fraction(7)]
)
def test_unusable_retry_after_is_ignored(asked):
    """A retry_after that is no int or float, not finite, or negative is as good as none."""
    errors = [transient(asked), transient(), repairable(asked)]
    assert waits_of(errors, base_wait_seconds=1) == pytest.approx([1, 2], rel=1e-9)


def test_a_wait_of_nothing_is_not_slept():
    """`sleep` is called only with a positive number of seconds."""
    errors = [transient(), transient(0), repairable(0), transient(2), repairable(0.0)]
    assert waits_of(errors, base_wait_seconds=0) == pytest.approx([2], rel=1e-9)


def test_cap_holds_for_the_first_wait():
    """A base wait that is longer than the cap is cut to the cap."""
    assert waits_of([transient()] * 3, base_wait_seconds=60, max_wait_seconds=7) == pytest.approx([7, 7, 7])


def test_jitter_is_given_the_capped_wait_and_its_answer_is_slept():
    """`jitter` gets our own wait after the cap, and what it returns is waited instead."""
    seen = []

    def jitter(seconds):
        seen.append(seconds)
        return seconds * 0.75

    waits = waits_of([transient()] * 5, base_wait_seconds=1, max_wait_seconds=4, jitter=jitter)
    assert seen == pytest.approx([1, 2, 4, 4, 4], rel=1e-9)
    assert waits == pytest.approx([0.75, 1.5, 3, 3, 3], rel=1e-9)


def test_jitter_is_given_a_wait_of_nothing_too():
    """Where our own wait is 0, `jitter` still has its say, and a cap of 0 is a cap."""
    for limits in ({"base_wait_seconds": 0}, {"max_wait_seconds": 0}):
        assert waits_of([transient()] * 2, **limits) == []
        waits = waits_of([transient()] * 2, jitter=lambda seconds: seconds + 1.5, **limits)
        assert waits == pytest.approx([1.5, 1.5], rel=1e-9)


def test_jitter_may_lengthen_the_wait_past_the_cap():
    """What `jitter` returns is waited as it is, also where that is longer than the cap."""
    waits = waits_of(
        [transient(), transient(3)],
        base_wait_seconds=1,
        max_wait_seconds=2,
        jitter=lambda seconds: seconds + 4,
    )
    assert waits == pytest.approx([5, 6], rel=1e-9)


def test_jitter_does_not_go_below_retry_after():
    """retry_after holds after the jitter: it is neither jittered nor undercut."""
    errors = [transient(5), transient(0.25), repairable(6)]
    waits = waits_of(errors, base_wait_seconds=1, jitter=lambda seconds: seconds / 2)
    assert waits == pytest.approx([5, 1, 6], rel=1e-9)


def test_jitter_is_for_transient_failures_alone():
    """After a repairable failure `jitter` is not asked: there is nothing to wait, or retry_after as it is."""
    seen = []

    def jitter(seconds):
        seen.append(seconds)
        return seconds + 4

    errors = [repairable(), transient(), repairable(2)]
    assert waits_of(errors, base_wait_seconds=1, jitter=jitter) == pytest.approx([5, 2], rel=1e-9)
    assert seen == pytest.approx([1], rel=1e-9)


def test_long_outage_stays_at_the_cap():
    """However many transient failures there are, the wait stays at the cap."""
    outage = (transient() for _ in range(MANY_FAILURES))
    waits = waits_of(outage, base_wait_seconds=1, max_wait_seconds=2, context_size=1)
    assert waits == pytest.approx([1] + [2] * (MANY_FAILURES - 1))


def test_long_outage_without_a_wait():
    """Nothing doubled is nothing, however often."""
    outage = (transient() for _ in range(MANY_FAILURES))
    assert waits_of(outage, base_wait_seconds=0.0, context_size=1) == []


def test_small_waits_double_for_long():
    """Doubling goes on until the cap is reached, however many times that takes."""
    waits = waits_of([transient()] * 75, base_wait_seconds=2.0**-70, max_wait_seconds=2.0)
    assert waits == pytest.approx([min(2.0, 2.0 ** (number - 70)) for number in range(75)], rel=1e-9, abs=0)
