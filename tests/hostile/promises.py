"""What must hold for every technique, and how a breach of it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from enum import StrEnum

from runner.model import Grade, GradeStatus, Verdict
from tests.hostile.arena import Fought
from tests.hostile.technique import Technique

NOWHERE = ("environment", "data", "hidden", "reference", "host")  # canaries that may not even be in a grade
NEVER_SENT = (*NOWHERE, "asserted")  # and those that may not cross to a guest
SECONDS_OVER = 2.0
CPU_SECONDS_OVER = 0.5  # looked at five times a second
HEARD_BYTES = 1_024  # what the listening judge adds to what was printed
MIB = 1 << 20
_IMPORT_FAILED = ("it could not be imported", "while it was imported")


class Promise(StrEnum):
    """A promise that every technique tries to break."""

    DESERVED = "gets the score that it deserves"
    SECRET = "reads and is sent no secret, and gets past no refusal"
    IN_TIME = "ends within the limit and two seconds"
    BOUNDED = "takes no more than it may"
    UNTOUCHED = "is not noticed by its neighbour"


def shortfalls(fought: Fought, technique: Technique, promise: Promise) -> list[str]:
    """Say how a technique broke a promise; empty where it did not."""
    return list(_CHECKS[promise](fought, technique))


def output_of(grade: Grade) -> str:
    """Return everything that a submission's guests printed, and what the listening judge added."""
    return "\n".join(test.output for test in grade.tests)


def _deserved(fought: Fought, technique: Technique) -> Iterator[str]:
    grade = fought.grades[technique.name]
    if grade.status is not GradeStatus.GRADED:
        yield f"{grade.status.value}: {grade.reason}"
        return
    if grade.score != technique.score:
        yield f"scored {grade.score}, deserves {technique.score}"
    for test in grade.tests:
        if test.verdict not in (Verdict.PASSED, *technique.verdicts):
            yield f"{test.id.rpartition('::')[2]} is {test.verdict.value}: {test.message}"


def _secret(fought: Fought, technique: Technique) -> Iterator[str]:
    grade, canaries = fought.grades[technique.name], fought.arenas[technique.target].canaries
    seen = output_of(grade)
    for place in NOWHERE:
        if canaries[place] in repr(asdict(grade)):
            yield f"the canary of {place} is in its grade"
    if canaries["asserted"] in seen:
        yield "it read what an assertion said"
    lines = set(seen.splitlines())
    yield from (f"the judge sent it the canary of {place}" for place in NEVER_SENT if f"SENT {place}" in lines)
    yield from sorted(line for line in lines if "BREACH" in line)


def _in_time(fought: Fought, technique: Technique) -> Iterator[str]:
    """Go by the host's clock: what the judge says of a test that it hung in is nothing."""
    grade, limits = fought.grades[technique.name], fought.arenas[technique.target].problem.limits
    most, most_in_all = limits.wall_seconds_per_test + SECONDS_OVER, limits.wall_seconds_total + SECONDS_OVER
    for lap in fought.laps.get(grade.provenance.submission_digest, ()):
        for test, seconds in lap.tests.items():
            if seconds > most:
                yield f"{test.rpartition('::')[2]} took {seconds:.1f} s of {most:g}"
        if lap.seconds > most_in_all:
            yield f"all tests took {lap.seconds:.1f} s of {most_in_all:g}"
    imports = sum(test.wall_seconds for test in grade.tests if test.message.startswith(_IMPORT_FAILED))
    if imports > most:
        yield f"imports that failed took {imports:.1f} s of {most:g}: one is tried once"


def _bounded(fought: Fought, technique: Technique) -> Iterator[str]:
    limits = fought.arenas[technique.target].problem.limits
    for test in fought.grades[technique.name].tests:
        name = test.id.rpartition("::")[2]
        if test.cpu_seconds > limits.cpu_seconds + CPU_SECONDS_OVER:
            yield f"{name} took {test.cpu_seconds:.1f} s of {limits.cpu_seconds:g} s of CPU"
        if (test.peak_bytes or 0) > limits.memory_mb * MIB:
            yield f"{name} took {(test.peak_bytes or 0) / MIB:.0f} MiB of {limits.memory_mb} MiB"
        if len(test.output) > limits.output_kb * 1_024 + HEARD_BYTES:
            yield f"{name} printed {len(test.output) / 1_024:.0f} KiB of {limits.output_kb} KiB"


def _untouched(fought: Fought, technique: Technique) -> Iterator[str]:
    neighbour = fought.neighbours.get(technique.name)
    if neighbour is None:  # where races are, and where time is used up, none comes after
        return
    grade = fought.grades[neighbour]
    seen = output_of(grade)
    if (grade.status, grade.score) != (GradeStatus.GRADED, 100.0):
        told = [f"{test.id}: {test.verdict.value}: {test.message}" for test in grade.tests if test.points == 0]
        yield f"the neighbour is {grade.status.value} with {grade.score} ({grade.reason}) {told}"
    yield from sorted({line for line in seen.splitlines() if line.startswith("LEFT")})
    if fought.arenas[technique.target].canaries["submission"] in seen:
        yield "the neighbour read the submission's own mark"
    if grade.status is GradeStatus.GRADED and "MEMORY canary-own" not in seen:
        yield "the neighbour could not search its memory"


_CHECKS: dict[Promise, Callable[[Fought, Technique], Iterator[str]]] = {
    Promise.DESERVED: _deserved,
    Promise.SECRET: _secret,
    Promise.IN_TIME: _in_time,
    Promise.BOUNDED: _bounded,
    Promise.UNTOUCHED: _untouched,
}
