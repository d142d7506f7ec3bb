"""`results.json` for Gradescope's autograder interface, one file for each submission.

Gradescope shows students what `visibility` lets them see. The round's policy decides it, and what the policy withholds
is hidden there as well as bare: a test's name is its title, and its output is the explanation only where it is hidden.
Where titles are shown, the cases of one title are one test, as on a candidate's page. How long it took is not in there:
students see that field. The file is for Gradescope all the same, never for handing to a candidate.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from runner.model import Grade, GradeStatus, TestResult, Verdict
from runner.plain import visible
from runner.report.candidate import Policy, policy_of, title_of
from runner.report.explain import explained_text
from runner.report.files import whole_file
from runner.report.own import file_stem
from runner.report.source import Source

HIDDEN = "hidden"
_RELEASE = {"at-once": "visible", "after-due": "after_due_date", "after-review": "after_published"}


def write_gradescope(folder: Path, source: Source) -> int:
    """Write a `results.json` into a folder for each submission that has a grade; returns how many."""
    written = 0
    for grade in source.grades():
        if grade.status is not GradeStatus.UNGRADED:
            place = folder / file_stem(grade)
            place.mkdir(parents=True, exist_ok=True)
            with whole_file(place / "results.json") as out:
                json.dump(gradescope_document(grade, source), out, indent=1, ensure_ascii=True, allow_nan=False)
                out.write("\n")
            written += 1
    return written


def gradescope_document(grade: Grade, source: Source) -> dict[str, object]:
    """Return the document of one grade."""
    card = source.card(grade.provenance.problem)
    policy = policy_of(card, grade.provenance.problem)
    release = _RELEASE.get(card.feedback.release if card else "", HIDDEN)
    made = grade.provenance
    return {
        "score": grade.score or 0.0,
        "output": _output(grade, policy),
        "output_format": "text",
        "visibility": release if policy.allows(Policy.SCORE) else HIDDEN,
        "stdout_visibility": HIDDEN,
        "tests": list(_titles(grade, release) if policy.allows(Policy.NAMES) else _tests(grade)),
        "leaderboard": [],
        "extra_data": {
            "problem": made.problem,
            "problem_digest": made.problem_digest,
            "submission_digest": made.submission_digest,
            "engine": made.engine,
            "isolated": made.isolated,
            "graded_at": grade.graded_at,
        },
    }


def _output(grade: Grade, policy: Policy) -> str:
    if grade.status is GradeStatus.REJECTED:
        return f"What you handed in could not be read as a submission: {visible(grade.reason)}"
    lines = ["What was handed in last was not graded; the grade before it stands."] if grade.reason else []
    if not policy.allows(Policy.COUNTS):
        return "\n".join(["Graded against hidden tests, which are not shown.", *lines])
    lines += [f"{visible(group.name)}: {group.passed} of {group.tests} hidden tests passed" for group in grade.groups]
    return "\n".join(lines)


def _titles(grade: Grade, visibility: str) -> Iterator[dict[str, object]]:
    """Yield what candidates may see: the titles of each group, without a word of what was found."""
    for number, group in enumerate(grade.groups, start=1):
        titled: dict[str, list[TestResult]] = {}
        for test in grade.tests:
            if test.group == group.name:
                titled.setdefault(title_of(test.id), []).append(test)
        for place, (title, tests) in enumerate(titled.items(), start=1):
            passed = sum(test.verdict is Verdict.PASSED for test in tests)
            cases = f" ({passed} of {len(tests)} cases)" if len(tests) > 1 else ""
            yield {
                "score": round(sum(test.points for test in tests), 6),
                "max_score": round(sum(test.points_possible for test in tests), 6),
                "status": "passed" if passed == len(tests) else "failed",
                "name": f"{visible(group.name)}: {visible(title)}{cases}",
                "number": f"{number}.{place}",
                "output": "",
                "output_format": "text",
                "visibility": visibility,
            }


def _tests(grade: Grade) -> Iterator[dict[str, object]]:
    """Yield every test with what was found, for interviewers alone."""
    places: dict[str, int] = {}
    groups = {group.name: number for number, group in enumerate(grade.groups, start=1)}
    for test in grade.tests:
        places[test.group] = places.get(test.group, 0) + 1
        passed = test.verdict is Verdict.PASSED
        yield {
            "score": round(test.points, 6),
            "max_score": round(test.points_possible, 6),
            "status": "passed" if passed else "failed",
            "name": f"{visible(test.group)}: {visible(title_of(test.id))}",
            "number": f"{groups.get(test.group, 0)}.{places[test.group]}",
            "output": "" if passed else _told(test),
            "output_format": "text",
            "visibility": HIDDEN,
        }


def _told(test: TestResult) -> str:
    return f"{test.verdict.value}\n{explained_text(test)}"
