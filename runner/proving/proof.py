"""A proof: what `verify` looked at, step by step, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from runner.catalog import ExampleKind, Finding
from runner.model import GradeStatus
from runner.proving.matrix import KillMatrix


class StepName(StrEnum):
    """What is looked at, in this order; a step with faults ends the proof, but for the examples' sake nothing else."""

    STRUCTURE = "structure"  # the folder keeps the format
    REFERENCE = "reference"  # it passes every hidden test, twice alike
    VISIBLE = "visible tests"  # the reference passes them
    STARTER = "starter"  # it can be imported and fails a visible test
    EXAMPLES = "examples"  # every example submission gets the outcome that it declares
    LOCK = "lock"  # written, or as it would be written
    MUTANTS = "mutants"  # where it is asked for: each is killed, or equivalent, and every test is worth its place


class LockState(StrEnum):
    """What became of `problem.lock`."""

    NONE = "not made"  # an earlier step did not hold
    UNCHANGED = "unchanged"
    WRITTEN = "written"
    STALE = "would change"  # only looked at, or not everything held


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: its result in a few words, and each thing that does not hold in a sentence."""

    name: StepName
    result: str
    faults: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()  # worth knowing; they do not keep a problem from being locked

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleProof:
    """One example: what it declares, and what it got: for each group, how many tests have which verdict."""

    path: str
    kind: ExampleKind
    declared: str
    expects: str
    status: GradeStatus
    score: float | None
    got: dict[str, dict[str, int]]
    seconds: float
    slowest_seconds: float
    failed_tests: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What `verify` says of one problem.

    `uncaught` are tests that no wrong example fails: perhaps nothing of value is lost without them.
    """

    slug: str
    folder: Path
    engine: str
    isolated: bool
    seconds: float
    findings: tuple[Finding, ...]
    steps: tuple[Step, ...]
    lock: LockState
    examples: tuple[ExampleProof, ...] = ()
    uncaught: tuple[str, ...] = ()
    matrix: KillMatrix | None = None

    @property
    def holds(self) -> bool:
        """Whether every step was made and held."""
        made = {step.name for step in self.steps}
        return made >= set(StepName) - {StepName.MUTANTS} and all(step.holds for step in self.steps)

    @property
    def ungraded(self) -> tuple[ExampleProof, ...]:
        """The examples that could not be graded through no fault of the problem."""
        return tuple(example for example in self.examples if example.status is GradeStatus.UNGRADED)
