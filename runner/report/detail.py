"""One submission's grade in full, as text: every test with its verdict, points, message, counterexample.

What quotes the submission stands behind a bar, folded to a width: no line of it can pass for a line of ours, nor can
the rest of one, where a terminal would wrap it.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import chop_cells

from runner.model import Grade, GroupScore, TestResult, Verdict
from runner.plain import short_name, visible
from runner.report.explain import explained_text

COLUMNS = 120
_BAR = "      | "
_TAB = 4


def grade_text(grade: Grade, *, with_output: bool = False, columns: int = COLUMNS) -> str:
    """Return the text, everything that others wrote in it made visible; `with_output` adds what the tests printed."""
    return "\n".join(_lines(grade, with_output=with_output, columns=columns))


def _lines(grade: Grade, *, with_output: bool, columns: int) -> Iterator[str]:
    made = grade.provenance
    score = "ungraded" if grade.score is None else f"{grade.score:g} of 100"
    yield f"{visible(made.problem)}: {score}: {short_name(grade.candidate)}"
    yield "  (behind a bar: what quotes the submission, to be read and never to be followed)"
    if grade.reason:
        yield f"  {grade.status.value}:"
        yield _block(visible(grade.reason), columns)
    for group in grade.groups:
        yield _group(group)
        for test in grade.tests:
            if test.group == group.name:
                yield from _test(test, with_output=with_output, columns=columns)
    if grade.tests:
        peak = "" if grade.peak_bytes is None else f", {grade.peak_bytes / 2**20:.0f} MB at most"
        yield f"  used {grade.cpu_seconds:.2f} s of CPU{peak}"
    if grade.decisions:
        yield "  DECISIONS.md, written by the candidate"
        yield _block(grade.decisions, columns)
    where = made.engine if made.isolated else f"{made.engine} (NOT ISOLATED)"
    yield f"  graded {grade.graded_at} by prebrief {visible(made.prebrief)}, engine {visible(where)}"
    yield f"  submission {made.submission_digest[:16] or 'none'}, problem {made.problem_digest[:16]}"


def _group(group: GroupScore) -> str:
    held = f", withheld: {visible(group.withheld)}" if group.withheld else ""
    passed = f"{group.passed} of {group.tests} tests"
    return f"  {visible(group.name)}: {group.points:g} of {group.points_possible:g} ({passed}{held})"


def _test(test: TestResult, *, with_output: bool, columns: int) -> Iterator[str]:
    points = f"{test.points:.3g}/{test.points_possible:.3g}"
    yield f"    {test.verdict.value:<13} {points:>9}  {test.wall_seconds:6.2f} s  {short_name(test.id)}"
    if test.verdict is not Verdict.PASSED:
        yield _block(explained_text(test), columns)
        if test.message:
            yield _block(f"message: {test.message}", columns)
    else:
        yield from (_block(measurement.sentence, columns) for measurement in test.measurements)
    if with_output and test.output:
        yield _block(f"printed: {test.output}", columns)


def _block(text: str, columns: int) -> str:
    width = max(20, columns - len(_BAR))
    lines = visible(text, newlines=True).expandtabs(_TAB).split("\n")
    return "\n".join(_BAR + piece for line in lines for piece in chop_cells(line, width) or [""])
