"""What the journal reader's fuzzing begins with: journals of every kind of grade, kept documents, and damage."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields

from runner.grading import to_line
from runner.model import (
    Card,
    Grade,
    GradeStatus,
    GroupScore,
    Measurement,
    MeasurementKind,
    Provenance,
    Sample,
    TestResult,
    Verdict,
)
from tests.runner.grading.builders import a_grade
from tests.runner.grading.test_keeping import CARD

HOSTILE = (
    "null", "true", "-1", "1e400", "-0.0", "1" * 400, "NaN", "Infinity", '""', '"\\ud800"', '"\\u0000"', '"graded"',
    "[]", "{}", "[" * 60 + "]" * 60, '{"a":1}', "[null]", "0.5", '"passed"',
)  # fmt: skip
_TEST = TestResult(
    id="tests/hidden/test_it.py::test_one",
    group="basics",
    verdict=Verdict.FAILED,
    points=0.0,
    points_possible=30.0,
    message="no\n\x1b[31m",
    peak_bytes=5,
    output="\ud800",
    measurements=(
        Measurement(
            kind=MeasurementKind.RACE, value=1.0, low=0.5, high=1.5, at_most=2.0, worst_ratio=1.0, ratio_at_most=3.0,
            samples=(Sample(size=0, candidate_seconds=0.1, reference_seconds=0.2, echo_seconds=0.01),),
        ),
    ),
)  # fmt: skip
GRADES = (
    a_grade(),
    a_grade("ann", score=0.0, status=GradeStatus.REJECTED, reason="no"),
    a_grade("ann\n\ud800", score=None, status=GradeStatus.UNGRADED),
    a_grade(
        "bob", tests=(_TEST,), groups=(GroupScore(name="basics", points=1.0, points_possible=2.0, passed=1, tests=2),)
    ),
    a_grade("ann", problem="other", decisions="x" * 200, graded_at="2026-11-23T00:00:00Z"),
)


def words() -> tuple[bytes, ...]:
    """Return what bytes are worth trying."""
    names = {
        each.name
        for kind in (Grade, Provenance, TestResult, GroupScore, Measurement, Sample, Card)
        for each in fields(kind)
    }
    values = {*Verdict, *GradeStatus, *MeasurementKind, "format", "files", "path", "data"}
    return (
        *(f'"{name}"'.encode() for name in sorted(names | values)),
        *(text.encode() for text in HOSTILE[:14]),
        b"\n",
    )


def seeds() -> Iterator[bytes]:
    """Yield the first inputs."""
    lines = [to_line(grade).encode() for grade in GRADES]
    for line in lines:
        yield line + b"\n"
        yield line
    yield b"\n".join(lines) + b"\n"
    yield b"\n".join(lines)[:-40]
    for damage in (b"\0" * 40, b"{}", b"[" * 2_000, b'{"format": 99}', b"\xff\xfe", b"", b"\r\n"):
        yield b"\n".join([lines[0], damage, lines[3]]) + b"\n"
    yield lines[0].ljust(4_095) + b"\n" + lines[1] + b"\n"
    yield b"[" * 8_000
    yield b"x" * 4_097 + lines[0] + b"\n"
    yield json.dumps({"format": 1, **asdict(CARD)}).encode()
    yield json.dumps(
        {"format": 1, "files": [{"path": "solution.py", "data": base64.b64encode(b"x").decode()}]}
    ).encode()
    for text in HOSTILE:
        yield lines[0].replace(b'"score": 50.0', b'"score": ' + text.encode()) + b"\n"
        yield lines[0].replace(b'"format": 1', b'"format": ' + text.encode()) + b"\n"


def changed(data: bytes, longest: int, chance: random.Random, change: Callable[[bytes, int], bytes]) -> bytes:
    """Return a journal in which one line has another value or key somewhere, and is JSON all the same."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    try:
        plain = json.loads(lines[at])
    except (ValueError, RecursionError):
        return change(data, longest)
    lines[at] = _with_change(plain, chance)
    return b"\n".join(lines)[:longest]


def _with_change(plain: object, chance: random.Random) -> bytes:
    """Return a document as JSON in which one value is a hostile one, is gone, or is there twice."""
    mark = "a mark of the harness"
    place = plain
    while isinstance(place, dict | list) and place:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = chance.choice(keys)
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or chance.randrange(3) == 0:
            if chance.randrange(8) == 0:
                del place[key]
            else:
                place[key] = mark
            break
        place = inner
    return json.dumps(plain).replace(json.dumps(mark), chance.choice(HOSTILE)).encode()
