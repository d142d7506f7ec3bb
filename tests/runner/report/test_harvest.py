"""Two grades that differ only in what the round's policy withholds give a candidate the same bytes.

Whoever hands in again and again learns what the policy says of each submission, and nothing that could be added up.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner import model
from runner.model import Feedback, Grade, GradeStatus, GroupScore, Verdict
from runner.report import write_all_own, write_gradescope
from runner.report.candidate import Policy
from tests.runner.report.builders import a_card, a_full_grade, a_source, a_test
from tests.runner.report.hostile_text import AS_FOUND, hostile_text

POINTS = 5.0
FAILED = [verdict for verdict in Verdict if verdict is not Verdict.PASSED]
SECRET = st.text(st.characters(codec=None), max_size=6) | hostile_text()
SECONDS = st.floats(0, 1e6)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known of one hidden test: its group and title, and whether it passed."""

    group: str
    title: str
    passed: bool


OUTCOMES = st.lists(
    st.builds(Outcome, st.sampled_from(["masks", "more"]), st.sampled_from(["sums", "ties", "empty"]), st.booleans()),
    min_size=1, max_size=5,
)  # fmt: skip


def moved(outcomes: list[Outcome], draw: Callable[..., Any], *, within: Callable[[Outcome], object]) -> list[Outcome]:
    """Return the outcomes with other tests passed, as many among those that are alike in `within`."""
    moved = list(outcomes)
    for kind in {within(each) for each in outcomes}:
        places = [place for place, each in enumerate(outcomes) if within(each) == kind]
        passed = draw(st.permutations([outcomes[place].passed for place in places]))
        for place, word in zip(places, passed, strict=True):
            moved[place] = replace(outcomes[place], passed=word)
    return moved


def withheld(hidden: str, outcomes: list[Outcome], draw: Callable[..., Any]) -> list[Outcome]:
    """Return outcomes of which a policy tells the same."""
    match hidden:
        case "nothing":
            return draw(OUTCOMES)
        case "score":
            passed = sum(each.passed for each in outcomes)
            others = draw(st.lists(st.sampled_from(["a", "b"]), min_size=passed, max_size=passed + 3))
            return [Outcome(group, "x", place < passed) for place, group in enumerate(others)]
        case "counts":
            titled = [replace(each, title=draw(st.sampled_from(["sums", "other"]))) for each in outcomes]
            return moved(titled, draw, within=lambda each: each.group)
        case _:
            return moved(outcomes, draw, within=lambda each: (each.group, each.title))


@st.composite
def a_grade_of(draw: Callable[..., Any], outcomes: list[Outcome]) -> Grade:
    """Return a grade with these outcomes; everything else that is recorded of hidden tests is drawn anew."""
    tests = tuple(draw(a_test_of(each)) for each in outcomes)
    groups = tuple(
        GroupScore(
            name=name, points=POINTS * sum(each.passed for each in own), points_possible=POINTS * len(own),
            passed=sum(each.passed for each in own), tests=len(own),
        )
        for name in dict.fromkeys(each.group for each in outcomes)
        if (own := [each for each in outcomes if each.group == name])
    )  # fmt: skip
    score = POINTS * sum(each.passed for each in outcomes)
    return a_full_grade(
        "ann", *tests, groups=groups, score=score, cpu_seconds=draw(SECONDS), wall_seconds=draw(SECONDS),
        peak_bytes=draw(st.none() | st.integers(0, 10**12)), graded_at=draw(SECRET), tries=draw(st.integers(1, 3)),
        seed=draw(st.integers(0, 10**9)), engine=draw(SECRET), isolated=draw(st.booleans()), prebrief=draw(SECRET),
        image_digest=draw(SECRET), problem_digest=draw(SECRET), problem_version=draw(SECRET),
    )  # fmt: skip


@st.composite
def a_test_of(draw: Callable[..., Any], outcome: Outcome) -> model.TestResult:
    file, parameters = draw(st.text("abc/", max_size=5)), draw(SECRET)
    own_class = draw(st.sampled_from(["", "TestA::", "TestB::"]))
    return a_test(
        verdict=Verdict.PASSED if outcome.passed else draw(st.sampled_from(FAILED)),
        id=f"tests/hidden/test_{file}.py::{own_class}test_{outcome.title}[{parameters}]",
        group=outcome.group, points=POINTS if outcome.passed else 0.0, points_possible=POINTS,
        promise=draw(SECRET), message=draw(SECRET), counterexample=draw(SECRET), output=draw(SECRET),
        examples_digest=draw(SECRET), wall_seconds=draw(SECONDS), cpu_seconds=draw(SECONDS),
        peak_bytes=draw(st.none() | st.integers(0, 10**12)),
    )  # fmt: skip


def own_page(folder: Path, grade: Grade, feedback: Feedback) -> dict[str, bytes]:
    write_all_own(folder, a_source([grade], card=a_card(feedback=feedback)))
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def shown_by_gradescope(folder: Path, grade: Grade, feedback: Feedback) -> object:
    """Return what students may see of `results.json`, at some time or other: what is not hidden there."""
    write_gradescope(folder, a_source([grade], card=a_card(feedback=feedback)))
    (path,) = folder.rglob("results.json")
    document = json.loads(path.read_text())
    if document["visibility"] == "hidden":
        return None
    del document["extra_data"]
    return {**document, "tests": [test for test in document["tests"] if test["visibility"] != "hidden"]}


@pytest.mark.parametrize("hidden", [policy.value for policy in Policy])
@settings(AS_FOUND, max_examples=15)
@given(data=st.data())
def test_what_a_policy_withholds_changes_no_byte(
    tmp_path_factory: pytest.TempPathFactory, hidden: str, data: st.DataObject
) -> None:
    outcomes = data.draw(OUTCOMES)
    feedback = Feedback(hidden=hidden, release="at-once", max_submissions=3)
    folder = tmp_path_factory.mktemp("own")
    pages, documents = [], []
    for name, its in (("one", outcomes), ("other", withheld(hidden, outcomes, data.draw))):
        grade = data.draw(a_grade_of(its))
        pages.append(own_page(folder / name, grade, feedback))
        documents.append(shown_by_gradescope(folder / f"{name}-gradescope", grade, feedback))
    assert pages[0] == pages[1]
    assert documents[0] == documents[1]


@settings(AS_FOUND, max_examples=10)
@given(reasons=st.tuples(SECRET, SECRET), status=st.sampled_from([GradeStatus.UNGRADED, GradeStatus.GRADED]))
def test_why_something_has_no_better_grade_changes_no_byte(
    tmp_path_factory: pytest.TempPathFactory, reasons: tuple[str, str], status: GradeStatus
) -> None:
    """Our troubles are not a candidate's affair; that a later submission was not graded is said in the page's words."""
    feedback = Feedback(hidden="names", max_submissions=3)
    grades = [a_full_grade("ann", status=status, score=None, reason=f"r{reason}") for reason in reasons]
    folder = tmp_path_factory.mktemp("own")
    first, second = (own_page(folder / str(place), grade, feedback) for place, grade in enumerate(grades))
    assert first == second


def test_what_a_policy_tells_does_change_the_page(tmp_path: Path) -> None:
    """The measure itself: each policy sees a difference in what it lets out."""
    passed, failed = (a_full_grade("ann", a_test("one", verdict)) for verdict in (Verdict.PASSED, Verdict.FAILED))
    for hidden in ("score", "counts", "names"):
        pages = [
            own_page(tmp_path / f"{hidden}{place}", grade, Feedback(hidden=hidden))
            for place, grade in enumerate((passed, failed))
        ]
        assert pages[0] != pages[1]
