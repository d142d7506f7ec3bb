"""What Hypothesis writes of a failing input, in the forms that its versions use."""

import pytest

from runner.judge.counterexample import counterexample_of, first_failure, notes_of, of_arguments


def noted(*notes):
    exc = ValueError("x")
    for note in notes:
        exc.add_note(note)
    return exc


@pytest.mark.parametrize(
    ("notes", "told"),
    [
        (["Falsifying example: test_x(\n    xs=[1,\n        2],\n    y=0,\n)"], "xs=[1,\n    2]\ny=0"),
        (["Failing test case: t(\n    xs=[\n        'a=1',\n    ],\n    y=0,\n)"], "xs=[\n    'a=1',\n]\ny=0"),
        (["Failing test case: test_x(\n    self=<TestX object>,\n    y='(',\n)"], "y='('"),
        (["Failing explicit example: test_x(\n    x=13,\n)"], "x=13"),
        (["Failing test case: test_x(\n    data=data(...),\n)", "Draw 1: 5"], "data=data(...)\nDraw 1: 5"),
        (["Failing test case: <state machine>", "state = M()", "state.add(n=5)"], "state = M()\nstate.add(n=5)"),
        (["a note of the submission's"], ""),
        ([], ""),
    ],
)
def test_the_notes_are_told_as_name_and_value(notes, told):
    assert counterexample_of(noted(*notes)) == told


def test_a_note_of_the_submission_is_not_taken_for_the_counterexample():
    exc = noted("Failing test case: f(\n    x=forged,\n)", "Failing test case: f(\n    x=real,\n)")
    assert counterexample_of(exc) == "x=real"
    assert notes_of(exc)[0] == ["Failing test case: f(\n    x=forged,\n)"]


def test_the_first_of_several_failures_is_told():
    inner = noted("Failing test case: f(\n    x=1,\n)")
    assert first_failure(BaseExceptionGroup("two", [ExceptionGroup("one", [inner]), KeyError()])) is inner


def test_a_counterexample_is_bounded():
    assert len(counterexample_of(noted(f"Failing test case: f(\n    x={'y' * 10_000},\n)")).encode()) <= 2048
    assert len(of_arguments({"x": "y" * 10_000, "z": list(range(10_000))}).encode()) <= 2048
