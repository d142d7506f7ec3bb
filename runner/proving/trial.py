"""Mutants are graded as candidates are: many to a box, within the budget of minutes, with limits of their own.

A mutant that hangs would cost the whole of the problem's limits in each test that it hangs in. So the limits come from
the time that the reference itself takes: five times that and a second, never more than the problem allows.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from runner.grading import Batch, Entry, Journal, Options
from runner.judge import Decided
from runner.model import Grade, GradeStatus, OurFault, Problem
from runner.proving.examples import RunBatch
from runner.proving.mutants import Mutant
from sandbox.engine import Engine

PER_BOX = 20
_TIMES, _PLUS_SECONDS = 5.0, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What grading mutants gave; `untried` are those that the minutes did not suffice for."""

    graded: tuple[tuple[Mutant, Grade], ...]
    ungraded: tuple[Grade, ...]
    untried: int
    stopped: bool


def limited(problem: Problem, decided: Mapping[str, Decided]) -> Problem:
    """Return the problem with the limits that mutants get, from the reference's own times; nothing is shrunk."""
    measuring = problem.lock.measuring if problem.lock is not None else frozenset()
    times = [test.wall_seconds for name, test in decided.items() if name not in measuring] or [0.0]
    limits = problem.limits
    per_test = min(limits.wall_seconds_per_test, _TIMES * max(times) + _PLUS_SECONDS)
    total = min(limits.wall_seconds_total, max(per_test, _TIMES * sum(times) + _PLUS_SECONDS))
    return replace(
        problem,
        limits=replace(limits, wall_seconds_per_test=per_test, wall_seconds_total=total),
        tests=replace(problem.tests, shrink=False),
        feedback=replace(problem.feedback, max_submissions=None),
    )


def grade_mutants(problem: Problem, mutants: tuple[Mutant, ...], engine: Engine, run: RunBatch, *, lanes: int) -> Trial:
    """Grade mutants of a `limited` problem within its budget of minutes, by `run`, which may show progress."""
    if not mutants:
        return Trial(graded=(), ungraded=(), untried=0, stopped=False)
    options = Options(lanes=lanes, submissions_per_box=PER_BOX, measure=False)
    with tempfile.TemporaryDirectory(prefix="prebrief-mutants-") as folder, Journal(Path(folder)) as journal:
        batch = Batch(problem, engine, journal, options)
        clock = _Clock(batch, problem.proof.minutes * 60)
        with clock:
            run(batch, tuple(_entry(problem, mutant) for mutant in mutants))
        grades = tuple(batch.grades())
    pairs = tuple(zip(mutants, grades, strict=True))
    graded = tuple((mutant, grade) for mutant, grade in pairs if grade.status is GradeStatus.GRADED)
    open_ = tuple(grade for _, grade in pairs if grade.status is not GradeStatus.GRADED)
    return Trial(
        graded=graded,
        ungraded=() if clock.rang else open_,
        untried=len(open_) if clock.rang else 0,
        stopped=batch.stopped and not clock.rang,
    )


class _Clock:
    """Cancels a batch when its seconds are over, again and again until it has ended."""

    def __init__(self, batch: Batch, seconds: float) -> None:
        self._batch = batch
        self._seconds = seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="minutes", daemon=True)
        self.rang = False

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        wait = self._seconds
        while not self._over.wait(wait):
            if not self._batch.stopped:
                self.rang = True
            if not self.rang:
                return
            self._batch.cancel()
            wait = 0.2


def _entry(problem: Problem, mutant: Mutant) -> Entry:
    submission = mutant.submission(problem)
    return Entry(candidate=mutant.name, read=lambda: submission)


def check(trial: Trial) -> None:
    """Raise OurFault where mutants could not be graded through no fault of theirs."""
    if trial.ungraded:
        first = trial.ungraded[0]
        raise OurFault(
            f"{len(trial.ungraded)} mutant(s) could not be graded, {first.candidate}: {first.reason}. Try again."
        )
