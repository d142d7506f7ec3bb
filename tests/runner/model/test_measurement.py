"""What a measurement says of itself."""

import pytest

from runner.model import Measurement, MeasurementKind, Sample
from runner.model.measurement import FLOOR_SECONDS


def measurement(kind, value, at_most, **changes):
    fields = {"low": value, "high": value, "worst_ratio": 1.0, "ratio_at_most": 10.0, "samples": ()}
    return Measurement(kind=kind, value=value, at_most=at_most, **{**fields, **changes})


def test_the_way_across_the_wall_is_taken_off_both_sides():
    sample = Sample(size=0, candidate_seconds=0.5, reference_seconds=0.2, echo_seconds=0.1)
    assert sample.ratio == pytest.approx(4.0)


def test_a_call_faster_than_its_echo_has_no_negative_time():
    sample = Sample(size=0, candidate_seconds=0.1, reference_seconds=0.4, echo_seconds=0.2)
    assert sample.ratio == pytest.approx(FLOOR_SECONDS / 0.2)


@pytest.mark.parametrize(
    ("value", "worst_ratio", "held"), [(1.0, 1.0, True), (1.3, 1.0, False), (1.0, 11.0, False), (1.2, 10.0, True)]
)
def test_it_holds_where_both_bounds_do(value, worst_ratio, held):
    assert measurement(MeasurementKind.GROWTH, value, 1.2, worst_ratio=worst_ratio).held is held


def test_it_says_in_one_sentence_how_it_came_out():
    race = measurement(MeasurementKind.RACE, 2.0, 3.0, low=1.9, high=2.1, worst_ratio=2.5).sentence
    assert race == (
        "it takes 2.00 times as long as the reference (95 % interval 1.90 to 2.10), 2.50 times over all 0 calls;"
        " at most 3 is asked for"
    )
    assert "grows with the size to the power of 2.00" in measurement(MeasurementKind.GROWTH, 2.0, 1.2).sentence
