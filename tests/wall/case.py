"""A case: one submission graded against one small file of hidden tests, and the verdict that each test must get.

The interface is recorded from a run of the reference and frozen, then the submission is graded with it. A verdict is
written "refused: a word of the message", or "failed" alone; `"passed: !word"` says that a word must not be there.
What is not named must pass.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import dedent
from typing import Any

import pytest

from runner.grading import run_job
from runner.grading.outcome import RunEnding, RunOutcome
from runner.judge import WORKER, JudgeJob, preload_for_guests, preload_in
from runner.model import Group
from sandbox.engine import Box, Engine, Lane, LaneSpec
from sandbox.limits import Limits

FILE = "tests/hidden/test_it.py"
LIMITS = Limits(
    wall_seconds_per_test=6.0, wall_seconds_total=60.0, cpu_seconds=20.0, memory_mb=256, processes=24, output_kb=8
)
Expected = Mapping[str, str] | str
Source = str | Mapping[str, str]  # a `solution.py`, or all files by their path


@dataclass(frozen=True, kw_only=True)
class Case:
    """One submission, what it is graded by, and what must come of it.

    `expect` names the tests that must not simply pass; a word in its place stands for all tests.
    """

    solution: Source
    tests: str
    reference: Source = ""
    expect: Expected = field(default_factory=dict)
    limits: Mapping[str, Any] = field(default_factory=dict)
    guest_per: str = "test"

    def job(self, source: Source, interface: Mapping[str, Any] | None, locked: tuple[str, ...] | None) -> JudgeJob:
        """Make the judge's job for a source: a recording one where there is no interface."""
        return JudgeJob(
            tests=((FILE, dedent(self.tests).encode()),),
            groups=(Group(name="all", points=100.0, tests=FILE),),
            submission=tuple((path, dedent(text).encode()) for path, text in _files(source).items()),
            modules=self._modules(),
            limits=Limits(**{**_fields(LIMITS), **self.limits}),
            seed=1,
            max_examples=30,
            guest_per=self.guest_per,
            locked=locked,
            interface=None if interface is None else dict(interface),
        )

    def _modules(self) -> tuple[str, ...]:
        """Return the modules that the reference has: a submission may have others beside them."""
        files = _files(self.reference or self.solution)
        return tuple(sorted({path.partition("/")[0].removesuffix(".py") for path in files}))

    def mismatches(self, outcome: RunOutcome) -> dict[str, str]:
        """Return what each test got that got something else than it must."""
        if outcome.ending is not RunEnding.FINISHED:
            return {"the run": f"{outcome.ending}: {outcome.reason} (in {outcome.running})"}
        found = {}
        for name, decided in outcome.decided.items():
            short = name.partition("::")[2]
            got = f"{decided.verdict}: {decided.message}"
            wanted = self.expect if isinstance(self.expect, str) else self.expect.get(short, "passed")
            if not _fits(got, wanted):
                found[short] = f"{got!r} instead of {wanted!r}; printed {decided.output[-2000:]!r}"
        return found


class Bench:
    """A lane of one engine, with a box that serves many guests; a box that was lost is replaced."""

    def __init__(self, engine: Engine, environment: str = "python") -> None:
        self.engine = engine
        own = () if environment == "python" else (environment,)
        spec = LaneSpec(
            environment=environment,
            limits=LIMITS,
            worker=WORKER,
            preload=preload_for_guests(("numpy", "numpy.random", "asyncio", *own)),
            judge_preload=preload_in(environment),
        )
        self._lane: Lane = engine.lane(spec)
        self._box: Box | None = None
        self._recorded: dict[tuple[str, str], RunOutcome] = {}

    def recorded(self, case: Case) -> RunOutcome:
        """Run the reference once per reference and tests, and keep what was recorded."""
        source = case.reference or case.solution
        key = (repr(source), case.tests)
        if key not in self._recorded:
            outcome = self.run(case.job(source, None, None))
            assert outcome.ending is RunEnding.FINISHED, outcome.reason
            wrong = {name: it.message for name, it in outcome.decided.items() if it.verdict != "passed"}
            if case.reference and wrong:
                pytest.fail(f"the reference itself does not pass: {wrong}", pytrace=False)
            self._recorded[key] = outcome
        return self._recorded[key]

    def graded(self, case: Case) -> RunOutcome:
        """Grade the case's submission with the interface of its reference."""
        recorded = self.recorded(case)
        locked = tuple(test.id for test in recorded.collected)
        return self.run(case.job(case.solution, recorded.recorded, locked))

    def check(self, case: Case) -> RunOutcome:
        """Grade a case and assert that every test got what it must."""
        outcome = self.graded(case)
        mismatches = case.mismatches(outcome)
        if mismatches:
            pytest.fail("\n".join(f"{name}: {what}" for name, what in mismatches.items()), pytrace=False)
        return outcome

    def run(self, job: JudgeJob) -> RunOutcome:
        """Run a job in the box in use."""
        if self._box is None:
            self._box = self._lane.start_box()
        outcome = run_job(self._lane, self._box, job)
        if outcome.ending is not RunEnding.FINISHED:
            self.close_box()
        return outcome

    def close_box(self) -> None:
        """Give the box up; the next job gets another."""
        box, self._box = self._box, None
        if box is not None:
            box.close()

    def close(self) -> None:
        """Stop everything."""
        self.close_box()
        self._lane.close()


def _files(source: Source) -> Mapping[str, str]:
    return {"solution.py": source} if isinstance(source, str) else source


def _fields(limits: Limits) -> dict[str, Any]:
    return {name: getattr(limits, name) for name in Limits.__dataclass_fields__}


def _fits(got: str, wanted: str) -> bool:
    """Say whether "verdict: message" is what was wanted: "verdict: word" or "verdict: !word"."""
    verdict, _, word = wanted.partition(": ")
    if not got.startswith(f"{verdict}:"):
        return False
    if word.startswith("!"):
        return word[1:] not in got
    return re.search(re.escape(word), got) is not None
