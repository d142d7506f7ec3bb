"""What waits for a grade, and grades coming back: the last one stands, none is lost."""

from __future__ import annotations

import pytest

from runner import hiring
from runner.hiring import Came
from runner.intake import read_archive
from runner.model import BadInput, GradeStatus
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
    with pytest.raises(BadInput, match="is not of round autumn, but of spring"):
        hiring.grades_of(office.desk, "autumn", "spring/1")
