"""Grades as JSON lines: what the journal and `results.jsonl` hold, versioned and complete."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from runner.model import Grade, GradeStatus, GroupScore, Provenance, TestResult, Verdict

FORMAT = 1
MAX_LINE_BYTES = 16 * 1024 * 1024


def to_line(grade: Grade) -> str:
    """Write a grade as one line of JSON, ASCII only, so that no byte of a candidate's text reaches a terminal raw."""
    return json.dumps({"format": FORMAT, **asdict(grade)}, ensure_ascii=True, sort_keys=True, allow_nan=False)


def from_line(line: str | bytes) -> Grade:
    """Read a line that `to_line` wrote; raises ValueError that says what is wrong with it."""
    if len(line) > MAX_LINE_BYTES:
        raise ValueError(f"a line of {len(line)} bytes is no grade")
    try:
        plain = json.loads(line)
    except RecursionError:
        raise ValueError("a line nested too deep is no grade") from None
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        raise ValueError(f"not a grade of format {FORMAT}")
    plain.pop("format")
    try:
        return _grade(plain)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"a grade that is not well formed: {error}") from error


def _grade(plain: Mapping[str, Any]) -> Grade:
    return Grade(
        **{
            **plain,
            "status": GradeStatus(plain["status"]),
            "groups": tuple(GroupScore(**group) for group in plain["groups"]),
            "tests": tuple(TestResult(**{**test, "verdict": Verdict(test["verdict"])}) for test in plain["tests"]),
            "provenance": Provenance(**plain["provenance"]),
        }
    )
