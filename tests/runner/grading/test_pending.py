"""What waits for canaries, and what it waits for."""

from __future__ import annotations

from runner.grading.pending import Made, Pending
from runner.grading.stretch import Stretch
from tests.runner.grading.builders import a_grade


def test_a_stretch_is_open_until_it_is_ended_and_how_it_ended_first_stands() -> None:
    proven, faulty = Stretch(), Stretch()
    assert proven.fault is None
    proven.end()
    faulty.end("the box was lost")
    faulty.end()
    assert (proven.fault, faulty.fault) == ("", "the box was lost")


def test_a_stretch_knows_how_many_depend_on_it() -> None:
    stretch = Stretch()
    assert stretch.take() is stretch.take()
    assert stretch.held == 2


def test_a_grade_waits_for_all_of_its_stretches_and_each_can_be_at_fault() -> None:
    first, second = Stretch(), Stretch()
    made = Made(a_grade(), (first, second))
    first.end()
    assert (made.open, made.fault) == (True, "")
    second.end("no")
    assert (made.open, made.fault) == (False, "no")
    assert not Made(a_grade()).open


def test_what_waits_no_longer_is_taken_out_in_the_order_in_which_it_was_made() -> None:
    pending, stretch = Pending(), Stretch()
    made = [Made(a_grade(name), waits) for name, waits in (("a", ()), ("b", (stretch,)), ("c", ()), ("d", (stretch,)))]
    for each in made:
        pending.add(each)
    assert [each.grade.candidate for each in pending.take()] == ["a", "c"]
    assert len(pending) == 2
    stretch.end()
    assert [each.grade.candidate for each in pending.take()] == ["b", "d"]
    assert len(pending) == 0
