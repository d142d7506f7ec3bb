"""What a test measured, as a report plots it: a race's or a growth check's samples with what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from runner.model import TestResult

MOST_SAMPLES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One timed pair of calls; `size` is None where a race has one size alone."""

    size: int | None
    candidate_seconds: float
    reference_seconds: float

    @property
    def ratio(self) -> float:
        """The candidate's time in the reference's."""
        return self.candidate_seconds / self.reference_seconds if self.reference_seconds > 0 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One measurement: `kind` is "race" or "growth"; `ratio` the median ratio or the exponent, `low` to `high` its
    interval, `at_most` what is allowed; `verdict` in words.
    """

    kind: str
    at_most: float
    ratio: float
    low: float
    high: float
    samples: tuple[Sample, ...]
    verdict: str = ""

    @property
    def held(self) -> bool:
        """Whether it keeps to what is allowed."""
        return self.ratio <= self.at_most

    @property
    def sentence(self) -> str:
        """The measurement in one sentence."""
        growth = self.kind == "growth"
        found = f"Growth exponent {self.ratio:.3g}" if growth else f"Median time {self.ratio:.3g} times the reference's"
        sign = "within" if self.held else "over"
        said = f" {self.verdict}." if self.verdict else ""
        return (
            f"{found} (interval {self.low:.3g} to {self.high:.3g}, {len(self.samples)} samples): "
            f"{sign} the {self.at_most:.3g} that is allowed.{said}"
        )


def measured_in(test: TestResult) -> tuple[Measured, ...]:
    """Return a test's measurements; () where the grade's record has none, or is of a version without any."""
    found: tuple[Any, ...] = getattr(test, "measurements", ())
    return tuple(
        Measured(
            kind="growth" if str(each.kind) == "growth" else "race",
            at_most=float(each.at_most),
            ratio=float(each.ratio),
            low=float(each.low),
            high=float(each.high),
            samples=tuple(_sample(sample) for sample in each.samples[:MOST_SAMPLES]),
            verdict=str(getattr(each, "verdict", "")),
        )
        for each in found
    )


def _sample(sample: Any) -> Sample:
    size, candidate, reference = (
        sample if isinstance(sample, tuple) else (sample.size, sample.candidate_seconds, sample.reference_seconds)
    )
    return Sample(size=size, candidate_seconds=float(candidate), reference_seconds=float(reference))
