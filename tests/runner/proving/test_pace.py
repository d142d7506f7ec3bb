"""How much of what is ahead there is time for."""

import pytest

from runner.proving.pace import Pace


def pace_of(*ratios: float) -> Pace:
    pace = Pace()
    for ratio in ratios:
        pace.took(10.0, 10.0 * ratio)
    return pace


@pytest.mark.parametrize(
    ("ratios", "ratio"),
    [((), 1.0), ((2.0,), 2.0), ((1.0, 2.0), 1.5), ((1.0, 0.9, 6.0), 1.0), ((1.0, 0.9, 6.0, 1.1), 1.05)],
)
def test_one_that_is_unlike_the_others_says_little_of_those_that_follow(
    ratios: tuple[float, ...], ratio: float
) -> None:
    assert pace_of(*ratios).ratio == pytest.approx(ratio)


def test_what_takes_long_counts_once_as_what_takes_no_time_does() -> None:
    pace = pace_of(1.0, 1.0)
    pace.took(1000.0, 6000.0)
    assert pace.ratio == 1.0


def test_what_was_expected_to_take_no_time_tells_nothing() -> None:
    pace = Pace()
    pace.took(0.0, 3.0)
    assert pace.ratio == 1.0


@pytest.mark.parametrize(
    ("ahead", "seconds", "share"),
    [(100.0, 200.0, 1.0), (100.0, 100.0, 0.5), (100.0, 0.0, 0.0), (100.0, -5.0, 0.0), (0.0, 0.0, 1.0)],
)
def test_a_share_is_what_there_is_time_for_at_that_pace(ahead: float, seconds: float, share: float) -> None:
    assert pace_of(2.0).share(ahead, seconds) == share
