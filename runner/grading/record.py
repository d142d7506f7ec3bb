"""Grades as JSON lines: what the journal and `results.jsonl` hold, versioned and complete."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

from runner.model import Grade, OurFault, TestResult, record_of

FORMAT = 1
MAX_LINE_BYTES = 32 * 1024 * 1024
_LEFT_OUT = "(left out: the record would be too long)"


def to_line(grade: Grade) -> str:
    """Write a grade as one line of JSON, ASCII only, so that no byte of a candidate's text reaches a terminal raw.

    A line that would be too long to be read again goes without what the tests printed, or without any words of theirs.
    """
    line = _dumps(grade)
    for lighter in (_without_output, _without_words):
        if len(line) >= MAX_LINE_BYTES:
            line = _dumps(replace(grade, tests=tuple(map(lighter, grade.tests))))
    if len(line) >= MAX_LINE_BYTES:
        raise OurFault(f"the grade of {grade.candidate!r} is too long to be kept: {len(line)} bytes")
    return line


def from_line(line: str | bytes) -> Grade:
    """Read a line that `to_line` wrote; raises ValueError that says what is wrong with it."""
    if len(line) > MAX_LINE_BYTES:
        raise ValueError(f"a line of {len(line)} bytes is no grade")
    try:
        plain = json.loads(line if isinstance(line, str) else line.decode())
    except RecursionError:
        raise ValueError("a line nested too deep is no grade") from None
    if not isinstance(plain, dict) or type(plain.get("format")) is not int or plain.pop("format") != FORMAT:
        raise ValueError(f"not a grade of format {FORMAT}")
    grade: Grade = record_of(Grade, plain, "grade")
    return grade


def _dumps(grade: Grade) -> str:
    return json.dumps({"format": FORMAT, **asdict(grade)}, ensure_ascii=True, sort_keys=True, allow_nan=False)


def _without_output(test: TestResult) -> TestResult:
    return replace(test, output=_LEFT_OUT if test.output else "")


def _without_words(test: TestResult) -> TestResult:
    return replace(_without_output(test), message=_LEFT_OUT if test.message else "", counterexample="")
