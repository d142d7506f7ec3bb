"""What a timed comparison with the reference found: kept with the grade, samples and all."""

from dataclasses import dataclass
from enum import StrEnum


class MeasurementKind(StrEnum):
    """What was measured."""

    RACE = "race"  # the candidate's time as a multiple of the reference's
    GROWTH = "growth"  # the exponent with which the candidate's time grows with the size of its input


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One timed pair of calls with the same input.

    `candidate_seconds` and `reference_seconds` are as measured, the way across the wall included; `echo_seconds` is
    what that way alone took, for the same values. `size` is what `growth` made the input of; 0 in a race.
    """

    size: int
    candidate_seconds: float
    reference_seconds: float
    echo_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A race's ratio or a growth's exponent, with an interval that holds the true value in at least 95 of 100 cases.

    `worst_ratio` is the largest ratio at any size (growth), or of the two sums of all samples (race), against which
    `ratio_at_most` holds.
    """

    kind: MeasurementKind
    value: float
    low: float
    high: float
    at_most: float
    worst_ratio: float
    ratio_at_most: float
    samples: tuple[Sample, ...]

    @property
    def held(self) -> bool:
        """Whether both bounds hold."""
        return self.value <= self.at_most and self.worst_ratio <= self.ratio_at_most
