"""Mutants are graded as candidates are: many to a box, within the budget of minutes, with limits of their own.

No canaries ride along: it is the reference that is changed, by nobody who means harm, and few may be tried at a time.

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
from runner.model import Grade, GradeStatus, Problem
from runner.proving.examples import PER_BOX, RunBatch
from runner.proving.jobs import unread
from runner.proving.mutants import Mutant
from sandbox.engine import Engine

_TIMES, _PLUS_SECONDS = 5.0, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What grading mutants gave; `untried` were left when the minutes were over, `ungraded` are our failures."""

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
        unread(problem),
        limits=replace(limits, wall_seconds_per_test=per_test, wall_seconds_total=total),
        feedback=replace(problem.feedback, max_submissions=None),
    )


def grade_mutants(
    problem: Problem, mutants: tuple[Mutant, ...], engine: Engine, run: RunBatch, *, lanes: int, measure: bool = False
) -> Trial:
    """Grade mutants within the problem's budget of minutes, by `run`, which may show progress; timed if `measure`."""
    if not mutants or problem.proof.minutes <= 0:
        return Trial(graded=(), ungraded=(), untried=len(mutants), stopped=False)
    options = Options(lanes=lanes, submissions_per_box=PER_BOX, canary=False, measure=measure)
    with tempfile.TemporaryDirectory(prefix="prebrief-mutants-") as folder, Journal(Path(folder)) as journal:
        batch = Batch(problem, engine, journal, options)
        over = threading.Event()

        def ring() -> None:
            over.set()
            batch.wind_down()

        clock = threading.Timer(problem.proof.minutes * 60, ring)
        clock.start()
        try:
            run(batch, tuple(_entry(problem, mutant) for mutant in mutants))
        finally:
            clock.cancel()
        grades = tuple(batch.grades())
    pairs = tuple(zip(mutants, grades, strict=True))
    graded = tuple((mutant, grade) for mutant, grade in pairs if grade.status is GradeStatus.GRADED)
    open_ = tuple(grade for _, grade in pairs if grade.status is not GradeStatus.GRADED)
    return Trial(
        graded=graded,
        ungraded=() if over.is_set() else open_,
        untried=len(open_) if over.is_set() else 0,
        stopped=batch.stopped,
    )


def _entry(problem: Problem, mutant: Mutant) -> Entry:
    submission = mutant.submission(problem)
    return Entry(candidate=mutant.name, read=lambda: submission)
