from __future__ import annotations

import io
from xml.etree import ElementTree as ET

import pytest

from runner import model
from runner.model import Grade, GradeStatus, Verdict
from runner.plain import visible
from runner.report import write_junit
from tests.runner.grading.builders import a_grade

HOSTILE = "]]><x>&amp;\"'\x00\x1b[31m\ud800\ufffe\u202e\u2028<!--"


def suites(*grades: Grade) -> list[ET.Element]:
    out = io.StringIO()
    write_junit(grades, out)
    root = ET.fromstring(out.getvalue().encode("utf-8"))
    assert root.tag == "testsuites"
    return list(root)


def a_test(verdict: Verdict, text: str = "") -> model.TestResult:
    return model.TestResult(
        id=f"tests/hidden/test_it.py::test_{verdict}{text}",
        group="basics",
        verdict=verdict,
        points=0.0,
        points_possible=1.0,
        message=text,
        counterexample=text,
        promise=text,
        output=text,
    )


def test_every_verdict_is_a_case_of_the_kind_that_readers_know() -> None:
    (suite,) = suites(a_grade(tests=tuple(map(a_test, Verdict))))
    kinds = {case.get("name", "").rpartition("_test_")[2] or case.get("name"): [c.tag for c in case] for case in suite}
    found = {name.rpartition("::test_")[2]: tags for name, tags in kinds.items()}
    assert found.pop("passed") == []
    assert found.pop("failed") == ["failure"]
    assert found.pop("skipped") == ["skipped"]
    assert set(map(tuple, found.values())) == {("error",)}
    assert suite.get("tests") == str(len(Verdict))
    assert (suite.get("failures"), suite.get("skipped"), suite.get("errors")) == ("1", "1", str(len(Verdict) - 3))


@pytest.mark.parametrize("status", [GradeStatus.REJECTED, GradeStatus.UNGRADED])
def test_a_submission_without_tests_is_an_error_with_the_reason(status: GradeStatus) -> None:
    (suite,) = suites(a_grade(status=status, score=None, reason="it holds no solution.py"))
    (error,) = suite.iter("error")
    assert (error.get("type"), error.get("message")) == (status.value, "it holds no solution.py")
    assert (suite.get("tests"), suite.get("errors")) == ("1", "1")


def test_a_grade_that_stands_after_a_later_submission_says_so_and_is_no_error() -> None:
    (suite,) = suites(a_grade(reason="what came last was not graded", tests=(a_test(Verdict.PASSED),)))
    (said,) = suite.iter("property")
    assert (said.get("name"), said.get("value")) == ("reason", "what came last was not graded")
    assert (suite.get("tests"), suite.get("errors")) == ("1", "0")


def test_hostile_text_stays_text_in_every_place() -> None:
    grade = a_grade(HOSTILE, problem=HOSTILE, tests=(a_test(Verdict.FAILED, HOSTILE), a_test(Verdict.SKIPPED, HOSTILE)))
    (suite,) = suites(grade)
    assert [child.tag for child in suite.iter()] == ["testsuite", "testcase", "failure", "testcase", "skipped"]
    (failure,) = suite.iter("failure")
    assert failure.text == "\n".join([visible(HOSTILE)] * 3)
    assert suite.get("name") == f"{visible(HOSTILE)}: {visible(HOSTILE)}"


def test_no_grades_is_a_document_without_suites() -> None:
    assert suites() == []
