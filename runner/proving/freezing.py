"""From the reference's run to the lock, what a new lock changes, and writing it."""

from __future__ import annotations

from pathlib import Path

from runner.catalog import content_digest, lock_text, read_lock, write_lock
from runner.grading import RunOutcome
from runner.model import Lock, LockedTest, Problem, ProblemInvalid
from runner.proving.proof import LockState, Step, StepName


def lock_of(problem: Problem, outcome: RunOutcome) -> Lock:
    """Return what the reference's recording run freezes."""
    return Lock(
        tests=tuple(
            LockedTest(id=test.id, group=test.group, points=test.points, promise=test.promise, measures=test.measures)
            for test in outcome.collected
        ),
        interface=outcome.recorded or {},
        preload=outcome.preload,
        digest=content_digest(problem.files),
    )


def changes(old: Lock | None, new: Lock) -> str:
    """Say in a few words what the new lock changes, "" for nothing."""
    if old is None:
        return f"new, {len(new.tests)} tests"
    if lock_text(old) == lock_text(new):
        return ""
    before, after = {test.id for test in old.tests}, {test.id for test in new.tests}
    kept = {test.id: test for test in old.tests}
    rated = sum(kept[test.id] != test for test in new.tests if test.id in kept)
    parts = [
        f"{len(after - before)} tests added" if after - before else "",
        f"{len(before - after)} tests gone" if before - after else "",
        f"{rated} tests have another group, share or promise" if rated else "",
        "another interface" if old.interface != new.interface else "",
        "other packages" if old.preload != new.preload else "",
        "files changed" if old.digest != new.digest else "",
    ]
    return ", ".join(part for part in parts if part) or "another order of tests"


def freeze(folder: Path, lock: Lock, *, check: bool, proved: bool) -> tuple[LockState, Step]:
    """Write the lock where that is asked for and deserved; `check` only looks, and a change is a fault."""
    try:
        old = read_lock(folder)
    except ProblemInvalid:
        old = None
    change = changes(old, lock)
    if not change:
        return LockState.UNCHANGED, Step(name=StepName.LOCK, result="unchanged")
    if check:
        fault = f"problem.lock would change ({change}): run `prebrief problem verify` without --check, and keep it"
        return LockState.STALE, Step(name=StepName.LOCK, result=f"would change: {change}", faults=(fault,))
    if not proved:
        return LockState.STALE, Step(name=StepName.LOCK, result=f"not written, since not all holds: {change}")
    write_lock(folder, lock)
    return LockState.WRITTEN, Step(name=StepName.LOCK, result=f"written: {change}")
