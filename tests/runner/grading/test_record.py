from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner import model
from runner.grading import from_line, to_line
from runner.model import Grade, GradeStatus, GroupScore, OurFault, Provenance, Verdict
from tests.runner.grading.builders import a_grade

TEXT = st.text(st.characters(codec=None), max_size=20)  # lone surrogates too: candidates choose what it says
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
STRATEGIES = {str: TEXT, float: NUMBERS, int: st.integers(), bool: st.booleans()}
OPTIONAL = {"score": st.none() | NUMBERS, "peak_bytes": st.none() | st.integers()}


def records(kind: Any, **own: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    plain = {name: STRATEGIES[each.type] for name, each in kind.__dataclass_fields__.items() if each.type in STRATEGIES}
    optional = {name: strategy for name, strategy in OPTIONAL.items() if name in kind.__dataclass_fields__}
    return st.builds(kind, **{**plain, **optional, **own})


GRADES = records(
    Grade,
    status=st.sampled_from(GradeStatus),
    groups=st.lists(records(GroupScore), max_size=2).map(tuple),
    tests=st.lists(records(model.TestResult, verdict=st.sampled_from(Verdict)), max_size=3).map(tuple),
    provenance=records(Provenance, limits=st.dictionaries(TEXT, NUMBERS, max_size=2)),
)


@given(GRADES)
def test_a_grade_reads_as_it_was_written_on_one_line_of_ascii(grade: Grade) -> None:
    line = to_line(grade)
    assert line.isascii()
    assert line.isprintable()
    assert from_line(line) == grade


@given(st.recursive(st.none() | st.integers() | TEXT, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner)))
def test_what_is_no_grade_is_a_value_error(plain: object) -> None:
    with pytest.raises(ValueError):
        from_line(json.dumps(plain))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 2}, "format"),
        ({"format": True}, "format"),
        ({"score": "100"}, "grade.score"),
        ({"score": True}, "grade.score"),
        ({"candidate": 3}, "grade.candidate"),
        ({"more": 1}, "more"),
        ({"status": "splendid"}, "splendid"),
        ({"tests": [{}]}, "grade.tests"),
        ({"tests": {}}, "grade.tests"),
        ({"provenance": None}, "grade.provenance"),
        ({"tries": 1.5}, "grade.tries"),
        ({"status": []}, "grade.status is list"),
        ({"candidate": {"a": 1}}, "grade.candidate is dict"),
    ],
)
def test_a_record_of_the_wrong_shape_is_refused_by_name(change: dict[str, object], message: str) -> None:
    plain = json.loads(to_line(a_grade()))
    with pytest.raises(ValueError, match=message):
        from_line(json.dumps({**plain, **change}))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "1" + "0" * 400, "-1" + "0" * 400])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    with pytest.raises(ValueError):
        from_line(to_line(a_grade(score=50.0)).replace('"score": 50.0', f'"score": {number}'))


def test_a_key_that_is_missing_is_refused() -> None:
    plain = json.loads(to_line(a_grade()))
    del plain["decisions"]
    with pytest.raises(ValueError, match="decisions"):
        from_line(json.dumps(plain))


def test_a_grade_too_long_to_be_read_again_goes_without_its_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runner.grading.record.MAX_LINE_BYTES", 3000)
    test = model.TestResult(
        id="t", group="g", verdict=Verdict.FAILED, points=0.0, points_possible=1.0, message="m", output="\0" * 9000
    )
    kept = from_line(to_line(a_grade(tests=(test,))))
    left_out = "(left out: the record would be too long)"
    assert kept.tests == (replace(test, output=left_out),)
    kept = from_line(to_line(a_grade(tests=(replace(test, message="m" * 9000),))))
    assert kept.tests == (replace(test, output=left_out, message=left_out),)
    with pytest.raises(OurFault, match="too long"):
        to_line(a_grade(tests=(test,), decisions="d" * 9000))
