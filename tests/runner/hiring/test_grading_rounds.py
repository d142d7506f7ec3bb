"""What waits for a grade, and grades coming back: the last one stands, none is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runner import hiring
from runner.hiring import Came
from runner.intake import read_archive
from runner.model import BadInput, GradeStatus, NotThere
from tests.runner.workspaces import Office, graded


def test_what_waits_is_what_was_handed_in_and_has_no_grade(office: Office) -> None:
    office.publish()
    office.begin("ana", "ben")
    office.submit("ana", "a = 1")
    office.submit("ben", "a = 2", DECISIONS="why")
    first, second = hiring.waiting(office.desk, "spring")
    assert (first.name, second.name) == ("spring/1#1", "spring/2#1")
    data = hiring.archive_of(office.desk, "spring", second.id)
    read = read_archive(data, name="x.zip", modules=("solution",), candidate=second.name)
    assert (read.files[-1].data, read.decisions) == (b"a = 2", "why")
    assert hiring.record(office.desk, "spring", [Came(id=first.id, grade=graded(first.name, 70.0))]) == 1
    assert [each.name for each in hiring.waiting(office.desk, "spring")] == ["spring/2#1"]


def test_what_could_not_be_graded_waits_on(office: Office) -> None:
    office.publish()
    office.begin("ana")
    office.submit("ana", "a = 1")
    (waits,) = hiring.waiting(office.desk, "spring")
    ungraded = graded(waits.name, None, status=GradeStatus.UNGRADED, reason="the engine is away")
    assert hiring.record(office.desk, "spring", [Came(id=waits.id, grade=ungraded)]) == 0
    assert hiring.waiting(office.desk, "spring") == (waits,)
    assert [row.what for row in office.rows("event")].count("grade") == 0


def test_the_last_grade_stands_and_the_ones_before_it_are_kept(office: Office) -> None:
    office.publish()
    office.begin("ana")
    office.submit("ana", "a = 1")
    (waits,) = office.grade(30.0)
    again = graded(waits.name, 60.0)
    assert hiring.record(office.desk, "spring", [Came(id=waits.id, grade=again)], why="appeal") == 1
    assert hiring.grades_of(office.desk, "spring", "spring/1") == (again,)
    assert [(row.score, row.why, row.graded_by) for row in office.rows("grade")] == [
        (30.0, "", "host"), (60.0, "appeal", "host")]  # fmt: skip


def test_a_grade_of_what_is_not_there_is_passed_over(office: Office) -> None:
    office.publish()
    assert hiring.record(office.desk, "spring", [Came(id=77, grade=graded("x", 1.0))]) == 0


def test_grades_are_asked_for_in_their_round(office: Office) -> None:
    office.publish("spring")
    office.publish("autumn")
    office.begin("ana")
    assert hiring.grades_of(office.desk, "spring", "ana@example.org") == ()
    with pytest.raises(BadInput, match="is of round spring, not of autumn"):
        hiring.grades_of(office.desk, "autumn", "spring/1")


def test_the_same_grade_again_is_kept_once(office: Office) -> None:
    office.publish()
    office.begin("ana")
    office.submit("ana", "a = 1")
    (waits,) = office.grade(30.0)
    lost = [Came(id=waits.id, grade=graded(waits.name, 30.0))]  # whoever sent it had no answer
    assert hiring.record(office.desk, "spring", lost) == 0
    assert (len(office.rows("grade")), [row.what for row in office.rows("event")].count("grade")) == (1, 1)


def test_a_grade_by_another_problem_or_of_another_round_is_not_kept(office: Office) -> None:
    office.publish("spring")
    office.publish("autumn")
    office.begin("ana")
    office.submit("ana", "a = 1")
    (waits,) = hiring.waiting(office.desk, "spring")
    grade = graded(waits.name, 100.0)
    other = replace(grade, provenance=replace(grade.provenance, problem_digest="0" * 64))
    assert hiring.record(office.desk, "spring", [Came(id=waits.id, grade=other)]) == 0
    assert hiring.record(office.desk, "autumn", [Came(id=waits.id, grade=grade)]) == 0
    assert hiring.waiting(office.desk, "spring") == (waits,)
    with pytest.raises(NotThere, match="no submission 1 in round 'autumn'"):
        hiring.archive_of(office.desk, "autumn", waits.id)
    assert (hiring.graded(office.desk, "spring"), hiring.graded(office.desk, "autumn")) == ((), ())


def test_what_has_a_grade_comes_in_pages_and_without_who_was_forgotten(office: Office) -> None:
    office.publish()
    office.begin("ana", "ben", "cy")
    for name in ("ana", "ben", "cy"):
        office.submit(name, "a = 1")
    office.grade(30.0)
    hiring.forget(office.desk, "spring/2")
    first = hiring.graded(office.desk, "spring", most=1)
    assert [row.name for row, _ in first] == ["spring/1#1"]
    rest = hiring.graded(office.desk, "spring", after=first[-1][0].id)
    assert [(row.name, grade.score) for row, grade in rest] == [("spring/3#1", 30.0)]
    assert [row.name for row, _ in hiring.RoundHere(office.desk, "spring").graded()] == ["spring/1#1", "spring/3#1"]
