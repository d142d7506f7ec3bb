"""What grading one submission yields: a result per test, a score per group, a grade."""

from dataclasses import dataclass, field
from enum import StrEnum

from runner.model.measurement import Measurement
from runner.model.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResult:
    """One hidden test's outcome for one submission.

    `points_possible` is what the lock says; `counterexample` is the smallest failing input that Hypothesis found, as
    text; `promise` is the test's docstring; `output` is what the guest printed (untrusted, bounded). Times in seconds.
    """

    id: str
    group: str
    verdict: Verdict
    points: float
    points_possible: float
    message: str = ""
    counterexample: str = ""
    promise: str = ""
    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_bytes: int | None = None
    examples_digest: str = ""
    output: str = ""
    measurements: tuple[Measurement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupScore:
    """What a group earned; `withheld` says why earned points do not count (an `after` that was not met)."""

    name: str
    points: float
    points_possible: float
    passed: int
    tests: int
    withheld: str = ""


class GradeStatus(StrEnum):
    """Whether a submission has a score."""

    GRADED = "graded"
    REJECTED = "rejected"  # what was handed in is not a submission: score 0, with the reason
    UNGRADED = "ungraded"  # our fault, or the engine's: no score, to be graded again


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """By what a grade can be checked and made again; a batch resumes by the digests."""

    problem: str
    problem_version: str
    problem_digest: str
    submission_digest: str
    image_digest: str
    engine: str
    isolated: bool
    seed: int
    prebrief: str
    limits: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """One submission's grade. `score` is in points of 100, None where the submission is ungraded.

    `reason` says why there is no score, or no better one: why it was rejected, what went wrong, or that a later
    submission was one too many to be graded.
    """

    candidate: str
    status: GradeStatus
    score: float | None
    reason: str = ""
    groups: tuple[GroupScore, ...] = ()
    tests: tuple[TestResult, ...] = ()
    provenance: Provenance
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    peak_bytes: int | None = None
    decisions: str = ""
    graded_at: str = ""
    tries: int = 1
