"""What a timed comparison with the reference found: kept with the grade, samples and all."""

from dataclasses import dataclass
from enum import StrEnum

FLOOR_SECONDS = 1e-6  # below what a clock tells across the wall


class MeasurementKind(StrEnum):
    """What was measured."""

    RACE = "race"  # the candidate's time as a multiple of the reference's
    GROWTH = "growth"  # the exponent with which the candidate's time grows with the size of its input


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One timed pair of calls with the same input.

    `candidate_seconds` and `reference_seconds` are as measured, the way across the wall included; `echo_seconds` is
    what that way alone took, for the same values, as the median of the echoes so far. `size` is what `growth` made the
    input of; 0 in a race.
    """

    size: int
    candidate_seconds: float
    reference_seconds: float
    echo_seconds: float

    @property
    def candidate_own_seconds(self) -> float:
        """The candidate's own time, the way across the wall taken off."""
        return max(self.candidate_seconds - self.echo_seconds, FLOOR_SECONDS)

    @property
    def reference_own_seconds(self) -> float:
        """The reference's own time, the way across the wall taken off."""
        return max(self.reference_seconds - self.echo_seconds, FLOOR_SECONDS)

    @property
    def ratio(self) -> float:
        """How many times the reference's time the candidate took."""
        return self.candidate_own_seconds / self.reference_own_seconds


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

    @property
    def sentence(self) -> str:
        """How it came out, in one sentence."""
        interval = f"(95 % interval {self.low:.2f} to {self.high:.2f})"
        if self.kind is MeasurementKind.RACE:
            return (
                f"it takes {self.value:.2f} times as long as the reference {interval}, {self.worst_ratio:.2f} times"
                f" over all {len(self.samples)} calls; at most {self.at_most:g} is asked for"
            )
        return (
            f"its time grows with the size to the power of {self.value:.2f} {interval}, at most {self.at_most:g} is"
            f" asked for; at its worst size it takes {self.worst_ratio:.1f} times as long as the reference, at most"
            f" {self.ratio_at_most:g}"
        )
